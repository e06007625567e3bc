using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Relaxed operators (specification, 4.3.6 "Relaxed Operations"): every parameter R is 0, the deterministic profile's choice
// (appendix "Profiles"), which each summary names.
public static partial class VectorOps
{
    /// <summary>R_swizzle = 0: indices from 16 give 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16RelaxedSwizzle(V128 a, V128 indices) => I8x16Swizzle(a, indices);

    /// <summary>R_trunc_s = 0: <c>trunc_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedTruncF32x4S(V128 a) => I32x4TruncSatF32x4S(a);

    /// <summary>R_trunc_u = 0: <c>trunc_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedTruncF32x4U(V128 a) => I32x4TruncSatF32x4U(a);

    /// <summary>R_trunc_s = 0: <c>trunc_sat_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedTruncF64x2SZero(V128 a) => I32x4TruncSatF64x2SZero(a);

    /// <summary>R_trunc_u = 0: <c>trunc_sat_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedTruncF64x2UZero(V128 a) => I32x4TruncSatF64x2UZero(a);

    /// <summary>R_fmadd = 0: <c>fmul</c>, then <c>fadd</c>, rounded twice (.NET does not contract them).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4RelaxedMadd(V128 a, V128 b, V128 c) => ((a.AsSingle() * b.AsSingle()) + c.AsSingle()).AsByte();

    /// <summary>R_fmadd = 0: as <c>relaxed_madd</c> with the first operand negated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4RelaxedNmadd(V128 a, V128 b, V128 c) => F32x4RelaxedMadd(F32x4Neg(a), b, c);

    /// <summary>R_fmadd = 0: <c>fmul</c>, then <c>fadd</c>, rounded twice (.NET does not contract them).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2RelaxedMadd(V128 a, V128 b, V128 c) => ((a.AsDouble() * b.AsDouble()) + c.AsDouble()).AsByte();

    /// <summary>R_fmadd = 0: as <c>relaxed_madd</c> with the first operand negated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2RelaxedNmadd(V128 a, V128 b, V128 c) => F64x2RelaxedMadd(F64x2Neg(a), b, c);

    /// <summary>R_laneselect = 0: <c>ibitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16RelaxedLaneselect(V128 a, V128 b, V128 mask) => V128Bitselect(a, b, mask);

    /// <summary>R_laneselect = 0: <c>ibitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8RelaxedLaneselect(V128 a, V128 b, V128 mask) => V128Bitselect(a, b, mask);

    /// <summary>R_laneselect = 0: <c>ibitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedLaneselect(V128 a, V128 b, V128 mask) => V128Bitselect(a, b, mask);

    /// <summary>R_laneselect = 0: <c>ibitselect</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2RelaxedLaneselect(V128 a, V128 b, V128 mask) => V128Bitselect(a, b, mask);

    /// <summary>R_fmin = 0: <c>fmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4RelaxedMin(V128 a, V128 b) => F32x4Min(a, b);

    /// <summary>R_fmax = 0: <c>fmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4RelaxedMax(V128 a, V128 b) => F32x4Max(a, b);

    /// <summary>R_fmin = 0: <c>fmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2RelaxedMin(V128 a, V128 b) => F64x2Min(a, b);

    /// <summary>R_fmax = 0: <c>fmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2RelaxedMax(V128 a, V128 b) => F64x2Max(a, b);

    /// <summary>R_iq15mulr = 0: -2¹⁵ times itself saturates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8RelaxedQ15mulrS(V128 a, V128 b) => I16x8Q15mulrSatS(a, b);

    /// <summary>R_idot = 0: both operands are signed; <c>ivdot_sat</c>: products of neighbouring lanes added with saturation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8RelaxedDotI8x16I7x16S(V128 a, V128 b)
    {
        Vector128<short> pairsA = a.AsInt16();
        Vector128<short> pairsB = b.AsInt16();
        return Vector128.AddSaturate(
            EvenLanes(pairsA) * EvenLanes(pairsB), OddLanes(pairsA) * OddLanes(pairsB)).AsByte();
    }

    /// <summary>R_idot = 0: the sums of <c>relaxed_dot</c> added in pairs, then the third operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4RelaxedDotI8x16I7x16AddS(V128 a, V128 b, V128 c) =>
        I32x4Add(I32x4ExtaddPairwiseI16x8S(I16x8RelaxedDotI8x16I7x16S(a, b)), c);
}
