using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Operations on integers.</content>
internal sealed partial class Lowering
{
    private bool LowerInteger(Value value, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case >= Op.I32Eqz and <= Op.F64Ge:
                LowerSet(value, in instruction);
                return true;
            case Op.I32Clz or Op.I64Clz:
                LowerCount(value, in instruction, features.Has(CpuFeature.Lzcnt) ? X64Op.Lzcnt : X64Op.Clz);
                return true;
            case Op.I32Ctz or Op.I64Ctz:
                LowerCount(value, in instruction, features.Has(CpuFeature.Bmi1) ? X64Op.Tzcnt : X64Op.Ctz);
                return true;
            case Op.I32Popcnt or Op.I64Popcnt:
                LowerPopcnt(value, in instruction);
                return true;
            case >= Op.I32Add and <= Op.I32Rotr:
                LowerArithmetic(value, op, OperandSize.Dword, in instruction);
                return true;
            case >= Op.I64Add and <= Op.I64Rotr:
                LowerArithmetic(value, op - Op.I64Add + Op.I32Add, OperandSize.Qword, in instruction);
                return true;
            case Op.I32WrapI64:
                LowerExtension(value, instruction.A, X64Op.Movzx, 2, OperandSize.Dword);
                return true;
            case Op.I64ExtendI32S or Op.I64Extend32S:
                LowerExtension(value, instruction.A, X64Op.Movsx, 2, OperandSize.Qword);
                return true;
            case Op.I32Extend8S or Op.I64Extend8S:
                LowerExtension(value, instruction.A, X64Op.Movsx, 0, SizeOf(instruction.Type));
                return true;
            case Op.I32Extend16S or Op.I64Extend16S:
                LowerExtension(value, instruction.A, X64Op.Movsx, 1, SizeOf(instruction.Type));
                return true;
            default:
                return false;
        }
    }

    // The i64 operations stand in the same order as those of i32.
    private void LowerArithmetic(Value value, Op op, OperandSize size, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I32Add:
                LowerAdd(value, size, in instruction);
                break;
            case Op.I32Sub:
                LowerSub(value, size, in instruction);
                break;
            case Op.I32Mul:
                LowerMul(value, size, in instruction);
                break;
            case Op.I32DivS:
                LowerDivision(value, size, X64Division.Signed, in instruction);
                break;
            case Op.I32DivU:
                LowerDivision(value, size, X64Division.None, in instruction);
                break;
            case Op.I32RemS:
                LowerDivision(value, size, X64Division.Signed | X64Division.Remainder, in instruction);
                break;
            case Op.I32RemU:
                LowerDivision(value, size, X64Division.Remainder, in instruction);
                break;
            case Op.I32And:
                LowerAnd(value, size, in instruction);
                break;
            case Op.I32Or:
                LowerAlu(value, AluOp.Or, size, instruction.A, instruction.B, true);
                break;
            case Op.I32Xor when TryConstant(instruction.B, out long ones) && ones == (size == OperandSize.Qword ? -1 : uint.MaxValue):
                LowerUnary(value, UnaryOp.Not, size, instruction.A);
                break;
            case Op.I32Xor:
                LowerAlu(value, AluOp.Xor, size, instruction.A, instruction.B, true);
                break;
            case Op.I32Shl:
                LowerShift(value, ShiftOp.Shl, size, in instruction);
                break;
            case Op.I32ShrS:
                LowerShift(value, ShiftOp.Sar, size, in instruction);
                break;
            case Op.I32ShrU:
                LowerShift(value, ShiftOp.Shr, size, in instruction);
                break;
            case Op.I32Rotl:
                LowerShift(value, ShiftOp.Rol, size, in instruction);
                break;
            default:
                LowerShift(value, ShiftOp.Ror, size, in instruction);
                break;
        }
    }

    private void LowerAlu(Value value, AluOp op, OperandSize size, Value left, Value right, bool commutes)
    {
        commutes |= PlantedBugs.Is(PlantedBug.SwappedOperands) && op == AluOp.Sub && IsLoadOf(left, size) && CanSink(left);
        if (commutes && PrefersSwap(left, right, size))
        {
            (left, right) = (right, left);
        }

        Source source = SourceOf(right, size);
        EmitAlu(op, size, Defined(value), RegisterOf(left, size), in source);
    }

    // The first operand is overwritten: better one that nobody else reads. Constants and loads can only be the second.
    private bool PrefersSwap(Value left, Value right, OperandSize size)
    {
        if (TryImmediate(right, out _))
        {
            return false;
        }

        if (TryImmediate(left, out _))
        {
            return true;
        }

        if (IsLoadOf(right, size) && CanSink(right))
        {
            return false;
        }

        return (IsLoadOf(left, size) && CanSink(left)) || (Survives(left) && !Survives(right)) || WasLeftBehind(left, right);
    }

    // What was made before a call is in memory after it, and the call's result in a register.
    private bool WasLeftBehind(Value left, Value right) =>
        Function[right].Op is IrOp.Call or IrOp.CallIndirect && UsesOf(right) == 1 && left.Index < right.Index;

    private void EmitAlu(AluOp op, OperandSize size, int result, int left, in Source source)
    {
        int first = Operands;
        Use(left);
        DefSame(result);
        Emit(X64Op.Alu, first, (int)op, size, in source);
    }

    private int EmitAlu(AluOp op, OperandSize size, int left, int immediate)
    {
        int result = NewRegister(size == OperandSize.Qword ? RegisterType.I64 : RegisterType.I32);
        EmitAlu(op, size, result, left, Source.OfImmediate(immediate));
        return result;
    }

    private void LowerUnary(Value value, UnaryOp op, OperandSize size, Value operand)
    {
        int register = RegisterOf(operand, size);
        int first = Operands;
        Use(register);
        DefSame(Defined(value));
        Emit(X64Op.Unary, first, (int)op, size);
    }

    private void LowerAdd(Value value, OperandSize size, in Instruction instruction)
    {
        Value left = instruction.A;
        Value right = instruction.B;
        if (TryImmediate(left, out _))
        {
            (left, right) = (right, left);
        }

        if (TryImmediate(right, out int immediate))
        {
            if (Survives(left))
            {
                EmitLea(value, size, RegisterOf(left, size), -1, 0, immediate);
                return;
            }

            LowerAlu(value, AluOp.Add, size, left, right, false);
            return;
        }

        if (TryScaled(right, size, out Value index, out int scale) || (TryScaled(left, size, out index, out scale) && Exchange(ref left, ref right)))
        {
            int indexRegister = RegisterOf(index, size);
            EmitLea(value, size, RegisterOf(left, size), indexRegister, scale, 0);
            return;
        }

        bool takesLoad = (IsLoadOf(left, size) && CanSink(left)) || (IsLoadOf(right, size) && CanSink(right));
        if (!takesLoad && Survives(left) && Survives(right) && !IsConstant(Function[right].Op))
        {
            int rightRegister = RegisterOf(right, size);
            EmitLea(value, size, RegisterOf(left, size), rightRegister, 0, 0);
            return;
        }

        LowerAlu(value, AluOp.Add, size, left, right, true);
    }

    private static bool Exchange(ref Value left, ref Value right)
    {
        (left, right) = (right, left);
        return true;
    }

    /// <summary>Whether a value that only the current instruction reads is another shifted left by at most 3.</summary>
    private bool TryScaled(Value value, OperandSize size, out Value index, out int scale)
    {
        ref Instruction shift = ref Function[value];
        index = shift.A;
        scale = 0;
        if (shift.Op != (size == OperandSize.Qword ? (IrOp)Op.I64Shl : (IrOp)Op.I32Shl) || !TryConstant(shift.B, out long count)
            || !IsOnlyUse(value) || IsConstant(Function[shift.A].Op))
        {
            return false;
        }

        scale = (int)count;
        return count is > 0 and <= 3;
    }

    private void EmitLea(Value value, OperandSize size, int start, int index, int scale, int displacement)
    {
        int first = Operands;
        Def(Defined(value));
        Emit(X64Op.Lea, first, 0, size, new Source
        {
            Form = new X64Form(index >= 0 ? start >= 0 ? X64Memory.BaseIndex : X64Memory.Index : X64Memory.Base, scale),
            Register = start >= 0 ? start : index,
            Index = start >= 0 ? index : -1,
            Displacement = displacement,
        });
    }

    private void LowerSub(Value value, OperandSize size, in Instruction instruction)
    {
        if (TryConstant(instruction.A, out long zero) && zero == 0)
        {
            LowerUnary(value, UnaryOp.Neg, size, instruction.B);
            return;
        }

        if (TryImmediate(instruction.B, out int immediate) && immediate != int.MinValue && Survives(instruction.A))
        {
            EmitLea(value, size, RegisterOf(instruction.A, size), -1, 0, -immediate);
            return;
        }

        LowerAlu(value, AluOp.Sub, size, instruction.A, instruction.B, false);
    }

    private void LowerAnd(Value value, OperandSize size, in Instruction instruction)
    {
        if (TryConstant(instruction.B, out long mask) && !IsConstant(Function[instruction.A].Op))
        {
            if (mask is 0xFF or 0xFFFF)
            {
                LowerExtension(value, instruction.A, X64Op.Movzx, mask == 0xFF ? 0 : 1, OperandSize.Dword);
                return;
            }

            if (size == OperandSize.Qword && mask == uint.MaxValue)
            {
                LowerExtension(value, instruction.A, X64Op.Movzx, 2, OperandSize.Dword);
                return;
            }

            // A mask without the upper half: 32 bits do, and clear it.
            if (size == OperandSize.Qword && mask is > int.MaxValue and < uint.MaxValue)
            {
                EmitAlu(AluOp.And, OperandSize.Dword, Defined(value), Register(instruction.A), Source.OfImmediate((int)mask));
                return;
            }
        }

        LowerAlu(value, AluOp.And, size, instruction.A, instruction.B, true);
    }

    private void LowerMul(Value value, OperandSize size, in Instruction instruction)
    {
        Value left = instruction.A;
        Value right = instruction.B;
        if (TryImmediate(left, out _))
        {
            (left, right) = (right, left);
        }

        if (TryImmediate(right, out int immediate))
        {
            if (immediate is 3 or 5 or 9)
            {
                int register = RegisterOf(left, size);
                EmitLea(value, size, register, register, immediate == 3 ? 1 : immediate == 5 ? 2 : 3, 0);
                return;
            }

            Source source = SourceOf(left, size, false);
            int begin = Operands;
            Def(Defined(value));
            source.Immediate = immediate;
            Emit(X64Op.ImulImmediate, begin, 0, size, in source);
            return;
        }

        if (PrefersSwap(left, right, size))
        {
            (left, right) = (right, left);
        }

        Source other = SourceOf(right, size, false);
        int leftRegister = RegisterOf(left, size);
        int first = Operands;
        Use(leftRegister);
        DefSame(Defined(value));
        Emit(X64Op.Imul, first, 0, size, in other);
    }

    private void LowerDivision(Value value, OperandSize size, X64Division division, in Instruction instruction)
    {
        bool isConstant = TryConstant(instruction.B, out long divisor);
        if (!isConstant || divisor == 0)
        {
            division |= X64Division.CheckZero;
        }

        bool isMinusOne = divisor == (size == OperandSize.Qword ? -1 : uint.MaxValue);
        if ((division & X64Division.Signed) != 0 && (!isConstant || isMinusOne))
        {
            division |= X64Division.CheckOverflow;
        }

        int right = RegisterOf(instruction.B, size);
        int left = RegisterOf(instruction.A, size);
        bool isRemainder = (division & X64Division.Remainder) != 0;
        RegisterType type = TypeOf(instruction.Type);
        int result = Defined(value);
        int first = Operands;
        UseFixed(left, (byte)Jit.X64.Register.Rax);
        UseLate(right);
        DefFixed(isRemainder ? NewRegister(type) : result, (byte)Jit.X64.Register.Rax);
        DefFixed(isRemainder ? result : NewRegister(type), (byte)Jit.X64.Register.Rdx);
        Emit(X64Op.Divide, first, 0, size, (long)division);
    }

    private void LowerShift(Value value, ShiftOp op, OperandSize size, in Instruction instruction)
    {
        if (TryConstant(instruction.B, out long constant))
        {
            int count = (int)constant & (size == OperandSize.Qword ? 63 : 31);
            LowerShiftBy(value, op, size, instruction.A, count);
            return;
        }

        Value amount = StripMask(instruction.B, size);
        int countRegister = RegisterOfLow(amount);
        if (_hasBmi2 && op is ShiftOp.Shl or ShiftOp.Shr or ShiftOp.Sar && _hasBmi2)
        {
            Source source = SourceOf(instruction.A, size, false);
            int begin = Operands;
            Def(Defined(value));
            Use(countRegister);
            Emit(X64Op.ShiftX, begin, (int)op, size, in source);
            return;
        }

        int register = RegisterOf(instruction.A, size);
        int first = Operands;
        Use(register);
        DefSame(Defined(value));
        UseFixed(countRegister, (byte)Jit.X64.Register.Rcx);
        Emit(X64Op.ShiftCl, first, (int)op, size);
    }

    /// <summary>A count without a mask that the processor applies anyhow.</summary>
    private Value StripMask(Value count, OperandSize size)
    {
        ref Instruction mask = ref Function[count];
        long needed = size == OperandSize.Qword ? 63 : 31;
        return mask.Op is (IrOp)Op.I32And or (IrOp)Op.I64And && TryConstant(mask.B, out long bits) && (bits & needed) == needed
            && !IsConstant(Function[mask.A].Op) ? mask.A : count;
    }

    private void LowerShiftBy(Value value, ShiftOp op, OperandSize size, Value operand, int count)
    {
        bool isKept = Survives(operand);
        if (op == ShiftOp.Shl && isKept && count is > 0 and <= 3)
        {
            int index = RegisterOf(operand, size);
            EmitLea(value, size, count == 1 ? index : -1, index, count == 1 ? 0 : count, 0);
            return;
        }

        if (_hasBmi2 && isKept && op is ShiftOp.Rol or ShiftOp.Ror && _hasBmi2)
        {
            Source source = SourceOf(operand, size, false);
            int begin = Operands;
            Def(Defined(value));
            source.Immediate = op == ShiftOp.Rol ? -count & (size == OperandSize.Qword ? 63 : 31) : count;
            Emit(X64Op.Rorx, begin, 0, size, in source);
            return;
        }

        EmitShift(Defined(value), op, size, RegisterOf(operand, size), count);
    }

    private void EmitShift(int result, ShiftOp op, OperandSize size, int operand, int count)
    {
        int first = Operands;
        Use(operand);
        DefSame(result);
        Emit(X64Op.Shift, first, (int)op, size, (uint)count);
    }

    private int EmitShift(ShiftOp op, OperandSize size, int operand, int count)
    {
        int result = NewRegister(size == OperandSize.Qword ? RegisterType.I64 : RegisterType.I32);
        EmitShift(result, op, size, operand, count);
        return result;
    }

    private void LowerExtension(Value value, Value operand, X64Op op, int fromLog2, OperandSize to)
    {
        Source source = fromLog2 == 2 ? SourceOf(operand, OperandSize.Dword, false) : Source.OfRegister(RegisterOfLow(operand));
        int first = Operands;
        Def(Defined(value));
        Emit(op, first, fromLog2, to, in source);
    }

    private void LowerCount(Value value, in Instruction instruction, X64Op op)
    {
        OperandSize size = SizeOf(instruction.Type);
        Source source = SourceOf(instruction.A, size, false);
        int first = Operands;
        Def(Defined(value));
        Emit(op, first, 0, size, in source);
    }

    private void LowerPopcnt(Value value, in Instruction instruction)
    {
        if (features.Has(CpuFeature.Popcnt))
        {
            LowerCount(value, in instruction, X64Op.Popcnt);
            return;
        }

        // Sums of 2, 4, 8 bits side by side, then all bytes by a multiplication.
        OperandSize size = SizeOf(instruction.Type);
        int x = RegisterOf(instruction.A, size);
        int pairs = EmitAlu(AluOp.Sub, size, x, EmitMask(size, EmitShift(ShiftOp.Shr, size, x, 1), 0x5555555555555555), false);
        int nibbles = EmitAlu(
            AluOp.Add,
            size,
            EmitMask(size, pairs, 0x3333333333333333),
            EmitMask(size, EmitShift(ShiftOp.Shr, size, pairs, 2), 0x3333333333333333),
            false);
        int sums = EmitAlu(AluOp.Add, size, nibbles, EmitShift(ShiftOp.Shr, size, nibbles, 4), false);
        int bytes = EmitMask(size, sums, 0x0F0F0F0F0F0F0F0F);
        int product = NewRegister(TypeOf(instruction.Type));
        int ones = EmitConstant(size, 0x0101010101010101);
        int first = Operands;
        Use(bytes);
        DefSame(product);
        Emit(X64Op.Imul, first, 0, size, Source.OfRegister(ones));
        EmitShift(Defined(value), ShiftOp.Shr, size, product, size == OperandSize.Qword ? 56 : 24);
    }

    private int EmitMask(OperandSize size, int register, long mask) => size == OperandSize.Dword
        ? EmitAlu(AluOp.And, size, register, (int)mask)
        : EmitAlu(AluOp.And, size, register, EmitConstant(size, mask), false);

    private int EmitAlu(AluOp op, OperandSize size, int left, int right, bool isImmediate)
    {
        int result = NewRegister(size == OperandSize.Qword ? RegisterType.I64 : RegisterType.I32);
        EmitAlu(op, size, result, left, isImmediate ? Source.OfImmediate(right) : Source.OfRegister(right));
        return result;
    }

    private int EmitConstant(OperandSize size, long constant)
    {
        int register = NewRegister(size == OperandSize.Qword ? RegisterType.I64 : RegisterType.I32);
        int first = Operands;
        Def(register);
        Add((ushort)X64Op.MovImm, first, MachineFlags.Rematerializable).Imm = size == OperandSize.Qword ? constant : (uint)constant;
        return register;
    }
}
