using System.Globalization;
using System.Numerics;

namespace Wasm.Text;

// Floating point. Hexadecimal forms are rounded here, exactly. Decimal forms are brought into a bounded canonical
// form (leading zeros dropped, digits beyond those that can matter folded into one, exponent clamped) and handed
// to the base class library, whose conversion is correctly rounded for any number of digits.
public static partial class NumberParser
{
    // The exact midpoint between two f64 has at most 767 significant digits: whatever follows the first 768
    // matters only by not being zero.
    private const int SignificantDigits = 768;

    private const uint CanonicalNaN32 = 0x0040_0000;
    private const ulong CanonicalNaN64 = 0x0008_0000_0000_0000;

    /// <summary>The bits of an f32, rounded to nearest, ties to even; false if that is beyond the largest one.</summary>
    public static bool TryParseF32(ReadOnlySpan<byte> token, out uint bits)
    {
        bool parsed = TryParseFloat(token, mantissaBits: 23, exponentBits: 8, CanonicalNaN32, out ulong wide);
        bits = (uint)wide;
        return parsed;
    }

    /// <summary>The bits of an f64, rounded to nearest, ties to even; false if that is beyond the largest one.</summary>
    public static bool TryParseF64(ReadOnlySpan<byte> token, out ulong bits) =>
        TryParseFloat(token, mantissaBits: 52, exponentBits: 11, CanonicalNaN64, out bits);

    private static bool TryParseFloat(ReadOnlySpan<byte> token, int mantissaBits, int exponentBits, ulong canonicalNaN, out ulong bits)
    {
        ulong sign = token[0] == '-' ? 1UL << (mantissaBits + exponentBits) : 0;
        ReadOnlySpan<byte> magnitude = token[0] is (byte)'-' or (byte)'+' ? token[1..] : token;
        ulong infinity = ((1UL << exponentBits) - 1) << mantissaBits;
        bool parsed = true;
        switch (magnitude[0])
        {
            case (byte)'i':
                bits = infinity;
                break;
            case (byte)'n' when magnitude.Length == 3:
                bits = infinity | canonicalNaN;
                break;
            case (byte)'n':
                // Specification, 6.4.2: the payload is not zero and fits the mantissa.
                parsed = TryHexDigits(magnitude[6..], out ulong payload) && payload != 0 && payload >> mantissaBits == 0;
                bits = infinity | payload;
                break;
            default:
                bits = NumberSyntax.IsHex(magnitude)
                    ? RoundHex(magnitude[2..], mantissaBits, exponentBits)
                    : RoundDecimal(magnitude, isSingle: mantissaBits == 23);
                parsed = bits < infinity;
                break;
        }

        bits |= sign;
        return parsed;
    }

    private static ulong RoundHex(ReadOnlySpan<byte> digits, int mantissaBits, int exponentBits)
    {
        // value = mantissa * 2^exponent, and a bit more if sticky.
        ulong mantissa = 0;
        long exponent = 0;
        bool sticky = false;
        bool inFraction = false;
        int position = 0;
        for (; position < digits.Length; position++)
        {
            byte digit = digits[position];
            if (digit == '.')
            {
                inFraction = true;
            }
            else if (digit != '_')
            {
                if (!Characters.Is(digit, CharacterClass.HexDigit))
                {
                    break; // p or P
                }

                if (mantissa >> 60 == 0)
                {
                    mantissa = mantissa << 4 | (uint)HexValue(digit);
                    exponent -= inFraction ? 4 : 0;
                }
                else
                {
                    sticky |= digit != '0';
                    exponent += inFraction ? 0 : 4;
                }
            }
        }

        exponent += position < digits.Length ? Exponent(digits[(position + 1)..]) : 0;
        return Round(mantissa, exponent, sticky, mantissaBits, exponentBits);
    }

    // Rounds mantissa * 2^exponent to nearest, ties to even; too large gives infinity.
    private static ulong Round(ulong mantissa, long exponent, bool sticky, int mantissaBits, int exponentBits)
    {
        if (mantissa == 0)
        {
            return 0;
        }

        int bias = (1 << (exponentBits - 1)) - 1;
        int shift = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= shift;
        exponent += 63 - shift; // now value = mantissa / 2^63 * 2^exponent, with 1 <= mantissa / 2^63 < 2
        if (exponent > bias)
        {
            return ((1UL << exponentBits) - 1) << mantissaBits;
        }

        // Bits to drop: all beyond the mantissa, and below the smallest normal number one more per power of two.
        bool isNormal = exponent >= 1 - bias;
        long drop = 63 - mantissaBits + (isNormal ? 0 : 1 - bias - exponent);
        if (drop > 64)
        {
            return 0;
        }

        ulong kept = drop == 64 ? 0 : mantissa >> (int)drop;
        ulong half = 1UL << (int)(drop - 1);
        ulong rest = drop == 64 ? mantissa : mantissa & ((half << 1) - 1);
        bool up = rest > half || (rest == half && (sticky || (kept & 1) != 0));

        // The leading one of a normal number adds 1 to the exponent field, and so does a carry out of the mantissa.
        return kept + (up ? 1UL : 0) + (isNormal ? (ulong)(exponent + bias - 1) << mantissaBits : 0);
    }

    private static ulong RoundDecimal(ReadOnlySpan<byte> text, bool isSingle)
    {
        // digits[0] . digits[1] ... * 10^scale
        Span<byte> canonical = stackalloc byte[SignificantDigits + 16];
        int count = 0;
        long scale = -1;
        bool inFraction = false;
        bool sticky = false;
        int position = 0;
        for (; position < text.Length; position++)
        {
            byte digit = text[position];
            if (digit == '.')
            {
                inFraction = true;
                continue;
            }

            if (digit == '_')
            {
                continue;
            }

            if ((digit | 0x20) == 'e')
            {
                break;
            }

            bool significant = digit != '0' || count > 0;
            if (!significant)
            {
                scale -= inFraction ? 1 : 0;
                continue;
            }

            scale += inFraction ? 0 : 1;
            if (count < SignificantDigits)
            {
                canonical[count++] = digit;
            }
            else
            {
                sticky |= digit != '0';
            }
        }

        if (count == 0)
        {
            return 0;
        }

        if (sticky)
        {
            canonical[count++] = (byte)'1';
        }

        scale += position < text.Length ? Exponent(text[(position + 1)..]) : 0;
        return ToBits(canonical, count, scale, isSingle);
    }

    // digits d0 d1 d2 ... stand for d0.d1d2... * 10^scale.
    private static ulong ToBits(Span<byte> canonical, int count, long scale, bool isSingle)
    {
        // As an integer with an exponent: d0d1d2... * 10^(scale - count + 1).
        int length = count;
        canonical[length++] = (byte)'e';
        int exponent = (int)Math.Clamp(scale, -10_000, 10_000) - count + 1;
        exponent.TryFormat(canonical[length..], out int written, default, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> number = canonical[..(length + written)];
        return isSingle
            ? BitConverter.SingleToUInt32Bits(float.Parse(number, NumberStyles.AllowExponent, CultureInfo.InvariantCulture))
            : BitConverter.DoubleToUInt64Bits(double.Parse(number, NumberStyles.AllowExponent, CultureInfo.InvariantCulture));
    }

    // Digits of an exponent, clamped far beyond what can matter even for a source of 2 GiB of zeros.
    private static long Exponent(ReadOnlySpan<byte> text)
    {
        const long Limit = 1L << 40;
        bool negative = text[0] == '-';
        long value = 0;
        foreach (byte digit in text)
        {
            if (Characters.Is(digit, CharacterClass.Digit))
            {
                value = Math.Min(Limit, value * 10 + digit - '0');
            }
        }

        return negative ? -value : value;
    }
}
