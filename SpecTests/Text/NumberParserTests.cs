using System.Globalization;
using System.Numerics;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

/// <summary>Values of number tokens (specification, 6.4), floats against exact arithmetic.</summary>
public sealed class NumberParserTests
{
    [TestCase("0", 8, 0)]
    [TestCase("255", 8, 255)]
    [TestCase("-128", 8, -128)]
    [TestCase("+127", 8, 127)]
    [TestCase("256", 8, null)]
    [TestCase("-129", 8, null)]
    [TestCase("0xff", 8, 255)]
    [TestCase("-0x80", 8, -128)]
    [TestCase("-0x81", 8, null)]
    [TestCase("-0", 8, 0)]
    [TestCase("65_535", 16, 65535)]
    [TestCase("65536", 16, null)]
    [TestCase("0xffff_ffff", 32, 0xFFFF_FFFFL)]
    [TestCase("4294967296", 32, null)]
    [TestCase("-2147483648", 32, -2147483648L)]
    [TestCase("-2147483649", 32, null)]
    [TestCase("0x7fff_ffff_ffff_ffff", 64, long.MaxValue)]
    [TestCase("18446744073709551615", 64, -1)]
    [TestCase("18446744073709551616", 64, null)]
    [TestCase("18446744073709551625", 64, null)]
    [TestCase("0x1_0000_0000_0000_0000", 64, null)]
    [TestCase("-9223372036854775808", 64, long.MinValue)]
    [TestCase("-9223372036854775809", 64, null)]
    [TestCase("00000000000000000000000000000000000001", 64, 1)]
    [TestCase("0x000000000000000000000000000000000000f", 64, 15)]
    [TestCase("1.0", 32, null)]
    [TestCase("1e1", 32, null)]
    [TestCase("inf", 32, null)]
    [TestCase("-nan", 32, null)]
    public void Integers(string token, int bits, long? expected)
    {
        bool parsed = NumberParser.TryParseInteger(Encoding.ASCII.GetBytes(token), bits, out ulong value);
        Assert.That(parsed ? (long?)value : null, Is.EqualTo(expected));
    }

    [Test]
    public void OutOfRangeIsASyntaxErrorWithOffset()
    {
        SyntaxException? error = Assert.Throws<SyntaxException>(() => NumberParser.ParseI32("4294967296"u8, 17));
        Assert.That((error!.Message, error.Offset), Is.EqualTo((Messages.ConstantOutOfRange, 17L)));
        Assert.Throws<SyntaxException>(() => NumberParser.ParseF32("1e39"u8, 0));
        Assert.Throws<SyntaxException>(() => NumberParser.ParseF64("1e309"u8, 0));
        Assert.That(NumberParser.ParseI32("0xffffffff"u8, 0), Is.EqualTo(-1));
        Assert.That(NumberParser.ParseI64("-1"u8, 0), Is.EqualTo(-1));
    }

    [TestCase("0", 0x0000_0000u)]
    [TestCase("-0.0", 0x8000_0000u)]
    [TestCase("-0x0p+99999999999999999999", 0x8000_0000u)]
    [TestCase("1", 0x3F80_0000u)]
    [TestCase("-inf", 0xFF80_0000u)]
    [TestCase("nan", 0x7FC0_0000u)]
    [TestCase("-nan", 0xFFC0_0000u)]
    [TestCase("nan:0x1", 0x7F80_0001u)]
    [TestCase("-nan:0x7f_ffff", 0xFFFF_FFFFu)]
    [TestCase("nan:0x200000", 0x7FA0_0000u)]
    [TestCase("nan:0x0", null)]
    [TestCase("nan:0x800000", null)]
    [TestCase("nan:0x1_0000_0000_0000_0001", null)]
    [TestCase("0x1p-149", 0x0000_0001u)]
    [TestCase("0x1p-150", 0x0000_0000u)] // tie to even
    [TestCase("0x1.000000000000000000000001p-150", 0x0000_0001u)]
    [TestCase("0x3p-150", 0x0000_0002u)]
    [TestCase("0x1.fffffep-127", 0x0080_0000u)] // tie, carries into the smallest normal
    [TestCase("0x1.fffffcp-127", 0x007F_FFFFu)]
    [TestCase("0x1.fffffefffffff8000000p127", 0x7F7F_FFFFu)]
    [TestCase("0x1.ffffffp127", null)] // halfway to 2^128 rounds to it
    [TestCase("0x1p128", null)]
    [TestCase("0x1p99999999999999999999", null)]
    [TestCase("0x1p-99999999999999999999", 0u)]
    [TestCase("0x1.000001p0", 0x3F80_0000u)] // tie to even, down
    [TestCase("0x1.000003p0", 0x3F80_0002u)] // tie to even, up
    [TestCase("0x1.0000010000000000000000000000000000000001p0", 0x3F80_0001u)]
    [TestCase("0x0.0000000000000000000000000000000000000000000001p184", 0x3F80_0000u)]
    [TestCase("0x10000000000000000000000000000000000000000000000.p-184", 0x3F80_0000u)]
    [TestCase("0x100_0001", 0x4B80_0000u)]
    [TestCase("16777217", 0x4B80_0000u)]
    [TestCase("16777219", 0x4B80_0002u)]
    [TestCase("1_6777217.000000000000000000000000000000000000000000000000000000001", 0x4B80_0001u)]
    [TestCase("340282356779733661637539395458142568447", 0x7F7F_FFFFu)] // just below halfway
    [TestCase("340282356779733661637539395458142568448", null)]
    [TestCase("1e999999999999999999999", null)]
    [TestCase("1e-999999999999999999999", 0u)]
    [TestCase("0e999999999999999999999", 0u)]
    [TestCase("1.1754943508222875079687365372222456778186655567720875e-38", 0x0080_0000u)]
    public void Singles(string token, uint? expected)
    {
        bool parsed = NumberParser.TryParseF32(Encoding.ASCII.GetBytes(token), out uint bits);
        Assert.That(parsed ? (uint?)bits : null, Is.EqualTo(expected));
    }

    [TestCase("nan:0xf_ffff_ffff_ffff", 0x7FFF_FFFF_FFFF_FFFFul)]
    [TestCase("nan:0x10_0000_0000_0000", null)]
    [TestCase("0x1p-1074", 1ul)]
    [TestCase("0x1p-1075", 0ul)]
    [TestCase("0x1.0000000000000000000001p-1075", 1ul)]
    [TestCase("0x1.fffffffffffff7ffffffp1023", 0x7FEF_FFFF_FFFF_FFFFul)]
    [TestCase("0x1.fffffffffffff8p1023", null)]
    [TestCase("0x1.00000000000008p0", 0x3FF0_0000_0000_0000ul)]
    [TestCase("0x1.00000000000018p0", 0x3FF0_0000_0000_0002ul)]
    [TestCase("0x1.00000000000008000000000000000001p0", 0x3FF0_0000_0000_0001ul)]
    [TestCase("2.2250738585072011e-308", 0x000F_FFFF_FFFF_FFFFul)]
    [TestCase("2.2250738585072014e-308", 0x0010_0000_0000_0000ul)]
    [TestCase("4.9406564584124654e-324", 1ul)]
    [TestCase("1.7976931348623157e308", 0x7FEF_FFFF_FFFF_FFFFul)]
    [TestCase("1.7976931348623159e308", null)]
    [TestCase("9007199254740993", 0x4340_0000_0000_0000ul)]
    [TestCase("9007199254740993.00000000000000000000000000000000000000000000000000000000000000000000000001", 0x4340_0000_0000_0001ul)]
    public void Doubles(string token, ulong? expected)
    {
        bool parsed = NumberParser.TryParseF64(Encoding.ASCII.GetBytes(token), out ulong bits);
        Assert.That(parsed ? (ulong?)bits : null, Is.EqualTo(expected));
    }

    // Random digits and exponents, around the borders of both formats, in both notations.
    [Test]
    public void RandomNumbersRoundAsExactArithmeticSays([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 3000; i++)
        {
            string token = RandomToken(random);
            Check(token);
            Check("-" + token);
        }
    }

    // The midpoint between two neighbours, written out in full (up to 767 significant digits), a little below it and a
    // little above it.
    [Test]
    public void MidpointsRoundToEvenAndTheirNeighboursToTheNearest([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++)
        {
            bool single = i % 2 == 0;
            ulong bits = single ? (ulong)random.Next(0, 0x7F7F_FFFF) : (ulong)random.NextInt64(0, 0x7FEF_FFFF_FFFF_FFFF);
            if (i % 5 == 0)
            {
                bits &= single ? 0xFFFFFu : 0xF_FFFF_FFFFu; // subnormal
            }

            int mantissaBits = single ? 23 : 52;
            int bias = single ? 127 : 1023;
            int field = (int)(bits >> mantissaBits);
            BigInteger mantissa = (bits & ((1UL << mantissaBits) - 1)) + (field == 0 ? 0 : 1UL << mantissaBits);
            int exponent = Math.Max(field, 1) - bias - mantissaBits - 1;
            BigInteger middle = mantissa * 2 + 1;
            string exact = WriteDecimal(middle, exponent);
            Check(exact);
            Check(exact + new string('0', 800) + "1");
            Check(Below(exact));
            Check($"0x{middle.ToString("x", CultureInfo.InvariantCulture)}p{exponent}");
            Check($"0x{middle.ToString("x", CultureInfo.InvariantCulture)}.{new string('0', 40)}1p{exponent}");
            Check($"0x{(middle - 1).ToString("x", CultureInfo.InvariantCulture)}.{new string('f', 40)}p{exponent}");
        }
    }

    private static string RandomToken(Random random)
    {
        var text = new StringBuilder();
        bool hex = random.Next(2) == 0;
        string digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
        text.Append(hex ? "0x" : "");
        int length = random.Next(4) == 0 ? random.Next(1, 400) : random.Next(1, 20);
        int point = random.Next(3) == 0 ? -1 : random.Next(1, length + 1);
        char fill = random.Next(4) switch { 0 => '0', 1 => digits[^1], _ => ' ' };
        for (int i = 0; i < length; i++)
        {
            text.Append(i == point ? "." : i > 0 && random.Next(12) == 0 ? "_" : "");
            text.Append(fill != ' ' && i > 2 && i < length - 2 ? fill : digits[random.Next(digits.Length)]);
        }

        text.Append(point == length ? "." : "");
        if (random.Next(3) > 0)
        {
            int range = hex ? 1200 : 360;
            int exponent = random.Next(3) == 0 ? random.Next(-range, range) : random.Next(-range / 8, range / 8);
            text.Append(hex ? random.Next(2) == 0 ? "p" : "P" : random.Next(2) == 0 ? "e" : "E");
            text.Append(exponent >= 0 && random.Next(2) == 0 ? "+" : "").Append(exponent.ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static void Check(string token)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(token);
        bool parsedSingle = NumberParser.TryParseF32(bytes, out uint single);
        bool parsedDouble = NumberParser.TryParseF64(bytes, out ulong wide);
        ulong? expectedSingle = ExactFloat.Round(token, 23, 8);
        ulong? expectedDouble = ExactFloat.Round(token, 52, 11);
        Assert.That(parsedSingle ? (ulong?)single : null, Is.EqualTo(expectedSingle), token);
        Assert.That(parsedDouble ? (ulong?)wide : null, Is.EqualTo(expectedDouble), token);
    }

    // mantissa * 2^exponent as a plain decimal, with a point.
    private static string WriteDecimal(BigInteger mantissa, int exponent)
    {
        if (exponent >= 0)
        {
            return (mantissa << exponent).ToString(CultureInfo.InvariantCulture) + ".";
        }

        string digits = (mantissa * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture).PadLeft(-exponent + 1, '0');
        return digits[..^-exponent] + "." + digits[^-exponent..];
    }

    // A bit less than a decimal that does not end in 0: its last digit one less, then nines.
    private static string Below(string exact)
    {
        int at = exact.Length - 1;
        while (exact[at] is '0' or '.')
        {
            at--;
        }

        string tail = exact[(at + 1)..].Replace('0', '9');
        return exact[..at] + (char)(exact[at] - 1) + tail + (exact.Contains('.', StringComparison.Ordinal) && !tail.Contains('.', StringComparison.Ordinal) ? new string('9', 30) : "");
    }
}
