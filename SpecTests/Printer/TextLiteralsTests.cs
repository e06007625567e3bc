using System.Globalization;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.SpecTests.Printer;

public class TextLiteralsTests
{
    [TestCase(0x0000_0000u, "0")]
    [TestCase(0x8000_0000u, "-0")]
    [TestCase(0x3F80_0000u, "1")]
    [TestCase(0x3DCC_CCCDu, "0.1")]
    [TestCase(0x0000_0001u, "1e-45")]
    [TestCase(0x0080_0000u, "1.1754944e-38")]
    [TestCase(0x7F7F_FFFFu, "3.4028235e+38")]
    [TestCase(0x4B80_0001u, "16777218")]
    [TestCase(0x7F80_0000u, "inf")]
    [TestCase(0xFF80_0000u, "-inf")]
    [TestCase(0x7FC0_0000u, "nan")]
    [TestCase(0xFFC0_0000u, "-nan")]
    [TestCase(0x7F80_0001u, "nan:0x1")]
    [TestCase(0xFFFF_FFFFu, "-nan:0x7fffff")]
    public void Float32IsExact(uint bits, string text) => Assert.That(FloatLiteral.OfF32(bits), Is.EqualTo(text));

    [TestCase(0x0000_0000_0000_0000ul, "0")]
    [TestCase(0x8000_0000_0000_0000ul, "-0")]
    [TestCase(0x3FB9_9999_9999_999Aul, "0.1")]
    [TestCase(0x0000_0000_0000_0001ul, "5e-324")]
    [TestCase(0x0010_0000_0000_0000ul, "2.2250738585072014e-308")]
    [TestCase(0x7FEF_FFFF_FFFF_FFFFul, "1.7976931348623157e+308")]
    [TestCase(0x4415_AF1D_78B5_8C40ul, "1e+20")]
    [TestCase(0x3E60_0000_0000_0000ul, "2.9802322387695312e-08")]
    [TestCase(0xFFF0_0000_0000_0000ul, "-inf")]
    [TestCase(0x7FF8_0000_0000_0000ul, "nan")]
    [TestCase(0x7FF0_0000_0000_0001ul, "nan:0x1")]
    [TestCase(0xFFF4_0000_0000_0000ul, "-nan:0x4000000000000")]
    public void Float64IsExact(ulong bits, string text) => Assert.That(FloatLiteral.OfF64(bits), Is.EqualTo(text));

    [Test]
    public void FloatsReadBackTheSame()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            ulong bits = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            CheckFloat64(bits);
            CheckFloat32((uint)bits);
        }
    }

    [Test]
    public void PowersOfTwoReadBackTheSame()
    {
        for (int exponent = 0; exponent < 0x7FF; exponent++)
        {
            CheckFloat64((ulong)exponent << 52);
            CheckFloat64(((ulong)exponent << 52) - 1);
            CheckFloat32((uint)exponent % 255 << 23);
        }

        for (int bit = 0; bit < 52; bit++)
        {
            CheckFloat64(1UL << bit);
            CheckFloat32(1U << (bit % 23));
        }
    }

    private static void CheckFloat64(ulong bits)
    {
        string text = FloatLiteral.OfF64(bits);
        if (!text.Contains('n'))
        {
            Assert.That(BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), Is.EqualTo(bits), text);
        }
    }

    private static void CheckFloat32(uint bits)
    {
        string text = FloatLiteral.OfF32(bits);
        if (!text.Contains('n'))
        {
            Assert.That(BitConverter.SingleToUInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), Is.EqualTo(bits), text);
        }
    }

    [TestCase("", "\"\"")]
    [TestCase("plain text", "\"plain text\"")]
    [TestCase("\t\n\r\"\\'", "\"\\t\\n\\r\\\"\\\\'\"")]
    [TestCase("\0\u007F\u0085", "\"\\u{0}\\u{7f}\\u{85}\"")]
    [TestCase("λ 日本 é", "\"λ 日本 é\"")]
    [TestCase("\u0301x\u0301", "\"\\u{301}x\u0301\"", TestName = "a leading combining mark is escaped")]
    [TestCase("\u202E\u200B\uFEFF\u00A0\u2028", "\"\\u{202e}\\u{200b}\\u{feff}\\u{a0}\\u{2028}\"", TestName = "invisible characters are escaped")]
    [TestCase("😀\U0010FFFF", "\"😀\\u{10ffff}\"")]
    public void NamesAreEscaped(string name, string text) => Assert.That(TextLiterals.Name(name), Is.EqualTo(text));

    [Test]
    public void BytesAreEscaped()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        string text = TextLiterals.Bytes(bytes);
        Assert.That(text, Does.StartWith("\"\\00\\01").And.Contain("\\08\\t\\n\\0b\\0c\\r\\0e").And.Contain(" !\\\"#").And.EndWith("~\\7f\\80"
            + string.Concat(Enumerable.Range(0x81, 0x7F).Select(value => $"\\{value:x2}")) + "\""));
    }

    [TestCase("f", "$f")]
    [TestCase("a.b-c$d!", "$a.b-c$d!")]
    [TestCase("has blank", "$\"has blank\"")]
    [TestCase("(x)", "$\"(x)\"")]
    [TestCase("é", "$\"é\"")]
    public void IdentifiersAreQuotedIfNecessary(string name, string text) => Assert.That(TextLiterals.Identifier(name), Is.EqualTo(text));
}
