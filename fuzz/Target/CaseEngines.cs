using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Oracles;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Target;

/// <summary>The engines that cases run on: the reference engine, and the optimizing one with the options of each case. One thread at a time.</summary>
/// <param name="sink">Is told what the optimizing engine does; null: nobody.</param>
public sealed class CaseEngines(ICoverageSink? sink = null)
{
    // There are more settings than engines that one wants to keep.
    private const int MaximumEngines = 24;

    private readonly EngineUnderTest _reference = EngineUnderTest.Reference();
    private readonly Dictionary<string, EngineUnderTest> _engines = [];

    /// <summary>Runs one case; with fuel, if it would take too long without.</summary>
    public Verdict Run(CampaignCase made)
    {
        ArgumentNullException.ThrowIfNull(made);
        EngineUnderTest[] engines = [_reference, EngineFor(made.Settings)];
        Verdict verdict = new ExecutionOracle(made.Settings.Rules).Run(made.Item, engines);
        return verdict is Inconclusive { Reason: InconclusiveReason.NeedsFuel }
            ? new ExecutionOracle(made.Settings.Rules with { Fuel = true }).Run(made.Item, engines)
            : verdict;
    }

    private EngineUnderTest EngineFor(CaseSettings settings)
    {
        string key = string.Join(' ', settings.Jit);
        if (!_engines.TryGetValue(key, out EngineUnderTest? engine))
        {
            if (_engines.Count == MaximumEngines)
            {
                _engines.Clear();
            }

            _engines.Add(key, engine = EngineUnderTest.Jit(settings.ToJitOptions() with { Coverage = sink }));
        }

        return engine;
    }
}
