using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

// Functions whose SSA form would be too large (LocalVariables.IsTooLarge): their numbers and vectors stay in the frame, where each
// use is a load and each assignment a store. References do not, since the collector looks for them in stack maps.
internal sealed partial class FunctionTranslator
{
    // The frame's area begins with room for arguments of helpers.
    private const int ArgumentBytes = 16;

    // By local its place in the frame's area, or -1. Empty: no local is there.
    private readonly PooledList<int> _frameLocals = new(64);
    private int _frameBytes;
    private Value _frameArea;

    private static MemoryAccess FrameAccess => new(MemoryRegion.Frame);

    private void PlaceLocals(FunctionDefinition definition)
    {
        _frameBytes = ArgumentBytes;
        foreach (IrType type in _signature.Parameters)
        {
            Place(type, 1);
        }

        foreach (LocalGroup group in definition.Locals.AsSpan())
        {
            Place(_environment.TypeOf(group.Type), (int)group.Count);
        }

        void Place(IrType type, int count)
        {
            int bytes = type switch { IrType.Ref => 0, IrType.V128 => 16, _ => 8 };
            for (int i = 0; i < count; i++)
            {
                _frameLocals.Add(bytes == 0 ? -1 : _frameBytes);
                _frameBytes += bytes;
            }
        }
    }

    private void StoreInitialLocals()
    {
        _frameArea = Emit(IrOp.FrameAddress, IrType.I64, imm: _frameBytes);
        for (int local = 0; local < _frameLocals.Count; local++)
        {
            if (_frameLocals[local] >= 0)
            {
                StoreFrameLocal(local, _locals.Read(local));
            }
        }
    }

    private Value ReadFrameLocal(int local)
    {
        int place = _frameLocals[local];
        if (place < 0)
        {
            return _locals.Read(local);
        }

        IrType type = _locals.TypeOf(local);
        Op op = type switch
        {
            IrType.I32 => Op.I32Load,
            IrType.I64 => Op.I64Load,
            IrType.F32 => Op.F32Load,
            IrType.F64 => Op.F64Load,
            _ => Op.V128Load,
        };
        return Load(op, type, _frameArea, place, FrameAccess);
    }

    private void WriteLocal(int local, Value value)
    {
        if (_frameLocals.Count == 0 || _frameLocals[local] < 0)
        {
            _locals.Write(local, value);
        }
        else
        {
            StoreFrameLocal(local, value);
        }
    }

    private void StoreFrameLocal(int local, Value value)
    {
        Op op = _locals.TypeOf(local) switch
        {
            IrType.I32 => Op.I32Store,
            IrType.I64 => Op.I64Store,
            IrType.F32 => Op.F32Store,
            IrType.F64 => Op.F64Store,
            _ => Op.V128Store,
        };
        Store(op, _frameArea, value, _frameLocals[local], FrameAccess);
    }
}
