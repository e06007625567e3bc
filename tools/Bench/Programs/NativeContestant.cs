using System.Globalization;

namespace Wasm.Bench.Programs;

/// <summary>The kernels' C sources, compiled for this machine by gcc.</summary>
internal sealed class NativeContestant : IContestant
{
    // Contracted operations round once instead of twice, which gives other results; errno is not read.
    private static readonly string[] Options = ["-O2", "-ffp-contract=off", "-fno-math-errno"];

    private readonly string _path;

    private NativeContestant(string path, string version)
    {
        _path = path;
        Description = $"gcc {version} {string.Join(' ', Options)}, {path}";
    }

    public string Name => "gcc";

    public string Description { get; }

    public KernelSize Size => KernelSize.Full;

    /// <summary>Whether it gets warm before it is measured.</summary>
    public bool WarmsUp { get; init; } = true;

    /// <summary>The compiler on PATH, or null.</summary>
    public static NativeContestant? Find(bool warmsUp = true) => ToolPath.Find("gcc") is { } path
        ? new(path, ProcessRunner.Run(path, ["-dumpfullversion"]).Trim()) { WarmsUp = warmsUp }
        : null;

    public IRunner? Open(Kernel kernel, KernelCase work)
    {
        if (kernel.Source is null)
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("wasm-bench-").FullName;
        string program = Path.Combine(folder, kernel.Name);
        try
        {
            ProcessRunner.Run(_path, [.. Options, "-o", program, Path.Combine(Kernel.Folder, "harness.c"), kernel.Source]);
        }
        catch (ContestantException)
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new Runner(new ProcessRunner(
            program, [work.Argument.ToString(CultureInfo.InvariantCulture), WarmsUp ? "100" : "0"], folder));
    }

    private sealed class Runner(ProcessRunner process) : IRunner
    {
        public double? CompileMs => null;

        public long? CodeBytes => null;

        public string Result => process.FirstLine;

        public double Sample() => process.Sample()[0];

        public void Dispose() => process.Dispose();
    }
}
