using System.Globalization;
using Wasm.Fuzz.Campaign;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;
using Wasm.Wast.Script;

namespace Wasm.Fuzz.Oracles;

/// <summary>A script passes whatever the options of the optimizing engine are.</summary>
internal static class ScriptOracle
{
    // What has not ended then says nothing. Below the time after which a campaign takes a case for one that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private const int FailuresShown = 3;

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Decide about the options of all engines.</param>
    /// <param name="options">Options of the optimizing engine.</param>
    public static Verdict Check(Script script, string name, CaseSettings settings, JitOptions options)
    {
        using var time = new CancellationTokenSource(Limit);
        var engine = new JitEngine(OptionsOf(settings), options);
        ScriptResult result = new ScriptExecutor(engine, new ScriptOptions { Timeout = null }).Run(script, time.Token);
        if (result.Succeeded)
        {
            return time.IsCancellationRequested ? new Inconclusive(InconclusiveReason.OutOfTime, name) : Verdict.Same;
        }

        // What the end of the time broke is no failure.
        if (time.IsCancellationRequested)
        {
            return new Inconclusive(InconclusiveReason.OutOfTime, name);
        }

        Failure first = result.Failures[0];
        return new Flaw(
            "scripts",
            string.Create(CultureInfo.InvariantCulture, $"{name}:{first.Line} fails"),
            string.Join('\n', result.Failures.Take(FailuresShown).Select(failure => failure.ToString())));
    }

    // Fuel without a limit, and half of the time what leaves no choice.
    private static EngineOptions OptionsOf(CaseSettings settings) => new()
    {
        Interruptible = true,
        ConsumeFuel = settings.Rules.Fuel,
        CanonicalizeNaNs = settings.Rules.FailingGrowths % 2 == 0,
        DeterministicRelaxedSimd = settings.Rules.FailingGrowths % 2 == 0,
    };
}
