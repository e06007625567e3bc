using System.Numerics;
using System.Text.RegularExpressions;
using Wasm.Core.Instructions;

namespace Wasm.SpecTests.Numerics;

/// <summary>
/// Operands for an instruction: every pair of edge values of its source lanes, each edge value everywhere, then
/// seeded random ones, many of them near the points where rounding and ranges change.
/// </summary>
internal sealed partial class OperandSource(InstructionInfo row)
{
    private const int RandomTuples = 240;

    private readonly Random _random = new(unchecked((int)((uint)row.Op * 2654435761)));

    public IEnumerable<BigInteger[]> Tuples()
    {
        string operands = row.Signature[..row.Signature.IndexOf(':', StringComparison.Ordinal)];
        (bool isFloat, int width) = Source();
        BigInteger[] edges = isFloat ? FloatEdges(width) : IntegerEdges(width);
        for (int shift = 0; shift < (operands.Length == 1 ? 1 : edges.Length); shift++)
        {
            // Operand k takes the edge values rotated by k * shift: all pairs of first and second operand occur.
            int perVector = operands.Contains('v', StringComparison.Ordinal) ? 128 / width : 1;
            for (int start = 0; start < edges.Length; start += perVector)
            {
                yield return Tuple(operands, width, (k, lane) => edges[(start + lane + (k * shift)) % edges.Length]);
            }
        }

        foreach (BigInteger edge in edges)
        {
            yield return Tuple(operands, width, (_, _) => edge);
        }

        for (int i = 0; i < RandomTuples; i++)
        {
            yield return Tuple(operands, width, (_, _) => isFloat ? RandomFloat(width, edges) : RandomInteger(width));
        }
    }

    [GeneratedRegex("_?([if])(8|16|32|64)")]
    private static partial Regex LastShape();

    // The shape of the operands: the one named last ("i32.trunc_f64_s" reads f64), "7x16" being none.
    private (bool IsFloat, int Width) Source()
    {
        if (row.Mnemonic.StartsWith("v128", StringComparison.Ordinal))
        {
            return (false, 32);
        }

        Match match = LastShape().Matches(row.Mnemonic)[^1];
        return (match.Groups[1].Value == "f", int.Parse(match.Groups[2].ValueSpan));
    }

    private BigInteger[] Tuple(string operands, int width, Func<int, int, BigInteger> value)
    {
        var tuple = new List<BigInteger>();
        for (int k = 0; k < operands.Length; k++)
        {
            int own = operands[k] switch { 'i' or 'f' => 32, 'l' or 'd' => 64, _ => 128 };
            if (own == 128)
            {
                BigInteger vector = 0;
                for (int lane = 0; lane < 128 / width; lane++)
                {
                    vector += value(k, lane) << (width * lane);
                }

                tuple.Add(vector);
            }
            else
            {
                // A count or a lane's new value beside a vector: all its bits vary.
                tuple.Add(own == width ? value(k, 0) : RandomInteger(own));
            }
        }

        switch (row.Immediate)
        {
            case Immediate.Lane:
                tuple.Add(_random.Next(128 / width));
                break;
            case Immediate.Shuffle:
                tuple.Add(Enumerable.Range(0, 16).Aggregate(BigInteger.Zero, (lanes, _) => (lanes << 8) + _random.Next(32)));
                break;
        }

        return [.. tuple];
    }

    private static BigInteger[] IntegerEdges(int width)
    {
        BigInteger top = BigInteger.One << (width - 1);
        var edges = new SortedSet<BigInteger>();
        foreach (BigInteger center in (BigInteger[])[0, 16, 32, 64, top >> 1, top, top * 2, top + (top >> 1)])
        {
            for (int near = -2; near <= 2; near++)
            {
                edges.Add(ReferenceInteger.Wrap(center + near, width));
            }
        }

        // Where conversion to f32 and f64 must round: halfway between neighbours, and beside it.
        foreach (int precision in (int[])[24, 53])
        {
            for (int bits = width; bits > precision; bits -= 10)
            {
                BigInteger half = BigInteger.One << (bits - precision - 1);
                foreach (BigInteger mantissa in (BigInteger[])[BigInteger.One << (bits - 1), (BigInteger.One << bits) - (2 * half)])
                {
                    foreach (BigInteger value in (BigInteger[])[mantissa + half, mantissa + half - 1, mantissa + half + 1])
                    {
                        edges.Add(ReferenceInteger.Wrap(value, width));
                        edges.Add(ReferenceInteger.Wrap(-value, width));
                    }
                }
            }
        }

        return [.. edges];
    }

    private static BigInteger[] FloatEdges(int width)
    {
        FloatFormat format = FloatFormat.Of(width);
        var edges = new SortedSet<BigInteger>
        {
            0, 1, 2, (2 * format.Quiet) - 1, 2 * format.Quiet, (2 * format.Quiet) + 1,
            format.Infinity - 1, format.Infinity,
            format.Infinity + 1, format.Infinity + format.Quiet - 1, format.Infinity + format.Quiet,
            format.Infinity + format.Quiet + 1, format.Sign - 1,
        };
        double[] centers = [0.5, 1, 1.5, 2, 2.5, 3, 127.5, 8388608, 4503599627370496, 2147483647, 2147483648, 2147483649,
            4294967295, 4294967296, 9223372036854775808.0, 18446744073709551616.0, 3.4028235677973366e38, 1.401298464324817e-45, 7.006492321624085e-46, 1e-40, 1.1754943508222875e-38];
        foreach (double center in centers)
        {
            BigInteger bits = width == 32
                ? BitConverter.SingleToUInt32Bits((float)center)
                : BitConverter.DoubleToUInt64Bits(center);
            for (int near = -1; near <= 1; near++)
            {
                edges.Add(BigInteger.Max(0, bits + near));
            }
        }

        return [.. edges, .. edges.Select(bits => bits + format.Sign)];
    }

    private BigInteger RandomInteger(int width)
    {
        BigInteger value = new(_random.NextInt64());
        value = (value << 64) + _random.NextInt64();
        int bits = _random.Next(2) == 0 ? width : _random.Next(1, width + 1);
        value = ReferenceInteger.Wrap(value, bits);
        return ReferenceInteger.Wrap(_random.Next(4) == 0 ? -value : value, width);
    }

    private BigInteger RandomFloat(int width, BigInteger[] edges)
    {
        BigInteger bits = RandomInteger(width);
        FloatFormat format = FloatFormat.Of(width);
        switch (_random.Next(4))
        {
            case 0:
                // An exponent near that of the integers and of 1, so that operands meet.
                BigInteger one = (format.Infinity >> 1) - format.Quiet;
                return ReferenceInteger.Wrap(one + (_random.Next(-4, 66) * 2 * format.Quiet) + (bits % format.Quiet), width);
            case 1 when width == 64:
                // Near a midpoint of two f32 values, where demotion must round.
                float near = BitConverter.Int32BitsToSingle(_random.Next());
                BigInteger exact = BitConverter.DoubleToUInt64Bits(near);
                return float.IsFinite(near) ? exact + (BigInteger.One << 28) + _random.Next(-1, 2) : bits;
            case 2:
                return edges[_random.Next(edges.Length)];
            default:
                return bits;
        }
    }
}
