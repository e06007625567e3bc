using System.Collections.Immutable;
using System.Text;
using NUnit.Framework;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Makes one test case per script, engine and mode, and judges it by the ledger.</summary>
internal static class ScriptTestCases
{
    // Failures of one script that are listed; the number of all of them is always told.
    private const int Listed = 25;

    /// <summary>What scripts run on: every engine, and the reference engine after a round trip. Shared by all scripts.</summary>
    private static readonly ImmutableArray<(string Name, Func<SuiteScript, ScriptResult> Run)> Lanes =
    [
        .. TestEngines.All.Select(engine => Lane(engine.Name, engine, new ScriptOptions())),
        Lane("reference roundtrip", TestEngines.Reference, new ScriptOptions { RoundTrip = true }),
    ];

    /// <summary>Test cases for scripts, named <c>group/script (engine)</c>.</summary>
    public static IEnumerable<TestCaseData> For(IEnumerable<SuiteScript> scripts)
    {
        foreach (SuiteScript script in scripts)
        {
            foreach ((string engine, _) in Lanes)
            {
                yield return new TestCaseData(script, engine).SetName($"{script.Group}/{script.Name} ({engine})");
            }
        }
    }

    /// <summary>Runs a script and compares with the ledger.</summary>
    /// <param name="script">The script.</param>
    /// <param name="engine">Name of the engine or lane.</param>
    /// <param name="name">The script's name in the ledger.</param>
    /// <param name="ledger">The ledger.</param>
    public static void Check(SuiteScript script, string engine, string name, KnownFailures ledger)
    {
        ScriptResult result = Lanes.First(lane => lane.Name == engine).Run(script);
        Assert.That(result.Passed + result.Failed + result.Skipped, Is.EqualTo(result.Commands));

        // An implicit module's failure is no failed command.
        var reality = result.Crash is { } crash
            ? new KnownFailures.Entry(0, 0, true, crash)
            : new KnownFailures.Entry(result.Failures.Length, result.Skipped, false, result.Failures.Select(failure => failure.Actual).FirstOrDefault(""));
        ledger.Note(name, engine, reality);
        KnownFailures.Entry expected = ledger.Expected(name, engine);
        if (!reality.Matches(expected) && !KnownFailures.IsBlessing)
        {
            Assert.Fail(Describe(name, engine, result, reality, expected));
        }
    }

    private static (string Name, Func<SuiteScript, ScriptResult> Run) Lane(string name, TestEngine engine, ScriptOptions options)
    {
        var executor = new Lazy<ScriptExecutor>(() => new ScriptExecutor(engine.Create(new EngineOptions()), options));
        return (name, script => executor.Value.Run(ScriptExecutor.ReadScript(script.Path)));
    }

    private static string Describe(string name, string engine, ScriptResult result, KnownFailures.Entry reality, KnownFailures.Entry expected)
    {
        var text = new StringBuilder();
        text.Append($"{name} on {engine}: {reality} of {result.Commands}");
        text.Append(expected.IsClean ? "\n" : $" (the ledger says {expected}; `make bless` rewrites it)\n");
        foreach (Failure failure in result.Failures.Take(Listed))
        {
            text.Append($"{failure.File ?? result.Path}:{failure.Line}:{failure.Column}: {failure.Command}\n");
            text.Append($"    expected {failure.Expected}\n    actual   {failure.Actual}\n");
        }

        foreach (SkippedCommand skip in result.Crash is null ? result.Skips.Take(Listed) : [])
        {
            text.Append($"{result.Path}:{skip.Line}:{skip.Column}: {skip.Command} skipped: {skip.Reason}\n");
        }

        return text.ToString();
    }
}
