namespace Wasm.Fuzz.Mutate;

/// <summary>What <see cref="Mutator"/> does.</summary>
public sealed record MutatorOptions
{
    /// <summary>Valid modules stay valid.</summary>
    public static MutatorOptions Default { get; } = new();

    /// <summary>Valid modules mostly become invalid ones.</summary>
    public static MutatorOptions Breaking { get; } = new() { KeepValid = false, Untyped = true };

    /// <summary>Most changes of one mutation; at least 1.</summary>
    public int MaximumChanges { get; init; } = 6;

    /// <summary>A change that makes the module invalid is taken back.</summary>
    public bool KeepValid { get; init; } = true;

    /// <summary>Also changes that do not look at types: indices, block types, any instruction at any place.</summary>
    public bool Untyped { get; init; }

    /// <summary>Functions do not grow beyond this many bytes.</summary>
    public int MaximumBodyBytes { get; init; } = 20_000;
}
