using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Lane-wise floating-point operators (specification, 4.3.3 "Floating-Point Operations"); NaNs as in FloatOps.
public static partial class VectorOps
{
    /// <summary><c>fabs</c>: the sign bit cleared, also of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Abs(V128 a) => (a.AsUInt32() & Vector128.Create(~0x80000000u)).AsByte();

    /// <summary><c>fneg</c>: the sign bit flipped, also of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Neg(V128 a) => (a.AsUInt32() ^ Vector128.Create(0x80000000u)).AsByte();

    /// <summary><c>fsqrt</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Sqrt(V128 a) => Vector128.Sqrt(a.AsSingle()).AsByte();

    /// <summary><c>fadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Add(V128 a, V128 b) => (a.AsSingle() + b.AsSingle()).AsByte();

    /// <summary><c>fsub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Sub(V128 a, V128 b) => (a.AsSingle() - b.AsSingle()).AsByte();

    /// <summary><c>fmul</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Mul(V128 a, V128 b) => (a.AsSingle() * b.AsSingle()).AsByte();

    /// <summary><c>fdiv</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Div(V128 a, V128 b) => (a.AsSingle() / b.AsSingle()).AsByte();

    /// <summary><c>fmin</c>: a NaN if either is one; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Min(V128 a, V128 b)
    {
        // Equal lanes have the same bits or are zeros of different sign: joining the bits gives the smaller zero.
        Vector128<float> x = a.AsSingle();
        Vector128<float> y = b.AsSingle();
        Vector128<float> smaller = Vector128.ConditionalSelect(
            Vector128.LessThan(x, y), x, Vector128.ConditionalSelect(Vector128.LessThan(y, x), y, x | y));
        return QuietWhereUnordered(x, y, smaller).AsByte();
    }

    /// <summary><c>fmax</c>: a NaN if either is one; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Max(V128 a, V128 b)
    {
        Vector128<float> x = a.AsSingle();
        Vector128<float> y = b.AsSingle();
        Vector128<float> greater = Vector128.ConditionalSelect(
            Vector128.GreaterThan(x, y), x, Vector128.ConditionalSelect(Vector128.GreaterThan(y, x), y, x & y));
        return QuietWhereUnordered(x, y, greater).AsByte();
    }

    /// <summary><c>fpmin</c>: the second operand if it is less, else the first, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Pmin(V128 a, V128 b) =>
        Vector128.ConditionalSelect(Vector128.LessThan(b.AsSingle(), a.AsSingle()).AsByte(), b, a);

    /// <summary><c>fpmax</c>: the second operand if the first is less, else the first, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Pmax(V128 a, V128 b) =>
        Vector128.ConditionalSelect(Vector128.LessThan(a.AsSingle(), b.AsSingle()).AsByte(), b, a);

    /// <summary><c>fceil</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Ceil(V128 a)
    {
        Vector128<float> value = a.AsSingle();
        return QuietWhereUnordered(value, value, Vector128.Ceiling(value)).AsByte();
    }

    /// <summary><c>ffloor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Floor(V128 a)
    {
        Vector128<float> value = a.AsSingle();
        return QuietWhereUnordered(value, value, Vector128.Floor(value)).AsByte();
    }

    /// <summary><c>ftrunc</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Trunc(V128 a)
    {
        Vector128<float> value = a.AsSingle();
        return QuietWhereUnordered(value, value, Vector128.Truncate(value)).AsByte();
    }

    /// <summary><c>fnearest</c>: ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Nearest(V128 a)
    {
        Vector128<float> value = a.AsSingle();
        return QuietWhereUnordered(value, value, Vector128.Round(value)).AsByte();
    }

    /// <summary><c>fabs</c>: the sign bit cleared, also of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Abs(V128 a) => (a.AsUInt64() & Vector128.Create(~0x8000000000000000ul)).AsByte();

    /// <summary><c>fneg</c>: the sign bit flipped, also of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Neg(V128 a) => (a.AsUInt64() ^ Vector128.Create(0x8000000000000000ul)).AsByte();

    /// <summary><c>fsqrt</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Sqrt(V128 a) => Vector128.Sqrt(a.AsDouble()).AsByte();

    /// <summary><c>fadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Add(V128 a, V128 b) => (a.AsDouble() + b.AsDouble()).AsByte();

    /// <summary><c>fsub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Sub(V128 a, V128 b) => (a.AsDouble() - b.AsDouble()).AsByte();

    /// <summary><c>fmul</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Mul(V128 a, V128 b) => (a.AsDouble() * b.AsDouble()).AsByte();

    /// <summary><c>fdiv</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Div(V128 a, V128 b) => (a.AsDouble() / b.AsDouble()).AsByte();

    /// <summary><c>fmin</c>: a NaN if either is one; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Min(V128 a, V128 b)
    {
        // Equal lanes have the same bits or are zeros of different sign: joining the bits gives the smaller zero.
        Vector128<double> x = a.AsDouble();
        Vector128<double> y = b.AsDouble();
        Vector128<double> smaller = Vector128.ConditionalSelect(
            Vector128.LessThan(x, y), x, Vector128.ConditionalSelect(Vector128.LessThan(y, x), y, x | y));
        return QuietWhereUnordered(x, y, smaller).AsByte();
    }

    /// <summary><c>fmax</c>: a NaN if either is one; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Max(V128 a, V128 b)
    {
        Vector128<double> x = a.AsDouble();
        Vector128<double> y = b.AsDouble();
        Vector128<double> greater = Vector128.ConditionalSelect(
            Vector128.GreaterThan(x, y), x, Vector128.ConditionalSelect(Vector128.GreaterThan(y, x), y, x & y));
        return QuietWhereUnordered(x, y, greater).AsByte();
    }

    /// <summary><c>fpmin</c>: the second operand if it is less, else the first, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Pmin(V128 a, V128 b) =>
        Vector128.ConditionalSelect(Vector128.LessThan(b.AsDouble(), a.AsDouble()).AsByte(), b, a);

    /// <summary><c>fpmax</c>: the second operand if the first is less, else the first, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Pmax(V128 a, V128 b) =>
        Vector128.ConditionalSelect(Vector128.LessThan(a.AsDouble(), b.AsDouble()).AsByte(), b, a);

    /// <summary><c>fceil</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Ceil(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return QuietWhereUnordered(value, value, Vector128.Ceiling(value)).AsByte();
    }

    /// <summary><c>ffloor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Floor(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return QuietWhereUnordered(value, value, Vector128.Floor(value)).AsByte();
    }

    /// <summary><c>ftrunc</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Trunc(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return QuietWhereUnordered(value, value, Vector128.Truncate(value)).AsByte();
    }

    /// <summary><c>fnearest</c>: ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Nearest(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return QuietWhereUnordered(value, value, Vector128.Round(value)).AsByte();
    }

    // Where an operand is a NaN, the sum, which is a quiet NaN made from it; elsewhere the result.
    private static Vector128<float> QuietWhereUnordered(Vector128<float> x, Vector128<float> y, Vector128<float> result) =>
        Vector128.ConditionalSelect(Vector128.Equals(x, x) & Vector128.Equals(y, y), result, x + y);

    // Where an operand is a NaN, the sum, which is a quiet NaN made from it; elsewhere the result.
    private static Vector128<double> QuietWhereUnordered(Vector128<double> x, Vector128<double> y, Vector128<double> result) =>
        Vector128.ConditionalSelect(Vector128.Equals(x, x) & Vector128.Equals(y, y), result, x + y);
}
