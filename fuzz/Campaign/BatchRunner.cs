using System.Collections.Immutable;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Oracles;

namespace Wasm.Fuzz.Campaign;

/// <summary>Runs cases on the reference engine and the optimizing engine; what a worker does. One thread at a time.</summary>
/// <param name="started">Is told before each case is made which place of its batch it has.</param>
public sealed class BatchRunner(Action<int>? started = null)
{
    /// <summary>Name of the oracle that compares executions.</summary>
    public const string Execution = "execution";

    /// <summary>What failed was neither engine but the fuzzer.</summary>
    public const string Fuzzer = "fuzzer";

    // There are more settings than engines that one wants to keep.
    private const int MaximumEngines = 24;
    private const int MaximumText = 4_000;

    private readonly EngineUnderTest _reference = EngineUnderTest.Reference();
    private readonly Dictionary<string, EngineUnderTest> _engines = [];
    private readonly Coverage _coverage = new();
    private CaseFeatures? _features;

    /// <summary>Runs a batch.</summary>
    public BatchAnswer Run(BatchJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var coverage = ImmutableArray.CreateBuilder<CaseCoverage>();
        var inconclusive = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var differences = ImmutableArray.CreateBuilder<CaseDifference>();
        int comparable = 0;
        int modules = 0;
        int calls = 0;
        for (int i = 0; i < job.Count; i++)
        {
            started?.Invoke(i);
            CaseSeed seed = job.At(i);
            try
            {
                CampaignCase made = CampaignCase.Make(seed, job.Jit);
                modules += made.Item.Modules.Length;
                calls += made.Item.Calls.Length;
                (_features ??= new CaseFeatures(_coverage)).Add(made.Item);
                switch (Run(made))
                {
                    case Different different:
                        differences.Add(new CaseDifference(
                            seed.Number, Execution, different.Kind.ToString(), different.Where, Shorten(different.Left), Shorten(different.Right)));
                        break;
                    case Inconclusive nothing:
                        inconclusive[nothing.Reason.ToString()] = inconclusive.GetValueOrDefault(nothing.Reason.ToString()) + 1;
                        break;
                    default:
                        comparable++;
                        break;
                }
            }
#pragma warning disable CA1031 // An error of the generator or of an oracle is found like one of an engine.
            catch (Exception error)
#pragma warning restore CA1031
            {
                differences.Add(new CaseDifference(seed.Number, Fuzzer, error.GetType().Name, "the generator or the oracle", "", Shorten(error.ToString())));
            }

            if (_coverage.TakeNew() is { Length: > 0 } features)
            {
                coverage.Add(new CaseCoverage(seed.Number, features));
            }
        }

        return new BatchAnswer
        {
            Cases = job.Count,
            Comparable = comparable,
            Modules = modules,
            Calls = calls,
            Inconclusive = inconclusive.ToImmutable(),
            Differences = differences.ToImmutable(),
            Coverage = coverage.ToImmutable(),
            WorkingSet = Environment.WorkingSet,
        };
    }

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

    /// <summary>Runs one case that no seed gives, or files it.</summary>
    public TrialAnswer Try(TrialJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        CampaignCase made = job.Make();
        if (job.File is { } finding)
        {
            FindingStudy.Write(finding, made.Item, made.Settings, job.IsCut);
            return new TrialAnswer("");
        }

        return new TrialAnswer(Run(made) is Different different ? different.Kind.ToString() : "");
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

            _engines.Add(key, engine = EngineUnderTest.Jit(settings.ToJitOptions() with { Coverage = _coverage }));
        }

        return engine;
    }

    private static string Shorten(string text) => text.Length <= MaximumText ? text : text[..MaximumText] + "…";
}
