using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Wasm.Conform.Fuzzing;
using Wasm.Conform.Workers;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.Conform.Commands;

/// <summary><c>conform fuzz</c>: generated cases on all engines, in processes that may crash; every difference is filed.</summary>
internal static class FuzzCommand
{
    public static Command Create(ToolContext context)
    {
        var time = new Option<double?>("--time") { Description = "For how long. Default: 60, unless --cases is given.", HelpName = "SECONDS" };
        var cases = new Option<ulong?>("--cases") { Description = "Run the cases with the numbers below this.", HelpName = "N" };
        var first = new Option<ulong>("--first") { Description = "Number of the first case.", HelpName = "N" };
        var seed = new Option<ulong?>("--seed") { Description = "What all cases come from; printed, and different each time by default.", HelpName = "N" };
        var shard = new Option<string?>("--shard") { Description = "Only the cases whose number modulo n is i.", HelpName = "i/n" };
        var workers = new Option<int>("--workers", "-j") { Description = "Processes that run cases.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var limit = new Option<double>("--timeout") { Description = "A case that runs longer is a finding.", HelpName = "SECONDS", DefaultValueFactory = _ => 20 };
        var shrink = new Option<double>("--shrink") { Description = "How long one finding may be made smaller.", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };
        var report = new Option<string>("--report") { Description = "Folder of index.html, report.json and findings.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz") };
        var replay = new Option<string?>("--replay") { Description = "Run this one case again and say what comes of it.", HelpName = "SEED:NUMBER" };
        var oracle = new Option<string?>("--oracle") { Description = $"Only these, with commas between them: {string.Join(", ", OracleNames.All)}.", HelpName = "LIST" };
        var corpus = new Option<string?>("--corpus") { Description = "Where inputs are kept that were the first to have something, and taken from where there is --time and no --cases. Default: corpus in the report's folder.", HelpName = "DIR" };
        var parent = new Option<string?>("--parent") { Description = "The kept input that the case of --replay comes from.", HelpName = "FILE" };
        var scripts = new Option<string?>("--scripts") { Description = "Refuse to run with other scripts to take modules from than those with this digest.", HelpName = "DIGEST" };
        Option<string[]> settings = CommandLine.EngineSettings();
        settings.Description = "An option of the JIT's own, instead of those that each case draws; may be repeated.";
        CommandLine.Between(time, 0, 100_000_000);
        CommandLine.AtLeastOne(cases);
        CommandLine.Between(workers, 1, 1024);
        CommandLine.Between(limit, 0.1, 100_000);
        CommandLine.Between(shrink, 0, 100_000);
        var command = new Command("fuzz", "Generate modules, run them on the reference engine and the JIT, and file every difference.")
        {
            time, cases, first, seed, shard, workers, limit, shrink, report, oracle, corpus, replay, parent, scripts, settings,
        };
#if PLANTED_BUGS
        var plant = new Option<string?>("--plant") { Description = "Search for an error that this build has on purpose, or for all of them.", HelpName = "NAME" };
        command.Options.Add(plant);
#endif
        command.Add(FuzzMergeCommand.Create(context));
        CommandLine.AddExamples(command, "conform fuzz --time 300", "conform fuzz --seed 1 --cases 20000", "conform fuzz --seed 1 --cases 1000000 --shard 0/4", "conform fuzz --replay 1:4711");
        command.SetAction(parsed =>
        {
            string[] own = parsed.GetValue(settings) ?? [];
            CheckSettings(own);
            (int shardIndex, int shards) = ReadShard(parsed.GetValue(shard));
            CaseSeed? again = ReadCase(parsed.GetValue(replay));
            OracleSet oracles = ReadOracles(parsed.GetValue(oracle));
            CheckScripts(parsed.GetValue(scripts));
            var options = new CampaignOptions
            {
                Seed = again?.Seed ?? parsed.GetValue(seed) ?? (ulong)Random.Shared.NextInt64(1, 1L << 48),
                First = again?.Number ?? parsed.GetValue(first),
                Cases = again is { } one ? one.Number + 1 : parsed.GetValue(cases),
                Time = parsed.GetValue(time) is { } seconds ? TimeSpan.FromSeconds(seconds) : parsed.GetValue(cases) is null && again is null ? TimeSpan.FromMinutes(1) : null,
                Shard = again is null ? shardIndex : 0,
                Shards = again is null ? shards : 1,
                Workers = again is null ? parsed.GetValue(workers) : 1,
                CaseLimit = TimeSpan.FromSeconds(parsed.GetValue(limit)),
                ShrinkLimit = TimeSpan.FromSeconds(parsed.GetValue(shrink)),
                Jit = own.Length > 0 ? own : null,
                Oracles = oracles,
                Corpus = Path.GetFullPath(parsed.GetValue(corpus) ?? Path.Combine(parsed.GetRequiredValue(report), FuzzReport.CorpusName)),
                DrawsFromCorpus = parsed.GetValue(cases) is null && again is null,
                Parent = ReadParent(parsed.GetValue(parent)),
                Report = parsed.GetRequiredValue(report),
            };
#if PLANTED_BUGS
            if (parsed.GetValue(plant) is { } name)
            {
                return PlantedBugSearch.Run(name, options with { Seed = parsed.GetValue(seed) ?? 1 }, context);
            }
#endif
            return again is { } number ? Replay(number, options, context) : Run(options, context);
        });
        return command;
    }

    private static int Run(CampaignOptions options, ToolContext context)
    {
        Prepare(options.Report);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        context.Out.WriteLine($"seed {options.Seed}{(options.Shards > 1 ? $", shard {options.Shard}/{options.Shards}" : "")}, {options.Workers} workers{(options.Oracles == OracleSet.All ? "" : $", oracles {OracleNames.ListOf(options.Oracles)}")}");
        context.Out.WriteLine($"scripts to take modules from: {ModuleCorpus.Default.Description}");
        SayWhetherThereIsNode(options, context);
        context.Out.Flush();
        var run = new CampaignRun(options, () => new FuzzWorker(FuzzWorker.Start));
        var report = new FuzzReport(options, run.Coverage);
        CampaignFigures figures;
        try
        {
            figures = FuzzProgress.Watch(context, progress => run.Run(state => { progress(state); report.WriteNowAndThen(state); }, stop.Token));
        }
        finally
        {
            report.Write(run.Figures());
        }

        FuzzProgress.WriteSummary(context, figures, options);
        return figures.Findings.IsEmpty ? Program.Good : Program.Failed;

        // The batches that run come to their end, and the report is written.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static int Replay(CaseSeed seed, CampaignOptions options, ToolContext context)
    {
        CasePlan plan = new() { Oracles = options.Oracles, Inputs = options.Parent is { } parent ? [parent] : [], IsParentGiven = options.Parent is not null };
        CampaignCase made = new CaseMaker(plan with { Jit = options.Jit }, ModuleCorpus.Default).Make(seed);
        context.Out.WriteLine($"case {seed}, {made.Kind}, {OracleNames.ListOf(made.Oracles)}, {made.Settings}");
        using var worker = new FuzzWorker(FuzzWorker.Start);
        WorkerReply<BatchAnswer> reply = worker.Run(new BatchJob(seed.Seed, seed.Number, 1, 1, options.Jit, plan), options.CaseLimit);
        if (reply.Answer is not { } answer)
        {
            context.Out.WriteLine($"{reply.Loss}\n{Terminal.Printable(reply.Errors)}");
            return Program.Failed;
        }

        if (answer.Differences.IsEmpty)
        {
            context.Out.WriteLine(answer.Inconclusive.IsEmpty ? "same" : $"inconclusive: {string.Join(", ", answer.Inconclusive.Keys)}");
            return Program.Good;
        }

        CaseDifference difference = answer.Differences[0];
        context.Out.WriteLine($"{difference.Oracle}: {difference.Kind}, {difference.Where}");
        context.Out.WriteLine($"  reference: {Terminal.Printable(difference.Left)}");
        context.Out.WriteLine($"  other:     {Terminal.Printable(difference.Right)}");
        string folder = Path.GetFullPath(Path.Combine(options.Report, "replay", $"{seed.Seed}-{seed.Number}"));
        TimeSpan limit = options.ShrinkLimit + TimeSpan.FromMinutes(1);
        if (worker.Study(new StudyJob(seed.Seed, seed.Number, options.Jit, folder, options.ShrinkLimit.TotalSeconds, plan), limit).Answer is { } finding)
        {
            context.Out.WriteLine($"  to blame:  {finding.Blame ?? "not known"}, with {finding.Settings}; {finding.Instructions} instructions");
            context.Out.WriteLine($"  files:     {folder}");
        }

        return Program.Failed;
    }

    // What an earlier campaign left must not be taken for this one's. Nothing else is removed.
    private static void Prepare(string report)
    {
        string findings = Path.Combine(report, "findings");
        if (Directory.Exists(findings))
        {
            Directory.Delete(findings, recursive: true);
        }

        Directory.CreateDirectory(findings);
    }

    private static (int Shard, int Shards) ReadShard(string? text)
    {
        if (text is null)
        {
            return (0, 1);
        }

        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int shard)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int shards) && shard < shards
            ? (shard, shards)
            : throw new InputException($"--shard {text}: i/n is expected, i from 0 to n - 1");
    }

    private static CaseSeed? ReadCase(string? text) => text is null ? null
        : CaseSeed.TryParse(text, out CaseSeed seed) ? seed
        : throw new InputException($"--replay {text}: SEED:NUMBER is expected");

    private static OracleSet ReadOracles(string? list)
    {
        try
        {
            return list is null ? OracleSet.All : OracleNames.Parse(list);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"--oracle: {e.Message}", e);
        }
    }

    private static string? ReadParent(string? file) => file is null ? null
        : CorpusFolder.TryRead(file) is not null ? Path.GetFullPath(file)
        : throw new InputException($"--parent {file}: no kept input");

    private static void CheckScripts(string? digest)
    {
        if (digest is not null && digest != ModuleCorpus.Default.Digest)
        {
            throw new InputException($"--scripts {digest}: here is {ModuleCorpus.Default.Description}; another case would come of it");
        }
    }

    private static void SayWhetherThereIsNode(CampaignOptions options, ToolContext context)
    {
        if ((options.Oracles & OracleSet.Validate) == 0)
        {
            return;
        }

        using ValidateNodeOracle? node = ValidateNodeOracle.TryCreate(out string reason);
        context.Out.WriteLine(node is null ? $"oracle validate is left out: {reason}" : $"oracle validate: Node {node.Version}");
        if (node is null && options.Oracles == OracleSet.Validate)
        {
            throw new InputException($"--oracle validate: {reason}");
        }
    }

    private static void CheckSettings(string[] words)
    {
        try
        {
            _ = JitOptions.Parse(EngineRegistry.Parse(words));
        }
        catch (ArgumentException e)
        {
            throw new InputException($"--jit-option: {e.Message}", e);
        }
    }
}
