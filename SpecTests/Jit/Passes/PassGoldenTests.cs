using NUnit.Framework;
using Wasm.Jit.Ir;
using Wasm.Jit.Passes;
using Wasm.SpecTests.Printer;

namespace Wasm.SpecTests.Jit.Passes;

/// <summary>
/// What passes make of functions in <c>golden/*.ir</c>: names of passes, joined by <c>+</c>, or <c>all</c>, and the expected
/// function behind each. <c>make bless</c> rewrites them.
/// </summary>
[TestFixture]
public sealed class PassGoldenTests
{
    private static IEnumerable<TestCaseData> Outputs()
    {
        string folder = Path.Combine(RepositoryRoot.Path, "SpecTests/Jit/Passes/golden");
        foreach (string path in Directory.EnumerateFiles(folder, "*.ir").Order(StringComparer.Ordinal))
        {
            foreach (string output in GoldenFile.Read(path).Outputs)
            {
                yield return new TestCaseData(path, output).SetName($"{Path.GetFileNameWithoutExtension(path)}: {output}");
            }
        }
    }

    [TestCaseSource(nameof(Outputs))]
    public void Is_as_expected(string path, string output)
    {
        var file = GoldenFile.Read(path);
        var list = new PassList();
        var verifier = new IrVerifier();
        IrFunction function = IrParser.Parse(file.Input);
        verifier.Check(function, "input");
        if (output == "all")
        {
            list.Run(function);
        }
        else
        {
            foreach (string pass in output.Split('+'))
            {
                list.RunOne(function, pass);
            }
        }

        verifier.Check(function, output);
        file.Check(output, IrPrinter.Print(function));
    }
}
