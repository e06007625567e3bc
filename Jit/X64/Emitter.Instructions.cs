using Wasm.Core.Diagnostics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Moves, integers, comparisons.</content>
internal sealed partial class Emitter
{
    private void EmitInstruction(int index, in MachineInstruction instruction)
    {
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.Entry or X64Op.Pad:
                break;
            case X64Op.Jump:
                Jump(TargetOf(0));
                break;
            case X64Op.Switch:
                EmitSwitch(in instruction);
                break;
            case X64Op.Return:
                EmitEpilogue();
                _asm.Ret((ushort)_constants.ParameterBytes);
                break;
            case X64Op.Call or X64Op.CallIndirect or X64Op.CallHelper:
                EmitCall(index, in instruction);
                break;
            case X64Op.TailCall or X64Op.TailCallIndirect:
                EmitTailCall(in instruction);
                break;
            case X64Op.Trap:
                X64Form form = X64Form.Of(instruction.Imm);
                EmitTrapCall(form.Trap, form.HasDetail ? LocationAt(in instruction, 0) : Location.None, instruction.Offset);
                break;
            case X64Op.Unreachable:
                _asm.Ud2();
                break;
            case X64Op.ChargeFuel or X64Op.ChargeFuelOf or X64Op.ChargeDepth or X64Op.ReleaseDepth or X64Op.CheckStop:
                EmitCharge(in instruction);
                break;
            case >= X64Op.Mov and <= X64Op.MulHigh:
                EmitInteger(in instruction);
                break;
            case >= X64Op.Cmp and <= X64Op.Ptest:
                EmitComparison(in instruction);
                break;
            default:
                EmitVector(in instruction);
                break;
        }
    }

    private void EmitConstant(in MachineInstruction instruction, Location to)
    {
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.MovImm when instruction.Imm == 0:
                _asm.Zero(Gpr(to));
                break;
            case X64Op.MovImm:
                _asm.Mov(Gpr(to), instruction.Imm);
                break;
            case X64Op.MovContext:
                _asm.Mov(OperandSize.Qword, Gpr(to), X64Registers.Context);
                break;
            case X64Op.Lea:
                _asm.Lea(OperandSize.Qword, Gpr(to), MemoryAt(in instruction, 1, X64Form.Of(instruction.Imm)));
                break;
            case X64Op.ZeroVector:
                _asm.Zero(Xmm(to));
                break;
            case X64Op.OnesVector:
                _asm.Ones(Xmm(to));
                break;
            default:
                _asm.Load(MoveOf(in instruction), Xmm(to), MemoryAt(in instruction, 1, X64Form.Of(instruction.Imm)));
                break;
        }
    }

    private void EmitInteger(in MachineInstruction instruction)
    {
        OperandSize size = SizeOf(in instruction);
        int sub = SubOf(in instruction);
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.Mov:
                _asm.Mov(size, GprAt(in instruction, 1), GprAt(in instruction, 0));
                break;
            case X64Op.Load:
                _asm.Mov(size, GprAt(in instruction, 0), MemoryAt(in instruction, 1, X64Form.Of(instruction.Imm)));
                break;
            case X64Op.Store:
                EmitStore(in instruction, size);
                break;
            case X64Op.Movzx:
                EmitMovzx(in instruction, (OperandSize)(1 << sub));
                break;
            case X64Op.Movsx:
                EmitMovsx(in instruction, (OperandSize)(1 << sub), size);
                break;
            case X64Op.Lea:
                EmitLea(in instruction, size);
                break;
            case X64Op.Alu:
                EmitAlu(in instruction, (AluOp)sub, size);
                break;
            case X64Op.AluMemory:
                EmitAluMemory(in instruction, (AluOp)sub, size);
                break;
            case X64Op.AddTrap:
                EmitAlu(in instruction, AluOp.Add, size);
                X64Form form = X64Form.Of(instruction.Imm);
                Location detail = form.HasDetail ? LocationAt(in instruction, instruction.OperandCount - 1) : Location.None;
                _asm.Jcc(Condition.Below, TrapLabel(in instruction, form.Trap, detail));
                break;
            case X64Op.Imul:
                Register product = GprAt(in instruction, 1);
                if (TryMemory(in instruction, 2, out MemoryOperand factor))
                {
                    _asm.Imul(size, product, factor);
                }
                else
                {
                    _asm.Imul(size, product, GprAt(in instruction, 2));
                }

                break;
            case X64Op.ImulImmediate:
                Register result = GprAt(in instruction, 0);
                if (TryMemory(in instruction, 1, out MemoryOperand other))
                {
                    _asm.Imul(size, result, other, (int)instruction.Imm);
                }
                else
                {
                    _asm.Imul(size, result, GprAt(in instruction, 1), (int)instruction.Imm);
                }

                break;
            case X64Op.Unary:
                _asm.Unary((UnaryOp)sub, size, GprAt(in instruction, 1));
                break;
            case X64Op.Divide:
                EmitDivision(in instruction, size, (X64Division)instruction.Imm);
                break;
            case X64Op.MulHigh:
                _asm.Unary(sub == 1 ? UnaryOp.Imul : UnaryOp.Mul, OperandSize.Qword, GprAt(in instruction, 1));
                break;
            default:
                EmitBits(in instruction, size, sub);
                break;
        }
    }

    private void EmitBits(in MachineInstruction instruction, OperandSize size, int sub)
    {
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.Shift:
                if (((int)instruction.Imm & 63) != 0)
                {
                    _asm.Shift((ShiftOp)sub, size, GprAt(in instruction, 1), (byte)instruction.Imm);
                }
                else if (size == OperandSize.Dword)
                {
                    // What is here may be 64 bits of which the low half is meant.
                    _asm.Mov(size, GprAt(in instruction, 1), GprAt(in instruction, 1));
                }

                break;
            case X64Op.ShiftCl:
                _asm.ShiftCl((ShiftOp)sub, size, GprAt(in instruction, 1));
                break;
            case X64Op.ShiftX:
                BmiShiftOp op = (ShiftOp)sub switch
                {
                    ShiftOp.Shl => BmiShiftOp.Shlx,
                    ShiftOp.Shr => BmiShiftOp.Shrx,
                    _ => BmiShiftOp.Sarx,
                };
                if (TryMemory(in instruction, 2, out MemoryOperand shifted))
                {
                    _asm.BmiShift(op, size, GprAt(in instruction, 0), shifted, GprAt(in instruction, 1));
                }
                else
                {
                    _asm.BmiShift(op, size, GprAt(in instruction, 0), GprAt(in instruction, 2), GprAt(in instruction, 1));
                }

                break;
            case X64Op.Rorx:
                if (TryMemory(in instruction, 1, out MemoryOperand rotated))
                {
                    _asm.Rorx(size, GprAt(in instruction, 0), rotated, (byte)instruction.Imm);
                }
                else
                {
                    _asm.Rorx(size, GprAt(in instruction, 0), GprAt(in instruction, 1), (byte)instruction.Imm);
                }

                break;
            case X64Op.Popcnt:
                EmitBitCount(in instruction, BitCountOp.Popcnt, size);
                break;
            case X64Op.Lzcnt:
                EmitBitCount(in instruction, BitCountOp.Lzcnt, size);
                break;
            case X64Op.Tzcnt:
                EmitBitCount(in instruction, BitCountOp.Tzcnt, size);
                break;
            case X64Op.Clz:
                // Of 0 nothing is known but the flag: then twice the width minus 1, which the last instruction makes the width.
                int width = (int)size * 8;
                _asm.Mov(X64Registers.Scratch, (width * 2) - 1);
                EmitBitCount(in instruction, BitCountOp.Bsr, size);
                _asm.Cmovcc(Condition.Equal, size, GprAt(in instruction, 0), X64Registers.Scratch);
                _asm.Alu(AluOp.Xor, OperandSize.Dword, GprAt(in instruction, 0), width - 1);
                break;
            default:
                _asm.Mov(X64Registers.Scratch, (int)size * 8);
                EmitBitCount(in instruction, BitCountOp.Bsf, size);
                _asm.Cmovcc(Condition.Equal, size, GprAt(in instruction, 0), X64Registers.Scratch);
                break;
        }
    }

    private void EmitBitCount(in MachineInstruction instruction, BitCountOp op, OperandSize size)
    {
        Register result = GprAt(in instruction, 0);
        if (TryMemory(in instruction, 1, out MemoryOperand memory))
        {
            _asm.BitCount(op, size, result, memory);
        }
        else
        {
            _asm.BitCount(op, size, result, GprAt(in instruction, 1));
        }
    }

    private void EmitStore(in MachineInstruction instruction, OperandSize size)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        MemoryOperand address = MemoryAt(in instruction, 0, form);
        if (form.HasImmediate)
        {
            _asm.Mov(size, address, (int)instruction.Imm);
        }
        else
        {
            _asm.Mov(size, address, GprAt(in instruction, form.MemoryRegisters));
        }
    }

    private void EmitMovzx(in MachineInstruction instruction, OperandSize from)
    {
        Register result = GprAt(in instruction, 0);
        if (TryMemory(in instruction, 1, out MemoryOperand memory))
        {
            _asm.Movzx(from, result, memory);
        }
        else
        {
            _asm.Movzx(from, result, GprAt(in instruction, 1));
        }
    }

    private void EmitMovsx(in MachineInstruction instruction, OperandSize from, OperandSize to)
    {
        Register result = GprAt(in instruction, 0);
        if (TryMemory(in instruction, 1, out MemoryOperand memory))
        {
            _asm.Movsx(from, to, result, memory);
        }
        else
        {
            _asm.Movsx(from, to, result, GprAt(in instruction, 1));
        }
    }

    // An address that is a sum with the result itself is shorter as an addition.
    private void EmitLea(in MachineInstruction instruction, OperandSize size)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        Register result = GprAt(in instruction, 0);
        int displacement = instruction.Aux2;
        if (form.Memory == X64Memory.Base && GprAt(in instruction, 1) == result)
        {
            _asm.Alu(AluOp.Add, size, result, displacement);
        }
        else if (form.Memory == X64Memory.BaseIndex && form.Scale == 0 && displacement == 0 && GprAt(in instruction, 1) == result)
        {
            _asm.Alu(AluOp.Add, size, result, GprAt(in instruction, 2));
        }
        else if (form.Memory == X64Memory.BaseIndex && form.Scale == 0 && displacement == 0 && GprAt(in instruction, 2) == result)
        {
            _asm.Alu(AluOp.Add, size, result, GprAt(in instruction, 1));
        }
        else
        {
            _asm.Lea(size, result, MemoryAt(in instruction, 1, form));
        }
    }

    private void EmitAlu(in MachineInstruction instruction, AluOp op, OperandSize size)
    {
        Register result = GprAt(in instruction, 1);
        if (X64Form.Of(instruction.Imm).HasImmediate)
        {
            _asm.Alu(op, size, result, (int)instruction.Imm);
        }
        else if (TryMemory(in instruction, 2, out MemoryOperand memory))
        {
            _asm.Alu(op, size, result, memory);
        }
        else
        {
            _asm.Alu(op, size, result, GprAt(in instruction, 2));
        }
    }

    private void EmitAluMemory(in MachineInstruction instruction, AluOp op, OperandSize size)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        MemoryOperand address = MemoryAt(in instruction, 0, form);
        if (form.HasImmediate)
        {
            _asm.Alu(op, size, address, (int)instruction.Imm);
        }
        else
        {
            _asm.Alu(op, size, address, GprAt(in instruction, form.MemoryRegisters));
        }
    }

    /// <summary>Division: by 0 traps, the least number by -1 traps or has no remainder (specification, 4.3.2).</summary>
    private void EmitDivision(in MachineInstruction instruction, OperandSize size, X64Division division)
    {
        Register divisor = GprAt(in instruction, 1);
        bool isSigned = (division & X64Division.Signed) != 0;
        if ((division & X64Division.CheckZero) != 0)
        {
            _asm.Test(size, divisor, divisor);
            _asm.Jcc(Condition.Equal, TrapLabel(in instruction, (byte)TrapCode.IntegerDivideByZero, Location.None));
        }

        if (!isSigned)
        {
            _asm.Zero(Register.Rdx);
            _asm.Unary(UnaryOp.Div, size, divisor);
            return;
        }

        if ((division & X64Division.CheckOverflow) == 0)
        {
            _asm.SignIntoRdx(size);
            _asm.Unary(UnaryOp.Idiv, size, divisor);
            return;
        }

        Label divide = _code.NewLabel();
        Label end = _code.NewLabel();
        _asm.Alu(AluOp.Cmp, size, divisor, -1);
        _asm.JccShort(Condition.NotEqual, divide);
        if ((division & X64Division.Remainder) != 0)
        {
            _asm.Zero(Register.Rdx);
        }
        else
        {
            _asm.Unary(UnaryOp.Neg, size, Register.Rax);
            _asm.Jcc(Condition.Overflow, TrapLabel(in instruction, (byte)TrapCode.IntegerOverflow, Location.None));
        }

        _asm.JmpShort(end);
        _asm.Bind(divide);
        _asm.SignIntoRdx(size);
        _asm.Unary(UnaryOp.Idiv, size, divisor);
        _asm.Bind(end);
    }

    /// <summary>A comparison and what is done with its outcome.</summary>
    private void EmitComparison(in MachineInstruction instruction)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        var condition = (X64Condition)SubOf(in instruction);
        int last = instruction.OperandCount - 1;
        if (form.Consumer == X64Consumer.Branch && TargetOf(0) == TargetOf(1))
        {
            // What the comparison reads may fault all the same; a fault's place is noted with the instruction.
            if (form.Fault == 0)
            {
                Jump(TargetOf(0));
                return;
            }
        }

        bool isCleared = form.Consumer == X64Consumer.Set && IsFree(in instruction, last);
        if (isCleared)
        {
            _asm.Zero(GprAt(in instruction, last));
        }

        int next = EmitFlags(in instruction, form);
        switch (form.Consumer)
        {
            case X64Consumer.Branch:
                EmitBranch(condition, TargetOf(0), TargetOf(1));
                break;
            case X64Consumer.Set:
                EmitSet(condition, GprAt(in instruction, last), isCleared);
                break;
            case X64Consumer.Select:
                EmitSelect(in instruction, condition, next + 1);
                break;
            default:
                EmitTrapIf(in instruction, condition, form.Trap, form.HasDetail ? LocationAt(in instruction, last) : Location.None);
                break;
        }
    }

    /// <summary>Whether the register of a definition is that of no other operand.</summary>
    private bool IsFree(in MachineInstruction instruction, int definition)
    {
        Location location = LocationAt(in instruction, definition);
        for (int i = 0; i < definition; i++)
        {
            if (LocationAt(in instruction, i) == location)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the comparison itself.</summary>
    /// <returns>Position of the first operand that is not its own.</returns>
    private int EmitFlags(in MachineInstruction instruction, X64Form form)
    {
        OperandSize size = SizeOf(in instruction);
        var op = (X64Op)instruction.Opcode;
        if (op is X64Op.Ucomis or X64Op.Ptest)
        {
            VectorOp compare = op == X64Op.Ptest ? VectorOp.Ptest : size == OperandSize.Qword ? VectorOp.Ucomisd : VectorOp.Ucomiss;
            RegisterXmm first = XmmAt(in instruction, 0);
            if (TryMemory(in instruction, 1, out MemoryOperand vector))
            {
                _asm.Vector(compare, first, vector);
            }
            else
            {
                _asm.Vector(compare, first, XmmAt(in instruction, 1));
            }

            return form.Memory == X64Memory.None ? 2 : 1 + form.MemoryRegisters;
        }

        if (form.IsMemoryFirst)
        {
            return EmitMemoryComparison(in instruction, form, op, size);
        }

        Location left = LocationAt(in instruction, 0);
        int immediate = (int)instruction.Imm;
        if (form.HasImmediate)
        {
            if (op == X64Op.Test)
            {
                _asm.Test(size, Gpr(left), immediate);
            }
            else if (left.IsSlot)
            {
                _asm.Alu(AluOp.Cmp, size, Slot(left.SlotNumber), immediate);
            }
            else
            {
                _asm.Alu(AluOp.Cmp, size, Gpr(left), immediate);
            }

            return 1;
        }

        bool isMemory = TryMemory(in instruction, 1, out MemoryOperand memory);
        switch (op)
        {
            case X64Op.BitTest:
                _asm.BitTest(BitTestOp.Bt, size, Gpr(left), GprAt(in instruction, 1));
                break;
            case X64Op.Test when isMemory:
                _asm.Test(size, memory, Gpr(left));
                break;
            case X64Op.Test:
                _asm.Test(size, Gpr(left), GprAt(in instruction, 1));
                break;
            default:
                if (isMemory)
                {
                    _asm.Alu(AluOp.Cmp, size, Gpr(left), memory);
                }
                else
                {
                    _asm.Alu(AluOp.Cmp, size, Gpr(left), GprAt(in instruction, 1));
                }

                break;
        }

        return form.Memory == X64Memory.None ? 2 : 1 + form.MemoryRegisters;
    }

    private int EmitMemoryComparison(in MachineInstruction instruction, X64Form form, X64Op op, OperandSize size)
    {
        int next = form.MemoryRegisters;
        MemoryOperand address = MemoryAt(in instruction, 0, form);
        if (form.HasImmediate)
        {
            if (op == X64Op.Test)
            {
                _asm.Test(size, address, (int)instruction.Imm);
            }
            else
            {
                _asm.Alu(AluOp.Cmp, size, address, (int)instruction.Imm);
            }

            return next;
        }

        _asm.Alu(AluOp.Cmp, size, address, GprAt(in instruction, next));
        return next + 1;
    }

    private void EmitSet(X64Condition condition, Register result, bool isCleared)
    {
        switch (condition)
        {
            case X64Condition.FloatEqual:
                _asm.Setcc(Condition.NotParity, X64Registers.Scratch);
                _asm.Setcc(Condition.Equal, result);
                _asm.Alu(AluOp.And, OperandSize.Byte, result, X64Registers.Scratch);
                break;
            case X64Condition.FloatNotEqual:
                _asm.Setcc(Condition.Parity, X64Registers.Scratch);
                _asm.Setcc(Condition.NotEqual, result);
                _asm.Alu(AluOp.Or, OperandSize.Byte, result, X64Registers.Scratch);
                break;
            default:
                _asm.Setcc((Condition)condition, result);
                break;
        }

        if (!isCleared)
        {
            _asm.Movzx(OperandSize.Byte, result, result);
        }
    }

    /// <summary>Replaces a definition by the next operand if the condition holds, which is not "equal floats".</summary>
    private void EmitSelect(in MachineInstruction instruction, X64Condition condition, int definition)
    {
        RegisterType type = TypeAt(in instruction, definition);
        Location result = LocationAt(in instruction, definition);
        Location other = LocationAt(in instruction, definition + 1);
        bool isDouble = condition == X64Condition.FloatNotEqual;
        var simple = (Condition)(isDouble ? X64Condition.NotEqual : condition);
        if (type is RegisterType.I32 or RegisterType.I64 or RegisterType.Ref)
        {
            OperandSize size = type == RegisterType.I64 ? OperandSize.Qword : OperandSize.Dword;
            Cmov(simple, size, Gpr(result), other);
            if (isDouble)
            {
                Cmov(Condition.Parity, size, Gpr(result), other);
            }

            return;
        }

        Label take = _code.NewLabel();
        Label end = _code.NewLabel();
        if (isDouble)
        {
            _asm.JccShort(Condition.Parity, take);
        }

        _asm.JccShort(simple.Negate(), end);
        _asm.Bind(take);
        if (!other.IsSlot)
        {
            _asm.Move(Xmm(result), Xmm(other));
        }
        else
        {
            _asm.Load(type == RegisterType.V128 ? VectorMove.Movaps : VectorMove.Movsd, Xmm(result), Slot(other.SlotNumber));
        }

        _asm.Bind(end);
    }

    private void Cmov(Condition condition, OperandSize size, Register result, Location other)
    {
        if (other.IsSlot)
        {
            _asm.Cmovcc(condition, size, result, Slot(other.SlotNumber));
        }
        else
        {
            _asm.Cmovcc(condition, size, result, Gpr(other));
        }
    }

    private void EmitTrapIf(in MachineInstruction instruction, X64Condition condition, byte code, Location detail)
    {
        Label trap = TrapLabel(in instruction, code, detail);
        switch (condition)
        {
            case X64Condition.FloatEqual:
                Label end = _code.NewLabel();
                _asm.JccShort(Condition.Parity, end);
                _asm.Jcc(Condition.Equal, trap);
                _asm.Bind(end);
                break;
            case X64Condition.FloatNotEqual:
                _asm.Jcc(Condition.Parity, trap);
                _asm.Jcc(Condition.NotEqual, trap);
                break;
            default:
                _asm.Jcc((Condition)condition, trap);
                break;
        }
    }
}
