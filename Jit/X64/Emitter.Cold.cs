using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Code that is expected never to run, behind all other.</content>
internal sealed partial class Emitter
{
    /// <summary>So many of the last pieces are looked at for one that does the same.</summary>
    private const int Remembered = 4;

    private enum ColdKind : byte
    {
        Trap,
        Overflow,
        Stop,
        Fuel,
        Depth,
    }

    private struct ColdCode
    {
        public ColdKind Kind;
        public byte Trap;
        public Label Label;
        public Label Resume;
        public int Offset;
        public int Origin;

        /// <summary>Where the detail of a trap is, or none.</summary>
        public Location Detail;

        /// <summary>Fuel to give back: a constant, or with <see cref="Detail"/> a register.</summary>
        public long Amount;
    }

    /// <summary>Where code goes that wants to trap.</summary>
    private Label TrapLabel(in MachineInstruction instruction, byte code, Location detail)
    {
        if (detail == Location.None)
        {
            for (int i = _cold.Count - 1; i >= Math.Max(0, _cold.Count - Remembered); i--)
            {
                ref ColdCode known = ref _cold[i];
                if (known.Kind == ColdKind.Trap && known.Trap == code && known.Offset == instruction.Offset && known.Detail == Location.None)
                {
                    return known.Label;
                }
            }
        }

        Label label = _code.NewLabel();
        _cold.Add(new ColdCode { Kind = ColdKind.Trap, Trap = code, Label = label, Offset = instruction.Offset, Origin = instruction.Origin, Detail = detail });
        return label;
    }

    private Label ColdLabel(in MachineInstruction instruction, ColdKind kind, long amount, Location register)
    {
        Label label = _code.NewLabel();
        _cold.Add(new ColdCode { Kind = kind, Label = label, Offset = instruction.Offset, Origin = instruction.Origin, Detail = register, Amount = amount });
        return label;
    }

    private void EmitCold()
    {
        for (int i = 0; i < _cold.Count; i++)
        {
            ColdCode cold = _cold[i];
            _lastOffset = cold.Offset;
            _output.Sources.Add(new SourcePosition(_code.Position, cold.Offset, cold.Origin));
            _asm.Bind(cold.Label);
            switch (cold.Kind)
            {
                case ColdKind.Trap:
                    EmitTrapCall(cold.Trap, cold.Detail, cold.Offset);
                    break;
                case ColdKind.Overflow:
                    EmitOverflow(in cold);
                    break;
                case ColdKind.Stop:
                    _asm.Call(Symbol.Stub((int)StubId.StopRequested));
                    AddCallSite(cold.Offset);
                    _asm.Jmp(cold.Resume);
                    break;
                case ColdKind.Depth:
                    _asm.Call(Symbol.Helper((int)HelperId.DepthExhausted));
                    AddCallSite(cold.Offset);
                    break;
                default:
                    GiveFuelBack(in cold);
                    EmitTrapCall((byte)TrapCode.AllFuelConsumed, Location.None, cold.Offset);
                    break;
            }
        }
    }

    // The instance has to stand where every frame has it, which the prologue has not made yet.
    private void EmitOverflow(in ColdCode cold)
    {
        _asm.Push((Register)X64Registers.Instance);
        _asm.Push((Register)X64Registers.Instance);
        _asm.Call(Symbol.Stub((int)StubId.StackOverflow));
        AddCallSite(cold.Offset);
        _asm.Alu(AluOp.Add, OperandSize.Qword, Register.Rsp, 16);
        _asm.Jmp(cold.Resume);
    }

    private void GiveFuelBack(in ColdCode cold)
    {
        MemoryOperand fuel = Field(StoreContext.FuelOffset);
        if (cold.Detail.IsRegister)
        {
            _asm.Alu(AluOp.Add, OperandSize.Qword, fuel, Gpr(cold.Detail));
        }
        else if (cold.Amount == (int)cold.Amount)
        {
            _asm.Alu(AluOp.Add, OperandSize.Qword, fuel, (int)cold.Amount);
        }
        else
        {
            _asm.Mov(X64Registers.Scratch, cold.Amount);
            _asm.Alu(AluOp.Add, OperandSize.Qword, fuel, X64Registers.Scratch);
        }
    }

    private void EmitTrapCall(byte code, Location detail, int offset)
    {
        if (detail.IsSlot)
        {
            _asm.Mov(OperandSize.Qword, X64Registers.Scratch, Slot(detail.SlotNumber));
        }
        else if (detail.IsRegister)
        {
            _asm.Mov(OperandSize.Qword, X64Registers.Scratch, Gpr(detail));
        }

        _asm.Call(Symbol.TrapStub(code));
        AddCallSite(offset);
    }

    /// <summary>Notes a call that is no safepoint, at the current position, behind it.</summary>
    private void AddCallSite(int offset) => _output.Calls.Add(new CallSite(_code.Position, offset, 0, 0, -1, -1));
}
