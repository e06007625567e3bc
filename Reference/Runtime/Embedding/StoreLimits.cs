namespace Wasm.Runtime.Embedding;

/// <summary>
/// What a store allows its code and its host to take. Going beyond it is never more than an error: creating or
/// instantiating something throws <see cref="ResourceLimitException"/>, <c>memory.grow</c> and <c>table.grow</c> give
/// -1, and allocating an object ends the call with <see cref="OutcomeKind.Exhaustion"/>. The same happens below the
/// limits if the process has no more room. Mirrors Wasmtime's <c>StoreLimits</c>.
/// </summary>
/// <remarks>
/// What has been collected counts no longer. The store notices that when a limit would be passed, and then has .NET
/// collect garbage, though not over and over if that does not help. But of a limit of a thousand items, a million table
/// elements or a GiB of memories and more the first half is given out for good, because keeping account of what is
/// collected costs more than making a small instance.
/// </remarks>
public sealed record StoreLimits
{
    /// <summary>No limits but the engine's own.</summary>
    public static StoreLimits None { get; } = new()
    {
        MemoryBytes = ulong.MaxValue,
        TotalMemoryBytes = ulong.MaxValue,
        TableElements = ulong.MaxValue,
        TotalTableElements = ulong.MaxValue,
        Instances = ulong.MaxValue,
        Memories = ulong.MaxValue,
        Tables = ulong.MaxValue,
        HeapBytes = ulong.MaxValue,
    };

    /// <summary>Bytes of one memory. 4 GiB by default.</summary>
    public ulong MemoryBytes { get; init; } = 4UL << 30;

    /// <summary>Bytes of all memories together. 8 GiB by default.</summary>
    public ulong TotalMemoryBytes { get; init; } = 8UL << 30;

    /// <summary>Elements of one table, 8 bytes each. 10 million by default.</summary>
    public ulong TableElements { get; init; } = 10_000_000;

    /// <summary>Elements of all tables together, 8 bytes each. 50 million by default.</summary>
    public ulong TotalTableElements { get; init; } = 50_000_000;

    /// <summary>Number of instances. 100,000 by default.</summary>
    public ulong Instances { get; init; } = 100_000;

    /// <summary>Number of memories. 100,000 by default.</summary>
    public ulong Memories { get; init; } = 100_000;

    /// <summary>Number of tables. 100,000 by default.</summary>
    public ulong Tables { get; init; } = 100_000;

    /// <summary>
    /// Bytes of the structs, arrays and exceptions that are in use, as <see cref="Heap.ObjectSize"/> counts them. 1 GiB
    /// by default.
    /// </summary>
    /// <remarks>
    /// Used is what tables, globals, element segments, running and suspended calls refer to, directly or not. What only
    /// variables of the host refer to is not counted. The reference engine counts what is in use when as much as the limit
    /// has been allocated, and then again whenever that much more has been allocated as was left, or an eighth of the
    /// limit if that is more; so it may be passed by that eighth for a while. Really, an object takes up to four times as
    /// much there.
    /// </remarks>
    public ulong HeapBytes { get; init; } = 1UL << 30;
}
