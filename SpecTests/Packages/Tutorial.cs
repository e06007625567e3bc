using System.Text;
using System.Text.RegularExpressions;

namespace Wasm.SpecTests.Packages;

/// <summary>
/// The tutorial, <c>Reference/README.md</c>: its <c>csharp</c> blocks are in order one program, and a <c>text</c> block
/// behind one is what it prints. Blocks that declare a type stand behind the others, as the language wants it.
/// </summary>
internal sealed partial class Tutorial
{
    // Written between the outputs of two blocks.
    private const string Mark = "\u001e";

    private const string MarkStatement = $"Console.WriteLine(\"{Mark}\");\n";

    private readonly string[] _lines;

    private Tutorial(string[] lines)
    {
        _lines = lines;
        Samples = Find(lines);
    }

    /// <summary>Where it stands.</summary>
    public static string File { get; } = Path.Combine(RepositoryRoot.Path, "Reference", "README.md");

    /// <summary>Its samples in order.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The samples that print something or could: all but declarations of types.</summary>
    public IReadOnlyList<Sample> Statements => [.. Samples.Where(sample => !sample.IsType)];

    /// <summary>The whole program. Compilers name its places by the tutorial's lines.</summary>
    public string Program
    {
        get
        {
            var program = new StringBuilder();
            foreach (Sample sample in Samples.OrderBy(sample => sample.IsType))
            {
                program.Append($"#line {sample.FirstLine + 1} \"README.md\"\n{sample.Code}#line hidden\n{(sample.IsType ? "" : MarkStatement)}");
            }

            return program.ToString();
        }
    }

    public static Tutorial Read() => new(System.IO.File.ReadAllText(File).Split('\n'));

    /// <summary>The outputs of the samples; fewer than there are samples if the program ended early.</summary>
    public static string[] Split(string output)
    {
        string[] parts = output.Split(Mark + "\n");
        return parts[^1].Length == 0 ? parts[..^1] : parts;
    }

    /// <summary>The tutorial with other outputs, one per sample of statements.</summary>
    public string WithOutputs(string[] outputs)
    {
        var text = new List<string>();
        int from = 0;
        for (int i = 0; i < Statements.Count; i++)
        {
            Sample sample = Statements[i];
            text.AddRange(_lines[from..sample.EndLine]);
            if (outputs[i].Length > 0)
            {
                text.AddRange(["", "```text", .. outputs[i].TrimEnd('\n').Split('\n'), "```"]);
            }

            from = sample.EndOutputLine;
        }

        text.AddRange(_lines[from..]);
        return string.Join('\n', text);
    }

    private static List<Sample> Find(string[] lines)
    {
        var samples = new List<Sample>();
        string heading = "";
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                heading = lines[i].TrimStart('#', ' ');
            }
            else if (lines[i] == "```csharp")
            {
                (string code, int end) = Block(lines, i);
                (string output, int endOutput) = end + 1 < lines.Length && lines[end].Length == 0 && lines[end + 1] == "```text" ? Block(lines, end + 1) : ("", end);
                samples.Add(new Sample(heading, code, output, i + 1, end, endOutput));
                i = endOutput - 1;
            }
        }

        return samples;
    }

    // Contents of the block that a line opens, and the line behind its end.
    private static (string Text, int End) Block(string[] lines, int open)
    {
        int close = Array.IndexOf(lines, "```", open + 1);
        return close < 0
            ? throw new FormatException($"README.md:{open + 1}: the block has no end")
            : (string.Concat(lines[(open + 1)..close].Select(line => line + "\n")), close + 1);
    }

    /// <summary>A sample.</summary>
    /// <param name="Heading">The heading it stands under.</param>
    /// <param name="Code">Its code.</param>
    /// <param name="Output">What it prints.</param>
    /// <param name="FirstLine">Its first line, from 0.</param>
    /// <param name="EndLine">The line behind its code.</param>
    /// <param name="EndOutputLine">The line behind its output.</param>
    public sealed record Sample(string Heading, string Code, string Output, int FirstLine, int EndLine, int EndOutputLine)
    {
        /// <summary>Whether it declares a type and is no statements.</summary>
        public bool IsType { get; } = TypeDeclaration().IsMatch(Code);
    }

    [GeneratedRegex(@"^(?:public |internal |sealed |readonly )*(?:class|record|struct|enum|interface) ")]
    private static partial Regex TypeDeclaration();
}
