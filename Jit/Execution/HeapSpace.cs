using Wasm.Jit.Heap;

namespace Wasm.Jit.Execution;

/// <summary>The 4 GiB of address space of a heap, the first of which are never mapped.</summary>
internal sealed unsafe class HeapSpace : IHeapSpace
{
    private readonly ISystem _system;

    public HeapSpace(ISystem system)
    {
        _system = system;
        Base = (nuint)system.Reserve((nuint)Capacity);
        AddressRanges.Add(Base, Capacity);
    }

    /// <inheritdoc/>
    public nuint Base { get; }

    /// <inheritdoc/>
    public ulong Capacity => 4UL << 30;

    /// <inheritdoc/>
    public bool TryCommit(ulong offset, ulong length) => _system.Commit((byte*)Base + offset, (nuint)length);

    /// <inheritdoc/>
    public void Decommit(ulong offset, ulong length) => _system.Decommit((byte*)Base + offset, (nuint)length);

    /// <inheritdoc/>
    public void Dispose()
    {
        AddressRanges.Remove(Base);
        _system.Release((byte*)Base, (nuint)Capacity);
    }
}
