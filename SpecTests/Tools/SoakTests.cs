using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Conform;
using Wasm.Conform.Workers;

namespace Wasm.SpecTests.Tools;

/// <summary>conform soak: rounds are counted, and whatever goes wrong in one is a finding that can be run again.</summary>
[TestFixture]
public sealed class SoakTests
{
    private const string Good = "(module (func (export \"f\") (result i32) (i32.const 7))) (assert_return (invoke \"f\") (i32.const 7))";

    [Test]
    public void Good_rounds_are_counted()
    {
        using var folder = new TestFolder();
        folder.Write("suite/a.wast", Good);
        folder.Write("suite/b.wast", Good);
        ToolRun run = ToolRun.Of("soak", folder["suite"], "--time", "0", "--seed", "5", "--report", folder["soak"]);
        Assert.That(run.Code, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("seed 5"));
        JObject report = JObject.Parse(File.ReadAllText(folder["soak/report.json"]));
        Assert.That(((int)report["seed"]!, (int)report["rounds"]!, (int)report["scripts"]!, (int)report["passed"]!, (int)report["crashes"]!), Is.EqualTo((5, 1, 2, 4, 0)));
        Assert.That(report["findings"], Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(folder["soak"]).Select(Path.GetFileName), Is.EqualTo(new[] { "report.json" }));
    }

    [Test]
    public void A_failure_is_a_finding_with_its_command()
    {
        using var folder = new TestFolder();
        folder.Write("suite/a.wast", "(module) (invoke \"nothing\")");
        ToolRun run = ToolRun.Of("soak", folder["suite"], "--time", "0", "--seed", "5", "--report", folder["soak"]);
        Assert.That(run.Code, Is.EqualTo(1));
        JToken finding = JObject.Parse(File.ReadAllText(folder["soak/report.json"]))["findings"]!.Single();
        Assert.That(((string?)finding["kind"], (int)finding["seed"]!), Is.EqualTo(("failure", 5)));
        Assert.That((string?)finding["command"], Does.StartWith($"conform spec {folder["suite"]} --engine reference --seed 5 --jobs 2"));
        Assert.That((string?)finding["detail"], Does.Contain("\"line\":1").And.Contain("undefined export"));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_crash_is_a_finding_with_its_seed()
    {
        using var folder = new TestFolder();
        (bool good, JObject report, _) = Soak(folder, TimeSpan.Zero, "echo Fatal error. >&2; kill -SEGV $$");
        Assert.That(good, Is.False);
        JToken finding = report["findings"]!.Single();
        Assert.That(((string?)finding["kind"], (int)finding["seed"]!, (int)report["crashes"]!), Is.EqualTo(("crash", 9, 1)));
        Assert.That((string?)finding["detail"], Does.StartWith("the process was ended by SIGSEGV").And.Contain("Fatal error."));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_process_that_leaves_no_report_is_a_finding()
    {
        using var folder = new TestFolder();
        (bool good, JObject report, _) = Soak(folder, TimeSpan.FromSeconds(0.2), "sleep 0.05; exit 0");
        Assert.That(good, Is.False);
        Assert.That((int)report["crashes"]!, Is.EqualTo((int)report["rounds"]!).And.GreaterThan(1));
        Assert.That(report["findings"]!.Select(finding => (int)finding["seed"]!), Is.Unique);
    }

    [Test]
    public void Everything_random_comes_from_the_seed()
    {
        using var folder = new TestFolder();
        var registry = new EngineRegistry(new EngineRow("reference", (_, _) => throw new InvalidOperationException())
        {
            TakesOptions = true,
            SoakOptions = [["", "passes=none"], ["gc=stress", "gc=normal"]],
        });
        var context = new ToolContext(TextWriter.Null, TextWriter.Null, Stream.Null, registry);
        var soak = new Soak(new SoakOptions([], "reference", TimeSpan.Zero, 1, folder.Path), context, _ => throw new InvalidOperationException());
        string[][] words = [.. Enumerable.Range(0, 200).Select(seed => soak.Words(seed).ToArray())];
        Assert.That(words.Select(list => string.Join(' ', list)), Is.Unique);
        Assert.That(soak.Words(3), Is.EqualTo(words[3]));
        foreach (string word in new[] { "fuel=on", "fuel=off", "interruptible=off", "passes=none", "gc=stress", "gc=normal" })
        {
            Assert.That(words.Count(list => list.Contains(word)), Is.InRange(20, 180), word);
        }
    }

    private static (bool Good, JObject Report, string Output) Soak(TestFolder folder, TimeSpan time, string script)
    {
        using var output = new StringWriter();
        var context = new ToolContext(output, TextWriter.Null, Stream.Null, ToolRun.ReferenceOnly);
        var soak = new Soak(new SoakOptions([], "reference", time, 9, folder["soak"]), context, _ => new WorkerStart("sh", ["-c", script]));
        bool good = soak.Run();
        return (good, JObject.Parse(File.ReadAllText(folder["soak/report.json"])), output.ToString());
    }
}
