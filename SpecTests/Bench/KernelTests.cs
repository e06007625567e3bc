using NUnit.Framework;
using Wasm.Bench;
using Wasm.Bench.Programs;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Bench;

/// <summary>The benchmark kernels compute what they claim. Small arguments; the results come from another engine.</summary>
[TestFixture]
public sealed class KernelTests
{
    private static readonly IReadOnlyDictionary<string, Kernel> Kernels = Kernel.Load("").ToDictionary(kernel => kernel.Name);

    private static readonly (string Name, int Argument, Value Expected)[] Results =
    [
        ("automaton", 1, Value.FromI32(-1371126011)),
        ("bytecode", 30, Value.FromI32(441)),
        ("dot", 1, Value.FromI32(-683153434)),
        ("fib", 10, Value.FromI32(55)),
        ("indirect", 100, Value.FromI32(-1317183015)),
        ("json", 1, Value.FromI32(-1095600703)),
        ("julia", 16, Value.FromI32(4140)),
        ("mandelbrot", 16, Value.FromI32(5913)),
        ("matmul", 1, Value.FromF64(45.9111328125)),
        ("nbody", 10, Value.FromF64(-0.17700969469617497)),
        ("quicksort", 20, Value.FromI32(197953025)),
        ("sha256", 1, Value.FromI32(581772650)),
        ("sieve", 1000, Value.FromI32(168)),
        ("siphash", 3, Value.FromI32(785394390)),
        ("tak", 3, Value.FromI32(905)),
        ("trees", 1, Value.FromI32(-335501508)),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from engine in EngineChoice.Names
        from result in Results
        select new TestCaseData(engine, result.Name, result.Argument, result.Expected).SetArgDisplayNames(engine, result.Name);

    [TestCaseSource(nameof(Cases))]
    public void Kernel_computes(string engineName, string name, int argument, Value expected)
    {
        Engine engine = EngineChoice.Create(engineName);
        using var store = new Store(engine);
        Instance instance = new Linker(engine).Instantiate(store, Module.FromBytes(engine, Kernels[name].Binary));
        Assert.That(instance.GetFunction("run")!.Invoke(argument)[0], Is.EqualTo(expected));
    }

    [Test]
    public void Every_kernel_is_tested() => Assert.That(Kernels.Keys, Is.EquivalentTo(Results.Select(result => result.Name)));

    [Test]
    public void Fifteen_kernels_are_in_the_mean_and_also_in_C()
    {
        Kernel[] inMean = [.. Kernels.Values.Where(kernel => !kernel.IsExtra)];
        Assert.That(inMean, Has.Length.EqualTo(15));
        Assert.That(inMean.Where(kernel => kernel.Source is null), Is.Empty);
    }

    [Test]
    public void Every_kernel_states_its_results_for_all_sizes() =>
        Assert.That(Kernels.Values.Where(kernel => !Enum.GetValues<KernelSize>().All(kernel.Cases.ContainsKey)).Select(kernel => kernel.Name), Is.Empty);

    [TestCase("reference", true, false, false)]
    [TestCase("reference:uninterruptible", false, false, false)]
    [TestCase("reference:fuel", true, true, false)]
    [TestCase("reference:canonical", true, false, true)]
    public void A_variant_is_an_option_of_the_engine(string name, bool interruptible, bool fuel, bool canonical)
    {
        Engine engine = EngineChoice.Create(name);
        Assert.That(engine.Name, Is.EqualTo("reference"));
        Assert.That(engine.Options, Is.EqualTo(new EngineOptions { Interruptible = interruptible, ConsumeFuel = fuel, CanonicalizeNaNs = canonical }));
    }
}
