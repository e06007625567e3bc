using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.SpecTests.Printer;

/// <summary>Texts in <c>golden/</c>: parsed, encoded, decoded, and printed in the ways that the file names.</summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "SpecTests", "Printer", "golden");

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*.wat").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void PrintsAsExpected(string name)
    {
        GoldenFile file = GoldenFile.Read(Path.Combine(Folder, name));
        byte[] binary = Encode(file.Input);
        string[] outputs = [.. file.Outputs];
        Assert.That(outputs, Is.Not.Empty);
        foreach (string output in outputs)
        {
            PrintOptions options = Parse(output);
            string text = ModulePrinter.Print(ModuleDecoder.Decode(binary), options);
            file.Check(output, text);
            if (!options.UseNames)
            {
                Assert.That(Encode(text), Is.EqualTo(binary), $"{output}: the text printed does not give the same binary");
            }
        }
    }

    [Test]
    public void DiffShowsTheChange() => Assert.That(
        LineDiff.Unified("a\nb\nc\nd\ne\nf\ng\nh\ni\nj", "a\nb\nc\nd\ne\nF\ng\nh\ni\nj"),
        Is.EqualTo("…\n c\n d\n e\n-f\n+F\n g\n h\n i\n"));

    private static byte[] Encode(string text) =>
        ModuleParser.Parse(new SourceText("golden", Encoding.UTF8.GetBytes(text)), FeatureSet.All).Encode();

    private static PrintOptions Parse(string words)
    {
        string[] list = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(list, Is.SubsetOf(new[] { "flat", "folded", "names" }));
        return new PrintOptions { Folded = list.Contains("folded"), UseNames = list.Contains("names") };
    }
}
