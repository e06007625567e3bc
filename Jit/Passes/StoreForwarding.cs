using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>
/// A load from where a dominating store has written gets the stored value, if nothing in between may have written there.
/// </summary>
/// <remarks>
/// A walk over the dominator tree with a log of stores, and of what else changes regions. A load looks back over a few entries:
/// stores to the same base and index at other displacements do not overlap it; any other store to the region may.
/// </remarks>
internal sealed class StoreForwarding : Pass
{
    private const int MaximumLook = 16;

    private Entry[] _log = [];
    private int _count;
    private (Block Block, int Mark)[] _scopes = [];
    private PassContext _context = new();
    private IrFunction _function = new();

    /// <inheritdoc/>
    public override void Run(PassContext context)
    {
        _context = context;
        _function = context.Function;
        _count = 0;
        MemoryEffects effects = context.Effects;
        DominatorTree dominators = context.Dominators;
        int depth = 0;
        foreach (int number in dominators.Preorder)
        {
            var block = new Block(number);
            while (depth > 0 && !dominators.Dominates(_scopes[depth - 1].Block, block))
            {
                _count = _scopes[--depth].Mark;
            }

            Pooled.Push(ref _scopes, ref depth, (block, _count));
            Note(effects.Before(block), Value.None);
            Visit(block);
        }

        context.FinishReplacing();
    }

    private void Visit(Block block)
    {
        for (Value value = _function[block].First; value.IsSome;)
        {
            Value next = _function.Next(value);
            _context.ResolveFields(ref _function[value]);
            ref Instruction instruction = ref _function[value];
            ulong changed = MemoryEffects.Of(in instruction);
            if (changed != 0)
            {
                Note(changed, changed == MemoryEffects.All ? Value.None : value);
            }
            else if ((IrOpTable.Get(instruction.Op).Flags & IrFlags.Load) != 0 && _count > 0)
            {
                Value store = FindStore(in instruction);
                if (store.IsSome)
                {
                    Forward(value, store);
                }
            }

            value = next;
        }
    }

    private void Note(ulong set, Value store)
    {
        if (set != 0)
        {
            Pooled.Push(ref _log, ref _count, new Entry { Set = set, Store = store });
        }
    }

    private Value FindStore(in Instruction load)
    {
        ulong bit = 1UL << MemoryEffects.BitOf(MemoryAccess.Of(in load).Region);
        long from = MemoryAccess.DisplacementOf(in load);
        long bytes = InstructionTable.Get((Op)load.Op).AccessBytes;
        for (int i = _count - 1, looked = 0; i >= 0 && looked < MaximumLook; i--, looked++)
        {
            ref Entry entry = ref _log[i];
            if ((entry.Set & bit) == 0)
            {
                continue;
            }

            if (!entry.Store.IsSome)
            {
                return Value.None;
            }

            ref Instruction store = ref _function[entry.Store];
            if (store.A != load.A || store.B != load.B)
            {
                return Value.None;
            }

            long start = MemoryAccess.DisplacementOf(in store);
            if (start == from)
            {
                return entry.Store;
            }

            if (PlantedBugs.Is(PlantedBug.StaleLoad) && start > from)
            {
                continue;
            }

            if (start < from + bytes && from < start + InstructionTable.Get((Op)store.Op).AccessBytes)
            {
                return Value.None;
            }
        }

        return Value.None;
    }

    // The stored value, or the part of it that the load reads.
    private void Forward(Value load, Value store)
    {
        Value stored = _function[store].C;
        switch ((Op)_function[load].Op, (Op)_function[store].Op)
        {
            case (Op.I32Load, Op.I32Store) or (Op.I64Load, Op.I64Store) or (Op.F32Load, Op.F32Store) or (Op.F64Load, Op.F64Store)
                or (Op.V128Load, Op.V128Store):
                _context.Replace(load, stored);
                break;
            case (Op.I32Load, Op.F32Store):
                Become(load, Op.I32ReinterpretF32, stored);
                break;
            case (Op.F32Load, Op.I32Store):
                Become(load, Op.F32ReinterpretI32, stored);
                break;
            case (Op.I64Load, Op.F64Store):
                Become(load, Op.I64ReinterpretF64, stored);
                break;
            case (Op.F64Load, Op.I64Store):
                Become(load, Op.F64ReinterpretI64, stored);
                break;
            case (Op.I32Load, Op.I64Store or Op.I64Store32):
                Become(load, Op.I32WrapI64, stored);
                break;
            case (Op.I64Load32U, Op.I32Store):
                Become(load, Op.I64ExtendI32U, stored);
                break;
            case (Op.I64Load32S, Op.I32Store):
                Become(load, Op.I64ExtendI32S, stored);
                break;
            case (Op.I64Load32S, Op.I64Store or Op.I64Store32):
                Become(load, Op.I64Extend32S, stored);
                break;
            case (Op.I32Load8S, Op.I32Store8 or Op.I32Store16 or Op.I32Store):
                Become(load, Op.I32Extend8S, stored);
                break;
            case (Op.I32Load16S, Op.I32Store16 or Op.I32Store):
                Become(load, Op.I32Extend16S, stored);
                break;
            case (Op.I64Load8S, Op.I64Store8 or Op.I64Store16 or Op.I64Store32 or Op.I64Store):
                Become(load, Op.I64Extend8S, stored);
                break;
            case (Op.I64Load16S, Op.I64Store16 or Op.I64Store32 or Op.I64Store):
                Become(load, Op.I64Extend16S, stored);
                break;
            case (Op.I32Load8U, Op.I32Store8 or Op.I32Store16 or Op.I32Store):
                Mask(load, stored, false, byte.MaxValue);
                break;
            case (Op.I32Load16U, Op.I32Store16 or Op.I32Store):
                Mask(load, stored, false, ushort.MaxValue);
                break;
            case (Op.I64Load8U, Op.I64Store8 or Op.I64Store16 or Op.I64Store32 or Op.I64Store):
                Mask(load, stored, true, byte.MaxValue);
                break;
            case (Op.I64Load16U, Op.I64Store16 or Op.I64Store32 or Op.I64Store):
                Mask(load, stored, true, ushort.MaxValue);
                break;
        }
    }

    private void Become(Value value, Op op, Value a, Value b = default) =>
        _function[value] = new Instruction { Op = (IrOp)op, Type = _function[value].Type, A = a, B = b };

    private void Mask(Value value, Value stored, bool is64, long mask)
    {
        Value constant = _function.AddInstruction(
            new Instruction { Op = (IrOp)(is64 ? Op.I64Const : Op.I32Const), Type = is64 ? IrType.I64 : IrType.I32, Imm = mask },
            _function.OffsetOf(value));
        _function.InsertBefore(value, constant);
        Become(value, is64 ? Op.I64And : Op.I32And, stored, constant);
    }

    private struct Entry
    {
        public ulong Set;
        public Value Store;
    }
}
