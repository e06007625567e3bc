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

    /// <summary>What is blamed if the difference goes only with all passes together.</summary>
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

    /// <summary>Runs a case with one thing after the other switched off.</summary>
    /// <param name="item">The case.</param>
    /// <param name="options">Options of the optimizing engine with which it differs from the reference.</param>
    /// <returns>
    /// Name of the pass without which there is no difference; of several the last one that runs, since what stands before may only
    /// have prepared its work. Else <see cref="Passes"/>, <see cref="Allocator"/> or <see cref="Rest"/>; null if there is no difference.
    /// </returns>
    public string? Blame(GeneratedCase item, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!_differs(item, options))
        {
            return null;
        }

        if (options.NoOptimization || _differs(item, options with { NoOptimization = true }))
        {
            return !options.SimpleAllocator && !_differs(item, options with { SimpleAllocator = true }) ? Allocator : Rest;
        }

        string? blamed = null;
        foreach (string pass in JitOptions.PassNames)
        {
            if (!Contains(options.DisabledPasses, pass) && !_differs(item, options with { DisabledPasses = [.. options.DisabledPasses, pass] }))
            {
                blamed = pass;
            }
        }

        if (blamed is not null)
        {
            return blamed;
        }

        // Optimized code may only be what shows an error of the allocator.
        return !options.SimpleAllocator && !_differs(item, options with { SimpleAllocator = true }) ? Allocator : Passes;
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        foreach (string known in names)
        {
            if (known == name)
            {
                return true;
            }
        }

        return false;
    }
}
