using NUnit.Framework;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Who is blamed, for errors that show under known conditions.</summary>
[TestFixture]
public sealed class PassBisectionTests
{
    private static readonly GeneratedCase Item = TextCase.Of("(module)");

    [Test]
    public void The_pass_is_blamed_with_which_the_difference_comes()
    {
        for (int step = 0; step < JitOptions.OptimizationStepNames.Count; step++)
        {
            int before = step;
            var bisection = new PassBisection((_, options) => !options.NoOptimization && options.OptimizationSteps > before);
            Assert.That(bisection.Blame(Item, new JitOptions()), Is.EqualTo(JitOptions.OptimizationStepNames[step]));
        }
    }

    [Test]
    public void Options_stay_as_they_were()
    {
        var bisection = new PassBisection((_, options) => options.CollectAlways && !options.NoOptimization && options.OptimizationSteps > 2);
        Assert.That(bisection.Blame(Item, new JitOptions { CollectAlways = true, DisabledPasses = ["loops"] }), Is.EqualTo("values"));
        Assert.That(bisection.Blame(Item, new JitOptions()), Is.Null);
    }

    [Test]
    public void What_stays_is_the_allocators_or_what_comes_behind()
    {
        Assert.That(new PassBisection((_, options) => !options.SimpleAllocator).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Allocator));
        Assert.That(new PassBisection((_, options) => !options.SimpleAllocator && options.OptimizationSteps > 0).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Allocator));
        Assert.That(new PassBisection((_, options) => !options.KeepLoads && options.OptimizationSteps > 0).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Rest));
        Assert.That(new PassBisection((_, _) => true).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Rest));
        Assert.That(new PassBisection((_, _) => true).Blame(Item, new JitOptions { SimpleAllocator = true }), Is.EqualTo(PassBisection.Rest));
        Assert.That(new PassBisection((_, options) => options.OptimizationSteps == int.MaxValue).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Passes));
    }

    [Test]
    public void Nobody_is_blamed_for_what_is_the_same()
    {
        Assert.That(new PassBisection(new ExecutionOracle()).Blame(Item, new JitOptions()), Is.Null);
    }
}
