using System.Text.RegularExpressions;
using NUnit.Framework;
using Wasm.Wast.Runner;
using Wasm.Wast.Runner.Reports;

namespace Wasm.SpecTests.Tools;

/// <summary>The page: nothing unescaped, nothing from outside, bounded size.</summary>
[TestFixture]
public sealed partial class HtmlReportTests
{
    [Test]
    public void Hostile_text_is_escaped_everywhere()
    {
        var failure = new Failure(1, 1, SampleResults.Hostile, SampleResults.Hostile, "actual " + SampleResults.Hostile)
        {
            File = SampleResults.Hostile,
            Excerpt = new Excerpt(1, 1, SampleResults.Hostile, 3),
        };
        ScriptResult script = SampleResults.Script(SampleResults.Hostile, 0, [failure], engine: SampleResults.Hostile, mode: SampleResults.Hostile, group: SampleResults.Hostile);
        string page = Write(SampleResults.Suite(script with { Skipped = 1, Commands = 2, Skips = [new SkippedCommand(1, 1, "x", SampleResults.Hostile)] }) with
        {
            Commit = SampleResults.Hostile,
            Comparisons = [new ScriptComparison { Group = SampleResults.Hostile, Script = SampleResults.Hostile, LeftEngine = SampleResults.Hostile, RightEngine = "r", Compared = 1, Inconclusive = [], Differences = [new Difference(1, 1, SampleResults.Hostile, SampleResults.Hostile, "r")] }],
        });
        Assert.That(page, Does.Not.Contain("<script>alert"));
        Assert.That(page, Does.Not.Contain("alert(\""));
        Assert.That(page, Does.Contain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39; ]]&gt; [31m x \U0001F600 --&gt;"));
        Assert.That(page.Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
    }

    [Test]
    public void It_is_one_file_that_loads_nothing()
    {
        string page = Write(SampleResults.TwoEngines());
        Assert.That(page, Does.StartWith("<!DOCTYPE html>"));
        Assert.That(page, Does.Contain("default-src 'none'"));
        Assert.That(ExternalReference().Matches(page).Select(match => match.Value), Is.Empty);
        Assert.That(page, Does.Contain("prefers-color-scheme: dark").And.Contain("addEventListener"), "style and script are inside");
    }

    [Test]
    public void It_says_what_happened()
    {
        string page = Write(SampleResults.TwoEngines());
        Assert.That(page, Does.Contain("<h1>1 failure in 1 script</h1>"));
        Assert.That(page, Does.Contain("(assert_return (invoke &quot;f&quot;) (i32.const 7))"));
        Assert.That(page, Does.Contain("i32.const <mark>7</mark>").And.Contain("i32.const <mark>9</mark>"));
        Assert.That(page, Does.Contain("as expected"), "the other engine's view");
        Assert.That(page, Does.Contain("Differences between reference and jit-x64"));
        Assert.That(page, Does.Contain("threads are off"));
    }

    [Test]
    public void Differences_come_first()
    {
        string page = Write(SampleResults.TwoEngines());
        int list = page.IndexOf("Where engines differ", StringComparison.Ordinal);
        Assert.That(list, Is.Positive.And.LessThan(page.IndexOf("All scripts at a glance", StringComparison.Ordinal)));
        string row = page[page.IndexOf("id=\"core/a.wast\"", StringComparison.Ordinal)..];
        Assert.That(row.IndexOf("Differences between", StringComparison.Ordinal), Is.Positive.And.LessThan(row.IndexOf("as expected", StringComparison.Ordinal)));
        Assert.That(row, Does.Contain("3 compared, 1 different, 0 inconclusive"));
        Assert.That(page, Does.Contain("--columns:5"), "two engines, two modes, differences");
    }

    [Test]
    public void What_was_not_compared_is_said()
    {
        SuiteResult result = SampleResults.TwoEngines() with { Scripts = [SampleResults.Script("a.wast", 1)] };
        string page = Write(result with { Comparisons = [result.Comparisons[0] with { Differences = [], Inconclusive = [new SkippedCommand(3, 1, "fuel", "no room")] }] });
        Assert.That(page, Does.Contain("<h1>Nothing failed, 1 comparison inconclusive</h1>").And.Contain("no room").And.Contain("0 different, 1 inconclusive"));
        Assert.That(page, Does.Not.Contain("Where engines differ"));
    }

    [TestCase(0, 0, "Nothing was run")]
    [TestCase(3, 0, "Everything passed")]
    [TestCase(3, 2, "Nothing failed, 2 commands skipped")]
    public void The_verdict_does_not_flatter(int passed, int skipped, string verdict)
    {
        SuiteResult result = passed + skipped == 0 ? SampleResults.Suite() : SampleResults.Suite(SampleResults.Script("a.wast", passed, skipped: skipped));
        Assert.That(Write(result), Does.Contain($"<h1>{verdict}</h1>"));
    }

    [Test]
    public void A_single_failure_in_a_million_is_not_rounded_away() =>
        Assert.That(Write(SampleResults.Suite(SampleResults.Script("a.wast", 1_000_000, [SampleResults.Failure(1)]))), Does.Contain("99.9<tspan>%"));

    [Test]
    public void The_page_stays_bounded()
    {
        IEnumerable<ScriptResult> scripts = Enumerable.Range(0, 300).Select(
            number => SampleResults.Script($"s{number}.wast", 0, Enumerable.Range(1, 100).Select(line => SampleResults.Failure(line))));
        string page = Write(SampleResults.Suite(scripts));
        Assert.That(Regex.Count(page, "<article "), Is.InRange(1000, 3000));
        Assert.That(page.Length, Is.LessThan(4_000_000));
        Assert.That(page, Does.Contain("90 more failures of this script in"));
    }

    [Test]
    public void Ids_are_unique_even_if_names_are_not()
    {
        ScriptResult script = SampleResults.Script("a b.wast", 1);
        string page = Write(SampleResults.Suite(script, script with { Path = "elsewhere" }));
        Assert.That(page, Does.Contain("id=\"core/a_b.wast\"").And.Contain("id=\"core/a_b.wast~2\""));
    }

    private static string Write(SuiteResult result)
    {
        var output = new StringWriter();
        HtmlReport.Write(result, output, SampleResults.Started);
        return output.ToString();
    }

    [GeneratedRegex("""(src=|href="(?!#|data:|report\.json|junit\.xml)|url\(|@import|https?://(?!www\.w3\.org/2000/svg))[^ ]{0,40}""")]
    private static partial Regex ExternalReference();
}
