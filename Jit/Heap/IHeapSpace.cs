namespace Wasm.Jit.Heap;

/// <summary>The address space of a heap. Pages that were never committed, or were given back, read as zero when committed.</summary>
internal interface IHeapSpace : IDisposable
{
    /// <summary>Address of offset 0.</summary>
    nuint Base { get; }

    /// <summary>Bytes of address space: at most 4 GiB.</summary>
    ulong Capacity { get; }

    /// <summary>Makes a range usable. Multiples of 64 KiB.</summary>
    /// <returns>False if the system has no room.</returns>
    bool TryCommit(ulong offset, ulong length);

    /// <summary>Gives a range's memory back. Multiples of 64 KiB.</summary>
    void Decommit(ulong offset, ulong length);
}
