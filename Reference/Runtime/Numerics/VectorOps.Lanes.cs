using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.Runtime.Numerics;

// Building, taking apart and permuting: splats, lanes, shuffles, and the arithmetic-free half of vector loads
// (specification, 4.3.5; loads: 4.6 v128.load…).
public static partial class VectorOps
{
    /// <summary>The low 8 bits in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Splat(int value) => Vector128.Create((byte)value);

    /// <summary>The low 16 bits in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8Splat(int value) => Vector128.Create((short)value).AsByte();

    /// <summary>The value in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4Splat(int value) => Vector128.Create(value).AsByte();

    /// <summary>The value in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2Splat(long value) => Vector128.Create(value).AsByte();

    /// <summary>The value in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4Splat(uint bits) => Vector128.Create(bits).AsByte();

    /// <summary>The value in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2Splat(ulong bits) => Vector128.Create(bits).AsByte();

    /// <summary>Lane 0…15, <c>extend_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I8x16ExtractLaneS(V128 a, int lane) => a.AsSByte().GetElement(lane);

    /// <summary>Lane 0…15, <c>extend_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I8x16ExtractLaneU(V128 a, int lane) => a.GetElement(lane);

    /// <summary>Lane 0…15 becomes the low 8 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16ReplaceLane(V128 a, int value, int lane) => a.WithElement(lane, (byte)value);

    /// <summary>Lane 0…7, <c>extend_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I16x8ExtractLaneS(V128 a, int lane) => a.AsInt16().GetElement(lane);

    /// <summary>Lane 0…7, <c>extend_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I16x8ExtractLaneU(V128 a, int lane) => a.AsUInt16().GetElement(lane);

    /// <summary>Lane 0…7 becomes the low 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I16x8ReplaceLane(V128 a, int value, int lane) => a.AsInt16().WithElement(lane, (short)value).AsByte();

    /// <summary>Lane 0…3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32x4ExtractLane(V128 a, int lane) => a.AsInt32().GetElement(lane);

    /// <summary>Lane 0…3 becomes the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I32x4ReplaceLane(V128 a, int value, int lane) => a.AsInt32().WithElement(lane, value).AsByte();

    /// <summary>Lane 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64x2ExtractLane(V128 a, int lane) => a.AsInt64().GetElement(lane);

    /// <summary>Lane 0 or 1 becomes the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I64x2ReplaceLane(V128 a, long value, int lane) => a.AsInt64().WithElement(lane, value).AsByte();

    /// <summary>Bits of lane 0…3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint F32x4ExtractLane(V128 a, int lane) => a.AsUInt32().GetElement(lane);

    /// <summary>Lane 0…3 becomes the value with these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F32x4ReplaceLane(V128 a, uint bits, int lane) => a.AsUInt32().WithElement(lane, bits).AsByte();

    /// <summary>Bits of lane 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong F64x2ExtractLane(V128 a, int lane) => a.AsUInt64().GetElement(lane);

    /// <summary>Lane 0 or 1 becomes the value with these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 F64x2ReplaceLane(V128 a, ulong bits, int lane) => a.AsUInt64().WithElement(lane, bits).AsByte();

    /// <summary><c>ivswizzle</c>: each index picks a lane of the first operand; 16 and more give 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Swizzle(V128 a, V128 indices) => Vector128.Shuffle(a, indices);

    /// <summary><c>ivshuffle</c>: each of sixteen lane indices 0…31 picks a lane of the concatenated operands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 I8x16Shuffle(V128 a, V128 b, V128 lanes) =>
        Vector128.Shuffle(a, lanes) | Vector128.Shuffle(b, lanes - Vector128.Create((byte)16));

    /// <summary>8 narrow lanes read as 64 bits, <c>extend_s</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load8x8S(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsSByte()).AsByte();

    /// <summary>8 narrow lanes read as 64 bits, <c>extend_u</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load8x8U(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsByte()).AsByte();

    /// <summary>4 narrow lanes read as 64 bits, <c>extend_s</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load16x4S(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsInt16()).AsByte();

    /// <summary>4 narrow lanes read as 64 bits, <c>extend_u</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load16x4U(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsUInt16()).AsByte();

    /// <summary>2 narrow lanes read as 64 bits, <c>extend_s</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load32x2S(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsInt32()).AsByte();

    /// <summary>2 narrow lanes read as 64 bits, <c>extend_u</c> on each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load32x2U(ulong bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsUInt32()).AsByte();

    /// <summary>The 8 bits read in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load8Splat(byte bits) => Vector128.Create(bits);

    /// <summary>The 16 bits read in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load16Splat(ushort bits) => Vector128.Create(bits).AsByte();

    /// <summary>The 32 bits read in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load32Splat(uint bits) => Vector128.Create(bits).AsByte();

    /// <summary>The 64 bits read in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load64Splat(ulong bits) => Vector128.Create(bits).AsByte();

    /// <summary>The 32 bits read in lane 0, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load32Zero(uint bits) => Vector128.CreateScalar(bits).AsByte();

    /// <summary>The 64 bits read in lane 0, zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load64Zero(ulong bits) => Vector128.CreateScalar(bits).AsByte();

    /// <summary>The 8 bits read replace a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load8Lane(V128 a, byte bits, int lane) => a.WithElement(lane, bits);

    /// <summary>The 8 bits of a lane, to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte V128Store8Lane(V128 a, int lane) => a.GetElement(lane);

    /// <summary>The 16 bits read replace a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load16Lane(V128 a, ushort bits, int lane) => a.AsUInt16().WithElement(lane, bits).AsByte();

    /// <summary>The 16 bits of a lane, to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort V128Store16Lane(V128 a, int lane) => a.AsUInt16().GetElement(lane);

    /// <summary>The 32 bits read replace a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load32Lane(V128 a, uint bits, int lane) => a.AsUInt32().WithElement(lane, bits).AsByte();

    /// <summary>The 32 bits of a lane, to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint V128Store32Lane(V128 a, int lane) => a.AsUInt32().GetElement(lane);

    /// <summary>The 64 bits read replace a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128 V128Load64Lane(V128 a, ulong bits, int lane) => a.AsUInt64().WithElement(lane, bits).AsByte();

    /// <summary>The 64 bits of a lane, to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong V128Store64Lane(V128 a, int lane) => a.AsUInt64().GetElement(lane);
}
