using System.Text.Json;
using Spectre.Console;

namespace Wasm.Bench.Embedding;

/// <param name="Engines">Names of the engines.</param>
/// <param name="Filter">Part of the cases' groups and names.</param>
/// <param name="Json">File for the figures, or null.</param>
/// <param name="Time">Time to measure each case for.</param>
/// <param name="IsCold">Not to wait for tiered compilation.</param>
internal sealed record EmbeddingOptions(IReadOnlyList<string> Engines, string Filter, string? Json, TimeSpan Time, bool IsCold);

/// <summary>An engine's figures.</summary>
internal sealed record EmbeddingReport(string Engine, IReadOnlyList<EmbeddingFigures> Rows, ThreadFigures? Threads);

/// <summary>What it costs to cross from .NET to WebAssembly and back, to make instances and to link.</summary>
internal static class EmbeddingBenchmark
{
    public static int Run(EmbeddingOptions options)
    {
        var reports = new List<EmbeddingReport>();
        AnsiConsole.Status().Start("preparing", status =>
        {
            foreach (string engine in options.Engines)
            {
                reports.Add(Measure(engine, options, text => status.Status(text)));
            }
        });

        if (reports.TrueForAll(report => report.Rows.Count == 0 && report.Threads is null))
        {
            AnsiConsole.MarkupLine($"[red]no case's group and name contain `{options.Filter.EscapeMarkup()}`[/]");
            return 2;
        }

        reports.ForEach(Print);
        if (options.Json is not null)
        {
            WriteJson(options.Json, reports);
        }

        return reports.TrueForAll(report => report.Rows.All(row => row.IsCorrect) && report.Threads is not { IsCorrect: false }) ? 0 : 1;
    }

    private static EmbeddingReport Measure(string engine, EmbeddingOptions options, Action<string> show)
    {
        EmbeddingCase[] cases =
        [
            .. from make in (Func<string, IEnumerable<EmbeddingCase>>[])[HostToWasm.Cases, WasmToHost.Cases, Asynchronous.Cases, Instantiation.Cases]
               from item in make(engine)
               where IsWanted($"{item.Group} {item.Name}")
               select item,
        ];
        if (!options.IsCold)
        {
            show($"{engine}: warming up");
            Meter.WarmUp(cases);
        }

        var rows = new List<EmbeddingFigures>();
        foreach (EmbeddingCase item in cases)
        {
            show($"{engine}: measuring {item.Group}: {item.Name}".EscapeMarkup());
            rows.Add(Meter.Measure(item, options.Time));
        }

        return new(engine, rows, IsWanted(Threads.Name) ? Threads.Measure(engine, options.Time) : null);

        bool IsWanted(string name) => name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase);
    }

    private static void Print(EmbeddingReport report)
    {
        Table table = new Table()
            .Title($"Embedding, {report.Engine}; one operation")
            .AddColumn("")
            .AddColumn(new TableColumn("median ns").RightAligned())
            .AddColumn(new TableColumn("best ns").RightAligned())
            .AddColumn(new TableColumn("bytes").RightAligned())
            .AddColumn("limit")
            .AddColumn(new TableColumn("limit ns").RightAligned())
            .AddColumn(new TableColumn("ratio").RightAligned())
            .AddColumn("result");
        string group = "";
        foreach (EmbeddingFigures row in report.Rows)
        {
            if (row.Case.Group != group)
            {
                group = row.Case.Group;
                table.AddRow($"[bold]{group.EscapeMarkup()}[/]");
            }

            table.AddRow(
                "  " + row.Case.Name.EscapeMarkup(),
                $"{row.MedianNs:F1}",
                $"{row.BestNs:F1}",
                $"{row.Bytes:F0}",
                row.Case.Limit.Name.EscapeMarkup(),
                $"{row.LimitNs:F1}",
                $"{row.Ratio:F1}",
                row.IsCorrect ? "[green]right[/]" : "[red]wrong[/]");
        }

        if (report.Rows.Count > 0)
        {
            AnsiConsole.Write(table);
        }

        if (report.Threads is { } threads)
        {
            AnsiConsole.MarkupLine(
                $"{Threads.Name}: {threads.OneMs:F1} ms each alone, {threads.AllMs:F1} ms for all {threads.Count} on {Environment.ProcessorCount} processors: "
                + $"[bold]{threads.SpeedUp:F2}[/] times as fast as one after another; {(threads.IsCorrect ? "[green]right[/]" : "[red]wrong[/]")}");
        }
    }

    private static void WriteJson(string path, List<EmbeddingReport> reports)
    {
        var document = new
        {
            schema = 1,
            runtime = Environment.Version.ToString(),
            processors = Environment.ProcessorCount,
            engines = reports.Select(report => new
            {
                engine = report.Engine,
                cases = report.Rows.Select(row => new
                {
                    group = row.Case.Group,
                    name = row.Case.Name,
                    median_ns = row.MedianNs,
                    best_ns = row.BestNs,
                    bytes = row.Bytes,
                    limit = row.Case.Limit.Name,
                    limit_ns = row.LimitNs,
                    ratio = row.Ratio,
                    samples = row.Samples,
                    correct = row.IsCorrect,
                }),
                threads = report.Threads is not { } threads ? null : new
                {
                    count = threads.Count,
                    one_ms = threads.OneMs,
                    all_ms = threads.AllMs,
                    speed_up = threads.SpeedUp,
                    correct = threads.IsCorrect,
                },
            }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(document, JsonFormat.Options));
    }
}
