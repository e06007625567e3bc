using Wasm.Fuzz.Generate;
using Wasm.Jit;

namespace Wasm.Fuzz.Oracles;

/// <summary>Finds out what brings a difference into the code of the optimizing engine.</summary>
public sealed class PassBisection
{
    /// <summary>What is blamed if neither a pass nor the allocator makes a difference.</summary>
    public const string Rest = "lowering/emission/runtime";

    /// <summary>What is blamed if the difference goes with the allocator.</summary>
    public const string Allocator = "allocator";

    /// <summary>What is blamed if a difference comes and goes.</summary>
    public const string Passes = "several passes";

    private readonly Func<GeneratedCase, JitOptions, bool> _differs;

    /// <summary>A bisection.</summary>
    /// <param name="oracle">Runs the case, under the rules under which it differed.</param>
    public PassBisection(ExecutionOracle oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        EngineUnderTest reference = EngineUnderTest.Reference();
        _differs = (item, options) => oracle.Run(item, [reference, EngineUnderTest.Jit(options)]) is Different;
    }

    /// <summary>A bisection over anything.</summary>
    /// <param name="differs">Whether a case differs with some options.</param>
    internal PassBisection(Func<GeneratedCase, JitOptions, bool> differs) => _differs = differs;

    /// <summary>Runs a case with the other allocator, with loads of their own, without optimizations, and with one step of optimization after the other.</summary>
    /// <param name="item">The case.</param>
    /// <param name="options">Options of the optimizing engine with which it differs from the reference.</param>
    /// <returns>
    /// <see cref="Allocator"/> if the difference goes with it; <see cref="Rest"/> if it stays without any pass, or goes when no instruction takes in a load; else the name of the
    /// pass with which it comes, all before it having run and none behind it. <see cref="Passes"/> if it comes and goes. Null if
    /// there is no difference.
    /// </returns>
    public string? Blame(GeneratedCase item, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!_differs(item, options))
        {
            return null;
        }

        // First of all: passes change what an allocator has to do, and may only be what shows its error.
        if (!options.SimpleAllocator && !_differs(item, options with { SimpleAllocator = true }))
        {
            return Allocator;
        }

        // As well: they may only be what brings a load and its use together.
        if (!_differs(item, options with { KeepLoads = true }))
        {
            return Rest;
        }

        if (options.NoOptimization || _differs(item, options with { OptimizationSteps = 0 }))
        {
            return Rest;
        }

        IReadOnlyList<string> steps = JitOptions.OptimizationStepNames;
        for (int i = 0; i < steps.Count; i++)
        {
            if (_differs(item, options with { OptimizationSteps = i + 1 }))
            {
                return steps[i];
            }
        }

        return Passes;
    }
}
