using System.Numerics;
using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;

namespace Wasm.Runtime.Numerics;

/// <summary>
/// Operators on i32 and i64 (specification, 4.3.2 "Integer Operations"). Addition, subtraction, multiplication,
/// bitwise operators and comparisons are C#'s own in an unchecked context (casting to unsigned where the
/// mnemonic ends in <c>_u</c>) and have no function here. An operand's signedness is the parameter type's;
/// truth values are 0 and 1.
/// </summary>
public static class IntegerOps
{
    /// <summary><c>idiv_s</c>: quotient towards zero. Undefined for a zero divisor and for -2³¹ / -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode DivS(int a, int b, out int result)
    {
        // One test covers both cases that C# answers with an exception: only 0 and -1 need a closer look.
        if ((uint)(b + 1) <= 1)
        {
            return DivByZeroOrMinusOne(a, b, out result);
        }

        result = a / b;
        return TrapCode.None;
    }

    /// <summary><c>idiv_s</c>: quotient towards zero. Undefined for a zero divisor and for -2⁶³ / -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode DivS(long a, long b, out long result)
    {
        if ((ulong)(b + 1) <= 1)
        {
            return DivByZeroOrMinusOne(a, b, out result);
        }

        result = a / b;
        return TrapCode.None;
    }

    /// <summary><c>idiv_u</c>: undefined for a zero divisor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode DivU(uint a, uint b, out uint result)
    {
        if (b == 0)
        {
            result = 0;
            return TrapCode.IntegerDivideByZero;
        }

        result = a / b;
        return TrapCode.None;
    }

    /// <summary><c>idiv_u</c>: undefined for a zero divisor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode DivU(ulong a, ulong b, out ulong result)
    {
        if (b == 0)
        {
            result = 0;
            return TrapCode.IntegerDivideByZero;
        }

        result = a / b;
        return TrapCode.None;
    }

    /// <summary>
    /// <c>irem_s</c>: remainder with the sign of the dividend, undefined for a zero divisor. -2³¹ rem -1 is 0,
    /// where the processor's division instruction would fault.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode RemS(int a, int b, out int result)
    {
        if ((uint)(b + 1) <= 1)
        {
            result = 0;
            return b == 0 ? TrapCode.IntegerDivideByZero : TrapCode.None;
        }

        result = a % b;
        return TrapCode.None;
    }

    /// <summary><c>irem_s</c>: remainder with the sign of the dividend; -2⁶³ rem -1 is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode RemS(long a, long b, out long result)
    {
        if ((ulong)(b + 1) <= 1)
        {
            result = 0;
            return b == 0 ? TrapCode.IntegerDivideByZero : TrapCode.None;
        }

        result = a % b;
        return TrapCode.None;
    }

    /// <summary><c>irem_u</c>: undefined for a zero divisor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode RemU(uint a, uint b, out uint result)
    {
        if (b == 0)
        {
            result = 0;
            return TrapCode.IntegerDivideByZero;
        }

        result = a % b;
        return TrapCode.None;
    }

    /// <summary><c>irem_u</c>: undefined for a zero divisor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode RemU(ulong a, ulong b, out ulong result)
    {
        if (b == 0)
        {
            result = 0;
            return TrapCode.IntegerDivideByZero;
        }

        result = a % b;
        return TrapCode.None;
    }

    /// <summary><c>ishl</c>: by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Shl(int value, int count) => value << (count & 31);

    /// <summary><c>ishl</c>: by the count modulo 64 (a full i64, of which the low six bits matter).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Shl(long value, long count) => value << ((int)count & 63);

    /// <summary><c>ishr_s</c>: by the count modulo 32, copies of the sign shifted in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShrS(int value, int count) => value >> (count & 31);

    /// <summary><c>ishr_s</c>: by the count modulo 64, copies of the sign shifted in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShrS(long value, long count) => value >> ((int)count & 63);

    /// <summary><c>ishr_u</c>: by the count modulo 32, zeros shifted in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShrU(int value, int count) => value >>> (count & 31);

    /// <summary><c>ishr_u</c>: by the count modulo 64, zeros shifted in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShrU(long value, long count) => value >>> ((int)count & 63);

    /// <summary><c>irotl</c>: by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotl(int value, int count) => (int)BitOperations.RotateLeft((uint)value, count & 31);

    /// <summary><c>irotl</c>: by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotl(long value, long count) => (long)BitOperations.RotateLeft((ulong)value, (int)count & 63);

    /// <summary><c>irotr</c>: by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rotr(int value, int count) => (int)BitOperations.RotateRight((uint)value, count & 31);

    /// <summary><c>irotr</c>: by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Rotr(long value, long count) => (long)BitOperations.RotateRight((ulong)value, (int)count & 63);

    /// <summary><c>iclz</c>: leading zeros; 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clz(int value) => BitOperations.LeadingZeroCount((uint)value);

    /// <summary><c>iclz</c>: leading zeros; 64 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Clz(long value) => BitOperations.LeadingZeroCount((ulong)value);

    /// <summary><c>ictz</c>: trailing zeros; 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Ctz(int value) => BitOperations.TrailingZeroCount((uint)value);

    /// <summary><c>ictz</c>: trailing zeros; 64 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ctz(long value) => BitOperations.TrailingZeroCount((ulong)value);

    /// <summary><c>ipopcnt</c>: the number of ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Popcnt(int value) => BitOperations.PopCount((uint)value);

    /// <summary><c>ipopcnt</c>: the number of ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Popcnt(long value) => BitOperations.PopCount((ulong)value);

    /// <summary><c>iextendn_s</c>: bit 7 copied upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend8S(int value) => (sbyte)value;

    /// <summary><c>iextendn_s</c>: bit 7 copied upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Extend8S(long value) => (sbyte)value;

    /// <summary><c>iextendn_s</c>: bit 15 copied upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend16S(int value) => (short)value;

    /// <summary><c>iextendn_s</c>: bit 15 copied upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Extend16S(long value) => (short)value;

    /// <summary><c>iextendn_s</c>: bit 31 copied upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Extend32S(long value) => (int)value;

    private static TrapCode DivByZeroOrMinusOne(int a, int b, out int result)
    {
        result = unchecked(-a);
        return b == 0 ? TrapCode.IntegerDivideByZero
            : a == int.MinValue ? TrapCode.IntegerOverflow
            : TrapCode.None;
    }

    private static TrapCode DivByZeroOrMinusOne(long a, long b, out long result)
    {
        result = unchecked(-a);
        return b == 0 ? TrapCode.IntegerDivideByZero
            : a == long.MinValue ? TrapCode.IntegerOverflow
            : TrapCode.None;
    }
}
