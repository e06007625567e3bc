using System.Numerics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

// Division by constants, as multiplication by a reciprocal: T. Granlund and P. Montgomery, "Division by Invariant Integers using
// Multiplication", 1994. Of 32-bit numbers the reciprocal has room in 64 bits, which makes the general cases short.
internal sealed partial class Simplify
{
    private Value Divide(Value value, bool is64)
    {
        Instruction instruction = _function[value];
        Op op = Narrow((Op)instruction.Op, is64);
        if (!Constant(instruction.B, out long divisor) || divisor == 0)
        {
            return value;
        }

        return op switch
        {
            Op.I32DivU => DivideUnsigned(value, instruction.A, is64, is64 ? (ulong)divisor : (uint)divisor),
            Op.I32DivS => DivideSigned(value, instruction.A, is64, divisor),
            Op.I32RemU => RemainderUnsigned(value, instruction.A, is64, is64 ? (ulong)divisor : (uint)divisor),
            _ => RemainderSigned(value, instruction.A, is64, divisor),
        };
    }

    private Value DivideUnsigned(Value value, Value a, bool is64, ulong divisor)
    {
        if (divisor == 1)
        {
            return a;
        }

        if (Largest(a) < divisor)
        {
            return BecomeNumber(value, 0);
        }

        return BitOperations.IsPow2(divisor)
            ? BecomeWithNumber(value, Of(Op.I32ShrU, is64), a, is64, BitOperations.Log2(divisor))
            : is64 ? Quotient64U(value, a, divisor) : Quotient32U(value, a, (uint)divisor);
    }

    private Value RemainderUnsigned(Value value, Value a, bool is64, ulong divisor)
    {
        if (divisor == 1)
        {
            return BecomeNumber(value, 0);
        }

        if (Largest(a) < divisor)
        {
            return a;
        }

        if (BitOperations.IsPow2(divisor))
        {
            return BecomeWithNumber(value, Of(Op.I32And, is64), a, is64, (long)(divisor - 1));
        }

        Value quotient = is64 ? Quotient64U(value, a, divisor) : Quotient32U(value, a, (uint)divisor);
        return Remainder(value, a, quotient, is64, (long)divisor);
    }

    private Value DivideSigned(Value value, Value a, bool is64, long divisor)
    {
        if (divisor == 1)
        {
            return a;
        }

        // Overflows for the least number.
        if (divisor == -1)
        {
            return value;
        }

        return QuotientSigned(value, a, is64, divisor);
    }

    private Value RemainderSigned(Value value, Value a, bool is64, long divisor)
    {
        if (divisor is 1 or -1)
        {
            return BecomeNumber(value, 0);
        }

        // The sign of the divisor does not matter; the least number is its own opposite, as an unsigned one.
        return Remainder(value, a, QuotientSigned(value, a, is64, divisor), is64, divisor);
    }

    // x - (x / d) * d
    private Value Remainder(Value value, Value a, Value quotient, bool is64, long divisor)
    {
        ulong bits = is64 ? (ulong)divisor : (uint)divisor;
        Value product = BitOperations.IsPow2(bits)
            ? Emit(value, Of(Op.I32Shl, is64), Width(is64), quotient, EmitNumber(value, is64, BitOperations.Log2(bits)))
            : Emit(value, Of(Op.I32Mul, is64), Width(is64), quotient, EmitNumber(value, is64, divisor));
        return Become(value, Of(Op.I32Sub, is64), a, product);
    }

    // x < 2^32 and the error of the reciprocal, below d, times x stays below 2^64: always exact.
    private Value Quotient32U(Value place, Value a, uint divisor)
    {
        Value wide = Emit(place, Op.I64ExtendI32U, IrType.I64, a);
        Value reciprocal = EmitNumber(place, true, (long)((ulong.MaxValue / divisor) + 1));
        Value high = EmitHigh(place, IrOp.MulHighU, wide, reciprocal);
        return Emit(place, Op.I32WrapI64, IrType.I32, high);
    }

    private Value Quotient64U(Value place, Value a, ulong divisor)
    {
        // The least shift for which 2^(64 + shift) / d, rounded up, fits and is exact enough; it never does for some divisors.
        int top = BitOperations.Log2(divisor);
        UInt128 power = UInt128.One << (64 + top);
        var reciprocal = (ulong)(power / divisor);
        ulong error = divisor - (ulong)(power % divisor);
        if (error < 1UL << top)
        {
            Value exact = EmitHigh(place, IrOp.MulHighU, a, EmitNumber(place, true, (long)(reciprocal + 1)));
            return top == 0 ? exact : Emit(place, Op.I64ShrU, IrType.I64, exact, EmitNumber(place, true, top));
        }

        // One bit more: the 65th is added by hand, halved so that nothing is lost.
        ulong remainder = (ulong)(power % divisor);
        ulong twice = unchecked(reciprocal * 2);
        if (remainder >= divisor - remainder)
        {
            twice++;
        }

        Value high = EmitHigh(place, IrOp.MulHighU, a, EmitNumber(place, true, (long)(twice + 1)));
        Value rest = Emit(place, Op.I64Sub, IrType.I64, a, high);
        Value half = Emit(place, Op.I64ShrU, IrType.I64, rest, EmitNumber(place, true, 1));
        Value sum = Emit(place, Op.I64Add, IrType.I64, half, high);
        return Emit(place, Op.I64ShrU, IrType.I64, sum, EmitNumber(place, true, top));
    }

    private Value QuotientSigned(Value place, Value a, bool is64, long divisor)
    {
        // As a number without sign; right for the least number too.
        ulong size = divisor < 0 ? 0UL - (ulong)divisor : (ulong)divisor;
        Value quotient = BitOperations.IsPow2(size) ? QuotientOfPower(place, a, is64, BitOperations.Log2(size))
            : is64 ? Quotient64S(place, a, size)
            : Quotient32S(place, a, (uint)size);
        return divisor > 0 ? quotient : Emit(place, Of(Op.I32Sub, is64), Width(is64), EmitNumber(place, is64, 0), quotient);
    }

    // Rounds to zero: adds d - 1 to what is negative.
    private Value QuotientOfPower(Value place, Value a, bool is64, int shift)
    {
        int bits = is64 ? 64 : 32;
        IrType type = Width(is64);
        Value sign = shift == 1 ? a : Emit(place, Of(Op.I32ShrS, is64), type, a, EmitNumber(place, is64, bits - 1));
        Value correction = Emit(place, Of(Op.I32ShrU, is64), type, sign, EmitNumber(place, is64, bits - shift));
        Value sum = Emit(place, Of(Op.I32Add, is64), type, a, correction);
        return Emit(place, Of(Op.I32ShrS, is64), type, sum, EmitNumber(place, is64, shift));
    }

    // 2^(32 + s) / d, rounded up, has 32 bits; the product with a 31-bit number has room in 64.
    private Value Quotient32S(Value place, Value a, uint divisor)
    {
        int shift = BitOperations.Log2(divisor);
        ulong reciprocal = ((1UL << (32 + shift)) / divisor) + 1;
        Value wide = Emit(place, Op.I64ExtendI32S, IrType.I64, a);
        Value product = Emit(place, Op.I64Mul, IrType.I64, wide, EmitNumber(place, true, (long)reciprocal));
        Value shifted = Emit(place, Op.I64ShrS, IrType.I64, product, EmitNumber(place, true, 32 + shift));
        Value narrow = Emit(place, Op.I32WrapI64, IrType.I32, shifted);
        Value negative = Emit(place, Op.I32ShrU, IrType.I32, a, EmitNumber(place, false, 31));
        return Emit(place, Op.I32Add, IrType.I32, narrow, negative);
    }

    // The reciprocal has its 64th bit set, so as a number with sign it is less by 2^64: x is added.
    private Value Quotient64S(Value place, Value a, ulong divisor)
    {
        int shift = BitOperations.Log2(divisor);
        var reciprocal = (ulong)((UInt128.One << (64 + shift)) / divisor) + 1;
        Value high = EmitHigh(place, IrOp.MulHighS, a, EmitNumber(place, true, (long)reciprocal));
        Value sum = Emit(place, Op.I64Add, IrType.I64, high, a);
        Value shifted = shift == 0 ? sum : Emit(place, Op.I64ShrS, IrType.I64, sum, EmitNumber(place, true, shift));
        Value negative = Emit(place, Op.I64ShrU, IrType.I64, a, EmitNumber(place, true, 63));
        return Emit(place, Op.I64Add, IrType.I64, shifted, negative);
    }

    private Value EmitHigh(Value place, IrOp op, Value a, Value b)
    {
        Value value = _function.AddInstruction(new Instruction { Op = op, Type = IrType.I64, A = a, B = b }, _function.OffsetOf(place));
        _function.InsertBefore(place, value);
        return value;
    }
}
