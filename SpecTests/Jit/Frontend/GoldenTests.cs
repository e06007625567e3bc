using System.Text;
using NUnit.Framework;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.SpecTests.Printer;

namespace Wasm.SpecTests.Jit.Frontend;

/// <summary>
/// Modules in <c>golden/</c> and the SSA form of their functions, under the options that the output's name lists.
/// </summary>
[TestFixture]
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "SpecTests", "Jit", "Frontend", "golden");

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*.wat").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void Translates_as_expected(string name)
    {
        GoldenFile file = GoldenFile.Read(Path.Combine(Folder, name));
        TranslatedModule module = TranslatedModule.FromText(file.Input);
        string[] outputs = [.. file.Outputs];
        Assert.That(outputs, Is.Not.Empty);
        foreach (string output in outputs)
        {
            FrontendOptions options = Parse(output);
            var text = new StringBuilder();
            foreach (int function in module.Functions)
            {
                IrFunction translated = module.Translate(function, options);
                translated.Name = $"{function}";
                text.Append(IrPrinter.Print(translated)).Append('\n');
            }

            file.Check(output, text.ToString());
        }
    }

    private static FrontendOptions Parse(string words)
    {
        string[] list = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(list, Is.SubsetOf(new[] { "guards", "checks", "nulls", "nans", "relaxed", "fuel", "stops", "depth" }));
        return new FrontendOptions
        {
            GuardPages = list.Contains("guards"),
            ExplicitNullChecks = list.Contains("nulls"),
            CanonicalizeNaNs = list.Contains("nans"),
            DeterministicRelaxedSimd = list.Contains("relaxed"),
            Fuel = list.Contains("fuel"),
            Interruptible = list.Contains("stops"),
            CountDepth = list.Contains("depth"),
        };
    }
}
