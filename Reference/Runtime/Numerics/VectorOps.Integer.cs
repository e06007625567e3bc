using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Lane-wise integer operators (specification, 4.3.2 "Integer Operations").
public static partial class VectorOps
{
    /// <summary><c>iabs</c>: modulo 2^N, so that the least value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Abs(V128 a)
    {
        // Vector128.Abs may throw for the least value, whose absolute value here is itself.
        Vector128<sbyte> value = a.AsSByte();
        Vector128<sbyte> sign = Vector128.LessThan(value, Vector128<sbyte>.Zero);
        return ((value ^ sign) - sign).AsByte();
    }

    /// <summary><c>ineg</c>, modulo 2^N.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Neg(V128 a) => (-a.AsSByte()).AsByte();

    /// <summary><c>ipopcnt</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Popcnt(V128 a)
    {
        // Sums of neighbouring bits, then of pairs, then of nibbles; shifts do not cross lanes.
        V128 pairs = a - (Vector128.ShiftRightLogical(a, 1) & Vector128.Create((byte)0x55));
        V128 nibbles = (pairs & Vector128.Create((byte)0x33))
            + (Vector128.ShiftRightLogical(pairs, 2) & Vector128.Create((byte)0x33));
        return (nibbles + Vector128.ShiftRightLogical(nibbles, 4)) & Vector128.Create((byte)0x0F);
    }

    /// <summary><c>i8x16.all_true</c>: whether no lane is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I8x16AllTrue(V128 a) => Vector128.EqualsAny(a, Vector128<byte>.Zero) ? 0 : 1;

    /// <summary><c>ivbitmask</c>: the lanes' sign bits, lane 0 lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I8x16Bitmask(V128 a) => (int)a.ExtractMostSignificantBits();

    /// <summary><c>ishl</c>, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Shl(V128 a, int count) => Vector128.ShiftLeft(a, count & 7);

    /// <summary><c>ishr_s</c>, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16ShrS(V128 a, int count) => Vector128.ShiftRightArithmetic(a.AsSByte(), count & 7).AsByte();

    /// <summary><c>ishr_u</c>, by the count modulo 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16ShrU(V128 a, int count) => Vector128.ShiftRightLogical(a, count & 7);

    /// <summary><c>iadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Add(V128 a, V128 b) => a + b;

    /// <summary><c>isub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Sub(V128 a, V128 b) => a - b;

    /// <summary><c>iadd_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16AddSatS(V128 a, V128 b) => Vector128.AddSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>iadd_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16AddSatU(V128 a, V128 b) => Vector128.AddSaturate(a, b);

    /// <summary><c>isub_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16SubSatS(V128 a, V128 b) => Vector128.SubtractSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>isub_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16SubSatU(V128 a, V128 b) => Vector128.SubtractSaturate(a, b);

    /// <summary><c>imin_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16MinS(V128 a, V128 b) => Vector128.Min(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>imin_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16MinU(V128 a, V128 b) => Vector128.Min(a, b);

    /// <summary><c>imax_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16MaxS(V128 a, V128 b) => Vector128.Max(a.AsSByte(), b.AsSByte()).AsByte();

    /// <summary><c>imax_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16MaxU(V128 a, V128 b) => Vector128.Max(a, b);

    /// <summary><c>iavgr_u</c>: half the sum, rounded up, without the sum's extra bit: a + b = 2 (a | b) - (a ^ b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16AvgrU(V128 a, V128 b) => (a | b) - Vector128.ShiftRightLogical(a ^ b, 1);

    /// <summary><c>iabs</c>: modulo 2^N, so that the least value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Abs(V128 a)
    {
        // Vector128.Abs may throw for the least value, whose absolute value here is itself.
        Vector128<short> value = a.AsInt16();
        Vector128<short> sign = Vector128.LessThan(value, Vector128<short>.Zero);
        return ((value ^ sign) - sign).AsByte();
    }

    /// <summary><c>ineg</c>, modulo 2^N.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Neg(V128 a) => (-a.AsInt16()).AsByte();

    /// <summary><c>i16x8.all_true</c>: whether no lane is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I16x8AllTrue(V128 a) => Vector128.EqualsAny(a.AsUInt16(), Vector128<ushort>.Zero) ? 0 : 1;

    /// <summary><c>ivbitmask</c>: the lanes' sign bits, lane 0 lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I16x8Bitmask(V128 a) => (int)a.AsUInt16().ExtractMostSignificantBits();

    /// <summary><c>ishl</c>, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Shl(V128 a, int count) => Vector128.ShiftLeft(a.AsUInt16(), count & 15).AsByte();

    /// <summary><c>ishr_s</c>, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ShrS(V128 a, int count) => Vector128.ShiftRightArithmetic(a.AsInt16(), count & 15).AsByte();

    /// <summary><c>ishr_u</c>, by the count modulo 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ShrU(V128 a, int count) => Vector128.ShiftRightLogical(a.AsUInt16(), count & 15).AsByte();

    /// <summary><c>iadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Add(V128 a, V128 b) => (a.AsUInt16() + b.AsUInt16()).AsByte();

    /// <summary><c>isub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Sub(V128 a, V128 b) => (a.AsUInt16() - b.AsUInt16()).AsByte();

    /// <summary><c>imul</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Mul(V128 a, V128 b) => (a.AsUInt16() * b.AsUInt16()).AsByte();

    /// <summary><c>iadd_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8AddSatS(V128 a, V128 b) => Vector128.AddSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>iadd_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8AddSatU(V128 a, V128 b) => Vector128.AddSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>isub_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8SubSatS(V128 a, V128 b) => Vector128.SubtractSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>isub_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8SubSatU(V128 a, V128 b) => Vector128.SubtractSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>imin_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8MinS(V128 a, V128 b) => Vector128.Min(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>imin_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8MinU(V128 a, V128 b) => Vector128.Min(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>imax_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8MaxS(V128 a, V128 b) => Vector128.Max(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>imax_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8MaxU(V128 a, V128 b) => Vector128.Max(a.AsUInt16(), b.AsUInt16()).AsByte();

    /// <summary><c>iavgr_u</c>: half the sum, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8AvgrU(V128 a, V128 b) =>
        ((a | b).AsUInt16() - Vector128.ShiftRightLogical((a ^ b).AsUInt16(), 1)).AsByte();

    /// <summary><c>iabs</c>: modulo 2^N, so that the least value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Abs(V128 a)
    {
        // Vector128.Abs may throw for the least value, whose absolute value here is itself.
        Vector128<int> value = a.AsInt32();
        Vector128<int> sign = Vector128.LessThan(value, Vector128<int>.Zero);
        return ((value ^ sign) - sign).AsByte();
    }

    /// <summary><c>ineg</c>, modulo 2^N.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Neg(V128 a) => (-a.AsInt32()).AsByte();

    /// <summary><c>i32x4.all_true</c>: whether no lane is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32x4AllTrue(V128 a) => Vector128.EqualsAny(a.AsUInt32(), Vector128<uint>.Zero) ? 0 : 1;

    /// <summary><c>ivbitmask</c>: the lanes' sign bits, lane 0 lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32x4Bitmask(V128 a) => (int)a.AsUInt32().ExtractMostSignificantBits();

    /// <summary><c>ishl</c>, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Shl(V128 a, int count) => Vector128.ShiftLeft(a.AsUInt32(), count & 31).AsByte();

    /// <summary><c>ishr_s</c>, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ShrS(V128 a, int count) => Vector128.ShiftRightArithmetic(a.AsInt32(), count & 31).AsByte();

    /// <summary><c>ishr_u</c>, by the count modulo 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ShrU(V128 a, int count) => Vector128.ShiftRightLogical(a.AsUInt32(), count & 31).AsByte();

    /// <summary><c>iadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Add(V128 a, V128 b) => (a.AsUInt32() + b.AsUInt32()).AsByte();

    /// <summary><c>isub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Sub(V128 a, V128 b) => (a.AsUInt32() - b.AsUInt32()).AsByte();

    /// <summary><c>imul</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Mul(V128 a, V128 b) => (a.AsUInt32() * b.AsUInt32()).AsByte();

    /// <summary><c>imin_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4MinS(V128 a, V128 b) => Vector128.Min(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>imin_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4MinU(V128 a, V128 b) => Vector128.Min(a.AsUInt32(), b.AsUInt32()).AsByte();

    /// <summary><c>imax_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4MaxS(V128 a, V128 b) => Vector128.Max(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>imax_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4MaxU(V128 a, V128 b) => Vector128.Max(a.AsUInt32(), b.AsUInt32()).AsByte();

    /// <summary><c>iabs</c>: modulo 2^N, so that the least value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Abs(V128 a)
    {
        // Vector128.Abs may throw for the least value, whose absolute value here is itself.
        Vector128<long> value = a.AsInt64();
        Vector128<long> sign = Vector128.LessThan(value, Vector128<long>.Zero);
        return ((value ^ sign) - sign).AsByte();
    }

    /// <summary><c>ineg</c>, modulo 2^N.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Neg(V128 a) => (-a.AsInt64()).AsByte();

    /// <summary><c>i64x2.all_true</c>: whether no lane is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I64x2AllTrue(V128 a) => Vector128.EqualsAny(a.AsUInt64(), Vector128<ulong>.Zero) ? 0 : 1;

    /// <summary><c>ivbitmask</c>: the lanes' sign bits, lane 0 lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I64x2Bitmask(V128 a) => (int)a.AsUInt64().ExtractMostSignificantBits();

    /// <summary><c>ishl</c>, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Shl(V128 a, int count) => Vector128.ShiftLeft(a.AsUInt64(), count & 63).AsByte();

    /// <summary><c>ishr_s</c>, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ShrS(V128 a, int count) => Vector128.ShiftRightArithmetic(a.AsInt64(), count & 63).AsByte();

    /// <summary><c>ishr_u</c>, by the count modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ShrU(V128 a, int count) => Vector128.ShiftRightLogical(a.AsUInt64(), count & 63).AsByte();

    /// <summary><c>iadd</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Add(V128 a, V128 b) => (a.AsUInt64() + b.AsUInt64()).AsByte();

    /// <summary><c>isub</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Sub(V128 a, V128 b) => (a.AsUInt64() - b.AsUInt64()).AsByte();

    /// <summary><c>imul</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Mul(V128 a, V128 b) => (a.AsUInt64() * b.AsUInt64()).AsByte();

    /// <summary><c>iq15mulr_sat_s</c>: product of fractions of 2¹⁵, rounded to nearest (ties up), saturated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Q15mulrSatS(V128 a, V128 b)
    {
        (Vector128<int> lowA, Vector128<int> highA) = Vector128.Widen(a.AsInt16());
        (Vector128<int> lowB, Vector128<int> highB) = Vector128.Widen(b.AsInt16());
        Vector128<int> half = Vector128.Create(1 << 14);
        return Vector128.NarrowWithSaturation(
            Vector128.ShiftRightArithmetic((lowA * lowB) + half, 15),
            Vector128.ShiftRightArithmetic((highA * highB) + half, 15)).AsByte();
    }
}
