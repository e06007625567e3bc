using System.Text.Json;
using Spectre.Console;
using Wasm.Bench.Node;
using Table = Spectre.Console.Table;

namespace Wasm.Bench.Programs;

/// <summary>How the figures of kernels are shown and written.</summary>
internal static class KernelOutput
{
    /// <summary>The contestant that all are compared with.</summary>
    public static string Peer => NodeTier.Top.Name;

    public static void Print(KernelReport report)
    {
        foreach (KernelSize size in report.Sizes)
        {
            PrintTimes(report, size);
        }

        PrintCompilation(report);
        foreach (string failure in report.Failures)
        {
            AnsiConsole.MarkupLine($"not measured: {failure.EscapeMarkup()}");
        }
    }

    public static void WriteJson(string path, KernelReport report, KernelBenchmarkOptions options)
    {
        var json = new
        {
            schema = 2,
            runtime = Environment.Version.ToString(),
            processors = Environment.ProcessorCount,
            peer = Peer,
            contestants = options.Contestants.Select(contestant => new { name = contestant.Name, description = contestant.Description }),
            kernels = report.Rows.Select(row => new
            {
                name = row.Kernel.Name,
                size = Name(row.Size),
                n = row.Kernel.Cases[row.Size].Argument,
                extra = row.Kernel.IsExtra,
                wasm_bytes = row.Kernel.Binary.Length,
                figures = row.Contestants.Select(figures => new
                {
                    contestant = figures.Contestant,
                    compile_ms = figures.CompileMs,
                    code_bytes = figures.CodeBytes,
                    best_ms = figures.Run.Best,
                    median_ms = figures.Run.Median,
                    runs = figures.Run.Count,
                    result = figures.Result,
                    correct = figures.IsCorrect,
                    ratio = row.Ratio(figures.Contestant, Peer),
                }),
            }),
            means = from size in report.Sizes
                    from contestant in report.Contestants(size)
                    let mean = report.Mean(contestant, Peer, size)
                    where mean is not null
                    select new { contestant, size = Name(size), kernels = mean.Value.Kernels, geometric_mean_ratio = mean.Value.Mean },
            failures = report.Failures,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(json, JsonFormat.Options));
    }

    private static string Name(KernelSize size) => size.ToString().ToLowerInvariant();

    private static void PrintTimes(KernelReport report, KernelSize size)
    {
        string[] contestants = [.. report.Contestants(size)];
        Table table = new Table()
            .Title($"{Name(size)} size; best and median time of a call in ms, and best time as a multiple of {Peer}'s")
            .AddColumn("kernel")
            .AddColumn(new TableColumn("n").RightAligned());
        foreach (string contestant in contestants)
        {
            table.AddColumn(new TableColumn(contestant.EscapeMarkup()).RightAligned());
            table.AddColumn(new TableColumn("median").RightAligned());
            if (contestant != Peer)
            {
                table.AddColumn(new TableColumn("ratio").RightAligned());
            }
        }

        foreach (KernelFigures row in report.Rows.Where(row => row.Size == size))
        {
            var cells = new List<string> { row.Kernel.IsExtra ? $"({row.Kernel.Name})" : row.Kernel.Name, $"{row.Kernel.Cases[size].Argument}" };
            foreach (string contestant in contestants)
            {
                ContestantFigures? figures = row.Find(contestant);
                cells.Add(figures is null ? "" : figures.IsCorrect ? $"{figures.Run.Best:F2}" : $"[red]wrong: {figures.Result.EscapeMarkup()}[/]");
                cells.Add(figures is null ? "" : $"{figures.Run.Median:F2}");
                if (contestant != Peer)
                {
                    cells.Add(row.Ratio(contestant, Peer) is { } ratio ? $"{ratio:F2}" : "");
                }
            }

            table.AddRow([.. cells]);
        }

        AnsiConsole.Write(table);
        foreach (string contestant in contestants.Where(contestant => contestant != Peer))
        {
            if (report.Mean(contestant, Peer, size) is { } mean)
            {
                AnsiConsole.MarkupLine($"{contestant.EscapeMarkup()}: [bold]{mean.Mean:F2}[/] times {Peer}, geometric mean of {mean.Kernels} kernels");
            }
        }
    }

    // The same for every size.
    private static void PrintCompilation(KernelReport report)
    {
        string[] contestants =
        [
            .. report.Rows.SelectMany(row => row.Contestants).Where(figures => figures.CompileMs is not null)
                .Select(figures => figures.Contestant).Distinct(),
        ];
        Table table = new Table()
            .Title("From bytes to all code, best in ms, and bytes of code where the engine tells")
            .AddColumn("kernel")
            .AddColumn(new TableColumn("wasm bytes").RightAligned());
        foreach (string contestant in contestants)
        {
            table.AddColumn(new TableColumn(contestant.EscapeMarkup()).RightAligned());
            table.AddColumn(new TableColumn("code").RightAligned());
        }

        foreach (IGrouping<Kernel, KernelFigures> rows in report.Rows.GroupBy(row => row.Kernel))
        {
            var cells = new List<string> { rows.Key.Name, $"{rows.Key.Binary.Length}" };
            foreach (string contestant in contestants)
            {
                ContestantFigures? figures = rows.Select(row => row.Find(contestant)).FirstOrDefault(found => found is not null);
                cells.Add($"{figures?.CompileMs:F3}");
                cells.Add($"{figures?.CodeBytes}");
            }

            table.AddRow([.. cells]);
        }

        AnsiConsole.Write(table);
    }
}
