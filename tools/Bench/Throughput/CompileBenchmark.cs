using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Wasm.Bench.Node;
using Wasm.Bench.Programs;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Throughput;

/// <param name="Files">Binary modules; none: what packages there are, or else the synthetic module.</param>
/// <param name="Engines">Names of engines.</param>
/// <param name="Node">Node, or null to go without.</param>
/// <param name="Rounds">How often each compiles each module.</param>
/// <param name="Json">File for the figures, or null.</param>
internal sealed record CompileOptions(
    IReadOnlyList<string> Files, IReadOnlyList<string> Engines, NodeRunner? Node, int Rounds, string? Json);

/// <summary>One way to compile one module.</summary>
/// <param name="Compiler">Engine or tier.</param>
/// <param name="Step">What was done: validation only, or all code on so many threads.</param>
/// <param name="Time">Times in milliseconds.</param>
/// <param name="CpuMs">Time of all processors together in the best round.</param>
/// <param name="CodeBytes">Bytes of machine code; null if there is none or it is not known.</param>
internal sealed record CompileFigures(string Compiler, string Step, Samples Time, double CpuMs, long? CodeBytes);

/// <summary>Throughput of compilers: from the bytes of a module to the code of all its functions.</summary>
internal static class CompileBenchmark
{
    public static int Run(CompileOptions options)
    {
        var report = new List<object>();
        if (options.Node is not null)
        {
            AnsiConsole.MarkupLine(options.Node.Description.EscapeMarkup());
        }

        foreach (string? file in ModuleFiles.Choose(options.Files))
        {
            string name = file is null ? "synthetic module" : Path.GetFileName(file);
            byte[] binary;
            long codeSection;
            List<CompileFigures> rows;
            try
            {
                binary = file is null ? SyntheticModule.Binary() : File.ReadAllBytes(file);
                codeSection = CodeSection(binary, options.Engines[0]);
                rows = Measure(binary, options);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModuleException or ContestantException)
            {
                AnsiConsole.MarkupLine($"[red]{name.EscapeMarkup()}: {error.Message.EscapeMarkup()}[/]");
                return 2;
            }

            Print(name, binary.Length, codeSection, rows);
            report.Add(Describe(name, binary.Length, codeSection, rows));
        }

        if (options.Json is not null)
        {
            var json = new
            {
                schema = 1,
                runtime = Environment.Version.ToString(),
                processors = Environment.ProcessorCount,
                node = options.Node?.Description,
                modules = report,
            };
            File.WriteAllText(options.Json, JsonSerializer.Serialize(json, JsonFormat.Options));
        }

        return 0;
    }

    private static List<CompileFigures> Measure(byte[] binary, CompileOptions options)
    {
        var compilers = new List<(string Compiler, string Step, ICompiler Run, List<(double Time, double Cpu)> Times)>();
        void Add(string compiler, string step, ICompiler run) => compilers.Add((compiler, step, run, []));
        int all = Environment.ProcessorCount;
        try
        {
            foreach (string engine in options.Engines)
            {
                Add(engine, "validate", new EngineCompiler(engine, binary, 0));
                Add(engine, "1 thread", new EngineCompiler(engine, binary, 1));
                if (all > 1)
                {
                    Add(engine, $"{all} threads", new EngineCompiler(engine, binary, all));
                }
            }

            foreach (NodeTier tier in options.Node is null ? [] : new[] { NodeTier.Top, NodeTier.Baseline })
            {
                Add(tier.Name, "1 thread", new NodeCompiler(options.Node!, tier, binary, 1));
                if (all > 1)
                {
                    Add(tier.Name, $"{all} threads", new NodeCompiler(options.Node!, tier, binary, all));
                }
            }

            for (int round = 0; round < options.Rounds; round++)
            {
                compilers.ForEach(compiler => compiler.Times.Add(compiler.Run.Sample()));
            }

            return compilers.ConvertAll(compiler => new CompileFigures(
                compiler.Compiler,
                compiler.Step,
                Sampler.Summarize(compiler.Times.Select(time => time.Time)),
                compiler.Times.MinBy(time => time.Time).Cpu,
                compiler.Run.CodeBytes));
        }
        finally
        {
            compilers.ForEach(compiler => compiler.Run.Dispose());
        }
    }

    private static long CodeSection(byte[] binary, string engine)
    {
        ModuleDefinition module = Module.FromBytes(EngineChoice.Create(engine), binary).Definition;
        return module.Functions.Sum(function => (long)function.Body.Code.Length);
    }

    private static double Speed(long bytes, double milliseconds) => bytes / milliseconds / 1000;

    private static object Describe(string name, long bytes, long codeSection, List<CompileFigures> rows) => new
    {
        name,
        bytes,
        body_bytes = codeSection,
        figures = rows.Select(row => new
        {
            compiler = row.Compiler,
            step = row.Step,
            best_ms = row.Time.Best,
            median_ms = row.Time.Median,
            runs = row.Time.Count,
            cpu_ms = row.CpuMs,
            mb_per_s = Speed(bytes, row.Time.Best),
            body_mb_per_s = Speed(codeSection, row.Time.Best),
            code_bytes = row.CodeBytes,
            code_per_body_byte = row.CodeBytes / (double)codeSection,
        }),
    };

    private static void Print(string name, long bytes, long codeSection, List<CompileFigures> rows)
    {
        Spectre.Console.Table table = new Spectre.Console.Table()
            .Title($"{name}: {bytes:N0} bytes, {codeSection:N0} of them bodies of functions".EscapeMarkup())
            .AddColumn("compiler")
            .AddColumn("step")
            .AddColumn(new TableColumn("best ms").RightAligned())
            .AddColumn(new TableColumn("median").RightAligned())
            .AddColumn(new TableColumn("CPU ms").RightAligned())
            .AddColumn(new TableColumn("MB/s").RightAligned())
            .AddColumn(new TableColumn("MB/s of bodies").RightAligned())
            .AddColumn(new TableColumn("code per byte of bodies").RightAligned());
        foreach (CompileFigures row in rows)
        {
            table.AddRow(
                row.Compiler.EscapeMarkup(),
                row.Step,
                $"{row.Time.Best:F1}",
                $"{row.Time.Median:F1}",
                $"{row.CpuMs:F0}",
                $"{Speed(bytes, row.Time.Best):F2}",
                $"{Speed(codeSection, row.Time.Best):F2}",
                row.CodeBytes is { } code ? (code / (double)codeSection).ToString("F2", CultureInfo.CurrentCulture) : "");
        }

        AnsiConsole.Write(table);
    }

    private interface ICompiler : IDisposable
    {
        long? CodeBytes { get; }

        (double TimeMs, double CpuMs) Sample();
    }

    // With 0 threads, functions are not compiled: decoding, validation, and what the engine does at once.
    private sealed class EngineCompiler(string engine, byte[] binary, int threads) : ICompiler
    {
        public long? CodeBytes { get; private set; }

        public (double TimeMs, double CpuMs) Sample()
        {
            // What earlier rounds left is not collected at this one's cost.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            Module module = Module.FromBytes(EngineChoice.Create(engine), binary);
            if (threads > 0)
            {
                module.Compiled.CompileFunctions(threads);
            }

            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            CodeBytes = threads > 0 && module.Compiled.CodeSize is > 0 and long size ? size : null;
            return (time, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        }

        public void Dispose()
        {
        }
    }

    private sealed class NodeCompiler(NodeRunner node, NodeTier tier, byte[] binary, int threads) : ICompiler
    {
        private readonly ProcessRunner _process = node.Start(
            "compile.mjs", [.. tier.Flags, $"--wasm-num-compilation-tasks={threads}"], binary);

        // V8 does not tell.
        public long? CodeBytes => null;

        public (double TimeMs, double CpuMs) Sample()
        {
            double[] times = _process.Sample();
            return (times[0], times[1]);
        }

        public void Dispose() => _process.Dispose();
    }
}
