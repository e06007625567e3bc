using Spectre.Console;

namespace Wasm.Bench.Throughput;

/// <summary>Real modules to measure with, where there are any.</summary>
internal static class ModuleFiles
{
    private const long LeastBytes = 100_000;

    /// <summary>The files that were named; else those of the packages; else null, for the synthetic module.</summary>
    public static IReadOnlyList<string?> Choose(IReadOnlyList<string> named)
    {
        if (named.Count > 0)
        {
            return named;
        }

        string[] found = Directory.Exists(ToolPath.Packages)
            ? [.. Directory.EnumerateFiles(ToolPath.Packages, "*.wasm", SearchOption.AllDirectories).Where(path => new FileInfo(path).Length >= LeastBytes).Order(StringComparer.Ordinal)]
            : [];
        if (found.Length > 0)
        {
            return found;
        }

        AnsiConsole.MarkupLine($"No module was named, and there is none in {ToolPath.Packages}: the kernels' functions many times over are measured. Real ones: npm install --prefix artifacts/bench esbuild-wasm");
        return [null];
    }
}
