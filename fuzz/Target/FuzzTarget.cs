using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Target;

/// <summary>
/// What a fuzzer that knows nothing of WebAssembly runs: bytes go in, and nothing is wrong or something is. One thread at a time.
/// </summary>
public abstract class FuzzTarget
{
    /// <summary>Names of all targets.</summary>
    public static IReadOnlyList<string> Names { get; } = [ExecutionTarget.TargetName, ModuleTarget.TargetName];

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a target.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="sink">Is told all features of each input; null: nobody.</param>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    public static FuzzTarget Create(string name, ICoverageSink? sink = null) => name switch
    {
        ExecutionTarget.TargetName => new ExecutionTarget(sink),
        ModuleTarget.TargetName => new ModuleTarget(sink),
        _ => throw new ArgumentException($"there is no target '{name}': {string.Join(", ", Names)}", nameof(name)),
    };

    /// <summary>Runs an input.</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract string? Run(byte[] input);

    /// <summary>An input to begin with.</summary>
    /// <param name="seed">Which.</param>
    public abstract byte[] Seed(ulong seed);
}
