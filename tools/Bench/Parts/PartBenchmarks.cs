using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Wasm.Bench.Parts;

/// <summary>Runs the micro benchmarks in this process, so that nothing is generated or built.</summary>
internal static class PartBenchmarks
{
    public static int Run(string filter)
    {
        IConfig config = ManualConfig.CreateEmpty()
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.Console)
            .AddFilter(new GlobFilter([filter]))
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        return BenchmarkRunner.Run(
            [
                BenchmarkConverter.TypeToBenchmarks(typeof(TextBenchmarks), config),
                BenchmarkConverter.TypeToBenchmarks(typeof(BinaryBenchmarks), config),
                BenchmarkConverter.TypeToBenchmarks(typeof(ExecutionBenchmarks), config),
            ]).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
    }
}
