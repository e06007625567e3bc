namespace Wasm.Jit.Execution;

/// <summary>
/// The reservations of memories and heaps in the process: only an access to one of them can be a trap, any other fault is an error of
/// the engine. Readers take no lock.
/// </summary>
internal static class AddressRanges
{
    private static readonly Lock Writers = new();
    private static Snapshot _snapshot = new([], []);

    /// <summary>Makes a reservation known.</summary>
    /// <param name="start">Its first address.</param>
    /// <param name="size">Bytes, guards included.</param>
    public static void Add(ulong start, ulong size)
    {
        lock (Writers)
        {
            Snapshot old = _snapshot;
            int index = Array.BinarySearch(old.Starts, start);
            if (index >= 0)
            {
                throw new InvalidOperationException($"The range at 0x{start:x} is known already.");
            }

            index = ~index;
            var starts = new ulong[old.Starts.Length + 1];
            var sizes = new ulong[starts.Length];
            old.Starts.AsSpan(0, index).CopyTo(starts);
            old.Starts.AsSpan(index).CopyTo(starts.AsSpan(index + 1));
            old.Sizes.AsSpan(0, index).CopyTo(sizes);
            old.Sizes.AsSpan(index).CopyTo(sizes.AsSpan(index + 1));
            starts[index] = start;
            sizes[index] = size;
            Volatile.Write(ref _snapshot, new Snapshot(starts, sizes));
        }
    }

    /// <summary>Forgets a reservation, before it is given back.</summary>
    public static void Remove(ulong start)
    {
        lock (Writers)
        {
            Snapshot old = _snapshot;
            int index = Array.BinarySearch(old.Starts, start);
            if (index < 0)
            {
                return;
            }

            var starts = new ulong[old.Starts.Length - 1];
            var sizes = new ulong[starts.Length];
            old.Starts.AsSpan(0, index).CopyTo(starts);
            old.Starts.AsSpan(index + 1).CopyTo(starts.AsSpan(index));
            old.Sizes.AsSpan(0, index).CopyTo(sizes);
            old.Sizes.AsSpan(index + 1).CopyTo(sizes.AsSpan(index));
            Volatile.Write(ref _snapshot, new Snapshot(starts, sizes));
        }
    }

    /// <summary>Whether an address lies in one.</summary>
    public static bool Contains(ulong address)
    {
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        int index = Array.BinarySearch(snapshot.Starts, address);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && address - snapshot.Starts[index] < snapshot.Sizes[index];
    }

    private sealed record Snapshot(ulong[] Starts, ulong[] Sizes);
}
