namespace Wasm.Runtime.Embedding;

/// <summary>Sizes that a store allows.</summary>
public sealed record StoreLimits
{
    /// <summary>Bytes of one memory.</summary>
    public ulong MemoryBytes { get; init; } = 4UL << 30;

    /// <summary>Elements of one table.</summary>
    public ulong TableElements { get; init; } = 10_000_000;
}
