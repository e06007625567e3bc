using System.Collections.Immutable;
using System.CommandLine;
using Wasm.Conform.Workers;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;
using Wasm.Wast.Runner.Reports;

namespace Wasm.Conform.Commands;

/// <summary><c>conform spec</c>: runs test scripts, by default the official suite.</summary>
internal static class SpecCommand
{
    // What the official suite has beside these is of proposals and of former releases, and runs when it is named.
    private const string CustomFolder = "custom";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    // An engine that can be interrupted ends by itself; a process that does not answer is killed so much later.
    private static readonly TimeSpan WorkerGrace = TimeSpan.FromSeconds(10);

    public static Command Create(ToolContext context)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = $"Scripts (.wast, or wast2json's .json) and folders of them. Default: core and custom of the official suite ({TestSuiteLocator.Help}), else the project's own scripts.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var engine = new Option<string>("--engine") { Description = "reference, jit, both (and compare them) or all.", HelpName = "NAME", DefaultValueFactory = _ => context.Engines.SpecDefault };
        Option<string[]> settings = CommandLine.EngineSettings();
        var switches = new Option<string[]>("--option") { Description = EngineSwitches.Description, HelpName = "NAME=on|off", Arity = ArgumentArity.ZeroOrMore };
        var isolate = new Option<bool>("--isolate") { Description = "Run scripts in other processes: an engine that crashes loses the script, not the run." };
        var timeout = new Option<double?>("--timeout") { Description = "Time for one script (default: 300).", HelpName = "SECONDS" };
        var filter = new Option<string?>("--filter") { Description = "Only scripts with such names: * is any text, ? any character; with a slash, group and name.", HelpName = "GLOB" };
        var line = new Option<int?>("--line") { Description = "Only commands up to the one at this line.", HelpName = "N" };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Scripts that run at the same time.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var seed = new Option<int?>("--seed") { Description = "Run the scripts in a random order, which this number determines.", HelpName = "N" };
        var lenient = new Option<bool>("--lenient") { Description = "Do not compare error messages with the expected ones." };
        var roundTrip = new Option<bool>("--roundtrip") { Description = "Also take every module through printer and parser; the bytes must stay the same." };
        var report = new Option<string?>("--report") { Description = "Write report.json, junit.xml and index.html there.", HelpName = "DIR" };
        var failFast = new Option<bool>("--fail-fast") { Description = "Stop at the first failure." };
        CommandLine.Between(timeout, 0.001, 1_000_000);
        CommandLine.AtLeastOne(line);
        CommandLine.AtLeastOne(jobs);
        CommandLine.RefuseOptions(paths);
        var command = new Command("spec", "Run test scripts and compare what happens with what they expect.")
        {
            paths, engine, settings, switches, filter, line, jobs, seed, lenient, roundTrip, report, failFast, isolate, timeout,
        };
        CommandLine.AddExamples(
            command,
            "conform spec",
            "conform spec --filter 'simd_*' --report artifacts/spec",
            "conform spec my.wast --line 89",
            "conform spec ../testsuite/proposals/threads --lenient");
        command.SetAction(parsed =>
        {
            string[] own = parsed.GetValue(settings) ?? [];
            string[] words = parsed.GetValue(switches) ?? [];
            TimeSpan limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeout;
            using WorkerPool? workers = parsed.GetValue(isolate) ? new WorkerPool(WorkerStart.Own(own), limit + WorkerGrace) : null;
            var options = new SuiteOptions
            {
                Paths = [.. InputFile.Expand(parsed.GetValue(paths) ?? [])],
                Engines = [.. context.Engines.Select(parsed.GetRequiredValue(engine), own)],
                Engine = EngineSwitches.Apply(new EngineOptions(), words),
                CompareEngine = EngineSwitches.Apply(SuiteOptions.Deterministic, words.Where(EngineSwitches.IsForCompareMode)),
                Isolation = workers is null ? null : workers.Run,
                Filter = parsed.GetValue(filter),
                Jobs = parsed.GetValue(jobs),
                Seed = parsed.GetValue(seed),
                FailFast = parsed.GetValue(failFast),
                Script = new ScriptOptions
                {
                    Lenient = parsed.GetValue(lenient),
                    RoundTrip = parsed.GetValue(roundTrip),
                    UntilLine = parsed.GetValue(line),
                    Timeout = limit,
                },
            };
            return Run(options, parsed.GetValue(report), context);
        });
        return command;
    }

    private static int Run(SuiteOptions options, string? report, ToolContext context)
    {
        (options, string? suite, string? notice) = WithDefaultPaths(options);
        if (notice is not null)
        {
            context.Out.WriteLine(notice);
        }

        if (report is not null)
        {
            PrepareReport(report);
        }

        DateTimeOffset started = DateTimeOffset.UtcNow;
        SuiteResult result = RunWithProgress(options, context);
        if (suite is not null)
        {
            result = result with { Paths = [suite], Commit = TestSuiteLocator.FindCommit(suite) };
        }

        var output = new SpecOutput(context);
        output.WriteFailures(result);
        output.WriteTable(result);
        if (report is not null)
        {
            WriteReport(result, report, started);
            context.Out.WriteLine($"Report: {Path.Combine(report, ReportWriter.HtmlName)}");
        }

        output.WriteTotal(result);
        if (notice is not null)
        {
            context.Out.WriteLine(notice);
        }

        return result.Succeeded && !result.Incomplete ? Program.Good : Program.Failed;
    }

    // Without paths: the suite's files one by one, since its folders beside custom are left out.
    private static (SuiteOptions Options, string? Suite, string? Notice) WithDefaultPaths(SuiteOptions options)
    {
        if (!options.Paths.IsEmpty)
        {
            return (options, null, null);
        }

        if (TestSuiteLocator.Find() is { } suite)
        {
            IEnumerable<string> core = Directory.EnumerateFiles(suite, "*.wast").Order(StringComparer.Ordinal);
            string custom = Path.Combine(suite, CustomFolder);
            ImmutableArray<string> paths = [.. core, .. Directory.Exists(custom) ? new[] { custom } : []];
            return paths.IsEmpty ? throw new InputException($"{suite}: no script (*.wast) in this folder") : (options with { Paths = paths }, suite, null);
        }

        string? own = TestSuiteLocator.FindRepositoryRoot() is { } root ? Path.Combine(root, "SpecTests", "scripts") : null;
        if (own is null || !Directory.Exists(own))
        {
            throw new InputException($"the official test suite was not found: {TestSuiteLocator.Help}, or name scripts");
        }

        string notice = $"The official test suite was not found ({TestSuiteLocator.Help}); these are the project's own scripts.";
        return (options with { Paths = [own] }, own, notice);
    }

    private static SuiteResult RunWithProgress(SuiteOptions options, ToolContext context)
    {
        using var cancellation = new CancellationTokenSource();
        ConsoleCancelEventHandler cancel = (_, e) =>
        {
            // The first Ctrl-C ends the run in good order, with what there is so far; the second one kills.
            e.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };
        Console.CancelKeyPress += cancel;
        try
        {
            return SpecProgress.Watch(context, report => SuiteRunner.Run(options with { Progress = report }, cancellation.Token));
        }
        finally
        {
            Console.CancelKeyPress -= cancel;
        }
    }

    // A folder that cannot be made should be known before the run, not after it.
    private static void PrepareReport(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"--report {folder}: {e.Message}", e);
        }
    }

    private static void WriteReport(SuiteResult result, string folder, DateTimeOffset started)
    {
        try
        {
            ReportWriter.Write(result, folder, started);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--report {folder}: {e.Message}", e);
        }
    }
}
