using System.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>
/// A finite number <c>Mantissa * 2^Exponent</c>, computed with exactly, and the rounding of specification 4.3.3
/// "Rounding" written out over integers: no floating-point arithmetic of the machine takes part.
/// </summary>
internal readonly record struct ExactReal(BigInteger Mantissa, int Exponent)
{
    // More bits than any significand, so that a quotient or root plus a sticky bit rounds like the exact value.
    private const int ExtraBits = 160;

    public static ExactReal operator +(ExactReal a, ExactReal b)
    {
        int exponent = Math.Min(a.Exponent, b.Exponent);
        return new((a.Mantissa << (a.Exponent - exponent)) + (b.Mantissa << (b.Exponent - exponent)), exponent);
    }

    public static ExactReal operator -(ExactReal a) => new(-a.Mantissa, a.Exponent);

    public static ExactReal operator *(ExactReal a, ExactReal b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    /// <summary>The quotient, or a number that rounds as it does.</summary>
    public static ExactReal operator /(ExactReal a, ExactReal b)
    {
        BigInteger quotient = BigInteger.DivRem(
            BigInteger.Abs(a.Mantissa) << ExtraBits, BigInteger.Abs(b.Mantissa), out BigInteger remainder);
        int sign = a.Mantissa.Sign * b.Mantissa.Sign;
        return new(sign * ((quotient << 1) + (remainder.IsZero ? 0 : 1)), a.Exponent - b.Exponent - ExtraBits - 1);
    }

    /// <summary>The root of a positive number, or a number that rounds as it does.</summary>
    public ExactReal SquareRoot()
    {
        int shift = (2 * ExtraBits) + (Exponent & 1);
        BigInteger square = Mantissa << shift;
        BigInteger low = BigInteger.Zero;
        BigInteger high = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (high - low > 1)
        {
            BigInteger middle = (low + high) >> 1;
            if (middle * middle <= square)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new((low << 1) + (low * low == square ? 0 : 1), ((Exponent - shift) / 2) - 1);
    }

    public int CompareTo(ExactReal other) => (this + -other).Mantissa.Sign;

    /// <summary>The integer nearest in a direction; <paramref name="mode"/> is an operator's name.</summary>
    public BigInteger ToInteger(string mode)
    {
        if (Exponent >= 0)
        {
            return Mantissa << Exponent;
        }

        BigInteger one = BigInteger.One << -Exponent;
        BigInteger floor = Mantissa >> -Exponent;
        BigInteger rest = Mantissa - (floor * one);
        int toHalf = (rest * 2).CompareTo(one);
        return mode switch
        {
            "floor" => floor,
            "ceil" => rest.IsZero ? floor : floor + 1,
            "trunc" => rest.IsZero || Mantissa.Sign >= 0 ? floor : floor + 1,
            "nearest" => toHalf < 0 || (toHalf == 0 && floor.IsEven) ? floor : floor + 1,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
    }

    /// <summary>The bits of the float of this width nearest to a nonzero number.</summary>
    public BigInteger Round(int width)
    {
        FloatFormat format = FloatFormat.Of(width);
        BigInteger magnitude = BigInteger.Abs(Mantissa);
        int unit = Math.Max((int)magnitude.GetBitLength() + Exponent - format.Precision, format.LeastExponent);
        int shift = unit - Exponent;
        BigInteger digits;
        if (shift <= 0)
        {
            digits = magnitude << -shift;
        }
        else
        {
            digits = magnitude >> shift;
            int toHalf = ((magnitude - (digits << shift)) * 2).CompareTo(BigInteger.One << shift);
            digits += toHalf > 0 || (toHalf == 0 && !digits.IsEven) ? 1 : 0;
        }

        if (digits.GetBitLength() > format.Precision)
        {
            digits >>= 1;
            unit++;
        }

        BigInteger bits = digits.GetBitLength() + unit > format.Limit ? format.Infinity
            : digits.GetBitLength() < format.Precision ? digits
            : ((BigInteger)(unit - format.LeastExponent) << (format.Precision - 1)) + digits;
        return Mantissa.Sign < 0 ? bits | format.Sign : bits;
    }
}

/// <summary>The parameters of f32 and f64 (specification, 2.2.3).</summary>
/// <param name="Width">Bits.</param>
/// <param name="Precision">Bits of the significand, the implicit one included.</param>
/// <param name="LeastExponent">Exponent of the least positive value.</param>
/// <param name="Limit">Exponent of the least power of two that is too great.</param>
internal sealed record FloatFormat(int Width, int Precision, int LeastExponent, int Limit)
{
    private static readonly FloatFormat F32 = new(32, 24, -149, 128);
    private static readonly FloatFormat F64 = new(64, 53, -1074, 1024);

    public BigInteger Sign { get; } = BigInteger.One << (Width - 1);

    public BigInteger Infinity { get; } = (BigInteger.One << (Width - 1)) - (BigInteger.One << (Precision - 1));

    /// <summary>The most significant bit of a NaN's payload: the canonical payload.</summary>
    public BigInteger Quiet { get; } = BigInteger.One << (Precision - 2);

    public static FloatFormat Of(int width) => width == 32 ? F32 : F64;

    public bool IsNegative(BigInteger bits) => bits >= Sign;

    public BigInteger Magnitude(BigInteger bits) => IsNegative(bits) ? bits - Sign : bits;

    public bool IsNaN(BigInteger bits) => Magnitude(bits) > Infinity;

    public bool IsCanonicalNaN(BigInteger bits) => Magnitude(bits) == Infinity + Quiet;

    public bool IsArithmeticNaN(BigInteger bits) => Magnitude(bits) >= Infinity + Quiet;

    public bool IsInfinite(BigInteger bits) => Magnitude(bits) == Infinity;

    public bool IsZero(BigInteger bits) => Magnitude(bits).IsZero;

    /// <summary>The value of a finite number's bits.</summary>
    public ExactReal Value(BigInteger bits)
    {
        BigInteger implicitOne = BigInteger.One << (Precision - 1);
        BigInteger biased = Magnitude(bits) / implicitOne;
        BigInteger fraction = Magnitude(bits) % implicitOne;
        ExactReal value = biased.IsZero
            ? new(fraction, LeastExponent)
            : new(fraction + implicitOne, LeastExponent + (int)biased - 1);
        return IsNegative(bits) ? -value : value;
    }
}
