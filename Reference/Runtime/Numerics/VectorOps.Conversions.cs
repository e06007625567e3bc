using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Lane-wise conversions between integers and floats (specification, 4.3.4 "Conversions", 4.3.5 vcvtop).
public static partial class VectorOps
{
    /// <summary><c>trunc_sat_s</c>: NaN gives 0; .NET defines the conversion as saturating since version 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4TruncSatF32x4S(V128 a) => Vector128.ConvertToInt32(a.AsSingle()).AsByte();

    /// <summary><c>trunc_sat_u</c>: NaN gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4TruncSatF32x4U(V128 a) => Vector128.ConvertToUInt32(a.AsSingle()).AsByte();

    /// <summary><c>trunc_sat_s</c> into the lower lanes, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4TruncSatF64x2SZero(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return Vector128.Create(
            Conversions.I32TruncSatF64S(value.GetElement(0)), Conversions.I32TruncSatF64S(value.GetElement(1)), 0, 0).AsByte();
    }

    /// <summary><c>trunc_sat_u</c> into the lower lanes, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4TruncSatF64x2UZero(V128 a)
    {
        Vector128<double> value = a.AsDouble();
        return Vector128.Create(
            Conversions.I32TruncSatF64U(value.GetElement(0)), Conversions.I32TruncSatF64U(value.GetElement(1)), 0, 0).AsByte();
    }

    /// <summary><c>convert_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4ConvertI32x4S(V128 a) => Vector128.ConvertToSingle(a.AsInt32()).AsByte();

    /// <summary><c>convert_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4ConvertI32x4U(V128 a) => Vector128.ConvertToSingle(a.AsUInt32()).AsByte();

    /// <summary><c>convert_s</c> of the lower lanes, exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2ConvertLowI32x4S(V128 a) =>
        Vector128.ConvertToDouble(Vector128.WidenLower(a.AsInt32())).AsByte();

    /// <summary><c>convert_u</c> of the lower lanes, exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2ConvertLowI32x4U(V128 a) =>
        Vector128.ConvertToDouble(Vector128.WidenLower(a.AsUInt32())).AsByte();

    /// <summary><c>demote</c> into the lower lanes, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4DemoteF64x2Zero(V128 a) => Vector128.Narrow(a.AsDouble(), Vector128<double>.Zero).AsByte();

    /// <summary><c>promote</c> of the lower lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2PromoteLowF32x4(V128 a) => Vector128.WidenLower(a.AsSingle()).AsByte();
}
