using System.Text;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

public sealed class SourceTextTests
{
    [TestCase("", 0, 1, 1)]
    [TestCase("abc", 2, 1, 3)]
    [TestCase("abc", 3, 1, 4)]
    [TestCase("abc", 99, 1, 4)]
    [TestCase("abc", -1, 1, 1)]
    [TestCase("a\nb", 1, 1, 2)]
    [TestCase("a\nb", 2, 2, 1)]
    [TestCase("a\rb", 2, 2, 1)]
    [TestCase("a\r\nb", 2, 1, 3)]
    [TestCase("a\r\nb", 3, 2, 1)]
    [TestCase("\n\n\r\r\n", 5, 5, 1)]
    [TestCase("ä€😀x", 9, 1, 4)]
    public void Positions(string text, int offset, int line, int column)
    {
        Assert.That(Source(text).GetPosition(offset), Is.EqualTo(new TextPosition(line, column)));
    }

    [Test]
    public void Lines()
    {
        SourceText source = Source("a\r\nbä\rc\n");
        Assert.That(source.LineCount, Is.EqualTo(4));
        Assert.That(Enumerable.Range(1, 4).Select(source.GetLine), Is.EqualTo(["a", "bä", "c", ""]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.GetLine(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.GetLine(5));
    }

    private static SourceText Source(string text) => new("test.wat", Encoding.UTF8.GetBytes(text));
}
