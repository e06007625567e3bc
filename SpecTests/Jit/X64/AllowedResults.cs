using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>What operations on vectors may give besides what the evaluator gives: other NaNs, and other choices of relaxed operations.</summary>
internal static class AllowedResults
{
    private const uint Quiet32 = 0x7FC00000;
    private const ulong Quiet64 = 0x7FF8000000000000;

    public static bool Allows(InstructionInfo row, V128[] operands, V128 expected, V128 actual)
    {
        if (row.Op >= Op.I8x16RelaxedSwizzle)
        {
            return AreSameUpToNaNs(row, operands, Relaxed(row.Op, operands, expected), actual) || AreSameUpToNaNs(row, operands, expected, actual);
        }

        return !IsBitwise(row.Op) && AreSameUpToNaNs(row, operands, expected, actual);
    }

    // These say of NaNs what they give.
    private static bool IsBitwise(Op op) => op is Op.F32x4Abs or Op.F32x4Neg or Op.F64x2Abs or Op.F64x2Neg or Op.F32x4Pmin or Op.F32x4Pmax
        or Op.F64x2Pmin or Op.F64x2Pmax or Op.F32x4ReplaceLane or Op.F64x2ReplaceLane or Op.F32x4Splat or Op.F64x2Splat;

    /// <summary>Whether NaNs stand where they should, quiet, and canonical where all that were given are (specification, 4.3.3).</summary>
    private static bool AreSameUpToNaNs(InstructionInfo row, V128[] operands, V128 expected, V128 actual)
    {
        bool takesSingles = row.Mnemonic.Contains("f32", StringComparison.Ordinal) && row.Op != Op.F32x4DemoteF64x2Zero;
        bool isCanonical = operands.All(operand => takesSingles
            ? Enumerable.Range(0, 4).All(i => !float.IsNaN(operand.AsSingle()[i]) || (operand.AsUInt32()[i] & ~0u >> 1) == Quiet32)
            : Enumerable.Range(0, 2).All(i => !double.IsNaN(operand.AsDouble()[i]) || (operand.AsUInt64()[i] & ~0ul >> 1) == Quiet64));
        if (row.Mnemonic.StartsWith("f32", StringComparison.Ordinal))
        {
            return Enumerable.Range(0, 4).All(i =>
            {
                uint bits = actual.AsUInt32()[i];
                uint mask = isCanonical ? ~0u >> 1 : Quiet32;
                return bits == expected.AsUInt32()[i] || (float.IsNaN(expected.AsSingle()[i]) && (bits & mask) == Quiet32);
            });
        }

        if (row.Mnemonic.StartsWith("f64", StringComparison.Ordinal))
        {
            return Enumerable.Range(0, 2).All(i =>
            {
                ulong bits = actual.AsUInt64()[i];
                ulong mask = isCanonical ? ~0ul >> 1 : Quiet64;
                return bits == expected.AsUInt64()[i] || (double.IsNaN(expected.AsDouble()[i]) && (bits & mask) == Quiet64);
            });
        }

        return actual == expected;
    }

    /// <summary>The choice that is not the deterministic profile's, as lowering makes it (specification, 4.3.6).</summary>
    private static V128 Relaxed(Op op, V128[] x, V128 deterministic) => op switch
    {
        Op.I8x16RelaxedSwizzle => Bytes(i => x[1][i] >= 0x80 ? (byte)0 : x[0][x[1][i] & 15]),
        Op.I32x4RelaxedTruncF32x4S => Dwords(i => x[0].AsSingle()[i] is >= -2147483648f and < 2147483648f ? (uint)(int)x[0].AsSingle()[i] : 0x80000000),
        Op.I32x4RelaxedTruncF64x2SZero => Dwords(i =>
            i > 1 ? 0 : x[0].AsDouble()[i & 1] is > -2147483649.0 and < 2147483648.0 ? (uint)(int)x[0].AsDouble()[i & 1] : 0x80000000),
        Op.F32x4RelaxedMadd => Singles(i => float.FusedMultiplyAdd(x[0].AsSingle()[i], x[1].AsSingle()[i], x[2].AsSingle()[i])),
        Op.F32x4RelaxedNmadd => Singles(i => float.FusedMultiplyAdd(-x[0].AsSingle()[i], x[1].AsSingle()[i], x[2].AsSingle()[i])),
        Op.F64x2RelaxedMadd => Doubles(i => double.FusedMultiplyAdd(x[0].AsDouble()[i], x[1].AsDouble()[i], x[2].AsDouble()[i])),
        Op.F64x2RelaxedNmadd => Doubles(i => double.FusedMultiplyAdd(-x[0].AsDouble()[i], x[1].AsDouble()[i], x[2].AsDouble()[i])),
        Op.I8x16RelaxedLaneselect => Bytes(i => x[2][i] >= 0x80 ? x[0][i] : x[1][i]),
        Op.I16x8RelaxedLaneselect => Bytes(i => x[2][i | 1] >= 0x80 ? x[0][i] : x[1][i]),
        Op.I32x4RelaxedLaneselect => Bytes(i => x[2][i | 3] >= 0x80 ? x[0][i] : x[1][i]),
        Op.I64x2RelaxedLaneselect => Bytes(i => x[2][i | 7] >= 0x80 ? x[0][i] : x[1][i]),

        // Not a number, or both zeros: the second operand.
        Op.F32x4RelaxedMin => Dwords(i => x[0].AsSingle()[i] < x[1].AsSingle()[i] ? x[0].AsUInt32()[i] : x[1].AsUInt32()[i]),
        Op.F32x4RelaxedMax => Dwords(i => x[0].AsSingle()[i] > x[1].AsSingle()[i] ? x[0].AsUInt32()[i] : x[1].AsUInt32()[i]),
        Op.F64x2RelaxedMin => Qwords(i => x[0].AsDouble()[i] < x[1].AsDouble()[i] ? x[0].AsUInt64()[i] : x[1].AsUInt64()[i]),
        Op.F64x2RelaxedMax => Qwords(i => x[0].AsDouble()[i] > x[1].AsDouble()[i] ? x[0].AsUInt64()[i] : x[1].AsUInt64()[i]),
        Op.I16x8RelaxedQ15mulrS => Words(i => (short)(((x[0].AsInt16()[i] * x[1].AsInt16()[i]) + 0x4000) >> 15)),
        Op.I16x8RelaxedDotI8x16I7x16S => Dot(x),
        Op.I32x4RelaxedDotI8x16I7x16AddS => Dwords(i => (uint)(Dot(x).AsInt16()[2 * i] + Dot(x).AsInt16()[(2 * i) + 1]) + x[2].AsUInt32()[i]),

        // Unsigned truncation: the deterministic choice.
        _ => deterministic,
    };

    private static V128 Dot(V128[] x) => Words(i => (short)Math.Clamp(
        (x[0].AsSByte()[2 * i] * x[1][2 * i]) + (x[0].AsSByte()[(2 * i) + 1] * x[1][(2 * i) + 1]), short.MinValue, short.MaxValue));

    private static V128 Bytes(Func<int, byte> lane) => Vector128.Create([.. Enumerable.Range(0, 16).Select(lane)]);

    private static V128 Words(Func<int, short> lane) => Vector128.Create([.. Enumerable.Range(0, 8).Select(lane)]).AsByte();

    private static V128 Dwords(Func<int, uint> lane) => Vector128.Create([.. Enumerable.Range(0, 4).Select(lane)]).AsByte();

    private static V128 Qwords(Func<int, ulong> lane) => Vector128.Create([.. Enumerable.Range(0, 2).Select(lane)]).AsByte();

    private static V128 Singles(Func<int, float> lane) => Vector128.Create([.. Enumerable.Range(0, 4).Select(lane)]).AsByte();

    private static V128 Doubles(Func<int, double> lane) => Vector128.Create([.. Enumerable.Range(0, 2).Select(lane)]).AsByte();
}
