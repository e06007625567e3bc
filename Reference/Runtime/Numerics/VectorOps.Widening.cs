using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Operators whose operand and result shapes differ, integer only: extend, narrow, extmul, extadd_pairwise, dot
// (specification, 4.3.4 extend and narrow, 4.3.5 vextunop, vextbinop, vnarrow).
public static partial class VectorOps
{
    /// <summary><c>extend_s</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtendLowI8x16S(V128 a) => Vector128.WidenLower(a.AsSByte()).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtendLowI8x16U(V128 a) => Vector128.WidenLower(a).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtendHighI8x16S(V128 a) => Vector128.WidenUpper(a.AsSByte()).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtendHighI8x16U(V128 a) => Vector128.WidenUpper(a).AsByte();

    /// <summary><c>extend_s</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtmulLowI8x16S(V128 a, V128 b) =>
        (Vector128.WidenLower(a.AsSByte()) * Vector128.WidenLower(b.AsSByte())).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtmulLowI8x16U(V128 a, V128 b) => (Vector128.WidenLower(a) * Vector128.WidenLower(b)).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtmulHighI8x16S(V128 a, V128 b) =>
        (Vector128.WidenUpper(a.AsSByte()) * Vector128.WidenUpper(b.AsSByte())).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtmulHighI8x16U(V128 a, V128 b) => (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)).AsByte();

    /// <summary><c>extend_s</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtendLowI16x8S(V128 a) => Vector128.WidenLower(a.AsInt16()).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtendLowI16x8U(V128 a) => Vector128.WidenLower(a.AsUInt16()).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtendHighI16x8S(V128 a) => Vector128.WidenUpper(a.AsInt16()).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtendHighI16x8U(V128 a) => Vector128.WidenUpper(a.AsUInt16()).AsByte();

    /// <summary><c>extend_s</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtmulLowI16x8S(V128 a, V128 b) =>
        (Vector128.WidenLower(a.AsInt16()) * Vector128.WidenLower(b.AsInt16())).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtmulLowI16x8U(V128 a, V128 b) =>
        (Vector128.WidenLower(a.AsUInt16()) * Vector128.WidenLower(b.AsUInt16())).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtmulHighI16x8S(V128 a, V128 b) =>
        (Vector128.WidenUpper(a.AsInt16()) * Vector128.WidenUpper(b.AsInt16())).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtmulHighI16x8U(V128 a, V128 b) =>
        (Vector128.WidenUpper(a.AsUInt16()) * Vector128.WidenUpper(b.AsUInt16())).AsByte();

    /// <summary><c>extend_s</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtendLowI32x4S(V128 a) => Vector128.WidenLower(a.AsInt32()).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtendLowI32x4U(V128 a) => Vector128.WidenLower(a.AsUInt32()).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtendHighI32x4S(V128 a) => Vector128.WidenUpper(a.AsInt32()).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtendHighI32x4U(V128 a) => Vector128.WidenUpper(a.AsUInt32()).AsByte();

    /// <summary><c>extend_s</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtmulLowI32x4S(V128 a, V128 b) =>
        (Vector128.WidenLower(a.AsInt32()) * Vector128.WidenLower(b.AsInt32())).AsByte();

    /// <summary><c>extend_u</c> on the lower half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtmulLowI32x4U(V128 a, V128 b) =>
        (Vector128.WidenLower(a.AsUInt32()) * Vector128.WidenLower(b.AsUInt32())).AsByte();

    /// <summary><c>extend_s</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtmulHighI32x4S(V128 a, V128 b) =>
        (Vector128.WidenUpper(a.AsInt32()) * Vector128.WidenUpper(b.AsInt32())).AsByte();

    /// <summary><c>extend_u</c> on the higher half of the lanes, then <c>imul</c>, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ExtmulHighI32x4U(V128 a, V128 b) =>
        (Vector128.WidenUpper(a.AsUInt32()) * Vector128.WidenUpper(b.AsUInt32())).AsByte();

    /// <summary><c>ivadd_pairwise</c> of lanes extended with their sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtaddPairwiseI8x16S(V128 a) => (EvenLanes(a.AsInt16()) + OddLanes(a.AsInt16())).AsByte();

    /// <summary><c>ivadd_pairwise</c> of lanes extended with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ExtaddPairwiseI8x16U(V128 a)
    {
        Vector128<ushort> pairs = a.AsUInt16();
        return ((pairs & Vector128.Create((ushort)0xFF)) + Vector128.ShiftRightLogical(pairs, 8)).AsByte();
    }

    /// <summary><c>ivadd_pairwise</c> of lanes extended with their sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtaddPairwiseI16x8S(V128 a) => (EvenLanes(a.AsInt32()) + OddLanes(a.AsInt32())).AsByte();

    /// <summary><c>ivadd_pairwise</c> of lanes extended with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ExtaddPairwiseI16x8U(V128 a)
    {
        Vector128<uint> pairs = a.AsUInt32();
        return ((pairs & Vector128.Create((uint)0xFFFF)) + Vector128.ShiftRightLogical(pairs, 16)).AsByte();
    }

    /// <summary><c>narrow_s</c>; the first operand fills the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16NarrowI16x8S(V128 a, V128 b) =>
        Vector128.NarrowWithSaturation(a.AsInt16(), b.AsInt16()).AsByte();

    /// <summary><c>narrow_u</c>; the first operand fills the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16NarrowI16x8U(V128 a, V128 b)
    {
        // The operand is signed: negative lanes give 0, the rest narrows as unsigned.
        Vector128<ushort> low = Vector128.Max(a.AsInt16(), Vector128<short>.Zero).AsUInt16();
        Vector128<ushort> high = Vector128.Max(b.AsInt16(), Vector128<short>.Zero).AsUInt16();
        return Vector128.NarrowWithSaturation(low, high);
    }

    /// <summary><c>narrow_s</c>; the first operand fills the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8NarrowI32x4S(V128 a, V128 b) =>
        Vector128.NarrowWithSaturation(a.AsInt32(), b.AsInt32()).AsByte();

    /// <summary><c>narrow_u</c>; the first operand fills the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8NarrowI32x4U(V128 a, V128 b)
    {
        Vector128<uint> low = Vector128.Max(a.AsInt32(), Vector128<int>.Zero).AsUInt32();
        Vector128<uint> high = Vector128.Max(b.AsInt32(), Vector128<int>.Zero).AsUInt32();
        return Vector128.NarrowWithSaturation(low, high).AsByte();
    }

    /// <summary><c>ivdot</c>: products of neighbouring lanes added, modulo 2³² (reached by four times -2¹⁵ only).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4DotI16x8S(V128 a, V128 b)
    {
        Vector128<int> pairsA = a.AsInt32();
        Vector128<int> pairsB = b.AsInt32();
        return ((EvenLanes(pairsA) * EvenLanes(pairsB)) + (OddLanes(pairsA) * OddLanes(pairsB))).AsByte();
    }

    // The lower and the upper lane of each pair, extended with their sign to the pair's width.
    private static Vector128<short> EvenLanes(Vector128<short> pairs) =>
        Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(pairs, 8), 8);

    private static Vector128<int> EvenLanes(Vector128<int> pairs) =>
        Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(pairs, 16), 16);

    private static Vector128<short> OddLanes(Vector128<short> pairs) => Vector128.ShiftRightArithmetic(pairs, 8);

    private static Vector128<int> OddLanes(Vector128<int> pairs) => Vector128.ShiftRightArithmetic(pairs, 16);
}
