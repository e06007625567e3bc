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
    public void The_pass_is_blamed_without_which_there_is_no_difference()
    {
        foreach (string pass in JitOptions.PassNames)
        {
            var bisection = new PassBisection((_, options) => !options.NoOptimization && !options.DisabledPasses.Contains(pass));
            Assert.That(bisection.Blame(Item, new JitOptions()), Is.EqualTo(pass));
        }
    }

    [Test]
    public void Of_passes_that_prepare_and_one_that_errs_the_last_is_blamed()
    {
        var bisection = new PassBisection((_, options) => !options.NoOptimization && !options.DisabledPasses.Contains("simplify") && !options.DisabledPasses.Contains("loops"));
        Assert.That(bisection.Blame(Item, new JitOptions()), Is.EqualTo("loops"));
    }

    [Test]
    public void Options_stay_as_they_were()
    {
        var bisection = new PassBisection((_, options) => options.CollectAlways && !options.NoOptimization && !options.DisabledPasses.Contains("values"));
        Assert.That(bisection.Blame(Item, new JitOptions { CollectAlways = true, DisabledPasses = ["loops"] }), Is.EqualTo("values"));
        Assert.That(bisection.Blame(Item, new JitOptions()), Is.Null);
    }

    [Test]
    public void What_stays_is_the_allocators_or_what_comes_behind()
    {
        Assert.That(new PassBisection((_, options) => !options.SimpleAllocator).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Allocator));
        Assert.That(new PassBisection((_, options) => !options.SimpleAllocator && !options.NoOptimization).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Allocator));
        Assert.That(new PassBisection((_, _) => true).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Rest));
        Assert.That(new PassBisection((_, _) => true).Blame(Item, new JitOptions { SimpleAllocator = true }), Is.EqualTo(PassBisection.Rest));
        Assert.That(new PassBisection((_, options) => !options.NoOptimization).Blame(Item, new JitOptions()), Is.EqualTo(PassBisection.Passes));
    }

    [Test]
    public void Nobody_is_blamed_for_what_is_the_same()
    {
        Assert.That(new PassBisection(new ExecutionOracle()).Blame(Item, new JitOptions()), Is.Null);
    }
}
