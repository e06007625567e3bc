using System.Text;
using Wasm.Conform;
using Wasm.Interpreter;

namespace Wasm.SpecTests.Tools;

/// <summary>A run of the command line in this process.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Bytes">Standard output as bytes.</param>
internal sealed record ToolRun(int Code, string Output, string Error, byte[] Bytes)
{
    /// <summary>A build that has nothing but the reference engine.</summary>
    public static EngineRegistry ReferenceOnly { get; } = new(new EngineRow("reference", (options, _) => new ReferenceEngine(options)));

    public static ToolRun Of(params string[] args) => With([], args);

    public static ToolRun With(byte[] input, params string[] args) => With(ReferenceOnly, input, args);

    public static ToolRun With(EngineRegistry engines, params string[] args) => With(engines, [], args);

    private static ToolRun With(EngineRegistry engines, byte[] input, string[] args)
    {
        using var bytes = new MemoryStream();
        using var output = new StreamWriter(bytes, new UTF8Encoding(false)) { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Run(args, new ToolContext(output, error, new MemoryStream(input), engines));
        output.Flush();
        return new ToolRun(code, Encoding.UTF8.GetString(bytes.ToArray()), error.ToString(), bytes.ToArray());
    }
}

/// <summary>A folder for files of one test, removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("conform-test-").FullName;

    public string Path { get; }

    /// <summary>Path of a file in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
