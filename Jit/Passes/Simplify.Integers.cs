using System.Numerics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

// Integer arithmetic, logic, shifts and comparisons. A constant operand is the second one by now.
internal sealed partial class Simplify
{
    private Value Add(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        Op add = Of(Op.I32Add, is64);
        Op sub = Of(Op.I32Sub, is64);
        if (Constant(b, out long number))
        {
            if (number == 0)
            {
                return a;
            }

            // (x + c) + d, (c - x) + d
            if (Is(a, add, out Value x, out Value inner) && Constant(inner, out long other))
            {
                return BecomeWithNumber(value, add, x, is64, number + other);
            }

            if (Is(a, sub, out inner, out x) && Constant(inner, out other))
            {
                return Become(value, sub, EmitNumber(value, is64, number + other), x);
            }

            return value;
        }

        // (0 - x) + y, x + (0 - y), (x - y) + y
        if (Is(a, sub, out Value zero, out Value negated) && IsNumber(zero, 0))
        {
            return Become(value, sub, b, negated);
        }

        if (Is(b, sub, out zero, out negated) && IsNumber(zero, 0))
        {
            return Become(value, sub, a, negated);
        }

        if (Is(a, sub, out Value rest, out negated) && negated == b)
        {
            return rest;
        }

        return Is(b, sub, out rest, out negated) && negated == a ? rest : value;
    }

    private Value Subtract(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        Op add = Of(Op.I32Add, is64);
        if (a == b)
        {
            return BecomeNumber(value, 0);
        }

        if (Constant(b, out long number))
        {
            return number == 0 ? a : BecomeWithNumber(value, add, a, is64, -number);
        }

        if (Constant(a, out number))
        {
            // c - (x + d), 0 - (x - y)
            if (Is(b, add, out Value x, out Value inner) && Constant(inner, out long other))
            {
                return Become(value, Of(Op.I32Sub, is64), EmitNumber(value, is64, number - other), x);
            }

            return number == 0 && Is(b, Of(Op.I32Sub, is64), out x, out Value y) ? Become(value, Of(Op.I32Sub, is64), y, x) : value;
        }

        // (x + y) - x, (x + y) - y
        if (Is(a, add, out Value left, out Value right))
        {
            return left == b ? right : right == b ? left : value;
        }

        // x - (0 - y)
        return Is(b, Of(Op.I32Sub, is64), out Value zero, out Value negated) && IsNumber(zero, 0) ? Become(value, add, a, negated) : value;
    }

    private Value Multiply(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        if (!Constant(instruction.B, out long number))
        {
            return value;
        }

        switch (number)
        {
            case 0:
                return BecomeNumber(value, 0);
            case 1:
                return instruction.A;
            case -1:
                return Become(value, Of(Op.I32Sub, is64), EmitNumber(value, is64, 0), instruction.A);
        }

        ulong bits = is64 ? (ulong)number : (uint)number;
        if (BitOperations.IsPow2(bits))
        {
            return BecomeWithNumber(value, Of(Op.I32Shl, is64), instruction.A, is64, BitOperations.Log2(bits));
        }

        return Is(instruction.A, Of(Op.I32Mul, is64), out Value x, out Value inner) && Constant(inner, out long other)
            ? BecomeWithNumber(value, Of(Op.I32Mul, is64), x, is64, number * other)
            : value;
    }

    private Value And(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        if (a == b)
        {
            return a;
        }

        if (!Constant(b, out long number))
        {
            return value;
        }

        if (number is 0 or -1)
        {
            return number == 0 ? BecomeNumber(value, 0) : a;
        }

        if (Is(a, Of(Op.I32And, is64), out Value x, out Value inner) && Constant(inner, out long other))
        {
            return BecomeWithNumber(value, Of(Op.I32And, is64), x, is64, number & other);
        }

        // A mask of low bits that are all there can be.
        ulong mask = is64 ? (ulong)number : (uint)number;
        ulong largest = Largest(a);
        if ((Below(largest) & ~mask) == 0)
        {
            return a;
        }

        // Sign bits that the mask takes away: no need to copy them.
        Op extend = (Op)_function[a].Op;
        int kept = extend switch
        {
            Op.I32Extend8S or Op.I64Extend8S => 8,
            Op.I32Extend16S or Op.I64Extend16S => 16,
            Op.I64Extend32S => 32,
            _ => 64,
        };
        return kept < 64 && mask >> kept == 0 ? Become(value, (Op)instruction.Op, _context.Resolve(_function[a].A), b) : value;
    }

    private Value Or(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        if (instruction.A == instruction.B)
        {
            return instruction.A;
        }

        if (!Constant(instruction.B, out long number))
        {
            return value;
        }

        if (number is 0 or -1)
        {
            return number == 0 ? instruction.A : BecomeNumber(value, -1);
        }

        return Is(instruction.A, Of(Op.I32Or, is64), out Value x, out Value inner) && Constant(inner, out long other)
            ? BecomeWithNumber(value, Of(Op.I32Or, is64), x, is64, number | other)
            : value;
    }

    private Value Xor(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        if (instruction.A == instruction.B)
        {
            return BecomeNumber(value, 0);
        }

        if (!Constant(instruction.B, out long number))
        {
            return value;
        }

        if (number == 0)
        {
            return instruction.A;
        }

        // The inverse of a comparison.
        if (number == 1 && !is64 && Inverse((Op)_function[instruction.A].Op) is { } inverse)
        {
            Instruction comparison = _function[instruction.A];
            return Become(value, inverse, _context.Resolve(comparison.A), _context.Resolve(comparison.B));
        }

        return Is(instruction.A, Of(Op.I32Xor, is64), out Value x, out Value inner) && Constant(inner, out long other)
            ? BecomeWithNumber(value, Of(Op.I32Xor, is64), x, is64, number ^ other)
            : value;
    }

    private Value Shift(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        Op shift = Narrow((Op)instruction.Op, is64);
        int bits = is64 ? 64 : 32;
        if (IsNumber(a, 0))
        {
            return a;
        }

        if (!Constant(b, out long count))
        {
            // A count is taken modulo the width in any case.
            return Is(b, Of(Op.I32And, is64), out Value x, out Value mask) && Constant(mask, out long kept) && (kept & (bits - 1)) == bits - 1
                ? Become(value, (Op)instruction.Op, a, x)
                : value;
        }

        if ((count & (bits - 1)) != count)
        {
            return BecomeWithNumber(value, (Op)instruction.Op, a, is64, count & (bits - 1));
        }

        if (count == 0)
        {
            return a;
        }

        if (shift == Op.I32ShrU && Largest(a) >> (int)count == 0)
        {
            return BecomeNumber(value, 0);
        }

        return ShiftOfShift(value, shift, is64, (int)count);
    }

    private Value ShiftOfShift(Value value, Op shift, bool is64, int count)
    {
        Instruction instruction = _function[value];
        int bits = is64 ? 64 : 32;
        Value a = instruction.A;
        if (_function[a].Op == instruction.Op && shift is not (Op.I32Rotl or Op.I32Rotr)
            && Is(a, (Op)instruction.Op, out Value x, out Value first) && Constant(first, out long before) && before > 0 && before < bits)
        {
            long sum = before + count;
            return sum < bits ? BecomeWithNumber(value, (Op)instruction.Op, x, is64, sum)
                : shift == Op.I32ShrS ? BecomeWithNumber(value, (Op)instruction.Op, x, is64, bits - 1)
                : BecomeNumber(value, 0);
        }

        ulong all = is64 ? ulong.MaxValue : uint.MaxValue;
        if (shift == Op.I32Shl)
        {
            // (x >> c) << c
            bool cleared = (Is(a, Of(Op.I32ShrU, is64), out x, out first) || Is(a, Of(Op.I32ShrS, is64), out x, out first)) && IsNumber(first, count);
            return cleared ? BecomeWithNumber(value, Of(Op.I32And, is64), x, is64, (long)(all << count)) : value;
        }

        if (!Is(a, Of(Op.I32Shl, is64), out x, out first) || !IsNumber(first, count))
        {
            return value;
        }

        if (shift == Op.I32ShrU)
        {
            return BecomeWithNumber(value, Of(Op.I32And, is64), x, is64, (long)(all >> count));
        }

        Op? extend = shift != Op.I32ShrS ? null : (bits - count) switch
        {
            8 => is64 ? Op.I64Extend8S : Op.I32Extend8S,
            16 => is64 ? Op.I64Extend16S : Op.I32Extend16S,
            32 when is64 => Op.I64Extend32S,
            _ => null,
        };
        return extend is { } op ? Become(value, op, x) : value;
    }

    // ---- comparisons ----

    /// <summary>The comparison that is true where another is false: of floats only equality has one.</summary>
    private static Op? Inverse(Op op) => op switch
    {
        Op.I32Eq => Op.I32Ne,
        Op.I32Ne => Op.I32Eq,
        Op.I32LtS => Op.I32GeS,
        Op.I32LtU => Op.I32GeU,
        Op.I32GtS => Op.I32LeS,
        Op.I32GtU => Op.I32LeU,
        Op.I32LeS => Op.I32GtS,
        Op.I32LeU => Op.I32GtU,
        Op.I32GeS => Op.I32LtS,
        Op.I32GeU => Op.I32LtU,
        >= Op.I64Eq and <= Op.I64GeU => Inverse(op - (Op.I64Eq - Op.I32Eq)) + (Op.I64Eq - Op.I32Eq),
        Op.F32Eq => Op.F32Ne,
        Op.F32Ne => Op.F32Eq,
        Op.F64Eq => Op.F64Ne,
        Op.F64Ne => Op.F64Eq,
        _ => null,
    };

    // The comparison with the operands exchanged, of 32-bit ones.
    private static Op Mirror(Op op) => op switch
    {
        Op.I32LtS => Op.I32GtS,
        Op.I32LtU => Op.I32GtU,
        Op.I32GtS => Op.I32LtS,
        Op.I32GtU => Op.I32LtU,
        Op.I32LeS => Op.I32GeS,
        Op.I32LeU => Op.I32GeU,
        Op.I32GeS => Op.I32LeS,
        Op.I32GeU => Op.I32LeU,
        _ => op,
    };

    private static Op Comparison(Op op32, bool is64) => is64 ? op32 + (Op.I64Eq - Op.I32Eq) : op32;

    private Value IsZero(Value value, bool is64)
    {
        Value a = _function[value].A;
        Instruction of = _function[a];
        Value x = _context.Resolve(of.A);
        Value y = _context.Resolve(of.B);
        if (!is64 && Inverse((Op)of.Op) is { } inverse)
        {
            return Become(value, inverse, x, y);
        }

        switch ((Op)of.Op)
        {
            // Not not: only if it is 0 or 1 already.
            case Op.I32Eqz when Largest(x) <= 1 && _function[x].Type == IrType.I32:
                return x;
            case Op.I32Eqz:
                return BecomeWithNumber(value, Op.I32Ne, x, false, 0);
            case Op.I64Eqz:
                return BecomeWithNumber(value, Op.I64Ne, x, true, 0);
            case Op.I64ExtendI32U or Op.I64ExtendI32S:
                return Become(value, Op.I32Eqz, x);
            case Op.I32Sub or Op.I32Xor:
                return Become(value, Op.I32Eq, x, y);
            case Op.I64Sub or Op.I64Xor:
                return Become(value, Op.I64Eq, x, y);
            default:
                return value;
        }
    }

    private Value Compare(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        Op op = is64 ? (Op)instruction.Op - (Op.I64Eq - Op.I32Eq) : (Op)instruction.Op;
        if (a == b)
        {
            return BecomeNumber(value, op is Op.I32Eq or Op.I32LeS or Op.I32LeU or Op.I32GeS or Op.I32GeU ? 1 : 0);
        }

        if (_context.IsConstant(a))
        {
            return Become(value, Comparison(Mirror(op), is64), b, a);
        }

        if (!Constant(b, out long number))
        {
            return CompareExtended(value, op, is64);
        }

        ulong bits = is64 ? (ulong)number : (uint)number;
        Op zero = is64 ? Op.I64Eqz : Op.I32Eqz;
        switch (op)
        {
            case Op.I32Eq when number == 0:
            case Op.I32LtU when bits == 1:
            case Op.I32LeU when bits == 0:
                return Become(value, zero, a);
            case Op.I32GtU when bits == 0:
            case Op.I32GeU when bits == 1:
                return BecomeWithNumber(value, Comparison(Op.I32Ne, is64), a, is64, 0);
            case Op.I32LtU when bits == 0:
                return BecomeNumber(value, 0);
            case Op.I32GeU when bits == 0:
                return BecomeNumber(value, 1);
            case Op.I32Ne when number == 0 && !is64 && Largest(a) <= 1:
                return a;
            case Op.I32Eq when number == 1 && !is64 && Largest(a) <= 1:
                return a;
            case Op.I32Ne when number == 1 && !is64 && Largest(a) <= 1:
                return Become(value, zero, a);
            // Not with zero: a counter's sum is needed anyway, and its flags answer the question.
            case Op.I32Eq or Op.I32Ne when number != 0 && Is(a, Of(Op.I32Add, is64), out Value x, out Value inner) && Constant(inner, out long other):
                return BecomeWithNumber(value, (Op)instruction.Op, x, is64, number - other);
            case Op.I32Eq or Op.I32Ne when Is(a, Of(Op.I32Xor, is64), out Value x, out Value inner) && Constant(inner, out long other):
                return BecomeWithNumber(value, (Op)instruction.Op, x, is64, number ^ other);
            case Op.I32Ne when number == 0 && (Is(a, Of(Op.I32Sub, is64), out Value x, out Value y) || Is(a, Of(Op.I32Xor, is64), out x, out y)):
                return Become(value, (Op)instruction.Op, x, y);
        }

        return CompareBounded(value, op, is64, bits);
    }

    // With a constant that the value cannot reach, or of one that is not negative.
    private Value CompareBounded(Value value, Op op, bool is64, ulong bits)
    {
        Instruction instruction = _function[value];
        ulong largest = Largest(instruction.A);
        if (largest < bits && op is Op.I32Eq or Op.I32GtU or Op.I32GeU)
        {
            return BecomeNumber(value, 0);
        }

        if (largest < bits && op is Op.I32Ne or Op.I32LtU or Op.I32LeU)
        {
            return BecomeNumber(value, 1);
        }

        // The low half decides if the high one is zero.
        bool isUnsigned = op is Op.I32Eq or Op.I32Ne or Op.I32LtU or Op.I32LeU or Op.I32GtU or Op.I32GeU;
        return is64 && isUnsigned && bits <= uint.MaxValue && Is(instruction.A, Op.I64ExtendI32U, out Value x, out _)
            ? BecomeWithNumber(value, op, x, false, (int)bits)
            : value;
    }

    // Two extensions of the same kind.
    private Value CompareExtended(Value value, Op op, bool is64)
    {
        Instruction instruction = _function[value];
        if (!is64)
        {
            return value;
        }

        if (Is(instruction.A, Op.I64ExtendI32U, out Value x, out _) && Is(instruction.B, Op.I64ExtendI32U, out Value y, out _))
        {
            // Of numbers that are not negative both kinds of comparison are the same.
            Op unsigned = op switch
            {
                Op.I32LtS => Op.I32LtU,
                Op.I32GtS => Op.I32GtU,
                Op.I32LeS => Op.I32LeU,
                Op.I32GeS => Op.I32GeU,
                _ => op,
            };
            return Become(value, unsigned, x, y);
        }

        bool isSigned = op is Op.I32Eq or Op.I32Ne or Op.I32LtS or Op.I32GtS or Op.I32LeS or Op.I32GeS;
        return isSigned && Is(instruction.A, Op.I64ExtendI32S, out x, out _) && Is(instruction.B, Op.I64ExtendI32S, out y, out _)
            ? Become(value, op, x, y)
            : value;
    }
}
