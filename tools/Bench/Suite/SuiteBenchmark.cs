using System.Diagnostics;
using Spectre.Console;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;
using Table = Spectre.Console.Table;

namespace Wasm.Bench.Suite;

/// <summary>Times the scripts of a folder, one after the other on one thread: reading, running, and both together.</summary>
internal static class SuiteBenchmark
{
    private const int SlowestShown = 12;

    public static int Run(string folder, string engineName, int runs)
    {
        if (!Directory.Exists(folder))
        {
            AnsiConsole.MarkupLine($"[red]{folder.EscapeMarkup()}: no such folder[/]");
            return 2;
        }

        string[] paths = [.. Directory.EnumerateFiles(folder, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var least = new Dictionary<string, (double Read, double Run)>();
        int failed = 0;
        for (int run = 0; run < runs; run++)
        {
            Engine engine = EngineChoice.Create(engineName);
            var executor = new ScriptExecutor(engine);
            failed = 0;
            int commands = 0;
            double total = 0;
            foreach (string path in paths)
            {
                long start = Stopwatch.GetTimestamp();
                Wasm.Wast.Script.Script script = ScriptExecutor.ReadScript(path);
                double read = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                ScriptResult result = executor.Run(script);
                double both = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                failed += result.Failures.Length;
                commands += result.Commands;
                total += both;
                (double Read, double Run) old = least.GetValueOrDefault(path, (double.MaxValue, double.MaxValue));
                least[path] = (Math.Min(old.Read, read), Math.Min(old.Run, both - read));
            }

            AnsiConsole.MarkupLine($"run {run + 1}: {total / 1000:F2} s, {commands:N0} commands, {commands / total * 1000:N0} a second, {failed} failed");
        }

        Print(folder, least);
        return failed == 0 ? 0 : 1;
    }

    private static void Print(string folder, Dictionary<string, (double Read, double Run)> least)
    {
        Table table = new Table()
            .Title($"Best of the runs, ms: all scripts and the slowest {SlowestShown}")
            .AddColumn("script")
            .AddColumn(new TableColumn("read").RightAligned())
            .AddColumn(new TableColumn("run").RightAligned());
        table.AddRow("all", $"{least.Values.Sum(time => time.Read):F1}", $"{least.Values.Sum(time => time.Run):F1}");
        foreach ((string path, (double read, double run)) in least.OrderByDescending(pair => pair.Value.Read + pair.Value.Run).Take(SlowestShown))
        {
            table.AddRow(Path.GetRelativePath(folder, path).EscapeMarkup(), $"{read:F1}", $"{run:F1}");
        }

        AnsiConsole.Write(table);
    }
}
