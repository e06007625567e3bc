using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Wasm.Bench.Node;

/// <summary>A kernel in V8, in milliseconds.</summary>
internal sealed record NodeFigures(double CompileMs, double BestMs, double MedianMs, string Result);

/// <summary>Validation in V8, in milliseconds.</summary>
internal sealed record NodeValidation(double ValidateMs, double CompileMs, double OptimizeMs);

/// <summary>Runs Node on scripts that are resources of this assembly.</summary>
internal sealed class NodeRunner
{
    // Only TurboFan, at compile time: no baseline code is measured, and compile time is that of all functions.
    private static readonly string[] TopTier = ["--no-liftoff", "--no-wasm-lazy-compilation"];

    // All functions at once by the baseline compiler, as a browser does before it runs the first one.
    private static readonly string[] BaselineTier = ["--liftoff", "--no-wasm-lazy-compilation", "--no-wasm-dynamic-tiering"];

    private readonly string _path;

    private NodeRunner(string path, string version)
    {
        _path = path;
        Version = version;
    }

    /// <summary>V8's version.</summary>
    public string Version { get; }

    /// <summary>Node on PATH, or null.</summary>
    public static NodeRunner? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["node.exe"] : ["node"];
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        return path is null ? null : new(path, Start(path, ["-p", "process.versions.v8"]).Trim());
    }

    /// <summary>Times <c>run(argument)</c> of a module after warming up.</summary>
    public NodeFigures RunKernel(byte[] binary, int argument, TimeSpan time)
    {
        JsonElement figures = RunScript("kernel.mjs", TopTier, binary, argument, time);
        return new(
            figures.GetProperty("compile_ms").GetDouble(),
            figures.GetProperty("best_ms").GetDouble(),
            figures.GetProperty("median_ms").GetDouble(),
            figures.GetProperty("result").GetString()!);
    }

    /// <summary>Times validation, and compilation by the baseline and by the optimizing compiler.</summary>
    public NodeValidation Validate(byte[] binary, TimeSpan time)
    {
        JsonElement baseline = RunScript("validate.mjs", BaselineTier, binary, 0, time);
        JsonElement optimizing = RunScript("validate.mjs", TopTier, binary, 0, time);
        return new(
            baseline.GetProperty("validate_ms").GetDouble(),
            baseline.GetProperty("compile_ms").GetDouble(),
            optimizing.GetProperty("compile_ms").GetDouble());
    }

    private JsonElement RunScript(string script, string[] flags, byte[] binary, int argument, TimeSpan time)
    {
        string folder = Directory.CreateTempSubdirectory("wasm-bench-").FullName;
        try
        {
            string scriptPath = Path.Combine(folder, script);
            string modulePath = Path.Combine(folder, "module.wasm");
            using (Stream source = typeof(NodeRunner).Assembly.GetManifestResourceStream(script)!)
            using (FileStream target = File.Create(scriptPath))
            {
                source.CopyTo(target);
            }

            File.WriteAllBytes(modulePath, binary);
            string output = Start(_path,
            [
                .. flags, scriptPath, modulePath,
                argument.ToString(CultureInfo.InvariantCulture),
                time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            ]);
            return JsonDocument.Parse(output).RootElement.Clone();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Start(string path, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"node {string.Join(' ', arguments)} failed:\n{errors.Result}");
    }
}
