using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Jumps, calls, charges.</content>
internal sealed partial class Emitter
{
    private void Jump(int block)
    {
        if (!IsFollowing(block))
        {
            _asm.Jmp(LabelOf(block));
        }
    }

    private void EmitBranch(X64Condition condition, int taken, int otherwise)
    {
        if (condition == X64Condition.FloatEqual)
        {
            (taken, otherwise) = (otherwise, taken);
            condition = X64Condition.FloatNotEqual;
        }

        if (condition == X64Condition.FloatNotEqual)
        {
            _asm.Jcc(Condition.Parity, LabelOf(taken));
            condition = X64Condition.NotEqual;
        }

        if (IsFollowing(taken))
        {
            _asm.Jcc(((Condition)condition).Negate(), LabelOf(otherwise));
            return;
        }

        _asm.Jcc((Condition)condition, LabelOf(taken));
        Jump(otherwise);
    }

    private void EmitSwitch(in MachineInstruction instruction)
    {
        Register index = GprAt(in instruction, 0);
        Register target = GprAt(in instruction, 1);
        int count = (int)instruction.Imm - 1;
        _table.Clear();
        for (int i = 0; i < count; i++)
        {
            _table.Add(LabelOf(TargetOf(_constants.Branches[instruction.Aux2 + i])));
        }

        int otherwise = TargetOf(_constants.Branches[instruction.Aux2 + count]);
        if (count == 0)
        {
            Jump(otherwise);
            return;
        }

        _asm.Alu(AluOp.Cmp, OperandSize.Dword, index, count);
        _asm.Jcc(Condition.AboveOrEqual, LabelOf(otherwise));
        _asm.Lea(OperandSize.Qword, X64Registers.Scratch, MemoryOperand.Of(_code.NewJumpTable(_table.Span)));
        _asm.Movsx(OperandSize.Dword, OperandSize.Qword, target, MemoryOperand.Indexed(X64Registers.Scratch, index, 2));
        _asm.Alu(AluOp.Add, OperandSize.Qword, target, X64Registers.Scratch);
        _asm.Jmp(target);
    }

    private void EmitCall(int index, in MachineInstruction instruction)
    {
        X64Call call = _constants.Calls[(int)instruction.Imm];
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.Call:
                _asm.Call(MemoryOperand.Of(Symbol.EntrySlot(instruction.Aux2)));
                break;
            case X64Op.CallIndirect:
                _asm.Call(GprAt(in instruction, 0));
                break;
            default:
                _asm.Call(Symbol.Helper(instruction.Aux2));
                break;
        }

        StackMapEntry map = default;
        if (_stackMap < _allocation.StackMaps.Count && _allocation.StackMaps[_stackMap].Instruction == index)
        {
            map = _allocation.StackMaps[_stackMap];
        }

        bool isInvoke = (instruction.Flags & MachineFlags.Terminator) != 0;
        if (isInvoke)
        {
            _pads.Add((_output.Calls.Count, TargetOf(1)));
        }

        _output.Calls.Add(new CallSite(_code.Position, instruction.Offset, map.Start, map.Count, -1, call.FirstCatch));
        if (call.Popped != 0)
        {
            _asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rsp, call.Popped);
        }

        if (isInvoke)
        {
            Jump(TargetOf(0));
        }
    }

    /// <summary>
    /// Goes to another function in this one's place. Stack arguments stand in the outgoing area; the result slots, above this
    /// function's own arguments, stay where they are, so that the new arguments end where the old ones did.
    /// </summary>
    private void EmitTailCall(in MachineInstruction instruction)
    {
        int bytes = (int)instruction.Imm;
        int shift = _constants.ParameterBytes - bytes;
        if (shift != 0)
        {
            _asm.Mov(OperandSize.Qword, Register.Rbx, MemoryOperand.At(Register.Rbp, 8));
            _asm.Mov(OperandSize.Qword, Register.R12, MemoryOperand.At(Register.Rbp, 0));
        }

        // To higher addresses, the last first: what is overwritten has been read.
        int end = PlantedBugs.Is(PlantedBug.TailCallArguments) && shift != 0 ? 16 : 0;
        for (int at = bytes - 16; at >= end; at -= 16)
        {
            _asm.Load(VectorMove.Movups, X64Registers.ScratchVector, MemoryOperand.At(Register.Rsp, at));
            _asm.Store(VectorMove.Movups, MemoryOperand.At(Register.Rbp, 16 + shift + at), X64Registers.ScratchVector);
        }

        if (shift != 0)
        {
            _asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, 8 + shift), Register.Rbx);
            _asm.Lea(OperandSize.Qword, Register.Rsp, MemoryOperand.At(Register.Rbp, 8 + shift));
            _asm.Mov(OperandSize.Qword, Register.Rbp, Register.R12);
        }
        else
        {
            EmitEpilogue();
        }

        if ((X64Op)instruction.Opcode == X64Op.TailCall)
        {
            _asm.Jmp(MemoryOperand.Of(Symbol.EntrySlot(instruction.Aux2)));
        }
        else
        {
            _asm.Jmp((Register)X64Registers.CodeAddress);
        }
    }

    private void EmitCharge(in MachineInstruction instruction)
    {
        long amount = instruction.Imm;
        bool isSmall = amount == (int)amount;
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.ChargeFuel when isSmall:
                _asm.Alu(AluOp.Sub, OperandSize.Qword, Field(StoreContext.FuelOffset), (int)amount);
                _asm.Jcc(Condition.Less, ColdLabel(in instruction, ColdKind.Fuel, amount, Location.None));
                break;
            case X64Op.ChargeFuel:
                _asm.Mov(X64Registers.Scratch, amount);
                _asm.Alu(AluOp.Sub, OperandSize.Qword, Field(StoreContext.FuelOffset), X64Registers.Scratch);
                _asm.Jcc(Condition.Less, ColdLabel(in instruction, ColdKind.Fuel, amount, Location.None));
                break;
            case X64Op.ChargeFuelOf:
                _asm.Alu(AluOp.Sub, OperandSize.Qword, Field(StoreContext.FuelOffset), GprAt(in instruction, 0));
                _asm.Jcc(Condition.Less, ColdLabel(in instruction, ColdKind.Fuel, 0, LocationAt(in instruction, 0)));
                break;
            case X64Op.ChargeDepth:
                _asm.Alu(AluOp.Cmp, OperandSize.Qword, Field(StoreContext.DepthOffset), (int)amount);
                _asm.Jcc(Condition.Less, ColdLabel(in instruction, ColdKind.Depth, 0, Location.None));
                _asm.Alu(AluOp.Sub, OperandSize.Qword, Field(StoreContext.DepthOffset), (int)amount);
                break;
            case X64Op.ReleaseDepth:
                _asm.Alu(AluOp.Add, OperandSize.Qword, Field(StoreContext.DepthOffset), (int)amount);
                break;
            default:
                Label resume = _code.NewLabel();
                _asm.Alu(AluOp.Cmp, OperandSize.Dword, Field(StoreContext.StopRequestedOffset), 0);
                Label stop = ColdLabel(in instruction, ColdKind.Stop, 0, Location.None);
                _cold[_cold.Count - 1].Resume = resume;
                _asm.Jcc(Condition.NotEqual, stop);
                _asm.Bind(resume);
                break;
        }
    }
}
