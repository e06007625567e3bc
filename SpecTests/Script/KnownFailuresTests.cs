using NUnit.Framework;

namespace Wasm.SpecTests.Script;

/// <summary>The ledger of known failures.</summary>
[TestFixture]
public sealed class KnownFailuresTests
{
    private const string Text = """
        # a comment
        core/a.wast | reference | 3 | 4 | no reason | really
        core/b.wast | jit-x64 | 0 | 1 | threads

        """;

    [Test]
    public void Entries_are_read_and_others_are_zero()
    {
        var ledger = new KnownFailures(Text);
        Assert.That(ledger.Expected("core/a.wast", "reference"), Is.EqualTo(new KnownFailures.Entry(3, 4, "no reason | really")));
        Assert.That(ledger.Expected("core/b.wast", "jit-x64"), Is.EqualTo(new KnownFailures.Entry(0, 1, "threads")));
        Assert.That(ledger.Expected("core/b.wast", "reference"), Is.EqualTo(new KnownFailures.Entry(0, 0, "")));
    }

    [TestCase("core/a.wast")]
    [TestCase("core/a.wast | reference | 3 | 4 |")]
    [TestCase("core/a.wast | reference | x | 4 | why")]
    public void Other_lines_are_errors(string line) => Assert.That(() => new KnownFailures(line), Throws.TypeOf<FormatException>());

    [Test]
    public void Rewriting_keeps_reasons_and_drops_what_passes()
    {
        var ledger = new KnownFailures(Text);
        ledger.Note("core/a.wast", "reference", 1, 0);
        ledger.Note("core/c.wast", "reference", 0, 2);
        ledger.Note("core/d.wast", "reference", 0, 0);
        Assert.That(ledger.Rewrite().Split('\n')[2..], Is.EqualTo(new[]
        {
            "core/a.wast | reference | 1 | 0 | no reason | really",
            "core/b.wast | jit-x64 | 0 | 1 | threads",
            "core/c.wast | reference | 0 | 2 | reason to be written",
            "",
        }));
        ledger.Note("core/a.wast", "reference", 0, 0);
        Assert.That(ledger.Rewrite(), Does.Not.Contain("a.wast"));
    }
}
