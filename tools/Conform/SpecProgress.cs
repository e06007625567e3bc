using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>Shows how far a run is: a bar on a terminal, now and then a plain line elsewhere.</summary>
internal static class SpecProgress
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    /// <summary>Does something while it tells how far it is.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="run">Gets what it must call after each script, from any thread but one at a time.</param>
    public static SuiteResult Watch(ToolContext context, Func<Action<SuiteProgress>, SuiteResult> run) =>
        context.OutputIsTerminal ? WatchBar(context, run) : WatchLines(context, run);

    private static SuiteResult WatchBar(ToolContext context, Func<Action<SuiteProgress>, SuiteResult> run)
    {
        Progress progress = SpecOutput.CreateConsole(context).Progress().AutoClear(true).Columns(
            new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        return progress.Start(bar =>
        {
            ProgressTask task = bar.AddTask("reading scripts");
            var count = new Counter();
            return run(step =>
            {
                count.Add(step.Result);
                string failed = count.Failed > 0 ? $", [red]{Number(count.Failed)} failed[/]" : "";
                task.MaxValue = step.Total;
                task.Value = step.Done;
                task.Description = $"{step.Done} of {step.Total} scripts, {Number(count.Commands)} commands{failed}";
            });
        });
    }

    private static SuiteResult WatchLines(ToolContext context, Func<Action<SuiteProgress>, SuiteResult> run)
    {
        long last = Stopwatch.GetTimestamp();
        var count = new Counter();
        return run(step =>
        {
            count.Add(step.Result);
            if (Stopwatch.GetElapsedTime(last) < PlainInterval)
            {
                return;
            }

            last = Stopwatch.GetTimestamp();
            context.Out.WriteLine($"{step.Done} of {step.Total} scripts, {Number(count.Commands)} commands, {Number(count.Failed)} failed");
            context.Out.Flush();
        });
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Counter
    {
        public int Commands { get; private set; }

        public int Failed { get; private set; }

        public void Add(ScriptResult result)
        {
            Commands += result.Commands;
            Failed += result.Failed;
        }
    }
}
