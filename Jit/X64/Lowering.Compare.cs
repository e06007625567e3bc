using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Conditions: comparisons together with what is done with their outcome.</content>
internal sealed partial class Lowering
{
    /// <summary>A comparison whose operands have registers.</summary>
    private struct Comparison
    {
        public X64Op Op;
        public OperandSize Size;
        public X64Condition Condition;
        public int Left;
        public Source Right;

        /// <summary>Memory on the left, <see cref="Left"/> (or the immediate) on the right.</summary>
        public bool IsMemoryFirst;
    }

    private static X64Condition Negate(X64Condition condition) => condition ^ (X64Condition)1;

    /// <summary>The condition for exchanged operands.</summary>
    private static X64Condition Swap(X64Condition condition) =>
        condition >= X64Condition.FloatEqual ? condition : (X64Condition)((Condition)condition).Swap();

    /// <summary>The comparison by which a value is found to be not 0.</summary>
    private Comparison ConditionOf(Value value)
    {
        bool isNegated = false;
        bool maySink = MaySink;
        while (true)
        {
            ref Instruction instruction = ref Function[value];
            if (IsConstant(instruction.Op) || !IsTakenIn(value, instruction.Op))
            {
                break;
            }

            // Made here and elsewhere: then nothing that it reads can move here.
            MaySink &= UsesOf(value) == 1;
            if (instruction.Op is (IrOp)Op.I32Eqz && IsTakenIn(instruction.A, Function[instruction.A].Op))
            {
                isNegated = !isNegated;
                value = instruction.A;
                continue;
            }

            Comparison comparison = ComparisonOf(in instruction);
            MaySink = maySink;
            if (isNegated)
            {
                comparison.Condition = Negate(comparison.Condition);
            }

            return comparison;
        }

        OperandSize size = SizeOf(Function[value].Type);
        Comparison test = CompareWithZero(value, size, isNegated ? X64Condition.Equal : X64Condition.NotEqual);
        MaySink = maySink;
        return test;
    }

    /// <summary>Whether a condition is a comparison that is repeated where it is asked for.</summary>
    private bool IsTakenIn(Value value, IrOp op) => op switch
    {
        >= (IrOp)Op.I32Eqz and <= (IrOp)Op.F64Ge => true,
        (IrOp)Op.I32And or (IrOp)Op.I64And => UsesOf(value) == 1,
        (IrOp)Op.V128AnyTrue or (IrOp)Op.I8x16AllTrue or (IrOp)Op.I16x8AllTrue or (IrOp)Op.I32x4AllTrue or (IrOp)Op.I64x2AllTrue => UsesOf(value) == 1,
        _ => false,
    };

    private Comparison ComparisonOf(in Instruction instruction)
    {
        var op = (Op)instruction.Op;
        switch (op)
        {
            case Op.I32Eqz:
                return CompareWithZero(instruction.A, OperandSize.Dword, X64Condition.Equal);
            case Op.I64Eqz:
                return CompareWithZero(instruction.A, OperandSize.Qword, X64Condition.Equal);
            case >= Op.I32Eq and <= Op.I32GeU:
                return CompareIntegers(instruction.A, instruction.B, OperandSize.Dword, IntegerCondition(op - Op.I32Eq));
            case >= Op.I64Eq and <= Op.I64GeU:
                return CompareIntegers(instruction.A, instruction.B, OperandSize.Qword, IntegerCondition(op - Op.I64Eq));
            case >= Op.F32Eq and <= Op.F32Ge:
                return CompareFloats(instruction.A, instruction.B, OperandSize.Dword, op - Op.F32Eq);
            case >= Op.F64Eq and <= Op.F64Ge:
                return CompareFloats(instruction.A, instruction.B, OperandSize.Qword, op - Op.F64Eq);
            case Op.I32And or Op.I64And:
                return TestBits(instruction.A, instruction.B, op == Op.I64And ? OperandSize.Qword : OperandSize.Dword, X64Condition.NotEqual);
            default:
                return CompareVector(op, instruction.A);
        }
    }

    // In the order of the instruction set: eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u.
    private static X64Condition IntegerCondition(int position) => position switch
    {
        0 => X64Condition.Equal,
        1 => X64Condition.NotEqual,
        2 => X64Condition.Less,
        3 => X64Condition.Below,
        4 => X64Condition.Greater,
        5 => X64Condition.Above,
        6 => X64Condition.LessOrEqual,
        7 => X64Condition.BelowOrEqual,
        8 => X64Condition.GreaterOrEqual,
        _ => X64Condition.AboveOrEqual,
    };

    private Comparison CompareWithZero(Value value, OperandSize size, X64Condition condition)
    {
        ref Instruction instruction = ref Function[value];
        if (instruction.Op == (size == OperandSize.Qword ? (IrOp)Op.I64And : (IrOp)Op.I32And) && IsOnlyUse(value))
        {
            return TestBits(instruction.A, instruction.B, size, condition);
        }

        if (TryByteLoad(value, 0, out Source address))
        {
            return new Comparison { Op = X64Op.Cmp, Size = OperandSize.Byte, Condition = Unsigned(condition), Left = -1, Right = WithImmediate(address, 0), IsMemoryFirst = true };
        }

        if (IsLoadOf(value, size) && CanSink(value))
        {
            return new Comparison { Op = X64Op.Cmp, Size = size, Condition = condition, Left = -1, Right = WithImmediate(Taken(value), 0), IsMemoryFirst = true };
        }

        int register = RegisterOf(value, size);
        return new Comparison { Op = X64Op.Test, Size = size, Condition = condition, Left = register, Right = Source.OfRegister(register) };
    }

    /// <summary>Whether a value is a byte that was loaded with zeros and a comparison with a constant can read it itself.</summary>
    private bool TryByteLoad(Value value, long constant, out Source address)
    {
        if (Function[value].Op == (IrOp)Op.I32Load8U && constant is >= 0 and <= 0x7F && CanSink(value))
        {
            address = Taken(value);
            return true;
        }

        address = default;
        return false;
    }

    private static Source WithImmediate(Source address, int immediate)
    {
        address.Form = address.Form.With(X64Form.Immediate);
        address.Immediate = immediate;
        return address;
    }

    private Comparison TestBits(Value left, Value right, OperandSize size, X64Condition condition)
    {
        if (TryImmediate(left, out _))
        {
            (left, right) = (right, left);
        }

        // A mask without bits above 31 is tested with 32 bits, whatever the value's width.
        if (size == OperandSize.Qword && TryConstant(right, out long mask) && mask is >= 0 and <= uint.MaxValue && !IsConstant(Function[left].Op))
        {
            return new Comparison
            {
                Op = X64Op.Test,
                Size = OperandSize.Dword,
                Condition = condition,
                Left = Register(left),
                Right = Source.OfImmediate((int)mask),
            };
        }

        // `and` of a shifted 1, or of a value shifted right and 1: bit test.
        if (TryBit(left, right, size, out Value tested, out Value bit) || TryBit(right, left, size, out tested, out bit))
        {
            return new Comparison
            {
                Op = X64Op.BitTest,
                Size = size,
                Condition = condition == X64Condition.Equal ? X64Condition.AboveOrEqual : X64Condition.Below,
                Left = RegisterOf(tested, size),
                Right = Source.OfRegister(RegisterOfLow(bit)),
            };
        }

        Source source = SourceOf(right, size);
        return new Comparison { Op = X64Op.Test, Size = size, Condition = condition, Left = RegisterOf(left, size), Right = source };
    }

    private bool TryBit(Value left, Value right, OperandSize size, out Value tested, out Value bit)
    {
        bool isLong = size == OperandSize.Qword;
        ref Instruction shift = ref Function[left];
        tested = bit = default;
        if (!IsOnlyUse(left))
        {
            return false;
        }

        if (shift.Op == (isLong ? (IrOp)Op.I64Shl : (IrOp)Op.I32Shl) && TryConstant(shift.A, out long one) && one == 1)
        {
            (tested, bit) = (right, shift.B);
            return !TryConstant(bit, out _);
        }

        if (shift.Op is (IrOp)Op.I64ShrU or (IrOp)Op.I32ShrU or (IrOp)Op.I64ShrS or (IrOp)Op.I32ShrS && TryConstant(right, out one) && one == 1)
        {
            (tested, bit) = (shift.A, shift.B);
            return !TryConstant(bit, out _);
        }

        return false;
    }

    private Comparison CompareIntegers(Value left, Value right, OperandSize size, X64Condition condition)
    {
        if (TryImmediate(left, out _))
        {
            (left, right) = (right, left);
            condition = Swap(condition);
        }

        if (TryImmediate(right, out int immediate))
        {
            if (immediate == 0)
            {
                return CompareWithZero(left, size, condition);
            }

            bool isByte = TryByteLoad(left, immediate, out Source address);
            if (isByte || (IsLoadOf(left, size) && CanSink(left)))
            {
                return new Comparison
                {
                    Op = X64Op.Cmp,

                    // Both are below 128: signed or not, and in 8 bits or in 32, the order is that of the bytes as unsigned numbers.
                    Size = isByte ? OperandSize.Byte : size,
                    Condition = isByte ? Unsigned(condition) : condition,
                    Left = -1,
                    Right = WithImmediate(isByte ? address : Taken(left), immediate),
                    IsMemoryFirst = true,
                };
            }

            return new Comparison { Op = X64Op.Cmp, Size = size, Condition = condition, Left = RegisterOf(left, size), Right = Source.OfImmediate(immediate) };
        }

        if (IsLoadOf(left, size) && CanSink(left))
        {
            Source memory = Taken(left);
            return new Comparison { Op = X64Op.Cmp, Size = size, Condition = condition, Left = RegisterOf(right, size), Right = memory, IsMemoryFirst = true };
        }

        Source source = SourceOf(right, size);
        return new Comparison { Op = X64Op.Cmp, Size = size, Condition = condition, Left = RegisterOf(left, size), Right = source };
    }

    private static X64Condition Unsigned(X64Condition condition) => condition switch
    {
        X64Condition.Less => X64Condition.Below,
        X64Condition.LessOrEqual => X64Condition.BelowOrEqual,
        X64Condition.Greater => X64Condition.Above,
        X64Condition.GreaterOrEqual => X64Condition.AboveOrEqual,
        _ => condition,
    };

    // In the order of the instruction set: eq ne lt gt le ge. After ucomis "above" is false for NaNs, "below" is true for them.
    private Comparison CompareFloats(Value left, Value right, OperandSize size, int position)
    {
        if (position is 2 or 4)
        {
            (left, right) = (right, left);
        }

        X64Condition condition = position switch
        {
            0 => X64Condition.FloatEqual,
            1 => X64Condition.FloatNotEqual,
            2 or 3 => X64Condition.Above,
            _ => X64Condition.AboveOrEqual,
        };
        Source source = FloatSourceOf(right, size);
        return new Comparison { Op = X64Op.Ucomis, Size = size, Condition = condition, Left = Register(left), Right = source };
    }

    /// <summary>Adds the operands of a comparison.</summary>
    private void AddComparison(in Comparison comparison)
    {
        if (comparison.IsMemoryFirst)
        {
            AddSource(in comparison.Right);
            if (comparison.Left >= 0)
            {
                Use(comparison.Left);
            }
        }
        else if (comparison.Right.Form.HasImmediate && comparison.Op == X64Op.Cmp)
        {
            UseAny(comparison.Left);
        }
        else
        {
            Use(comparison.Left);
            if (comparison.Op == X64Op.BitTest || (comparison.Op == X64Op.Test && comparison.Right.IsRegister))
            {
                Use(comparison.Right.Register);
            }
            else
            {
                AddSource(in comparison.Right);
            }
        }
    }

    private ref MachineInstruction EndComparison(int first, in Comparison comparison, X64Form consumer)
    {
        X64Form form = comparison.Right.Form.With(consumer);
        form = comparison.IsMemoryFirst ? form.MemoryFirst() : form;
        return ref Emit(
            comparison.Op, first, (int)comparison.Condition, comparison.Size, form.With(comparison.Right.Immediate), comparison.Right.Displacement);
    }

    /// <summary>Makes 1 or 0 of a comparison.</summary>
    private void LowerSet(Value value, in Instruction instruction) => EmitSet(Defined(value), ComparisonOf(in instruction));

    private void EmitSet(int result, in Comparison comparison)
    {
        int first = Operands;
        AddComparison(in comparison);
        Def(result);
        EndComparison(first, in comparison, default(X64Form).For(X64Consumer.Set));
    }

    private void LowerSelect(Value value, in Instruction instruction)
    {
        Comparison comparison = ConditionOf(instruction.C);
        Value chosen = instruction.A;
        Value otherwise = instruction.B;
        if (comparison.Condition == X64Condition.FloatEqual)
        {
            (chosen, otherwise) = (otherwise, chosen);
            comparison.Condition = X64Condition.FloatNotEqual;
        }

        int start = Register(otherwise);
        int replacement = Register(chosen);
        EmitSelect(Defined(value), start, replacement, in comparison);
    }

    private void EmitSelect(int result, int start, int replacement, in Comparison comparison)
    {
        int first = Operands;
        AddComparison(in comparison);
        int position = Operands - first;
        Use(start);
        DefSame(result, position);
        UseAny(replacement);
        EndComparison(first, in comparison, default(X64Form).For(X64Consumer.Select));
    }

    private void EmitTrap(in Comparison comparison, byte code, Value detail)
    {
        int register = detail.IsSome ? Register(detail) : -1;
        EmitTrap(in comparison, code, register);
    }

    private void EmitTrap(in Comparison comparison, byte code, int detail = -1)
    {
        int first = Operands;
        AddComparison(in comparison);
        if (detail >= 0)
        {
            UseAny(detail);
        }

        EndComparison(first, in comparison, default(X64Form).Trapping(code, detail >= 0));
    }
}
