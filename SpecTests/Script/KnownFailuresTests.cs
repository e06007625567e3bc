using NUnit.Framework;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Script;

/// <summary>The ledger of known failures.</summary>
[TestFixture]
public sealed class KnownFailuresTests
{
    private const string Text = """
        # a comment
        core/a.wast | reference | 3 | 4 | no reason | really
        core/b.wast | jit-x64 | 0 | 1 | threads
        core/c.wast | jit-x64 | crash | - | SIGSEGV

        """;

    private static KnownFailures.Entry Numbers(int failed, int skipped, string reason = "") => new(failed, skipped, IsCrash: false, reason);

    [Test]
    public void Entries_are_read_and_others_are_zero()
    {
        var ledger = new KnownFailures(Text);
        Assert.That(ledger.Expected("core/a.wast", "reference"), Is.EqualTo(Numbers(3, 4, "no reason | really")));
        Assert.That(ledger.Expected("core/b.wast", "jit-x64"), Is.EqualTo(Numbers(0, 1, "threads")));
        Assert.That(ledger.Expected("core/c.wast", "jit-x64"), Is.EqualTo(new KnownFailures.Entry(0, 0, true, "SIGSEGV")));
        Assert.That(ledger.Expected("core/b.wast", "reference").IsClean);
        Assert.That(ledger.Expected("core/c.wast", "jit-x64").IsClean, Is.False);
    }

    [TestCase("core/a.wast")]
    [TestCase("core/a.wast | reference | 3 | 4 |")]
    [TestCase("core/a.wast | reference | x | 4 | why")]
    [TestCase("core/a.wast | reference | crash | 4 | why")]
    [TestCase("core/a.wast | reference | 1 | 4 | why\ncore/a.wast | reference | 1 | 4 | why")]
    public void Other_lines_are_errors(string line) => Assert.That(() => new KnownFailures(line), Throws.TypeOf<FormatException>());

    [Test]
    public void Rewriting_keeps_reasons_and_drops_what_passes()
    {
        var ledger = new KnownFailures(Text);
        ledger.Note("core/a.wast", "reference", Numbers(1, 0, "now it is this"));
        ledger.Note("core/c.wast", "reference", Numbers(0, 2));
        ledger.Note("core/d.wast", "reference", Numbers(0, 0));
        ledger.Note("core/b.wast", "jit-x64", new KnownFailures.Entry(0, 0, true, "SIGILL\nand more"));
        Assert.That(ledger.Rewrite().Split('\n')[2..], Is.EqualTo(new[]
        {
            "core/b.wast | jit-x64 | crash | - | SIGILL and more",
            "core/c.wast | jit-x64 | crash | - | SIGSEGV",
            "core/a.wast | reference | 1 | 0 | no reason | really",
            "core/c.wast | reference | 0 | 2 | reason to be written",
            "",
        }));
        ledger.Note("core/a.wast", "reference", Numbers(0, 0));
        ledger.Note("core/c.wast", "jit-x64", Numbers(0, 0));
        Assert.That(ledger.Rewrite(), Does.Not.Contain("a.wast").And.Not.Contain("c.wast | jit"));
        Assert.That(new KnownFailures(ledger.Rewrite()).Rewrite(), Is.EqualTo(ledger.Rewrite()), "what is written can be read");
    }

    [Test]
    public void A_crash_is_no_number_of_failures()
    {
        var crash = new KnownFailures.Entry(0, 0, true, "x");
        Assert.That(crash.Matches(Numbers(0, 0)), Is.False);
        Assert.That(crash.Matches(crash with { Reason = "y" }));
        Assert.That(Numbers(1, 0).Matches(Numbers(2, 0)), Is.False);
    }

    [Test]
    public void It_speaks_of_engines_and_scripts_that_there_are()
    {
        Assert.That(KnownFailures.Shared.Keys.Select(key => key.Engine).Distinct(), Is.SubsetOf(TestEngines.All.Select(row => row.Name)));
        if (OfficialSuiteTests.IsHere)
        {
            Assert.That(KnownFailures.Shared.Keys.Select(key => key.Script), Is.SubsetOf(OfficialSuiteTests.Names.Concat(OwnScriptTests.Names)));
        }
    }
}
