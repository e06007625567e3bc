using System.Globalization;
using System.Text.Json;
using Wasm.Bench.Programs;

namespace Wasm.Bench.Node;

/// <summary>Validation in V8, in milliseconds.</summary>
internal sealed record NodeValidation(double ValidateMs, double CompileMs, double OptimizeMs);

/// <summary>Runs Node on scripts that are resources of this assembly.</summary>
internal sealed class NodeRunner
{
    private readonly string _path;

    private NodeRunner(string path, string[] versions)
    {
        _path = path;
        NodeVersion = versions[0];
        Version = versions[1];
    }

    /// <summary>V8's version.</summary>
    public string Version { get; }

    /// <summary>Node's version.</summary>
    public string NodeVersion { get; }

    /// <summary>Which one it is, for reports.</summary>
    public string Description => $"Node {NodeVersion}, V8 {Version}, {_path}";

    /// <summary>
    /// The newest of: the one that npm's package <c>node</c> installed in <see cref="ToolPath.Packages"/>, in
    /// <c>node_modules</c> here, or globally; the one on PATH. Null without any.
    /// </summary>
    public static NodeRunner? Find()
    {
        string program = Path.Combine("node", "bin", "node");
        IEnumerable<string> candidates =
        [
            Path.Combine(ToolPath.Packages, program),
            Path.Combine("node_modules", program),
            Path.Combine("/usr/local/lib/node_modules", program),
            Path.Combine("/usr/lib/node_modules", program),
            ToolPath.Find("node") ?? "",
        ];
        return candidates.Where(File.Exists).Select(Open).MaxBy(node => System.Version.Parse(node.Version.Split('-')[0]));
    }

    /// <summary>A script that times something on demand.</summary>
    /// <param name="script">Name of the resource.</param>
    /// <param name="flags">Flags of Node.</param>
    /// <param name="binary">The module.</param>
    /// <param name="arguments">Arguments of the script after the module's path.</param>
    /// <exception cref="ContestantException">It failed.</exception>
    public ProcessRunner Start(string script, IEnumerable<string> flags, byte[] binary, params IEnumerable<string> arguments)
    {
        string folder = Directory.CreateTempSubdirectory("wasm-bench-").FullName;
        (string scriptPath, string modulePath) = Write(script, binary, folder);
        return new ProcessRunner(_path, [.. flags, scriptPath, modulePath, .. arguments], folder);
    }

    /// <summary>Times validation, and compilation by the baseline and by the optimizing compiler.</summary>
    public NodeValidation Validate(byte[] binary, TimeSpan time)
    {
        JsonElement baseline = RunScript("validate.mjs", NodeTier.Baseline.Flags, binary, time);
        JsonElement optimizing = RunScript("validate.mjs", NodeTier.Top.Flags, binary, time);
        return new(
            baseline.GetProperty("validate_ms").GetDouble(),
            baseline.GetProperty("compile_ms").GetDouble(),
            optimizing.GetProperty("compile_ms").GetDouble());
    }

    private static NodeRunner Open(string path) =>
        new(Path.GetFullPath(path), ProcessRunner.Run(path, ["-p", "process.versions.node + ' ' + process.versions.v8"]).Trim().Split(' '));

    private static (string Script, string Module) Write(string script, byte[] binary, string folder)
    {
        string scriptPath = Path.Combine(folder, script);
        string modulePath = Path.Combine(folder, "module.wasm");
        using (Stream source = typeof(NodeRunner).Assembly.GetManifestResourceStream(script)!)
        using (FileStream target = File.Create(scriptPath))
        {
            source.CopyTo(target);
        }

        File.WriteAllBytes(modulePath, binary);
        return (scriptPath, modulePath);
    }

    private JsonElement RunScript(string script, string[] flags, byte[] binary, TimeSpan time)
    {
        string folder = Directory.CreateTempSubdirectory("wasm-bench-").FullName;
        try
        {
            (string scriptPath, string modulePath) = Write(script, binary, folder);
            string output = ProcessRunner.Run(
                _path, [.. flags, scriptPath, modulePath, time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)]);
            return JsonDocument.Parse(output).RootElement.Clone();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
