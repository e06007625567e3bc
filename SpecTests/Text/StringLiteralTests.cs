using System.Text;
using NUnit.Framework;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

public sealed class StringLiteralTests
{
    [TestCase("\"\"", "")]
    [TestCase("\"abc\"", "616263")]
    [TestCase("\"\\00\\fF\"", "00FF")]
    [TestCase("\"\\t\\n\\r\\\"\\'\\\\\"", "090A0D22275C")]
    [TestCase("\"\\u{41}\\u{e4}\\u{20ac}\\u{1F_600}\"", "41C3A4E282ACF09F9880")]
    [TestCase("\"ä\\u{0}b\"", "C3A40062")]
    [TestCase("\"\\u{10ffff}\\u{00000041}\"", "F48FBFBF41")]
    public void Decode(string token, string hex)
    {
        Assert.That(Convert.ToHexString(StringLiteral.Decode(Encoding.UTF8.GetBytes(token))), Is.EqualTo(hex));
    }

    [TestCase("\"a\\u{e4}\"", "aä")]
    [TestCase("\"\\c3\\a4\"", "ä")]
    [TestCase("\"\\c3\"", null)]
    [TestCase("\"\\ed\\a0\\80\"", null)]
    public void Names(string token, string? expected)
    {
        bool valid = StringLiteral.TryDecodeName(Encoding.UTF8.GetBytes(token), out string name);
        Assert.That(valid ? name : null, Is.EqualTo(expected));
    }

    [TestCase("$x", "x")]
    [TestCase("$\"x\"", "x")]
    [TestCase("$\"\\u{78}\"", "x")]
    [TestCase("$$", "$")]
    public void Identifiers(string token, string expected)
    {
        Assert.That(StringLiteral.DecodeIdentifier(Encoding.UTF8.GetBytes(token)), Is.EqualTo(expected));
    }
}
