using System.Text;
using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Script;

/// <summary>Makes one test case per script, engine and mode, and judges it by the ledger.</summary>
internal static class ScriptTestCases
{
    // Failures of one script that are listed; the number of all of them is always told.
    private const int Listed = 25;

    /// <summary>The engines; a new one is a new row, and the engines are shared by all scripts.</summary>
    private static readonly (string Name, Lazy<ScriptExecutor> Executor)[] Executors =
    [
        ("reference", Make(() => new ReferenceEngine(), new ScriptOptions())),
        ("reference roundtrip", Make(() => new ReferenceEngine(), new ScriptOptions { RoundTrip = true })),
    ];

    /// <summary>Test cases for scripts, named <c>group/script (engine)</c>.</summary>
    public static IEnumerable<TestCaseData> For(IEnumerable<SuiteScript> scripts)
    {
        foreach (SuiteScript script in scripts)
        {
            foreach ((string engine, _) in Executors)
            {
                yield return new TestCaseData(script, engine).SetName($"{script.Group}/{script.Name} ({engine})");
            }
        }
    }

    /// <summary>Runs a script and compares with the ledger.</summary>
    public static void Check(SuiteScript script, string engine, KnownFailures ledger)
    {
        ScriptExecutor executor = Array.Find(Executors, item => item.Name == engine).Executor.Value;
        ScriptResult result = executor.Run(ScriptExecutor.ReadScript(script.Path));
        string name = $"{script.Group}/{script.Name}";

        // An implicit module's failure is no failed command.
        int failed = result.Failures.Length;
        ledger.Note(name, engine, failed, result.Skipped);
        KnownFailures.Entry expected = ledger.Expected(name, engine);
        Assert.That(result.Passed + result.Failed + result.Skipped, Is.EqualTo(result.Commands));
        if ((failed, result.Skipped) != (expected.Failed, expected.Skipped) && !KnownFailures.IsBlessing)
        {
            Assert.Fail(Describe(name, result, expected));
        }
    }

    private static string Describe(string name, ScriptResult result, KnownFailures.Entry expected)
    {
        var text = new StringBuilder();
        text.Append($"{name} on {result.Engine}: {result.Failures.Length} failed, {result.Skipped} skipped of {result.Commands}");
        text.Append(expected.Failed + expected.Skipped > 0 ? $" (the ledger says {expected.Failed} and {expected.Skipped}; `make bless` rewrites it)\n" : "\n");
        foreach (Failure failure in result.Failures.Take(Listed))
        {
            text.Append($"{failure.File ?? result.Path}:{failure.Line}:{failure.Column}: {failure.Command}\n");
            text.Append($"    expected {failure.Expected}\n    actual   {failure.Actual}\n");
        }

        foreach (SkippedCommand skip in result.Skips.Take(Listed))
        {
            text.Append($"{result.Path}:{skip.Line}:{skip.Column}: {skip.Command} skipped: {skip.Reason}\n");
        }

        return text.ToString();
    }

    private static Lazy<ScriptExecutor> Make(Func<Engine> engine, ScriptOptions options) => new(() => new ScriptExecutor(engine(), options));
}
