using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Conform;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Script;

namespace Wasm.SpecTests.Tools;

/// <summary>The command line with a second engine: what is chosen, what is said of differences.</summary>
[TestFixture]
public sealed class TwoEnginesTests
{
    private const string Script = """
        (module (global $g (mut i32) (i32.const 0)) (func (export "f") (result i32) (global.set $g (i32.const 7)) (i32.const 7)))
        (assert_return (invoke "f") (either (i32.const 7) (i32.const 9)))
        """;

    private static readonly EngineRow Reference = new("reference", (options, _) => new ReferenceEngine(options));

    private static readonly EngineRow Same = new(EngineRegistry.HostJit, (options, _) => new ReferenceEngine(options));

    private static readonly EngineRow Wrong = new(EngineRegistry.HostJit, (options, _) => new WrongEngine(EngineRegistry.HostJit, options, [0x41, 7], [0x41, 9]));

    [Test]
    public void Both_run_by_default()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.With(new EngineRegistry(Reference, Same), "spec", folder.Write("a.wast", Script), "--report", folder["report"]);
        Assert.That(run.Code, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("8 passed, 0 failed, 0 skipped, 0 differences, 0 inconclusive"));
        JObject report = JObject.Parse(File.ReadAllText(folder["report/report.json"]));
        Assert.That(report["groups"]!.Select(group => $"{group["engine"]} {group["mode"]} {group["passed"]}"), Is.EqualTo(new[]
        {
            "reference default 2", $"{EngineRegistry.HostJit} default 2", "reference compare 2", $"{EngineRegistry.HostJit} compare 2",
        }));
        Assert.That(report["differences"], Is.Empty);
    }

    [Test]
    public void A_difference_is_a_failure_even_where_the_script_accepts_both()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.With(new EngineRegistry(Reference, Wrong), "spec", folder.Write("a.wast", Script), "--report", folder["report"]);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("8 passed, 0 failed, 0 skipped, 2 differences, 0 inconclusive"));
        Assert.That(run.Output, Does.Match(@"core/a\.wast:2:1: assert_return differs\n +reference: \(i32\.const 7\); fuel used 3\n +jit-\w+: +\(i32\.const 9\)"));
        Assert.That(run.Output, Does.Contain("core/a.wast:2:1: global 0 of instance 0 (line 1) differs"));
        JObject report = JObject.Parse(File.ReadAllText(folder["report/report.json"]));
        JToken[] differences = [.. report["differences"]!];
        Assert.That(differences, Has.Length.EqualTo(2));
        Assert.That(differences[0]["engines"]!.Select(name => (string?)name), Is.EqualTo(new[] { "reference", EngineRegistry.HostJit }));
        Assert.That(((int)differences[0]["line"]!, (string?)differences[1]["left"], (string?)differences[1]["right"]), Is.EqualTo((2, "(i32.const 7)", "(i32.const 9)")));
        Assert.That(File.ReadAllText(folder["report/index.html"]), Does.Contain("2 differences between engines"));
        Assert.That(File.ReadAllText(folder["report/junit.xml"]), Does.Contain("outcomes differ between reference and jit"));
    }

    [Test]
    public void What_cannot_be_compared_is_counted_with_its_reason()
    {
        using var folder = new TestFolder();
        string script = folder.Write("a.wast", "(module (memory 1) (func (export \"f\"))) (assert_return (invoke \"f\")) (module (func (export \"f\") (loop (br 0)))) (invoke \"f\")");
        ToolRun run = ToolRun.With(new EngineRegistry(Reference, Same), "spec", script, "--timeout", "0.2");
        Assert.That(run.Output, Does.Contain("0 differences").And.Match("[12] inconclusive: reference did not come to the end: the script's time of 0\\.2 s was over"));
    }

    [TestCase("both", "reference jit")]
    [TestCase("all", "reference jit more")]
    [TestCase("jit", "jit")]
    [TestCase("more", "more")]
    public void Words_choose_engines(string word, string chosen)
    {
        var registry = new EngineRegistry(Reference, Same, Reference with { Name = "more" });
        Assert.That(string.Join(' ', registry.Select(word).Select(choice => choice.Name)), Is.EqualTo(chosen.Replace("jit", EngineRegistry.HostJit, StringComparison.Ordinal)));
    }

    [Test]
    public void Every_engine_of_this_build_can_be_made_with_every_option_that_is_soaked()
    {
        foreach (string name in EngineRegistry.OfThisBuild.Names.Where(name => name == "reference" || name == EngineRegistry.HostJit))
        {
            foreach (string option in EngineRegistry.OfThisBuild.SoakOptions(name).SelectMany(options => options).Where(option => option.Length > 0))
            {
                Assert.That(EngineRegistry.OfThisBuild.Create(name, new EngineOptions(), [option]).Name, Is.EqualTo(name));
            }
        }
    }

    [Test]
    public void Where_the_jit_does_not_run_scripts_run_on_the_other_engine()
    {
        using var folder = new TestFolder();
        var absent = new EngineRow(EngineRegistry.HostJit, (_, _) => throw new PlatformNotSupportedException("not here")) { IsSupported = false };
        var registry = new EngineRegistry(Reference, absent);
        string script = folder.Write("a.wast", "(module)");
        Assert.That(ToolRun.With(registry, "spec", script).Code, Is.Zero);
        Assert.That(ToolRun.With(registry, "spec", script, "--engine", "jit").Error, Does.Contain("not here"));
    }

    [Test]
    public void Options_of_its_own_go_to_the_engine_that_has_them()
    {
        var seen = new List<string>();
        EngineRow Row(string name, bool takes) => new(name, (options, own) =>
        {
            seen.Add($"{name}: {string.Join(' ', own.Select(pair => $"{pair.Key}={pair.Value}"))}");
            return own.ContainsKey("bad") ? throw new ArgumentException("no option `bad`") : new ReferenceEngine(options);
        })
        { TakesOptions = takes };
        var registry = new EngineRegistry(Row("reference", false), Row(EngineRegistry.HostJit, true));
        foreach (var choice in registry.Select("both", ["a=1", "b=x=y", "a=2"]))
        {
            choice.Create(new EngineOptions());
        }

        Assert.That(seen, Is.EqualTo(new[] { "reference: ", $"{EngineRegistry.HostJit}: a=2 b=x=y" }));
        Assert.That(() => registry.Create("jit", new EngineOptions(), ["bad=1"]), Throws.TypeOf<InputException>().With.Message.EqualTo($"--engine {EngineRegistry.HostJit}: no option `bad`"));
        Assert.That(() => registry.Select("reference", ["a=1"]), Throws.TypeOf<InputException>().With.Message.Contains("has no options of its own"));
        Assert.That(() => registry.Select("jit", ["a"]), Throws.TypeOf<InputException>().With.Message.Contains("NAME=VALUE"));
    }

    [Test]
    public void Options_of_all_engines_are_switched()
    {
        Assert.That(EngineSwitches.Apply(new EngineOptions(), ["fuel=on", "interruptible=off"]), Is.EqualTo(new EngineOptions { ConsumeFuel = true, Interruptible = false }));
        foreach (string word in new[] { "fuel", "fuel=1", "nonsense=on" })
        {
            Assert.That(() => EngineSwitches.Apply(new EngineOptions(), [word]), Throws.TypeOf<InputException>());
        }

        using var folder = new TestFolder();
        var made = new List<EngineOptions>();
        var noting = new EngineRow(EngineRegistry.HostJit, (options, _) =>
        {
            made.Add(options);
            return new ReferenceEngine(options);
        });
        string[] words = ["--option", "fuel=off", "--option", "counted-depth=off", "--option", "interruptible=off", "--option", "canonical-nans=off"];
        Assert.That(ToolRun.With(new EngineRegistry(Reference, noting), ["spec", folder.Write("a.wast", Script), .. words]).Code, Is.Zero);
        Assert.That(made, Is.EqualTo(new[]
        {
            new EngineOptions { Interruptible = false },
            new EngineOptions { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true, CountStackSlots = true, Interruptible = false },
        }));
    }
}
