using System.Text;
using NUnit.Framework;

namespace Wasm.SpecTests.Printer;

/// <summary>
/// A test input with its expected outputs in the same file: the input, then for each output a line
/// <c>;;;; name</c> and the text. With the environment variable <c>CONFORM_BLESS=1</c> a difference rewrites the file
/// instead of failing.
/// </summary>
internal sealed class GoldenFile
{
    private const string Separator = ";;;; ";

    private readonly string _path;
    private readonly List<(string Name, string Text)> _sections = [];

    private GoldenFile(string path) => _path = path;

    /// <summary>Whether outputs are rewritten.</summary>
    public static bool IsBlessing => Environment.GetEnvironmentVariable("CONFORM_BLESS") == "1";

    public string Input { get; private set; } = "";

    public IEnumerable<string> Outputs => _sections.Select(section => section.Name);

    public static GoldenFile Read(string path)
    {
        var file = new GoldenFile(path);
        var text = new StringBuilder();
        string? name = null;
        foreach (string line in File.ReadAllText(path).Split('\n'))
        {
            if (!line.StartsWith(Separator, StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
                continue;
            }

            file.End(name, text);
            name = line[Separator.Length..].Trim();
        }

        // The last line has no newline of its own.
        text.Length--;
        file.End(name, text);
        return file;
    }

    /// <summary>Compares an output with the expected one.</summary>
    public void Check(string output, string actual)
    {
        int index = _sections.FindIndex(section => section.Name == output);
        string expected = _sections[index].Text;
        if (expected == actual)
        {
            return;
        }

        if (IsBlessing)
        {
            _sections[index] = (output, actual);
            File.WriteAllText(_path, Input + string.Concat(_sections.Select(section => $"{Separator}{section.Name}\n{section.Text}")));
            return;
        }

        Assert.Fail($"{Path.GetFileName(_path)}, {output}: not what is expected (`make bless` rewrites it)\n{LineDiff.Unified(expected, actual)}");
    }

    private void End(string? name, StringBuilder text)
    {
        if (name is null)
        {
            Input = text.ToString();
        }
        else
        {
            _sections.Add((name, text.ToString()));
        }

        text.Clear();
    }
}
