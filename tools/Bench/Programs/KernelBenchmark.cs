using System.Diagnostics;
using Spectre.Console;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Programs;

/// <param name="Contestants">Who runs the kernels.</param>
/// <param name="Filter">Part of the kernels' names.</param>
/// <param name="Json">File for the figures, or null.</param>
/// <param name="Time">Time to measure each kernel with each contestant for.</param>
/// <param name="Rounds">How often at least.</param>
/// <param name="Size">Amount of work; null chooses by contestant.</param>
internal sealed record KernelBenchmarkOptions(
    IReadOnlyList<IContestant> Contestants, string Filter, string? Json, TimeSpan Time, int Rounds, KernelSize? Size);

/// <summary>
/// Whole programs on engines, V8 and as native code. All contestants are ready before the first is measured, then they
/// take turns, so that a machine that is slow for a while is slow for all.
/// </summary>
internal static class KernelBenchmark
{
    public static int Run(KernelBenchmarkOptions options)
    {
        IReadOnlyList<Kernel> kernels = Kernel.Load(options.Filter);
        if (kernels.Count == 0)
        {
            AnsiConsole.MarkupLine($"[red]no kernel's name contains `{options.Filter.EscapeMarkup()}`[/]");
            return 2;
        }

        foreach (IContestant contestant in options.Contestants)
        {
            AnsiConsole.MarkupLine($"[bold]{contestant.Name.EscapeMarkup()}[/]: {contestant.Description.EscapeMarkup()}");
        }

        var rows = new List<KernelFigures>();
        var failures = new List<string>();
        if (Console.IsOutputRedirected)
        {
            MeasureAll(_ => { });
        }
        else
        {
            AnsiConsole.Status().Start("measuring", status => MeasureAll(name => status.Status($"measuring {name}")));
        }

        var report = new KernelReport(rows, failures);
        KernelOutput.Print(report);
        if (options.Json is not null)
        {
            KernelOutput.WriteJson(options.Json, report, options);
        }

        return rows.TrueForAll(row => row.Contestants.All(figures => figures.IsCorrect)) ? 0 : 1;

        void MeasureAll(Action<string> begin)
        {
            foreach (Kernel kernel in kernels)
            {
                begin(kernel.Name);
                foreach (KernelSize size in Sizes(options))
                {
                    rows.Add(Measure(kernel, size, options, failures));
                }
            }
        }
    }

    // V8 is what all are compared with: it runs each size that occurs.
    private static KernelSize[] Sizes(KernelBenchmarkOptions options) => options.Size is { } one
        ? [one]
        : [.. options.Contestants.Select(contestant => contestant.Size).Distinct().Order()];

    private static bool TakesPart(IContestant contestant, KernelSize size, KernelBenchmarkOptions options) =>
        options.Size is not null || contestant.Size == size || contestant.Name == KernelOutput.Peer;

    private static KernelFigures Measure(Kernel kernel, KernelSize size, KernelBenchmarkOptions options, List<string> failures)
    {
        KernelCase work = kernel.Cases[size];
        var runners = new List<(IContestant Contestant, IRunner Runner, List<double> Times)>();
        try
        {
            foreach (IContestant contestant in options.Contestants.Where(contestant => TakesPart(contestant, size, options)))
            {
                try
                {
                    if (contestant.Open(kernel, work) is { } runner)
                    {
                        runners.Add((contestant, runner, []));
                    }
                }
                catch (ContestantException error)
                {
                    failures.Add($"{kernel.Name} on {contestant.Name}: {error.Message}");
                }
            }

            TakeTurns(runners.ConvertAll(runner => (runner.Runner, runner.Times)), options);
            return new(kernel, size, [.. runners.Select(runner => Figures(runner.Contestant.Name, runner.Runner, runner.Times, work.Expected))]);
        }
        finally
        {
            runners.ForEach(runner => runner.Runner.Dispose());
        }
    }

    private static void TakeTurns(List<(IRunner Runner, List<double> Times)> runners, KernelBenchmarkOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < options.Rounds || Stopwatch.GetElapsedTime(start) < options.Time * runners.Count; round++)
        {
            // Each round begins with another one.
            for (int i = 0; i < runners.Count; i++)
            {
                (IRunner runner, List<double> times) = runners[(round + i) % runners.Count];
                times.Add(runner.Sample());
            }
        }
    }

    private static ContestantFigures Figures(string name, IRunner runner, List<double> times, Value expected)
    {
        bool isCorrect = Kernel.ReadValue(expected.Kind == ValueKind.F64 ? "f64" : "i32", runner.Result) == expected;
        return new(name, runner.CompileMs, runner.CodeBytes, Sampler.Summarize(times), runner.Result, isCorrect);
    }
}
