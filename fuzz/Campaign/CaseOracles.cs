using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.Fuzz.Campaign;

/// <summary>What one oracle said of a case.</summary>
/// <param name="Oracle">The oracle.</param>
/// <param name="Verdict">What it said.</param>
public readonly record struct Judgement(OracleSet Oracle, Verdict Verdict);

/// <summary>All oracles, ready to judge cases; keeps engines and whatever else is slow to make. One thread at a time.</summary>
public sealed class CaseOracles : IDisposable
{
    // There are more settings than engines that one wants to keep.
    private const int MaximumEngines = 24;

    private readonly CaseEngines _engines;
    private readonly ModuleCorpus _corpus;
    private readonly RoundTripOracle _roundTrip = new();
    private readonly RobustnessOracle _robustness = new();
    private readonly Dictionary<string, DeterminismOracle> _determinism = [];
    private ValidateNodeOracle? _node;
    private bool _hasLookedForNode;

    /// <summary>Makes them.</summary>
    /// <param name="corpus">Where scripts come from.</param>
    /// <param name="create">Makes the engine that is compared with the reference engine; null: the optimizing engine.</param>
    public CaseOracles(ModuleCorpus corpus, Func<CaseSettings, EngineUnderTest>? create = null)
    {
        _corpus = corpus;
        _engines = new CaseEngines(create);
    }

    /// <summary>Judges a case.</summary>
    /// <returns>What each of its oracles says, up to the first that finds something.</returns>
    public List<Judgement> Judge(CampaignCase made)
    {
        ArgumentNullException.ThrowIfNull(made);
        var judgements = new List<Judgement>();
        for (int bit = 1; bit <= (int)OracleSet.All; bit <<= 1)
        {
            var oracle = (OracleSet)bit;
            if ((made.Oracles & oracle) != 0 && Judge(made, oracle) is { } verdict)
            {
                judgements.Add(new Judgement(oracle, verdict));
                if (verdict is Different or Flaw)
                {
                    break;
                }
            }
        }

        return judgements;
    }

    /// <summary>Runs a case on both engines; with fuel, if it would take too long without.</summary>
    public Verdict Execute(CampaignCase made) => _engines.Run(made);

    /// <summary>What one oracle says; null: it is not there.</summary>
    internal Verdict? Judge(CampaignCase made, OracleSet oracle) => Judge(made, oracle, EngineFor(made.Settings), made.Settings.ToJitOptions());

    /// <summary>What an oracle says with other options of the optimizing engine than the case has.</summary>
    internal Verdict? JudgeWith(CampaignCase made, OracleSet oracle, JitOptions options) => Judge(made, oracle, EngineUnderTest.Jit(options), options);

    private Verdict? Judge(CampaignCase made, OracleSet oracle, EngineUnderTest engine, JitOptions options)
    {
        switch (oracle)
        {
            case OracleSet.Execute:
                return Execute(made);
            case OracleSet.Metamorphic:
                return new MetamorphicOracle(engine, made.Settings.Rules).Run(made.Item, made.Decisions);
            case OracleSet.Instructions:
                return Of(SingleInstruction.Check(SingleInstruction.Rows[made.Choice].Op, [_engines.Reference, engine]));
            case OracleSet.Choices:
                return ChoiceOracle.Check(ChoiceOracle.Rows[made.Choice], [_engines.Reference, engine], made.Decisions);
            case OracleSet.Scripts:
                return made.Choice < 0 ? new Inconclusive(InconclusiveReason.Unchanged, "no scripts") : ScriptOracle.Check(_corpus.ReadScript(made.Choice), _corpus.NameOf(made.Choice), made.Settings, options);
            case OracleSet.Linker:
                return LinkerOracle.Check([_engines.Reference, engine], made.Decisions, made.Settings.Rules.EngineOptions);
            default:
                return OracleFor(oracle, made.Settings)?.Check(made.Bytes);
        }
    }

    /// <summary>The oracle that runs nothing; null: it is not there.</summary>
    internal IModuleOracle? OracleFor(OracleSet oracle, CaseSettings settings) => oracle switch
    {
        OracleSet.Validate => Node(),
        OracleSet.Acceptance => new AcceptanceOracle([_engines.Reference, EngineFor(settings)], settings.Rules.EngineOptions),
        OracleSet.RoundTrip => _roundTrip,
        OracleSet.Robustness => _robustness,
        OracleSet.Determinism => DeterminismFor(settings),
        _ => throw new ArgumentOutOfRangeException(nameof(oracle)),
    };

    /// <inheritdoc/>
    public void Dispose() => _node?.Dispose();

    /// <summary>The engine for some settings.</summary>
    internal EngineUnderTest EngineFor(CaseSettings settings) => _engines.For(settings);

    private DeterminismOracle DeterminismFor(CaseSettings settings)
    {
        string key = string.Join(' ', settings.Jit);
        if (!_determinism.TryGetValue(key, out DeterminismOracle? oracle))
        {
            if (_determinism.Count == MaximumEngines)
            {
                _determinism.Clear();
            }

            _determinism.Add(key, oracle = new DeterminismOracle(settings.ToJitOptions()));
        }

        return oracle;
    }

    private static Verdict Of(SingleInstructionResult result) => result.Differences.Count > 0 ? result.Differences[0] : Verdict.Same;

    private ValidateNodeOracle? Node()
    {
        if (!_hasLookedForNode)
        {
            _hasLookedForNode = true;
            _node = ValidateNodeOracle.TryCreate(out _);
        }

        return _node;
    }
}
