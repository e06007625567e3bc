using System.Collections.Immutable;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;

namespace Wasm.Fuzz.Campaign;

/// <summary>Runs cases on the reference engine and the optimizing engine; what a worker does. One thread at a time.</summary>
public sealed class BatchRunner : IDisposable
{
    /// <summary>Name of the oracle that compares executions.</summary>
    public const string Execution = "execute";

    /// <summary>What failed was neither engine but the fuzzer.</summary>
    public const string Fuzzer = "fuzzer";

    private const int MaximumText = 4_000;

    // Looking for what a case has takes another validation, and a look at the code after each pass: for each case that would be
    // a sixth of all time.
    private const ulong CasesToFeatures = 4;

    private readonly Coverage _coverage = new();
    private readonly CaseFeatures _features;
    private readonly CaseOracles _oracles;
    private readonly Action<int>? _started;

    /// <summary>Makes one.</summary>
    /// <param name="started">Is told before each case is made which place of its batch it has.</param>
    public BatchRunner(Action<int>? started = null)
    {
        _started = started;
        _features = new CaseFeatures(_coverage);
        _oracles = new CaseOracles(ModuleCorpus.Default, settings => EngineUnderTest.Jit(settings.ToJitOptions() with { Coverage = _coverage }));
    }

    /// <summary>Runs a batch.</summary>
    public BatchAnswer Run(BatchJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var coverage = ImmutableArray.CreateBuilder<CaseCoverage>();
        bool keeps = job.GetPlan().KeepsInputs;
        var maker = new CaseMaker(job.GetPlan(), ModuleCorpus.Default);
        var oracles = ImmutableSortedDictionary.CreateBuilder<string, OracleCount>(StringComparer.Ordinal);
        var inconclusive = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var differences = ImmutableArray.CreateBuilder<CaseDifference>();
        int comparable = 0;
        int modules = 0;
        int calls = 0;
        for (int i = 0; i < job.Count; i++)
        {
            _started?.Invoke(i);
            CaseSeed seed = job.At(i);
            CampaignCase? last = null;
            try
            {
                CampaignCase made = last = maker.Make(seed);
                modules += made.Item.Modules.Length;
                calls += made.Item.Calls.Length;
                _coverage.IsWanted = seed.Number % CasesToFeatures == 0;
                if (_coverage.IsWanted)
                {
                    _features.Add(made.Item);
                }

                Inconclusive? nothing = null;
                bool isSame = true;
                foreach ((OracleSet oracle, Verdict verdict) in _oracles.Judge(made))
                {
                    string name = OracleNames.Of(oracle);
                    CaseDifference? found = Describe(made, name, verdict);
                    nothing ??= verdict as Inconclusive;
                    isSame &= found is null;
                    oracles[name] = oracles.GetValueOrDefault(name) + new OracleCount(1, verdict is Inconclusive ? 0 : 1, found is null ? 0 : 1);
                    if (found is not null)
                    {
                        differences.Add(found);
                    }
                }

                if (made.Kind is CaseKind.Broken or CaseKind.Damaged && isSame && _coverage.IsWanted)
                {
                    _features.AddBinary(made.Bytes);
                }

                if (isSame && nothing is not null)
                {
                    inconclusive[nothing.Reason.ToString()] = inconclusive.GetValueOrDefault(nothing.Reason.ToString()) + 1;
                }

                comparable += isSame && nothing is null ? 1 : 0;
            }
#pragma warning disable CA1031 // An error of the generator or of an oracle is found like one of an engine.
            catch (Exception error)
#pragma warning restore CA1031
            {
                differences.Add(new CaseDifference(seed.Number, Fuzzer, error.GetType().Name, "the generator or the oracle", "", Shorten(error.ToString())));
            }

            if (_coverage.TakeNew() is { Length: > 0 } features)
            {
                coverage.Add(new CaseCoverage(seed.Number, features, keeps && last is not null ? CorpusFolder.InputOf(last) : null));
            }
        }

        return new BatchAnswer
        {
            Cases = job.Count,
            Comparable = comparable,
            Modules = modules,
            Calls = calls,
            Oracles = oracles.ToImmutable(),
            Inconclusive = inconclusive.ToImmutable(),
            Differences = differences.ToImmutable(),
            Coverage = coverage.ToImmutable(),
            WorkingSet = Environment.WorkingSet,
        };
    }

    /// <summary>Runs one case on both engines; with fuel, if it would take too long without.</summary>
    public Verdict Run(CampaignCase made) => _oracles.Execute(made);

    /// <inheritdoc/>
    public void Dispose() => _oracles.Dispose();

    private static CaseDifference? Describe(CampaignCase made, string oracle, Verdict verdict) => verdict switch
    {
        Different different => new CaseDifference(
            made.Seed.Number, oracle, different.Kind.ToString(), different.Where, Shorten(different.Left), Shorten(different.Right), made.Parent),
        Flaw flaw => new CaseDifference(made.Seed.Number, oracle, flaw.Kind, "", flaw.Kind, Shorten(flaw.Detail), made.Parent),
        _ => null,
    };

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

    private static string Shorten(string text) => text.Length <= MaximumText ? text : text[..MaximumText] + "…";
}
