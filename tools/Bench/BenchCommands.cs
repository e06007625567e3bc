using System.CommandLine;
using Wasm.Bench.Embedding;
using Wasm.Bench.Node;
using Wasm.Bench.Parts;
using Wasm.Bench.Programs;
using Wasm.Bench.Suite;
using Wasm.Bench.Throughput;
using Wasm.Jit;

namespace Wasm.Bench;

/// <summary>The command line. Exit code 0: measured; 1: a result was wrong; 2: wrong use, or a file is missing.</summary>
internal static class BenchCommands
{
    public static RootCommand Create() => new("Measures the engines, beside V8 and native code where Node and gcc are installed.")
    {
        Kernels(), Compile(), Stages(), Embed(), Validate(), SuiteRun(), PartsRun(),
    };

    private static Command Kernels()
    {
        Option<string[]> engines = new("--engine")
        {
            Description = "Engine to measure (may be repeated), all by default: " + string.Join(", ", EngineChoice.NamesWithVariants),
            DefaultValueFactory = _ => [.. EngineChoice.Names],
        };
        engines.AcceptOnlyFromAmong([.. EngineChoice.NamesWithVariants]);
        Option<string[]> peers = new("--peer")
        {
            Description = $"What to measure beside (may be repeated), all by default: {string.Join(", ", Peers.Names)}, {Peers.None}",
            DefaultValueFactory = _ => [.. Peers.Names],
        };
        peers.AcceptOnlyFromAmong([.. Peers.Names, Peers.None]);
        Option<string> filter = new("--filter") { Description = "Only kernels whose name contains this", DefaultValueFactory = _ => "" };
        Option<string?> json = new("--json") { Description = "Write the figures to this file" };
        Option<double> seconds = new("--seconds") { Description = "Time to measure each kernel on each of them for", DefaultValueFactory = _ => 1.0 };
        Option<int> rounds = new("--rounds") { Description = "How often at least", DefaultValueFactory = _ => 3 };
        Option<KernelSize?> size = new("--size") { Description = "Amount of work: Quick (default for the interpreter) or Full (for compilers)" };
        Option<bool> cold = new("--cold") { Description = "Do not warm up: to see only that all runs" };
        Command command = new("kernels", "Run the kernels as whole programs") { engines, peers, filter, json, seconds, rounds, size, cold };
        command.SetAction(result => KernelBenchmark.Run(new KernelBenchmarkOptions(
            Peers.Contestants(result.GetValue(engines)!, result.GetValue(peers)!, !result.GetValue(cold)),
            result.GetValue(filter)!,
            result.GetValue(json),
            TimeSpan.FromSeconds(result.GetValue(seconds)),
            Math.Max(1, result.GetValue(rounds)),
            result.GetValue(size))));
        return command;
    }

    private static Command Compile()
    {
        Argument<string[]> files = new("file")
        {
            Description = "Binary modules; without any, those of the packages in artifacts/bench, or else a large module made of the kernels' functions",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> engines = new("--engine")
        {
            Description = "Engine to measure (may be repeated), all by default: " + string.Join(", ", EngineChoice.NamesWithVariants),
            DefaultValueFactory = _ => [.. EngineChoice.Names],
        };
        engines.AcceptOnlyFromAmong([.. EngineChoice.NamesWithVariants]);
        Option<string?> json = new("--json") { Description = "Write the figures to this file" };
        Option<int> rounds = new("--rounds") { Description = "How often each compiles each module", DefaultValueFactory = _ => 3 };
        Option<bool> noNode = new("--no-node") { Description = "Do not run Node beside" };
        Command command = new("compile", "Speed of compiling modules, and the size of their code") { files, engines, json, rounds, noNode };
        command.SetAction(result => CompileBenchmark.Run(new CompileOptions(
            result.GetValue(files)!,
            result.GetValue(engines)!,
            result.GetValue(noNode) ? null : NodeRunner.Find(),
            Math.Max(1, result.GetValue(rounds)),
            result.GetValue(json))));
        return command;
    }

    private static Command Stages()
    {
        Argument<string[]> files = new("file")
        {
            Description = "Binary modules; without any, those of the packages in artifacts/bench, or else a large module made of the kernels' functions",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> settings = new("--jit-option") { Description = "Option of the engine, NAME=VALUE (may be repeated)" };
        Option<string?> json = new("--json") { Description = "Write the figures to this file" };
        Option<int> rounds = new("--rounds") { Description = "How often each function is compiled; of each stage the best time counts", DefaultValueFactory = _ => 15 };
        Option<int> slowest = new("--slowest") { Description = "How many of the slowest functions to show", DefaultValueFactory = _ => 0 };
        Command command = new("stages", "Where the optimizing compiler's time goes") { files, settings, json, rounds, slowest };
        command.SetAction(result => StageBenchmark.Run(new StageOptions(
            result.GetValue(files)!,
            JitOptions.Parse((result.GetValue(settings) ?? []).Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1])),
            Math.Max(1, result.GetValue(rounds)),
            result.GetValue(slowest),
            result.GetValue(json))));
        return command;
    }

    private static Command Embed()
    {
        Option<string[]> engines = new("--engine")
        {
            Description = "Engine to measure (may be repeated), all by default: " + string.Join(", ", EngineChoice.Names),
            DefaultValueFactory = _ => [.. EngineChoice.Names],
        };
        engines.AcceptOnlyFromAmong([.. EngineChoice.Names]);
        Option<string> filter = new("--filter") { Description = "Only cases whose group and name contain this", DefaultValueFactory = _ => "" };
        Option<string?> json = new("--json") { Description = "Write the figures to this file" };
        Option<double> seconds = new("--seconds") { Description = "Time to measure each case for", DefaultValueFactory = _ => 0.5 };
        Option<bool> cold = new("--cold") { Description = "Do not wait until everything is optimized: to see only that all runs" };
        Command command = new("embedding", "What calls in both directions, instances and linking cost") { engines, filter, json, seconds, cold };
        command.SetAction(result => EmbeddingBenchmark.Run(new EmbeddingOptions(
            result.GetValue(engines)!,
            result.GetValue(filter)!,
            result.GetValue(json),
            TimeSpan.FromSeconds(result.GetValue(seconds)),
            result.GetValue(cold))));
        return command;
    }

    private static Command Validate()
    {
        Argument<string?> file = new("file")
        {
            Description = "A binary module; without one, a large module made of the kernels' functions",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> json = new("--json") { Description = "Write the figures to this file" };
        Option<double> seconds = new("--seconds") { Description = "Time to measure each step for", DefaultValueFactory = _ => 2.0 };
        Option<bool> noNode = new("--no-node") { Description = "Do not run Node beside" };
        Command command = new("validate", "Speed of decoding and validating a module") { file, json, seconds, noNode };
        command.SetAction(result => ValidationBenchmark.Run(
            result.GetValue(file),
            result.GetValue(json),
            TimeSpan.FromSeconds(result.GetValue(seconds)),
            result.GetValue(noNode) ? null : NodeRunner.Find()));
        return command;
    }

    private static Command SuiteRun()
    {
        Argument<string> folder = new("dir") { Description = "Folder of scripts" };
        Option<string> engine = new("--engine") { Description = "Engine to run on", DefaultValueFactory = _ => EngineChoice.Names[0] };
        engine.AcceptOnlyFromAmong([.. EngineChoice.Names]);
        Option<int> runs = new("--runs") { Description = "How often to run it", DefaultValueFactory = _ => 3 };
        Command command = new("suite", "Time the test suite's scripts in this process") { folder, engine, runs };
        command.SetAction(result => SuiteBenchmark.Run(
            result.GetValue(folder)!, result.GetValue(engine)!, result.GetValue(runs)));
        return command;
    }

    private static Command PartsRun()
    {
        Option<string> filter = new("--filter") { Description = "Glob over benchmark names", DefaultValueFactory = _ => "*" };
        Command command = new("parts", "Micro benchmarks of lexer, parser, decoder, validator and interpreter") { filter };
        command.SetAction(result => PartBenchmarks.Run(result.GetValue(filter)!));
        return command;
    }
}
