using System.Text.Json;
using Spectre.Console;
using Wasm.Bench.Node;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Table = Spectre.Console.Table;

namespace Wasm.Bench.Programs;

/// <param name="Engine">Name of the engine.</param>
/// <param name="Filter">Part of the kernels' names.</param>
/// <param name="Json">File for the figures, or null.</param>
/// <param name="Time">Time to measure each kernel for.</param>
/// <param name="Size">Amount of work; null chooses by engine.</param>
/// <param name="Node">Node, or null to go without.</param>
internal sealed record KernelBenchmarkOptions(
    string Engine, string Filter, string? Json, TimeSpan Time, KernelSize? Size, NodeRunner? Node);

/// <summary>One row of the result.</summary>
/// <param name="Name">Name of the kernel.</param>
/// <param name="Argument">Argument of <c>run</c>.</param>
/// <param name="CompileMs">From bytes to an instance: decode, validate, compile, instantiate; best of several.</param>
/// <param name="Run">Times of <c>run</c>.</param>
/// <param name="Result">What it returned.</param>
/// <param name="IsCorrect">Whether that is the expected result.</param>
/// <param name="Node">The same by Node, or null.</param>
internal sealed record KernelFigures(
    string Name, int Argument, double CompileMs, Samples Run, string Result, bool IsCorrect, NodeFigures? Node)
{
    /// <summary>Our best time over Node's.</summary>
    public double? Ratio => Node is null ? null : Run.Best / Node.BestMs;
}

/// <summary>Whole programs: compile time, run time, and the same module in V8's optimizing compiler.</summary>
internal static class KernelBenchmark
{
    private const int LeastRuns = 3;

    public static int Run(KernelBenchmarkOptions options)
    {
        IReadOnlyList<Kernel> kernels = Kernel.Load(options.Filter);
        if (kernels.Count == 0)
        {
            AnsiConsole.MarkupLine($"[red]no kernel's name contains `{options.Filter.EscapeMarkup()}`[/]");
            return 2;
        }

        if (options.Node is null)
        {
            AnsiConsole.MarkupLine("Node is not measured: not asked for, or no [bold]node[/] on PATH (install nodejs to compare).");
        }

        KernelSize size = options.Size ?? (options.Engine == "reference" ? KernelSize.Quick : KernelSize.Full);
        var figures = new List<KernelFigures>();
        AnsiConsole.Status().Start("measuring", status =>
        {
            foreach (Kernel kernel in kernels)
            {
                status.Status($"measuring {kernel.Name}");
                figures.Add(Measure(kernel, size, options));
            }
        });

        Print(figures, options, size);
        if (options.Json is not null)
        {
            WriteJson(options.Json, figures, options, size);
        }

        return figures.TrueForAll(row => row.IsCorrect) ? 0 : 1;
    }

    private static KernelFigures Measure(Kernel kernel, KernelSize size, KernelBenchmarkOptions options)
    {
        KernelCase full = kernel.Cases[size];
        Samples compile = Sampler.Measure(TimeSpan.FromSeconds(0.2), LeastRuns, () => Instantiate(options.Engine, kernel));
        Function run = Instantiate(options.Engine, kernel).GetFunction("run")!;
        Value result = Call(run, full.Argument);
        Sampler.WarmUp(() => Call(run, full.Argument / 8));
        Samples times = Sampler.Measure(options.Time, LeastRuns, () => result = Call(run, full.Argument));
        NodeFigures? node = options.Node?.RunKernel(kernel.Binary, full.Argument, options.Time);
        bool isCorrect = result == full.Expected
            && (node is null || Kernel.ReadValue(full.Expected.Kind == ValueKind.F64 ? "f64" : "i32", node.Result) == full.Expected);
        return new(kernel.Name, full.Argument, compile.Best, times, result.ToString(), isCorrect, node);
    }

    private static Instance Instantiate(string engineName, Kernel kernel)
    {
        Engine engine = EngineChoice.Create(engineName);
        return new Linker(engine).Instantiate(new Store(engine), Module.FromBytes(engine, kernel.Binary));
    }

    private static Value Call(Function run, int argument)
    {
        Value result = default;
        run.Call([argument], new Span<Value>(ref result)).ThrowIfNotReturn();
        return result;
    }

    private static double? GeometricMean(List<KernelFigures> figures) => figures.Exists(row => row.Ratio is null)
        ? null
        : Math.Exp(figures.Average(row => Math.Log(row.Ratio!.Value)));

    private static void Print(List<KernelFigures> figures, KernelBenchmarkOptions options, KernelSize size)
    {
        Table table = new Table()
            .Title($"Kernels, {options.Engine}, {size.ToString().ToLowerInvariant()} size; times in ms")
            .AddColumn("kernel")
            .AddColumn(new TableColumn("n").RightAligned())
            .AddColumn(new TableColumn("compile").RightAligned())
            .AddColumn(new TableColumn("best").RightAligned())
            .AddColumn(new TableColumn("median").RightAligned())
            .AddColumn(new TableColumn("runs").RightAligned())
            .AddColumn("result")
            .AddColumn(new TableColumn("V8 compile").RightAligned())
            .AddColumn(new TableColumn("V8 best").RightAligned())
            .AddColumn(new TableColumn("V8 median").RightAligned())
            .AddColumn(new TableColumn("ratio").RightAligned());
        foreach (KernelFigures row in figures)
        {
            table.AddRow(
                row.Name,
                $"{row.Argument}",
                $"{row.CompileMs:F3}",
                $"{row.Run.Best:F2}",
                $"{row.Run.Median:F2}",
                $"{row.Run.Count}",
                row.IsCorrect ? "[green]right[/]" : $"[red]wrong: {row.Result.EscapeMarkup()}[/]",
                row.Node is null ? "" : $"{row.Node.CompileMs:F3}",
                row.Node is null ? "" : $"{row.Node.BestMs:F3}",
                row.Node is null ? "" : $"{row.Node.MedianMs:F3}",
                row.Ratio is null ? "" : $"{row.Ratio:F2}");
        }

        AnsiConsole.Write(table);
        if (GeometricMean(figures) is { } mean)
        {
            AnsiConsole.MarkupLine($"Geometric mean of the ratios to V8 {options.Node!.Version}: [bold]{mean:F2}[/]");
        }
    }

    private static void WriteJson(string path, List<KernelFigures> figures, KernelBenchmarkOptions options, KernelSize size)
    {
        var report = new
        {
            schema = 1,
            engine = options.Engine,
            size = size.ToString().ToLowerInvariant(),
            runtime = Environment.Version.ToString(),
            processors = Environment.ProcessorCount,
            node = options.Node?.Version,
            geometric_mean_ratio = GeometricMean(figures),
            kernels = figures.Select(row => new
            {
                name = row.Name,
                n = row.Argument,
                compile_ms = row.CompileMs,
                best_ms = row.Run.Best,
                median_ms = row.Run.Median,
                runs = row.Run.Count,
                result = row.Result,
                correct = row.IsCorrect,
                node_compile_ms = row.Node?.CompileMs,
                node_best_ms = row.Node?.BestMs,
                node_median_ms = row.Node?.MedianMs,
                ratio = row.Ratio,
            }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(report, JsonFormat.Options));
    }
}
