using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.SpecTests.Numerics;

/// <summary>What an operation must give: lanes of one width from the lowest, zeros above; or a trap.</summary>
internal sealed record Expected(int Width, Lane[] Lanes, TrapCode Trap = TrapCode.None)
{
    public static Expected Undefined(TrapCode trap) => new(0, [], trap);

    public bool Accepts(BigInteger actual)
    {
        for (int i = 0; i < Lanes.Length; i++)
        {
            if (!Lanes[i].Accepts(ReferenceOperators.LaneOf(actual, Width, i), Width))
            {
                return false;
            }
        }

        return (actual >> (Width * Lanes.Length)).IsZero;
    }
}

/// <summary>
/// The meaning of a mnemonic, read off its text: the shape before the dot and the operator behind it select a generic
/// operator on lanes. Values are 128-bit numbers. Nothing is shared with the code under test, not even its list of ops.
/// </summary>
internal static partial class ReferenceOperators
{
    public static BigInteger LaneOf(BigInteger vector, int width, int lane) =>
        (vector >> (width * lane)) & ((BigInteger.One << width) - 1);

    /// <param name="row">An instruction without side effects.</param>
    /// <param name="x">Operands, then lane indices if the instruction has some.</param>
    public static Expected Evaluate(InstructionInfo row, BigInteger[] x)
    {
        string[] words = row.Mnemonic.Split('.');
        Match shape = Shape().Match(words[0]);
        bool isFloat = shape.Groups[1].Value == "f";
        int width = int.Parse(shape.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        string name = words[1];
        return shape.Groups[1].Value == "v" ? Bits(name, x)
            : shape.Groups[3].Length == 0 ? Scalar(name, isFloat, width, x)
            : Vector(name.Replace("relaxed_", "", StringComparison.Ordinal), isFloat, width, x);
    }

    [GeneratedRegex("^([ifv])([0-9]+)(x[0-9]+)?$")]
    private static partial Regex Shape();

    [GeneratedRegex("^(.*?)_?([if])(8|16|32|64)(?:x[0-9]+)?(?:_([su]))?(_zero)?$")]
    private static partial Regex Conversion();

    private static Expected Bits(string name, BigInteger[] x)
    {
        BigInteger ones = (BigInteger.One << 128) - 1;
        return name switch
        {
            "any_true" => new(32, [new(x[0].IsZero ? 0 : 1)]),
            "bitselect" => new(128, [new((x[0] & x[2]) + (x[1] & (ones - x[2])))]),
            "not" => new(128, [new(ones - x[0])]),
            _ => new(128, [new(ReferenceInteger.Binary(name, 128, x[0], x[1])!.Value)]),
        };
    }

    private static Expected Scalar(string name, bool isFloat, int width, BigInteger[] x)
    {
        Match conversion = Conversion().Match(name);
        if (conversion.Success)
        {
            return ScalarConversion(conversion, width, x[0]);
        }

        if (name == "eqz")
        {
            return new(32, [new(x[0].IsZero ? 1 : 0)]);
        }

        bool? truth = x.Length < 2 ? null
            : !isFloat ? ReferenceInteger.Compare(name, width, x[0], x[1])
            : name is "eq" or "ne" or "lt" or "gt" or "le" or "ge" ? ReferenceFloat.Compare(name, width, x[0], x[1])
            : null;
        return truth is { } known ? new(32, [new(known ? 1 : 0)])
            : name is "div_s" or "div_u" or "rem_s" or "rem_u" ? Divide(name, width, x[0], x[1])
            : new(width, [Lanewise(name, isFloat, width, x)]);
    }

    private static Expected Divide(string name, int width, BigInteger a, BigInteger b)
    {
        bool signed = name.EndsWith("_s", StringComparison.Ordinal);
        if (b.IsZero)
        {
            return Expected.Undefined(TrapCode.IntegerDivideByZero);
        }

        BigInteger quotient = BigInteger.DivRem(
            ReferenceInteger.Interpret(a, width, signed), ReferenceInteger.Interpret(b, width, signed), out BigInteger rest);
        bool division = name.StartsWith("div", StringComparison.Ordinal);
        return division && ReferenceInteger.Saturate(quotient, width, signed) != ReferenceInteger.Wrap(quotient, width)
            ? Expected.Undefined(TrapCode.IntegerOverflow)
            : new(width, [new(ReferenceInteger.Wrap(division ? quotient : rest, width))]);
    }

    private static Expected ScalarConversion(Match match, int width, BigInteger a)
    {
        int from = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        bool signed = match.Groups[4].Value == "s";
        switch (match.Groups[1].Value)
        {
            case "trunc":
                if (ReferenceFloat.Truncate(a, from) is not { } number)
                {
                    return Expected.Undefined(FloatFormat.Of(from).IsNaN(a)
                        ? TrapCode.InvalidConversionToInteger
                        : TrapCode.IntegerOverflow);
                }

                BigInteger clamped = ReferenceInteger.Saturate(number, width, signed);
                return ReferenceInteger.Interpret(clamped, width, signed) == number
                    ? new(width, [new(clamped)])
                    : Expected.Undefined(TrapCode.IntegerOverflow);
            case "wrap" or "extend" when !signed:
                return new(width, [new(ReferenceInteger.Wrap(a, width))]);
            case "extend":
                return new(width, [new(ReferenceInteger.Wrap(ReferenceInteger.Signed(a, from), width))]);
            case "reinterpret":
                return new(width, [new(a)]);
            default:
                return new(width, [Convert(match.Groups[1].Value, from, width, signed, a)]);
        }
    }

    // The total conversions, which scalars and lanes share.
    private static Lane Convert(string name, int from, int to, bool signed, BigInteger a)
    {
        switch (name)
        {
            case "convert":
                return ReferenceFloat.FromInteger(ReferenceInteger.Interpret(a, from, signed), to);
            case "demote" or "promote":
                return ReferenceFloat.ToWidth(from, to, a);
            case "trunc_sat":
                FloatFormat format = FloatFormat.Of(from);
                BigInteger huge = BigInteger.One << 2000;
                BigInteger number = ReferenceFloat.Truncate(a, from)
                    ?? (format.IsNaN(a) ? 0 : format.IsNegative(a) ? -huge : huge);
                return new(ReferenceInteger.Saturate(number, to, signed));
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "an operator that the reference does not know");
        }
    }

    private static Lane Lanewise(string name, bool isFloat, int width, BigInteger[] x) => (isFloat, x.Length) switch
    {
        (true, 1) => ReferenceFloat.Unary(name, width, x[0]),
        (true, _) => ReferenceFloat.Binary(name, width, x[0], x[1]),
        (false, 1) => new(ReferenceInteger.Unary(name, width, x[0])
            ?? throw new ArgumentOutOfRangeException(nameof(name), name, "an operator that the reference does not know")),
        _ => new(ReferenceInteger.Binary(name, width, x[0], x[1])
            ?? throw new ArgumentOutOfRangeException(nameof(name), name, "an operator that the reference does not know")),
    };
}
