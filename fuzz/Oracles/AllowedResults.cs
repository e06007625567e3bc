using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Oracles;

/// <summary>The results that the specification allows for an instruction (4.3.3, NaNs; 4.3.7, relaxed operators).</summary>
internal sealed class AllowedResults
{
    private const int OnlyOne = 1;
    private const int Two = 3;

    private readonly Func<int, Bits[], Bits, Bits, bool> _allows;
    private readonly int _count;

    // One alternative after the other is asked whether it allows a result.
    private AllowedResults(int alternatives, Func<int, Bits[], Bits, Bits, bool> allows)
    {
        Alternatives = alternatives;
        _count = int.Log2(alternatives) + 1;
        _allows = allows;
    }

    /// <summary>A bit for each of the ways in which an implementation may decide.</summary>
    public int Alternatives { get; }

    /// <summary>The alternatives that allow a result.</summary>
    /// <param name="operands">The operands.</param>
    /// <param name="expected">The result of the deterministic profile.</param>
    /// <param name="actual">The result.</param>
    public int Matching(Bits[] operands, Bits expected, Bits actual)
    {
        int matching = 0;
        for (int i = 0; i < _count; i++)
        {
            matching |= _allows(i, operands, expected, actual) ? 1 << i : 0;
        }

        return matching;
    }

    /// <summary>Width of the floating-point lanes of an instruction's result; 0: it has none.</summary>
    public static int LaneBytesOf(Operator item)
    {
        ValType result = item.Result!.Value.Type;
        return result == ValType.F32 ? 4 : result == ValType.F64 ? 8 : result != ValType.V128 ? 0 : FloatLaneOf(item.Row.Mnemonic);
    }

    /// <summary>The rule for an instruction.</summary>
    public static AllowedResults Of(Operator item)
    {
        int bytes = LaneBytesOf(item);
        int lanes = item.Result!.Value.Type == ValType.V128 ? 16 / Math.Max(bytes, 1) : 1;
        return item.Op switch
        {
            Op.F32x4RelaxedMadd or Op.F64x2RelaxedMadd => MultiplyAdd(bytes, negate: false),
            Op.F32x4RelaxedNmadd or Op.F64x2RelaxedNmadd => MultiplyAdd(bytes, negate: true),
            Op.F32x4RelaxedMin or Op.F64x2RelaxedMin => Extreme(bytes, isMin: true),
            Op.F32x4RelaxedMax or Op.F64x2RelaxedMax => Extreme(bytes, isMin: false),
            Op.I16x8RelaxedQ15mulrS => Lanewise(Two, 2, (which, operands, expected, lane) =>
                which == 1 && operands[0].Lane(lane, 2) == 0x8000 && operands[1].Lane(lane, 2) == 0x8000 ? 0x8000 : expected.Lane(lane, 2)),
            Op.I8x16RelaxedSwizzle => Lanewise(Two, 1, (which, operands, _, lane) => Swizzle(which, operands, lane)),
            Op.I8x16RelaxedLaneselect => Select(1),
            Op.I16x8RelaxedLaneselect => Select(2),
            Op.I32x4RelaxedLaneselect => Select(4),
            Op.I64x2RelaxedLaneselect => Select(8),
            Op.I32x4RelaxedTruncF32x4S => Truncate(4, 4, signed: true),
            Op.I32x4RelaxedTruncF32x4U => Truncate(4, 4, signed: false),
            Op.I32x4RelaxedTruncF64x2SZero => Truncate(8, 2, signed: true),
            Op.I32x4RelaxedTruncF64x2UZero => Truncate(8, 2, signed: false),
            Op.I16x8RelaxedDotI8x16I7x16S => Lanewise(Two, 2, (which, operands, _, lane) => (ulong)Dot(which, operands, lane)),
            Op.I32x4RelaxedDotI8x16I7x16AddS => Lanewise(Two, 4, (which, operands, _, lane) =>
                (ulong)(Dot(which, operands, 2 * lane) + Dot(which, operands, (2 * lane) + 1)) + operands[2].Lane(lane, 4)),
            _ when MovesBits(item.Op) => new AllowedResults(OnlyOne, (_, _, expected, actual) => actual == expected),
            _ => new AllowedResults(OnlyOne, (_, operands, expected, actual) => IsAnyNaN(item, operands, expected, actual, bytes, lanes)),
        };
    }

    // A NaN is a bit pattern like any other to these.
    private static bool MovesBits(Op op) => op is Op.F32Abs or Op.F32Neg or Op.F32Copysign or Op.F32ReinterpretI32 or Op.F64Abs or Op.F64Neg or Op.F64Copysign or Op.F64ReinterpretI64
        or Op.F32x4Abs or Op.F32x4Neg or Op.F32x4Pmin or Op.F32x4Pmax or Op.F32x4Splat or Op.F64x2Abs or Op.F64x2Neg or Op.F64x2Pmin or Op.F64x2Pmax or Op.F64x2Splat;

    private static int FloatLaneOf(string mnemonic) =>
        mnemonic.StartsWith("f32x4.", StringComparison.Ordinal) ? 4 : mnemonic.StartsWith("f64x2.", StringComparison.Ordinal) ? 8 : 0;

    private static bool IsAnyNaN(Operator item, Bits[] operands, Bits expected, Bits actual, int bytes, int lanes)
    {
        // Comparisons give masks, which may look like NaNs.
        bool isMask = item.Op is Op.F32x4Eq or Op.F32x4Ne or Op.F32x4Lt or Op.F32x4Gt or Op.F32x4Le or Op.F32x4Ge
            or Op.F64x2Eq or Op.F64x2Ne or Op.F64x2Lt or Op.F64x2Gt or Op.F64x2Le or Op.F64x2Ge;
        bool hasSameLanes = Array.TrueForAll(item.Operands, operand => operand.Type == item.Result!.Value.Type)
            && item.Op is not (Op.F32x4DemoteF64x2Zero or Op.F64x2PromoteLowF32x4);
        for (int i = 0; i < lanes; i++)
        {
            ulong wanted = expected.Lane(i, bytes);
            bool isRight = wanted == actual.Lane(i, bytes)
                || (!isMask && IsNaN(wanted, bytes) && IsAllowedNaN(actual.Lane(i, bytes), bytes, hasSameLanes ? LanesAt(operands, i, bytes) : null));
            if (!isRight)
            {
                return false;
            }
        }

        return lanes * bytes == 16 || expected.High == actual.High;
    }

    private static ulong[] LanesAt(Bits[] operands, int lane, int bytes) => Array.ConvertAll(operands, bits => bits.Lane(lane, bytes));

    // The canonical one of any sign if all NaNs among the operands are canonical; else any arithmetic one. Null: operands are not known.
    private static bool IsAllowedNaN(ulong actual, int bytes, ulong[]? operands)
    {
        if (!IsNaN(actual, bytes))
        {
            return false;
        }

        bool areCanonical = operands is not null && Array.TrueForAll(operands, operand => !IsNaN(operand, bytes) || IsCanonical(operand, bytes));
        return areCanonical ? IsCanonical(actual, bytes) : (actual & QuietBit(bytes)) != 0;
    }

    private static AllowedResults MultiplyAdd(int bytes, bool negate) => new(Two, (which, operands, _, actual) =>
    {
        for (int i = 0; i < 16 / bytes; i++)
        {
            ulong[] lanes = LanesAt(operands, i, bytes);
            ulong got = actual.Lane(i, bytes);
            ulong wanted = MultiplyAdd(which, lanes, bytes, negate);
            if (IsNaN(wanted, bytes) ? !IsAllowedNaN(got, bytes, lanes) : got != wanted)
            {
                return false;
            }
        }

        return true;
    });

    private static ulong MultiplyAdd(int which, ulong[] lanes, int bytes, bool negate)
    {
        if (bytes == 4)
        {
            float a = BitConverter.UInt32BitsToSingle((uint)lanes[0]);
            float b = BitConverter.UInt32BitsToSingle((uint)lanes[1]);
            float c = BitConverter.UInt32BitsToSingle((uint)lanes[2]);
            a = negate ? -a : a;
            return BitConverter.SingleToUInt32Bits(which == 0 ? (a * b) + c : MathF.FusedMultiplyAdd(a, b, c));
        }

        double x = BitConverter.UInt64BitsToDouble(lanes[0]);
        double y = BitConverter.UInt64BitsToDouble(lanes[1]);
        double z = BitConverter.UInt64BitsToDouble(lanes[2]);
        x = negate ? -x : x;
        return BitConverter.DoubleToUInt64Bits(which == 0 ? (x * y) + z : Math.FusedMultiplyAdd(x, y, z));
    }

    private static AllowedResults Extreme(int bytes, bool isMin) => new(0xF, (which, operands, expected, actual) =>
    {
        ulong sign = 1UL << ((8 * bytes) - 1);
        for (int i = 0; i < 16 / bytes; i++)
        {
            ulong left = operands[0].Lane(i, bytes);
            ulong right = operands[1].Lane(i, bytes);
            ulong got = actual.Lane(i, bytes);
            ulong wanted = expected.Lane(i, bytes);
            bool isZeros = (left | right) == sign && left != right;
            bool isRight = (which, IsNaN(left, bytes), IsNaN(right, bytes)) switch
            {
                (0, true, _) or (0, _, true) => IsAllowedNaN(got, bytes, [left, right]),
                (1, true, _) => (got & ~sign) == (left & ~sign),
                (1, _, true) => got == left,
                (2, true, _) => got == right,
                (2, _, true) => (got & ~sign) == (right & ~sign),
                (3, true, _) => got == right,
                (3, _, true) => got == left,
                _ when isZeros => got == which switch { 0 => wanted, 1 => left, 2 => right, _ => isMin ? sign : 0 },
                _ => got == wanted,
            };
            if (!isRight)
            {
                return false;
            }
        }

        return true;
    });

    private static AllowedResults Select(int bytes) => Lanewise(Two, bytes, (which, operands, _, lane) =>
    {
        ulong mask = which == 0 ? operands[2].Lane(lane, bytes) : (ulong)(operands[2].Signed(lane, bytes) >> 63);
        return (operands[0].Lane(lane, bytes) & mask) | (operands[1].Lane(lane, bytes) & ~mask);
    });

    private static ulong Swizzle(int which, Bits[] operands, int lane)
    {
        ulong index = operands[1].Lane(lane, 1);
        return index < 16 || (index < 128 && which == 1) ? operands[0].Lane((int)(index & 15), 1) : 0;
    }

    // Where a number does not fit, the second alternative allows anything.
    private static AllowedResults Truncate(int operandBytes, int lanes, bool signed) => new(Two, (which, operands, expected, actual) =>
    {
        for (int i = 0; i < 4; i++)
        {
            bool isFree = which == 1 && i < lanes && !Fits(operands[0].Lane(i, operandBytes), operandBytes, signed);
            if (!isFree && actual.Lane(i, 4) != expected.Lane(i, 4))
            {
                return false;
            }
        }

        return true;
    });

    private static bool Fits(ulong bits, int bytes, bool signed)
    {
        double number = Math.Truncate(bytes == 4 ? BitConverter.UInt32BitsToSingle((uint)bits) : BitConverter.UInt64BitsToDouble(bits));
        return signed ? number is >= int.MinValue and <= int.MaxValue : number is >= 0 and <= uint.MaxValue;
    }

    private static long Dot(int which, Bits[] operands, int lane)
    {
        long sum = 0;
        for (int i = 2 * lane; i < (2 * lane) + 2; i++)
        {
            sum += operands[0].Signed(i, 1) * (which == 0 ? operands[1].Signed(i, 1) : (long)operands[1].Lane(i, 1));
        }

        return Math.Clamp(sum, short.MinValue, short.MaxValue);
    }

    private static AllowedResults Lanewise(int alternatives, int bytes, Func<int, Bits[], Bits, int, ulong> lane) =>
        new(alternatives, (which, operands, expected, actual) => Bits.OfLanes(bytes, i => lane(which, operands, expected, i)) == actual);

    private static bool IsNaN(ulong bits, int bytes) => bytes == 4 ? (bits & 0x7FFF_FFFF) > 0x7F80_0000 : (bits & long.MaxValue) > 0x7FF0_0000_0000_0000;

    private static bool IsCanonical(ulong bits, int bytes) => bytes == 4 ? (bits & 0x7FFF_FFFF) == 0x7FC0_0000 : (bits & long.MaxValue) == 0x7FF8_0000_0000_0000;

    private static ulong QuietBit(int bytes) => bytes == 4 ? 0x0040_0000UL : 0x0008_0000_0000_0000;
}
