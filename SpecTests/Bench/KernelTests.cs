using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.SpecTests.Bench;

/// <summary>The benchmark kernels compute what they claim. Small arguments; the results come from another engine.</summary>
[TestFixture]
public class KernelTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tools", "Bench", "kernels");

    [TestCase("bytecode", 30, 441)]
    [TestCase("dot", 1, -683153434)]
    [TestCase("fib", 10, 55)]
    [TestCase("indirect", 100, -1317183015)]
    [TestCase("mandelbrot", 16, 5913)]
    [TestCase("sha256", 1, 581772650)]
    [TestCase("sieve", 1000, 168)]
    public void Kernel_computes(string name, int argument, int expected) =>
        Assert.That(Run(name, argument), Is.EqualTo(Value.FromI32(expected)));

    [TestCase("nbody", 10, -0.17700969469617497)]
    public void Kernel_computes(string name, int argument, double expected) =>
        Assert.That(Run(name, argument), Is.EqualTo(Value.FromF64(expected)));

    [Test]
    public void Every_kernel_is_tested() => Assert.That(
        Directory.EnumerateFiles(Folder, "*.wat").Select(Path.GetFileNameWithoutExtension),
        Is.EquivalentTo((string[])["bytecode", "dot", "fib", "indirect", "mandelbrot", "nbody", "sha256", "sieve"]));

    private static Value Run(string name, int argument)
    {
        string path = Path.Combine(Folder, name + ".wat");
        var engine = new ReferenceEngine();
        byte[] binary = ModuleParser.Parse(new SourceText(path, File.ReadAllBytes(path)), FeatureSet.Wasm3).Encode();
        Instance instance = new Linker(engine).Instantiate(new Store(engine), Module.FromBytes(engine, binary));
        return instance.GetFunction("run")!.Invoke(argument)[0];
    }
}
