using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Wasm.SpecTests.Tools;

/// <summary>conform spec: output, exit codes, reports.</summary>
[TestFixture]
public sealed class SpecCommandTests
{
    private const string Passing = """
        (module (func (export "f") (result i32) (i32.const 7)))
        (assert_return (invoke "f") (i32.const 7))
        (assert_invalid (module (func (result i32))) "type mismatch")
        """;

    private const string Failing = """
        (module (func (export "f") (result i32) (i32.const 7)))
        (assert_return (invoke "f") (i32.const 7))
          (assert_return (invoke "f") (i32.const 8))
        (assert_invalid (module (func (result i32))) "another message")
        """;

    [Test]
    public void Everything_passes()
    {
        using var folder = new TestFolder();
        folder.Write("a.wast", Passing);
        folder.Write("sub/b.wast", Passing);
        ToolRun run = ToolRun.Of("spec", folder.Path);
        Assert.That(run.Code, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match(@"(?m)^6 passed, 0 failed, 0 skipped in [0-9.]+ s$"));
        Assert.That(run.Output, Does.Match(@"core +\| reference +\| +1 +\| +3 +\| +3 +\| +0 +\| +0").And.Match(@"sub +\| reference"));
    }

    [Test]
    public void A_failure_shows_place_source_expected_and_actual()
    {
        using var folder = new TestFolder();
        string script = folder.Write("a.wast", Failing);
        ToolRun run = ToolRun.Of("spec", script);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain($"{script}:3:3: assert_return failed\n"));
        Assert.That(run.Output, Does.Contain("  3 |   (assert_return (invoke \"f\") (i32.const 8))\n    |   ^\n"));
        Assert.That(run.Output, Does.Match("expected: .*8").And.Match("actual:   .*7"));
        Assert.That(run.Output, Does.Contain("another message").And.Contain("type mismatch"));
        Assert.That(run.Output, Does.Contain("2 passed, 2 failed, 0 skipped"));
    }

    [Test]
    public void Lenient_ignores_messages()
    {
        using var folder = new TestFolder();
        Assert.That(ToolRun.Of("spec", folder.Write("a.wast", Failing), "--lenient").Output, Does.Contain("3 passed, 1 failed"));
    }

    [Test]
    public void Line_ends_the_script()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("spec", folder.Write("a.wast", Failing), "--line", "2");
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Does.Contain("2 passed, 0 failed, 2 skipped"));
    }

    [Test]
    public void Fail_fast_stops()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("spec", folder.Write("a.wast", Failing), "--fail-fast");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("2 passed, 1 failed, 1 skipped"));
    }

    [Test]
    public void Filter_chooses_scripts()
    {
        using var folder = new TestFolder();
        folder.Write("a.wast", Passing);
        folder.Write("b.wast", Failing);
        Assert.That(ToolRun.Of("spec", folder.Path, "--filter", "a*").Code, Is.Zero);
        ToolRun none = ToolRun.Of("spec", folder.Path, "--filter", "none*");
        Assert.That(none.Code, Is.EqualTo(2));
        Assert.That(none.Error, Does.Contain("none*"));
    }

    [Test]
    public void Roundtrip_passes()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("spec", folder.Write("a.wast", Passing), "--roundtrip");
        Assert.That(run.Code, Is.Zero, run.Output + run.Error);
    }

    [Test]
    public void Reports_are_written()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("spec", folder.Write("a.wast", Failing), "--report", folder["deep/report"]);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(Directory.GetFiles(folder["deep/report"]).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "index.html", "junit.xml", "report.json" }));
        JObject report = JObject.Parse(File.ReadAllText(folder["deep/report/report.json"]));
        Assert.That(report["failures"]!.Select(failure => (int)failure["line"]!), Is.EqualTo(new[] { 3, 4 }));
        Assert.That((string?)report["suite"]!["path"], Is.EqualTo(folder["a.wast"]));
    }

    [Test]
    public void A_script_that_cannot_be_read_fails_and_says_where()
    {
        using var folder = new TestFolder();
        string script = folder.Write("a.wast", "(module)\n(assert_return");
        ToolRun run = ToolRun.Of("spec", script);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain($"{script}:2:"));
    }
}
