using System.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>Which bits a result may have.</summary>
internal enum Allowed
{
    /// <summary>These bits.</summary>
    Bits,

    /// <summary>A canonical NaN of either sign.</summary>
    CanonicalNaN,

    /// <summary>Any quiet NaN.</summary>
    ArithmeticNaN,
}

/// <summary>A lane's expected result.</summary>
internal readonly record struct Lane(BigInteger Bits, Allowed Allowed = Allowed.Bits)
{
    public bool Accepts(BigInteger actual, int width) => Allowed switch
    {
        Allowed.Bits => actual == Bits,
        Allowed.CanonicalNaN => FloatFormat.Of(width).IsCanonicalNaN(actual),
        _ => FloatFormat.Of(width).IsArithmeticNaN(actual),
    };
}

/// <summary>
/// Floating-point operators of specification 4.3.3 and 4.3.4, clause by clause, over <see cref="ExactReal"/>.
/// </summary>
internal static class ReferenceFloat
{
    public static Lane Unary(string name, int width, BigInteger a)
    {
        FloatFormat format = FloatFormat.Of(width);
        switch (name)
        {
            case "abs":
                return new(format.Magnitude(a));
            case "neg":
                return new(a ^ format.Sign);
        }

        if (format.IsNaN(a))
        {
            return NaNs(format, a);
        }

        if (format.IsZero(a))
        {
            return new(a);
        }

        if (name == "sqrt")
        {
            return format.IsNegative(a) ? NaNs(format)
                : format.IsInfinite(a) ? new(a)
                : new(format.Value(a).SquareRoot().Round(width));
        }

        if (format.IsInfinite(a))
        {
            return new(a);
        }

        BigInteger integer = format.Value(a).ToInteger(name);
        return integer.IsZero ? Zero(format, format.IsNegative(a)) : new(new ExactReal(integer, 0).Round(width));
    }

    public static Lane Binary(string name, int width, BigInteger a, BigInteger b)
    {
        FloatFormat format = FloatFormat.Of(width);
        switch (name)
        {
            case "copysign":
                return new(format.Magnitude(a) + (b & format.Sign));
            case "pmin":
                return new(Compare("lt", width, b, a) ? b : a);
            case "pmax":
                return new(Compare("lt", width, a, b) ? b : a);
            case "sub" when !format.IsNaN(b):
                return Binary("add", width, a, b ^ format.Sign);
        }

        if (format.IsNaN(a) || format.IsNaN(b))
        {
            return NaNs(format, a, b);
        }

        bool negative = format.IsNegative(a) != format.IsNegative(b);
        return name switch
        {
            "min" or "max" => new(MinMax(name == "min", width, a, b)),
            "add" => Add(format, a, b),
            "mul" => (format.IsInfinite(a), format.IsInfinite(b)) switch
            {
                (true, _) when format.IsZero(b) => NaNs(format),
                (_, true) when format.IsZero(a) => NaNs(format),
                (false, false) when format.IsZero(a) || format.IsZero(b) => Zero(format, negative),
                (false, false) => new((format.Value(a) * format.Value(b)).Round(width)),
                _ => Infinity(format, negative),
            },
            "div" => (format.IsInfinite(a), format.IsInfinite(b)) switch
            {
                (true, true) => NaNs(format),
                (true, false) => Infinity(format, negative),
                (false, true) => Zero(format, negative),
                _ when format.IsZero(b) => format.IsZero(a) ? NaNs(format) : Infinity(format, negative),
                _ when format.IsZero(a) => Zero(format, negative),
                _ => new((format.Value(a) / format.Value(b)).Round(width)),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    public static bool Compare(string name, int width, BigInteger a, BigInteger b)
    {
        FloatFormat format = FloatFormat.Of(width);
        if (format.IsNaN(a) || format.IsNaN(b))
        {
            return name == "ne";
        }

        int order = Order(format, a, b);
        return name switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "lt" => order < 0,
            "gt" => order > 0,
            "le" => order <= 0,
            "ge" => order >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    /// <summary>relaxed_madd with R_fmadd = 0: rounded after the product and after the sum.</summary>
    public static Lane MultiplyAdd(int width, BigInteger a, BigInteger b, BigInteger c)
    {
        FloatFormat format = FloatFormat.Of(width);
        Lane product = Binary("mul", width, a, b);
        return product.Allowed == Allowed.Bits ? Binary("add", width, product.Bits, c)
            : NaNs(format, product.Allowed == Allowed.CanonicalNaN ? format.Infinity + format.Quiet : format.Infinity + 1, c);
    }

    /// <summary>promote and demote.</summary>
    public static Lane ToWidth(int from, int to, BigInteger a)
    {
        FloatFormat source = FloatFormat.Of(from);
        FloatFormat target = FloatFormat.Of(to);
        return source.IsNaN(a) ? new(0, source.IsCanonicalNaN(a) ? Allowed.CanonicalNaN : Allowed.ArithmeticNaN)
            : source.IsInfinite(a) ? Infinity(target, source.IsNegative(a))
            : source.IsZero(a) ? Zero(target, source.IsNegative(a))
            : new(source.Value(a).Round(to));
    }

    /// <summary>convert of a signed number.</summary>
    public static Lane FromInteger(BigInteger value, int width) =>
        new(value.IsZero ? BigInteger.Zero : new ExactReal(value, 0).Round(width));

    /// <summary>The number towards zero, clamped; null where trunc is undefined because of an infinity or a NaN.</summary>
    public static BigInteger? Truncate(BigInteger bits, int width)
    {
        FloatFormat format = FloatFormat.Of(width);
        return format.IsNaN(bits) || format.IsInfinite(bits) ? null : format.Value(bits).ToInteger("trunc");
    }

    private static Lane Add(FloatFormat format, BigInteger a, BigInteger b)
    {
        if (format.IsInfinite(a))
        {
            return format.IsInfinite(b) && a != b ? NaNs(format) : new(a);
        }

        if (format.IsInfinite(b))
        {
            return new(b);
        }

        ExactReal sum = format.Value(a) + format.Value(b);
        return sum.Mantissa.IsZero
            ? Zero(format, format.IsNegative(a) && format.IsNegative(b))
            : new(sum.Round(format.Width));
    }

    private static BigInteger MinMax(bool least, int width, BigInteger a, BigInteger b)
    {
        FloatFormat format = FloatFormat.Of(width);
        int order = Order(format, a, b);
        if (order == 0)
        {
            // Zeros: the negative one is the less.
            order = format.IsNegative(a).CompareTo(format.IsNegative(b)) * -1;
        }

        return (order <= 0) == least ? a : b;
    }

    private static int Order(FloatFormat format, BigInteger a, BigInteger b)
    {
        // Floats order like sign-magnitude integers.
        BigInteger x = format.IsNegative(a) ? -format.Magnitude(a) : a;
        BigInteger y = format.IsNegative(b) ? -format.Magnitude(b) : b;
        return x.CompareTo(y);
    }

    private static Lane NaNs(FloatFormat format, params ReadOnlySpan<BigInteger> operands)
    {
        foreach (BigInteger operand in operands)
        {
            if (format.IsNaN(operand) && !format.IsCanonicalNaN(operand))
            {
                return new(0, Allowed.ArithmeticNaN);
            }
        }

        return new(0, Allowed.CanonicalNaN);
    }

    private static Lane Zero(FloatFormat format, bool negative) => new(negative ? format.Sign : 0);

    private static Lane Infinity(FloatFormat format, bool negative) =>
        new(negative ? format.Sign + format.Infinity : format.Infinity);
}
