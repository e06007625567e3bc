using Wasm.Fuzz.Oracles;

namespace Wasm.Fuzz.Campaign;

/// <summary>The engines that cases run on: the reference engine, and the optimizing one with the options of each case. One thread at a time.</summary>
/// <param name="create">Makes the engine that is compared with the reference engine; null: the optimizing engine.</param>
public sealed class CaseEngines(Func<CaseSettings, EngineUnderTest>? create = null)
{
    // There are more settings than engines that one wants to keep.
    private const int MaximumEngines = 24;

    private readonly Func<CaseSettings, EngineUnderTest> _create = create ?? (settings => EngineUnderTest.Jit(settings.ToJitOptions()));
    private readonly Dictionary<string, EngineUnderTest> _engines = [];
    private readonly ExecutionOracle _execution = new();

    /// <summary>The reference engine.</summary>
    public EngineUnderTest Reference { get; } = EngineUnderTest.Reference();

    /// <summary>Runs a case on both engines; with fuel, if it would take too long without.</summary>
    public Verdict Run(CampaignCase made)
    {
        ArgumentNullException.ThrowIfNull(made);
        EngineUnderTest[] engines = [Reference, For(made.Settings)];
        _execution.Options = made.Settings.Rules;
        Verdict verdict = _execution.Run(made.Item, engines);
        if (verdict is Inconclusive { Reason: InconclusiveReason.NeedsFuel })
        {
            _execution.Options = made.Settings.Rules with { Fuel = true };
            verdict = _execution.Run(made.Item, engines);
        }

        return verdict;
    }

    /// <summary>The engine for some settings.</summary>
    public EngineUnderTest For(CaseSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string key = string.Join(' ', settings.Jit);
        if (!_engines.TryGetValue(key, out EngineUnderTest? engine))
        {
            if (_engines.Count == MaximumEngines)
            {
                _engines.Clear();
            }

            _engines.Add(key, engine = _create(settings));
        }

        return engine;
    }
}
