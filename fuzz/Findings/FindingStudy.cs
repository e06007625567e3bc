using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Fuzz.Shrink;

namespace Wasm.Fuzz.Findings;

/// <summary>
/// Looks into a case that differed: which of its settings it needs, how small it gets, who is to blame; and writes the
/// finding's folder.
/// </summary>
public sealed class FindingStudy
{
    private readonly Func<CaseSettings, EngineUnderTest> _other;

    /// <summary>Makes one for any engine.</summary>
    internal FindingStudy(Func<CaseSettings, EngineUnderTest> other) => _other = other;

    /// <summary>Looks into a case.</summary>
    public static Finding Run(StudyJob job) => new FindingStudy(settings => EngineUnderTest.Jit(settings.ToJitOptions())).Study(job);

    /// <summary>Looks into a case.</summary>
    internal Finding Study(StudyJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var seed = new CaseSeed(job.Seed, job.Number);
        CampaignCase made;
        Verdict first;
        try
        {
            made = new CaseMaker(job.GetPlan(), ModuleCorpus.Default).Make(seed);
            if (made.Oracles != OracleSet.Execute)
            {
                using var oracles = new CaseOracles(ModuleCorpus.Default, _other);
                if (oracles.Judge(made) is [.., { Verdict: Different or Flaw, Oracle: not OracleSet.Execute } found])
                {
                    return new OracleStudy(job, made, oracles).Study(found);
                }
            }

            first = Run(made.Item, made.Settings);
            if (first is Inconclusive { Reason: InconclusiveReason.NeedsFuel })
            {
                made = made with { Settings = made.Settings with { Rules = made.Settings.Rules with { Fuel = true } } };
                first = Run(made.Item, made.Settings);
            }
        }
#pragma warning disable CA1031 // Then this is the finding.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return FindingFiles.WriteUnstudied(job, new CaseDifference(job.Number, BatchRunner.Fuzzer, error.GetType().Name, "the generator or the oracle", "", error.ToString()));
        }

        if (first is not Different different)
        {
            return FindingFiles.WriteUnstudied(job, new CaseDifference(
                job.Number, BatchRunner.Execution, "Unsteady", "the case", "", $"differed after other cases, but not alone in new engines: {first}"));
        }

        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(job.Seconds));
        CaseSettings settings = Simplify(made.Item, made.Settings, candidate => Differs(made.Item, candidate, different.Kind));
        GeneratedCase item = Shrink(made.Item, settings, different.Kind, time.Token);
        settings = Simplify(item, settings, candidate => Differs(item, candidate, different.Kind));
        different = Run(item, settings) as Different ?? different;
        string? blame = new PassBisection(new ExecutionOracle(settings.Rules)).Blame(item, settings.ToJitOptions());
        string mnemonics = FindingFiles.MnemonicsOf(item);
        string detail = different.Kind == DifferenceKind.EngineError ? FindingList.WithoutNumbers(FirstLine(different.Left + different.Right)) : mnemonics;
        var finding = new Finding
        {
            Signature = $"{BatchRunner.Execution}|{different.Kind}|{blame}|{(detail.Length > 0 ? detail : FindingList.WithoutNumbers(different.Where))}",
            Oracle = BatchRunner.Execution,
            Kind = different.Kind.ToString(),
            Where = different.Where,
            Left = different.Left,
            Right = different.Right,
            Blame = blame,
            Case = seed.ToString(),
            Settings = settings.ToString(),
            Command = FindingFiles.CommandOf(made, job),
            Folder = job.Folder,
            Instructions = FindingFiles.CountInstructions(item),
        };
        Write(finding, item, settings, isCut: time.IsCancellationRequested);
        return finding;
    }

    /// <summary>Writes the folder.</summary>
    internal static void Write(Finding finding, GeneratedCase item, CaseSettings settings, bool isCut)
    {
        Directory.CreateDirectory(finding.Folder);
        FindingFiles.WriteModules(finding.Folder, item);
        string note = isCut ? "The case may become smaller still: there was no more time." : "The case is minimal: none of the changes that the shrinker knows makes it smaller.";
        CaseScript script = CaseScript.Write(item, settings, finding);
        File.WriteAllText(Path.Combine(finding.Folder, FindingFiles.Script), script.Text);
        string options = string.Concat(settings.Jit.Select(word => $" --jit-option {word}"));
        note += $"\n\nAs a script: `conform spec {FindingFiles.Script} --engine jit {CaseScript.Options}{options}`. ";
        note += script.Describe(settings);
        FindingFiles.WriteReadMe(finding, note);
    }

    /// <summary>Leaves away one setting after the other, as long as the case fails in the same way.</summary>
    internal static CaseSettings Simplify(GeneratedCase item, CaseSettings settings, Func<CaseSettings, bool> fails)
    {
        foreach (string word in settings.Jit)
        {
            Try(settings with { Jit = settings.Jit.Remove(word) });
        }

        var usual = new ExecutionOptions();
        Try(settings with { Rules = settings.Rules with { FailingGrowths = 0 } });
        Try(settings with { Rules = settings.Rules with { MaximumStackSlots = usual.MaximumStackSlots } });
        if (settings.Rules.Fuel)
        {
            Try(settings with { Rules = settings.Rules with { FuelPerCall = usual.FuelPerCall } });
            if (item.Terminates)
            {
                Try(settings with { Rules = settings.Rules with { Fuel = false } });
            }
        }

        return settings;

        void Try(CaseSettings candidate)
        {
            if (candidate != settings && fails(candidate))
            {
                settings = candidate;
            }
        }
    }

    private GeneratedCase Shrink(GeneratedCase item, CaseSettings settings, DifferenceKind kind, CancellationToken cancellation)
    {
        // One pair of engines for thousands of runs.
        var oracle = new ExecutionOracle(settings.Rules);
        EngineUnderTest[] engines = [EngineUnderTest.Reference(), _other(settings)];
        bool Fails(GeneratedCase candidate) => oracle.Run(candidate, engines) is Different different && different.Kind == kind;
        return Fails(item) ? new Shrinker(Fails, null, cancellation).Shrink(item) : item;
    }

    private bool Differs(GeneratedCase item, CaseSettings settings, DifferenceKind kind) =>
        Run(item, settings) is Different different && different.Kind == kind;

    private Verdict Run(GeneratedCase item, CaseSettings settings) =>
        new ExecutionOracle(settings.Rules).Run(item, [EngineUnderTest.Reference(), _other(settings)]);

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
