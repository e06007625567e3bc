using System.Reflection;
using NUnit.Framework;
using Wasm.SpecTests.Printer;

namespace Wasm.SpecTests.PublicApi;

/// <summary>The public interface of each library stands in a file, so that every change to it is seen and meant.</summary>
[TestFixture]
public sealed class PublicApiTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(Wasm.Core.Model.ModuleDefinition).Assembly,
        typeof(Wasm.Text.ModuleParser).Assembly,
        typeof(Wasm.Runtime.Embedding.Engine).Assembly,
        typeof(Wasm.Interpreter.ReferenceEngine).Assembly,
        typeof(Wasm.Jit.JitEngine).Assembly,
    ];

    private static IEnumerable<TestCaseData> Cases => Libraries.Select(library => new TestCaseData(library).SetArgDisplayNames(library.GetName().Name!));

    [TestCaseSource(nameof(Cases))]
    public void Interface_is_as_written_down(Assembly library)
    {
        string name = $"{library.GetName().Name}.txt";
        string path = Path.Combine(RepositoryRoot.Path, "SpecTests", "PublicApi", name);
        string actual = ApiPrinter.Print(library);
        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (actual == expected)
        {
            return;
        }

        if (GoldenFile.IsBlessing)
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.Fail($"{name}: the public interface is another one (`make bless` writes it down)\n{LineDiff.Unified(expected, actual)}");
    }
}
