using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;

namespace Wasm.Runtime.Numerics;

/// <summary>
/// Operators between number types (specification, 4.3.4 "Conversions"). <c>wrap</c>, <c>extend</c> and
/// <c>reinterpret</c> are C#'s casts and <see cref="BitConverter"/>, and have no function here.
/// </summary>
/// <remarks>Names are those of the mnemonics, result type first: <c>i32.trunc_f64_u</c> is <see cref="I32TruncF64U"/>.</remarks>
public static class Conversions
{
    // The bounds below are the nearest values outside the range that the source type can represent. Where the
    // type has no value between the limit and its neighbour, the comparison includes the limit itself.
    private const float TwoTo31F = 2147483648f;
    private const float TwoTo32F = 4294967296f;
    private const float TwoTo63F = 9223372036854775808f;
    private const float TwoTo64F = 18446744073709551616f;
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary><c>trunc_s</c>: towards zero; undefined for NaN and out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I32TruncF32S(float value, out int result)
    {
        if (value is >= -TwoTo31F and < TwoTo31F)
        {
            result = (int)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_u</c>: towards zero; undefined for NaN, at most -1 and from 2³².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I32TruncF32U(float value, out uint result)
    {
        if (value is > -1f and < TwoTo32F)
        {
            result = (uint)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_s</c>: towards zero; undefined for NaN, at most -2³¹-1 and from 2³¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I32TruncF64S(double value, out int result)
    {
        if (value is > -2147483649.0 and < 2147483648.0)
        {
            result = (int)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_u</c>: towards zero; undefined for NaN, at most -1 and from 2³².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I32TruncF64U(double value, out uint result)
    {
        if (value is > -1.0 and < 4294967296.0)
        {
            result = (uint)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_s</c>: towards zero; undefined for NaN and out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I64TruncF32S(float value, out long result)
    {
        if (value is >= -TwoTo63F and < TwoTo63F)
        {
            result = (long)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_u</c>: towards zero; undefined for NaN, at most -1 and from 2⁶⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I64TruncF32U(float value, out ulong result)
    {
        if (value is > -1f and < TwoTo64F)
        {
            result = (ulong)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_s</c>: towards zero; undefined for NaN and out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I64TruncF64S(double value, out long result)
    {
        if (value is >= -TwoTo63 and < TwoTo63)
        {
            result = (long)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    /// <summary><c>trunc_u</c>: towards zero; undefined for NaN, at most -1 and from 2⁶⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrapCode I64TruncF64U(double value, out ulong result)
    {
        if (value is > -1.0 and < TwoTo64)
        {
            result = (ulong)value;
            return TrapCode.None;
        }

        result = 0;
        return TrapOf(value);
    }

    // trunc_sat: since .NET 9 an unchecked cast from floating point saturates, and turns NaN into 0, on every
    // platform, which is the operator's definition.

    /// <summary><c>trunc_sat_s</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncSatF32S(float value) => (int)value;

    /// <summary><c>trunc_sat_u</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint I32TruncSatF32U(float value) => (uint)value;

    /// <summary><c>trunc_sat_s</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncSatF64S(double value) => (int)value;

    /// <summary><c>trunc_sat_u</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint I32TruncSatF64U(double value) => (uint)value;

    /// <summary><c>trunc_sat_s</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncSatF32S(float value) => (long)value;

    /// <summary><c>trunc_sat_u</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong I64TruncSatF32U(float value) => (ulong)value;

    /// <summary><c>trunc_sat_s</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncSatF64S(double value) => (long)value;

    /// <summary><c>trunc_sat_u</c>: NaN gives 0, out of range the nearest limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong I64TruncSatF64U(double value) => (ulong)value;

    /// <summary><c>convert_s</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32ConvertI32S(int value) => value;

    /// <summary><c>convert_u</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32ConvertI32U(uint value) => (long)value;

    /// <summary><c>convert_s</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32ConvertI64S(long value) => value;

    /// <summary><c>convert_u</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32ConvertI64U(ulong value)
    {
        if ((long)value >= 0)
        {
            return (long)value;
        }

        // C#'s own cast may go through f64 and round twice. Halved, with the lost bit kept as a sticky bit, the
        // value is in the signed range and rounds as it would have; doubling is exact.
        float half = (long)((value >> 1) | (value & 1));
        return half + half;
    }

    /// <summary><c>convert_s</c>: exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64ConvertI32S(int value) => value;

    /// <summary><c>convert_u</c>: exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64ConvertI32U(uint value) => (long)value;

    /// <summary><c>convert_s</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64ConvertI64S(long value) => value;

    /// <summary><c>convert_u</c>: rounded once, to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64ConvertI64U(ulong value)
    {
        if ((long)value >= 0)
        {
            return (long)value;
        }

        double half = (long)((value >> 1) | (value & 1));
        return half + half;
    }

    /// <summary>
    /// <c>demote</c>: rounded to nearest, ties to even. A NaN becomes a quiet NaN, a canonical one stays canonical
    /// (hardware keeps the sign and the payload's upper bits).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float F32DemoteF64(double value) => (float)value;

    /// <summary><c>promote</c>: exact. A NaN becomes a quiet NaN, a canonical one stays canonical.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double F64PromoteF32(float value) => value;

    private static TrapCode TrapOf(double value) =>
        double.IsNaN(value) ? TrapCode.InvalidConversionToInteger : TrapCode.IntegerOverflow;
}
