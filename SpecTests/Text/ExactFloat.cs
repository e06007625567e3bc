using System.Globalization;
using System.Numerics;

namespace Wasm.SpecTests.Text;

/// <summary>Rounds written numbers to floats with exact rational arithmetic: slow and obvious.</summary>
internal static class ExactFloat
{
    /// <summary>The bits of the nearest float, ties to even; null if that is infinity.</summary>
    public static ulong? Round(string token, int mantissaBits, int exponentBits)
    {
        ulong sign = token[0] == '-' ? 1UL << (mantissaBits + exponentBits) : 0;
        (BigInteger numerator, BigInteger denominator) = Value(token.TrimStart('-', '+').Replace("_", "", StringComparison.Ordinal));
        if (numerator.IsZero)
        {
            return sign;
        }

        int bias = (1 << (exponentBits - 1)) - 1;
        int smallest = 1 - bias - mantissaBits;

        // The exponent of the unit in the last place: such that the quotient has mantissaBits + 1 bits, or the smallest.
        int unit = Math.Max(smallest, (int)(numerator.GetBitLength() - denominator.GetBitLength()) - mantissaBits - 1);
        BigInteger rounded = Quotient(numerator, denominator, unit);
        if (rounded.GetBitLength() > mantissaBits + 1)
        {
            unit++;
            rounded = Quotient(numerator, denominator, unit);
        }

        if (rounded.GetBitLength() > mantissaBits + 1)
        {
            rounded >>= 1; // a power of two
            unit++;
        }

        if (rounded.GetBitLength() <= mantissaBits)
        {
            return sign | (ulong)rounded;
        }

        int field = unit - smallest + 1;
        return field >= (1 << exponentBits) - 1 ? null : sign | (ulong)field << mantissaBits | (ulong)(rounded - (BigInteger.One << mantissaBits));
    }

    // numerator / denominator / 2^unit to the nearest integer, ties to even.
    private static BigInteger Quotient(BigInteger numerator, BigInteger denominator, int unit)
    {
        (numerator, denominator) = unit >= 0 ? (numerator, denominator << unit) : (numerator << -unit, denominator);
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        int half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static (BigInteger Numerator, BigInteger Denominator) Value(string token)
    {
        bool hex = token.StartsWith("0x", StringComparison.Ordinal);
        string text = hex ? token[2..] : token;
        int mark = text.IndexOfAny(hex ? ['p', 'P'] : ['e', 'E']);
        int exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = mark < 0 ? text : text[..mark];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int fraction = point < 0 ? 0 : digits.Length - point - 1;
        BigInteger number = BigInteger.Parse(
            "0" + digits.Replace(".", "", StringComparison.Ordinal),
            hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture);
        BigInteger radix = hex ? 16 : 10;
        BigInteger scale = BigInteger.Pow(hex ? 2 : 10, Math.Abs(exponent));
        BigInteger denominator = BigInteger.Pow(radix, fraction);
        return exponent >= 0 ? (number * scale, denominator) : (number, denominator * scale);
    }
}
