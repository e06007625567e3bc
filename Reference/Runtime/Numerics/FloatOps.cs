using System.Runtime.CompilerServices;

namespace Wasm.Runtime.Numerics;

/// <summary>
/// Operators on f32 and f64 (specification, 4.3.3 "Floating-Point Operations"). Addition, subtraction,
/// multiplication, division and all comparisons are C#'s own and have no function here: .NET computes them in
/// the operands' width, rounds to nearest with ties to even, and keeps subnormals.
/// </summary>
/// <remarks>
/// NaNs (4.3.3 "NaN Propagation"): a computed NaN is quiet, and canonical if every NaN operand was; hardware that
/// makes NaN results from the first NaN operand or from a canonical default satisfies this. <see cref="Abs(uint)"/>,
/// <see cref="Neg(uint)"/> and <see cref="Copysign(uint, uint)"/> only touch the sign bit, also a NaN's, so they take
/// and give bit patterns.
/// </remarks>
public static class FloatOps
{
    /// <summary>Bits of the positive canonical NaN of f32 (specification, 2.2.3).</summary>
    public const uint CanonicalNaN32 = 0x7FC00000;

    /// <summary>Bits of the positive canonical NaN of f64.</summary>
    public const ulong CanonicalNaN64 = 0x7FF8000000000000;

    private const uint Sign32 = 0x80000000;
    private const uint Infinity32 = 0x7F800000;
    private const uint Quiet32 = 0x00400000;
    private const ulong Sign64 = 0x8000000000000000;
    private const ulong Infinity64 = 0x7FF0000000000000;
    private const ulong Quiet64 = 0x0008000000000000;

    /// <summary>Whether the bits are some NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN(uint bits) => (bits & ~Sign32) > Infinity32;

    /// <summary>Whether the bits are some NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN(ulong bits) => (bits & ~Sign64) > Infinity64;

    /// <summary>Every NaN becomes the positive canonical one, as <c>nans</c> gives it in the deterministic profile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CanonicalizeNaN(uint bits) => IsNaN(bits) ? CanonicalNaN32 : bits;

    /// <summary>Every NaN becomes the positive canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CanonicalizeNaN(ulong bits) => IsNaN(bits) ? CanonicalNaN64 : bits;

    /// <summary>Every NaN becomes the positive canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CanonicalizeNaN(float value) =>
        float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(CanonicalNaN32) : value;

    /// <summary>Every NaN becomes the positive canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CanonicalizeNaN(double value) =>
        double.IsNaN(value) ? BitConverter.UInt64BitsToDouble(CanonicalNaN64) : value;

    /// <summary><c>fabs</c>: the sign bit cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Abs(uint bits) => bits & ~Sign32;

    /// <summary><c>fabs</c>: the sign bit cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Abs(ulong bits) => bits & ~Sign64;

    /// <summary><c>fneg</c>: the sign bit flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Neg(uint bits) => bits ^ Sign32;

    /// <summary><c>fneg</c>: the sign bit flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Neg(ulong bits) => bits ^ Sign64;

    /// <summary><c>fcopysign</c>: magnitude of the first, sign of the second operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Copysign(uint magnitude, uint sign) => (magnitude & ~Sign32) | (sign & Sign32);

    /// <summary><c>fcopysign</c>: magnitude of the first, sign of the second operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Copysign(ulong magnitude, ulong sign) => (magnitude & ~Sign64) | (sign & Sign64);

    /// <summary><c>fmin</c>: a NaN if either is one; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b)
    {
        if (a < b)
        {
            return a;
        }

        return b < a ? b : MinEqualOrNaN(a, b);
    }

    /// <summary><c>fmin</c>: a NaN if either is one; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double a, double b)
    {
        if (a < b)
        {
            return a;
        }

        return b < a ? b : MinEqualOrNaN(a, b);
    }

    /// <summary><c>fmax</c>: a NaN if either is one; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b)
    {
        if (a > b)
        {
            return a;
        }

        return b > a ? b : MaxEqualOrNaN(a, b);
    }

    /// <summary><c>fmax</c>: a NaN if either is one; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double a, double b)
    {
        if (a > b)
        {
            return a;
        }

        return b > a ? b : MaxEqualOrNaN(a, b);
    }

    /// <summary><c>fsqrt</c>: correctly rounded; -0 stays, other negative operands give a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float value) => MathF.Sqrt(value);

    /// <summary><c>fsqrt</c>: correctly rounded; -0 stays, other negative operands give a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(double value) => Math.Sqrt(value);

    /// <summary><c>fceil</c>: rounds up; results between -1 and 0 are -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceil(float value) => float.IsNaN(value) ? Quiet(value) : MathF.Ceiling(value);

    /// <summary><c>fceil</c>: rounds up; results between -1 and 0 are -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceil(double value) => double.IsNaN(value) ? Quiet(value) : Math.Ceiling(value);

    /// <summary><c>ffloor</c>: rounds down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float value) => float.IsNaN(value) ? Quiet(value) : MathF.Floor(value);

    /// <summary><c>ffloor</c>: rounds down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor(double value) => double.IsNaN(value) ? Quiet(value) : Math.Floor(value);

    /// <summary><c>ftrunc</c>: rounds towards zero and keeps the sign, also of a zero result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Trunc(float value) => float.IsNaN(value) ? Quiet(value) : MathF.Truncate(value);

    /// <summary><c>ftrunc</c>: rounds towards zero and keeps the sign, also of a zero result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Trunc(double value) => double.IsNaN(value) ? Quiet(value) : Math.Truncate(value);

    /// <summary><c>fnearest</c>: to the nearest integral value, ties to even; keeps the sign of a zero result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Nearest(float value) => float.IsNaN(value) ? Quiet(value) : MathF.Round(value);

    /// <summary><c>fnearest</c>: to the nearest integral value, ties to even; keeps the sign of a zero result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Nearest(double value) => double.IsNaN(value) ? Quiet(value) : Math.Round(value);

    // .NET's library does not say what rounding does to a signalling NaN (its managed fallbacks return the
    // operand); the result of an operator must be quiet.
    private static float Quiet(float nan) =>
        BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(nan) | Quiet32);

    private static double Quiet(double nan) =>
        BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(nan) | Quiet64);

    // Equal operands have the same bits or are zeros of different sign, so that joining the bits gives the
    // smaller of the two, and intersecting them the greater. Else one is a NaN, and a sum makes it quiet.
    private static float MinEqualOrNaN(float a, float b) => a == b
        ? BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a) | BitConverter.SingleToUInt32Bits(b))
        : a + b;

    private static double MinEqualOrNaN(double a, double b) => a == b
        ? BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(a) | BitConverter.DoubleToUInt64Bits(b))
        : a + b;

    private static float MaxEqualOrNaN(float a, float b) => a == b
        ? BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a) & BitConverter.SingleToUInt32Bits(b))
        : a + b;

    private static double MaxEqualOrNaN(double a, double b) => a == b
        ? BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(a) & BitConverter.DoubleToUInt64Bits(b))
        : a + b;
}
