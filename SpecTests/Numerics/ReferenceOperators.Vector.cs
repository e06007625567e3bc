using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Wasm.SpecTests.Numerics;

// Vector shapes: specification, 4.3.5, and 4.3.6 with every parameter R = 0.
internal static partial class ReferenceOperators
{
    private static Expected Vector(string name, bool isFloat, int width, BigInteger[] x)
    {
        int count = 128 / width;
        switch (name)
        {
            case "splat":
                return Each(width, _ => new(ReferenceInteger.Wrap(x[0], width)));
            case "extract_lane" or "extract_lane_s" or "extract_lane_u":
                BigInteger lane = LaneOf(x[0], width, (int)x[1]);
                return new(
                    Math.Max(width, 32),
                    [new(ReferenceInteger.Wrap(ReferenceInteger.Interpret(lane, width, name[^1] == 's'), Math.Max(width, 32)))]);
            case "replace_lane":
                return Each(width, i => new(i == x[2] ? ReferenceInteger.Wrap(x[1], width) : LaneOf(x[0], width, i)));
            case "swizzle":
                return Each(8, i => new(LaneOf(x[1], 8, i) < 16 ? LaneOf(x[0], 8, (int)LaneOf(x[1], 8, i)) : 0));
            case "shuffle":
                return Each(8, i => new(LaneOf(x[0] + (x[1] << 128), 8, (int)LaneOf(x[2], 8, i))));
            case "all_true":
                return new(32, [new(Enumerable.Range(0, count).All(i => !LaneOf(x[0], width, i).IsZero) ? 1 : 0)]);
            case "bitmask":
                return new(32, [new(Enumerable.Range(0, count)
                    .Where(i => ReferenceInteger.Signed(LaneOf(x[0], width, i), width).Sign < 0)
                    .Aggregate(BigInteger.Zero, (mask, i) => mask + (BigInteger.One << i)))]);
            case "shl" or "shr_s" or "shr_u":
                return Each(width, i => Lanewise(name, false, width, [LaneOf(x[0], width, i), x[1]]));
            case "laneselect":
                return new(128, [Bits("bitselect", x).Lanes[0]]);
            case "madd":
                return Each(width, i => ReferenceFloat.MultiplyAdd(
                    width, LaneOf(x[0], width, i), LaneOf(x[1], width, i), LaneOf(x[2], width, i)));
            case "nmadd":
                return Each(width, i => ReferenceFloat.MultiplyAdd(
                    width,
                    LaneOf(x[0], width, i) ^ FloatFormat.Of(width).Sign,
                    LaneOf(x[1], width, i),
                    LaneOf(x[2], width, i)));
            case "q15mulr_s":
                return Vector("q15mulr_sat_s", isFloat, width, x);
            case "dot_i8x16_i7x16_s":
                return Each(16, i => new(ReferenceInteger.Saturate(DotPair(x, 8, i), 16, signed: true)));
            case "dot_i8x16_i7x16_add_s":
                return Each(32, i => new(ReferenceInteger.Wrap(
                    Clamp16(DotPair(x, 8, 2 * i)) + Clamp16(DotPair(x, 8, (2 * i) + 1)) + LaneOf(x[2], 32, i), 32)));
        }

        return Conversion().Match(name) is { Success: true } match
            ? VectorConversion(match, width, x)
            : Each(width, i => VectorLane(name, isFloat, width, [.. x.Select(operand => LaneOf(operand, width, i))]));
    }

    private static Lane VectorLane(string name, bool isFloat, int width, BigInteger[] x)
    {
        bool? truth = x.Length < 2 ? null
            : !isFloat ? ReferenceInteger.Compare(name, width, x[0], x[1])
            : name is "eq" or "ne" or "lt" or "gt" or "le" or "ge" ? ReferenceFloat.Compare(name, width, x[0], x[1])
            : null;
        return truth is { } known
            ? new(known ? (BigInteger.One << width) - 1 : 0)
            : Lanewise(name, isFloat, width, x);
    }

    private static Expected VectorConversion(Match match, int width, BigInteger[] x)
    {
        string name = match.Groups[1].Value;
        int from = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        bool signed = match.Groups[4].Value == "s";
        int first = name.EndsWith("high", StringComparison.Ordinal) ? 64 / from : 0;
        BigInteger Source(int operand, int i) =>
            ReferenceInteger.Interpret(LaneOf(x[operand], from, i), from, signed);

        switch (name)
        {
            case "narrow":
                int half = 128 / from;
                return Each(width, i => new(ReferenceInteger.Saturate(
                    ReferenceInteger.Signed(LaneOf(x[i / half], from, i % half), from), width, signed)));
            case "extend_low" or "extend_high":
                return Each(width, i => new(ReferenceInteger.Wrap(Source(0, first + i), width)));
            case "extmul_low" or "extmul_high":
                return Each(width, i => new(ReferenceInteger.Wrap(Source(0, first + i) * Source(1, first + i), width)));
            case "extadd_pairwise":
                return Each(width, i => new(ReferenceInteger.Wrap(Source(0, 2 * i) + Source(0, (2 * i) + 1), width)));
            case "dot":
                return Each(width, i => new(ReferenceInteger.Wrap(DotPair(x, from, i), width)));
            default:
                // Lane for lane as far as both shapes have lanes; "zero" fills the rest, "low" ignores it.
                string scalar = name.Replace("_low", "", StringComparison.Ordinal);
                scalar = scalar == "trunc" ? "trunc_sat" : scalar;
                return Each(width, i => i >= 128 / from
                    ? new(0)
                    : Convert(scalar, from, width, signed, LaneOf(x[0], from, i)));
        }
    }

    private static BigInteger DotPair(BigInteger[] x, int width, int pair) =>
        Enumerable.Range(2 * pair, 2).Aggregate(BigInteger.Zero, (sum, i) => sum
            + (ReferenceInteger.Signed(LaneOf(x[0], width, i), width) * ReferenceInteger.Signed(LaneOf(x[1], width, i), width)));

    private static BigInteger Clamp16(BigInteger value) =>
        ReferenceInteger.Signed(ReferenceInteger.Saturate(value, 16, signed: true), 16);

    private static Expected Each(int width, Func<int, Lane> lane) =>
        new(width, [.. Enumerable.Range(0, 128 / width).Select(lane)]);
}
