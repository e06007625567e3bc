using System.Text.Json;
using Spectre.Console;
using Wasm.Bench.Node;
using Wasm.Bench.Programs;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Bench.Throughput;

/// <summary>Speed of checking a module, in megabytes (10⁶ bytes) of binary a second.</summary>
internal static class ValidationBenchmark
{
    private const int LeastRuns = 3;

    public static int Run(string? file, string? json, TimeSpan time, NodeRunner? node)
    {
        byte[] binary;
        try
        {
            binary = file is null ? SyntheticModule.Binary() : File.ReadAllBytes(file);
            Validate(binary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModuleException)
        {
            AnsiConsole.MarkupLine($"[red]{(file ?? "synthetic module").EscapeMarkup()}: {error.Message.EscapeMarkup()}[/]");
            return 2;
        }

        Sampler.WarmUp(() => Validate(binary));
        var rows = new List<(string Step, double Milliseconds)>
        {
            ("decode, code checked", Best(time, () => ModuleDecoder.Decode(binary))),
            ("decode, code left to the validator", Best(time, () => ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation))),
            ("decode and validate", Best(time, () => Validate(binary))),
            ("decode and validate, no side tables", Best(time, () => Validate(binary, new ValidationOptions { SideTables = false }))),
        };
        if (node is null)
        {
            AnsiConsole.MarkupLine("Node is not measured: not asked for, or no [bold]node[/] on PATH (install nodejs to compare).");
        }
        else
        {
            NodeValidation figures = node.Validate(binary, time);
            rows.Add(($"V8 {node.Version}: WebAssembly.validate", figures.ValidateMs));
            rows.Add(("V8: compile, baseline", figures.CompileMs));
            rows.Add(("V8: compile, optimizing", figures.OptimizeMs));
        }

        string title = $"{file ?? "synthetic module"}, {binary.Length:N0} bytes, best of the runs in {time.TotalSeconds:F1} s";
        Print(title, rows, binary.Length);
        if (json is not null)
        {
            var report = new
            {
                schema = 1,
                file,
                bytes = binary.Length,
                node = node?.Version,
                steps = rows.Select(row => new { step = row.Step, ms = row.Milliseconds, mb_per_s = Speed(binary.Length, row.Milliseconds) }),
            };
            File.WriteAllText(json, JsonSerializer.Serialize(report, JsonFormat.Options));
        }

        return 0;
    }

    // A new registry each time: types that it has seen are cheaper.
    private static void Validate(byte[] binary, ValidationOptions? options = null) => ModuleValidator.Validate(
        ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation), FeatureSet.Wasm3, new TypeRegistry(), options);

    private static double Best(TimeSpan time, Action action) => Sampler.Measure(time, LeastRuns, action).Best;

    private static double Speed(int bytes, double milliseconds) => bytes / milliseconds / 1000;

    private static void Print(string title, List<(string Step, double Milliseconds)> rows, int bytes)
    {
        Table table = new Table()
            .Title(title.EscapeMarkup())
            .AddColumn("step")
            .AddColumn(new TableColumn("ms").RightAligned())
            .AddColumn(new TableColumn("MB/s").RightAligned());
        foreach ((string step, double milliseconds) in rows)
        {
            table.AddRow(step.EscapeMarkup(), $"{milliseconds:F2}", $"{Speed(bytes, milliseconds):F0}");
        }

        AnsiConsole.Write(table);
    }
}
