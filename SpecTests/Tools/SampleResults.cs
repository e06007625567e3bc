using System.Collections.Immutable;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Tools;

/// <summary>Made-up results for tests of the reports.</summary>
internal static class SampleResults
{
    /// <summary>Markup, quotes, control characters, an unpaired surrogate and a paired one, a bidirectional override.</summary>
    public const string Hostile = "<script>alert(\"1\")</script> & ' ]]> \u0000\u0001\u001b[31m\u0085\ufffe \ud800x \U0001F600 -->";

    public static DateTimeOffset Started { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Failure Failure(int line, string actual = "i32.const 9") =>
        new(line, 2, "assert_return", "i32.const 7", actual) { Excerpt = new Excerpt(line, 2, "(assert_return (invoke \"f\") (i32.const 7))", 1) };

    public static ScriptResult Script(
        string name, int passed, IEnumerable<Failure>? failures = null, int skipped = 0, string engine = "reference", string mode = RunMode.Default, string group = "core")
    {
        ImmutableArray<Failure> failed = [.. failures ?? []];
        return new ScriptResult
        {
            Group = group,
            Script = name,
            Path = $"suite/{group}/{name}",
            Engine = engine,
            Mode = mode,
            Commands = passed + failed.Length + skipped,
            Passed = passed,
            Failed = failed.Length,
            Skipped = skipped,
            Seconds = 0.25,
            Failures = failed,
            Skips = [.. Enumerable.Range(1, skipped).Select(line => new SkippedCommand(line, 1, "thread", "threads are off"))],
        };
    }

    public static SuiteResult Suite(params IEnumerable<ScriptResult> scripts) => new()
    {
        Paths = ["suite"],
        Commit = "193e551ff22663995b1ac95dc62344133669e14b",
        Scripts = [.. scripts],
        Comparisons = [],
        Seconds = 1.5,
    };

    /// <summary>Two engines in two modes, a failure on one of them, a skipped command, a difference.</summary>
    public static SuiteResult TwoEngines() => Suite(
        Script("a.wast", 2, [Failure(7)]),
        Script("a.wast", 3, engine: "jit-x64"),
        Script("b.wast", 4, skipped: 1),
        Script("b.wast", 5, engine: "jit-x64"),
        Script("a.wast", 3, mode: RunMode.Compare),
        Script("a.wast", 3, engine: "jit-x64", mode: RunMode.Compare)) with
    {
        Comparisons =
        [
            new ScriptComparison
            {
                Group = "core",
                Script = "a.wast",
                LeftEngine = "reference",
                RightEngine = "jit-x64",
                Compared = 3,
                Inconclusive = [],
                Differences = [new Difference(9, 1, "invoke", "i32.const 1", "i32.const 2")],
            },
        ],
    };
}
