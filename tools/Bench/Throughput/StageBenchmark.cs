using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using Wasm.Core.Diagnostics;
using Wasm.Jit;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Throughput;

/// <param name="Files">Binary modules; none: what packages there are, or else the synthetic module.</param>
/// <param name="Options">Options of the engine.</param>
/// <param name="Rounds">How often each function is compiled.</param>
/// <param name="Slowest">How many of the slowest functions are shown.</param>
/// <param name="Json">File for the figures, or null.</param>
internal sealed record StageOptions(IReadOnlyList<string> Files, JitOptions Options, int Rounds, int Slowest, string? Json);

/// <summary>
/// Where the time of the optimizing compiler goes, on one thread, stage by stage. Of each function's stage the best of all rounds
/// counts, so that neither other processes nor .NET's own compiler, which is at work in the first rounds, are in the figures.
/// </summary>
internal static class StageBenchmark
{
    public static int Run(StageOptions options)
    {
        var report = new List<object>();
        foreach (string? file in ModuleFiles.Choose(options.Files))
        {
            string name = file is null ? "synthetic module" : Path.GetFileName(file);
            try
            {
                byte[] binary = file is null ? SyntheticModule.Binary() : File.ReadAllBytes(file);
                report.Add(Measure(name, binary, options));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModuleException)
            {
                AnsiConsole.MarkupLine($"[red]{name.EscapeMarkup()}: {error.Message.EscapeMarkup()}[/]");
                return 2;
            }
        }

        if (options.Json is not null)
        {
            var json = new { schema = 1, runtime = Environment.Version.ToString(), modules = report };
            File.WriteAllText(options.Json, JsonSerializer.Serialize(json, JsonFormat.Options));
        }

        return 0;
    }

    private static object Measure(string name, byte[] binary, StageOptions options)
    {
        var engine = new JitEngine(new EngineOptions(), options.Options);
        long validation = long.MaxValue;
        JitModule module = null!;
        for (int round = 0; round < options.Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            module = (JitModule)Module.FromBytes(engine, binary).Compiled;
            validation = Math.Min(validation, Stopwatch.GetTimestamp() - start);
        }

        int count = module.Module.Definition.Functions.Count;
        var clock = new StageClock(count);
        for (int round = 0; round < options.Rounds; round++)
        {
            var compiler = new FunctionCompiler(engine) { Observer = clock };
            for (int i = 0; i < count; i++)
            {
                clock.Begin(i);
                _ = compiler.Compile(module.Environment, module.Layout.ImportedFunctions + i);
            }
        }

        long bodies = module.Module.Definition.Functions.Sum(function => (long)function.Body.Code.Length);
        return Print(name, binary.Length, bodies, validation, clock, module, options.Slowest);
    }

    private static object Print(string name, long bytes, long bodies, long validation, StageClock clock, JitModule module, int slowest)
    {
        const double Nano = 1e9;
        double second = Stopwatch.Frequency;
        long total = validation + clock.Stages.Sum(clock.TicksOf);
        Spectre.Console.Table table = new Spectre.Console.Table()
            .Title($"{name}: {bytes:N0} bytes, {bodies:N0} of bodies; {clock.IrCount:N0} IR instructions, {clock.MachineCount:N0} of the machine, {clock.CodeBytes:N0} bytes of code: {bytes / (total / second) / 1e6:F2} MB/s".EscapeMarkup())
            .AddColumn("stage");
        foreach (string column in (string[])["ms", "% of all", "MB/s", "ns per byte of bodies", "ns per IR instruction", "ns per machine instruction"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        Row("decoding and validation", validation);
        clock.Stages.ForEach(stage => Row(stage, clock.TicksOf(stage)));
        Row("all", total);
        AnsiConsole.Write(table);
        foreach ((int index, long ticks) in clock.Slowest(slowest))
        {
            int length = module.Module.Definition.Functions[index].Body.Code.Length;
            AnsiConsole.WriteLine($"function {module.Layout.ImportedFunctions + index}: {ticks * 1e3 / second:F2} ms, {length} bytes, {ticks * Nano / second / length:F0} ns per byte: {clock.Describe(index)}");
        }

        return new
        {
            name,
            bytes,
            body_bytes = bodies,
            ir_instructions = clock.IrCount,
            machine_instructions = clock.MachineCount,
            code_bytes = clock.CodeBytes,
            mb_per_s = bytes / (total / second) / 1e6,
            stages = clock.Stages.Select(stage => new { stage, ms = clock.TicksOf(stage) * 1e3 / second }),
            validation_ms = validation * 1e3 / second,
        };

        void Row(string stage, long ticks) => table.AddRow(
            stage.EscapeMarkup(),
            $"{ticks * 1e3 / second:F1}",
            $"{ticks * 100.0 / total:F1}",
            $"{bytes / (ticks / second) / 1e6:F1}",
            $"{ticks * Nano / second / bodies:F1}",
            $"{ticks * Nano / second / clock.IrCount:F1}",
            $"{ticks * Nano / second / clock.MachineCount:F1}");
    }

    /// <summary>Takes the time between the stages.</summary>
    private sealed class StageClock(int functions) : ICompilationObserver
    {
        private readonly List<long[]> _best = [];
        private int _function;
        private int _row;
        private long _last;

        /// <summary>Names of the stages in order; a pass that runs twice has two.</summary>
        public List<string> Stages { get; } = [];

        /// <summary>Instructions after translation.</summary>
        public long IrCount { get; private set; }

        /// <summary>Instructions after lowering.</summary>
        public long MachineCount { get; private set; }

        /// <summary>Bytes of code.</summary>
        public long CodeBytes { get; private set; }

        public void Begin(int function)
        {
            if (function == 0)
            {
                (IrCount, MachineCount, CodeBytes) = (0, 0, 0);
            }

            _function = function;
            _row = 0;
            _last = Stopwatch.GetTimestamp();
        }

        public long TicksOf(string stage) => _best[Stages.IndexOf(stage)].Sum();

        public IEnumerable<(int Function, long Ticks)> Slowest(int count) => Enumerable.Range(0, functions)
            .Select(function => (function, _best.Sum(row => row[function])))
            .OrderByDescending(row => row.Item2)
            .Take(count);

        public string Describe(int function) => string.Join(", ", Stages.Select((stage, row) => (stage, _best[row][function]))
            .OrderByDescending(row => row.Item2).Take(6).Select(row => $"{row.stage} {row.Item2 * 1e3 / Stopwatch.Frequency:F2} ms"));

        public void AfterPass(string name, IrFunction function)
        {
            Lap(name);
            if (_row == 1)
            {
                IrCount += function.InstructionCount - 1;
            }

            Go();
        }

        public void AfterLowering(MachineFunction machine, InstructionSet instructionSet)
        {
            Lap("lowering");
            MachineCount += machine.Instructions.Count;
            Go();
        }

        public void AfterAllocation(MachineFunction machine, Allocation allocation, InstructionSet instructionSet)
        {
            Lap("allocation");
            Go();
        }

        public void AfterEmission(CompiledFunction code)
        {
            Lap("emission");
            CodeBytes += code.Code.Count;
        }

        private void Lap(string stage)
        {
            long ticks = Stopwatch.GetTimestamp() - _last;
            if (_row == _best.Count)
            {
                Stages.Add(Stages.Contains(stage) ? stage + " again" : stage);
                _best.Add(new long[functions]);
                _best[_row].AsSpan().Fill(long.MaxValue);
            }

            ref long best = ref _best[_row++][_function];
            best = Math.Min(best, ticks);
        }

        private void Go() => _last = Stopwatch.GetTimestamp();
    }
}
