namespace Wasm.Jit.Execution;

/// <summary>
/// Finds the piece of code at an address, for the whole process. Readers take no lock, so that it can be asked while a frame
/// waits anywhere; writers copy what is small and append to what is large.
/// </summary>
internal static class CodeMap
{
    private static readonly Lock Writers = new();
    private static Snapshot _snapshot = new([], [], 0);

    /// <summary>The piece of code at an address, or null.</summary>
    public static CodeEntry? Find(nuint address)
    {
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        int index = Array.BinarySearch(snapshot.Starts, address);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 ? snapshot.Regions[index].Find(address) : null;
    }

    /// <summary>The frame's piece of code of a return address: the call is its last instruction, which may be the code's last too.</summary>
    public static CodeEntry? FindReturn(nuint returnAddress) => Find(returnAddress - 1);

    /// <summary>The same, beginning with what was found last.</summary>
    public static CodeEntry? FindReturn(nuint returnAddress, ref Lookup last)
    {
        // Code stays where it is until its region goes.
        if (last.Found is { } found && last.Version == Volatile.Read(ref _snapshot).Version && returnAddress - 1 - found.Start < (nuint)found.Length)
        {
            return found;
        }

        long version = Volatile.Read(ref _snapshot).Version;
        CodeEntry? entry = FindReturn(returnAddress);
        last = new Lookup(version, entry);
        return entry;
    }

    /// <summary>Makes a region known.</summary>
    public static void Add(CodeRegion region)
    {
        lock (Writers)
        {
            Snapshot old = _snapshot;
            int index = ~Array.BinarySearch(old.Starts, region.Start);
            var starts = new nuint[old.Starts.Length + 1];
            var regions = new CodeRegion[starts.Length];
            old.Starts.AsSpan(0, index).CopyTo(starts);
            old.Starts.AsSpan(index).CopyTo(starts.AsSpan(index + 1));
            old.Regions.AsSpan(0, index).CopyTo(regions);
            old.Regions.AsSpan(index).CopyTo(regions.AsSpan(index + 1));
            starts[index] = region.Start;
            regions[index] = region;
            Volatile.Write(ref _snapshot, new Snapshot(starts, regions, old.Version + 1));
        }
    }

    /// <summary>Forgets a region.</summary>
    public static void Remove(CodeRegion region)
    {
        lock (Writers)
        {
            Snapshot old = _snapshot;
            int index = Array.BinarySearch(old.Starts, region.Start);
            if (index < 0 || old.Regions[index] != region)
            {
                return;
            }

            var starts = new nuint[old.Starts.Length - 1];
            var regions = new CodeRegion[starts.Length];
            old.Starts.AsSpan(0, index).CopyTo(starts);
            old.Starts.AsSpan(index + 1).CopyTo(starts.AsSpan(index));
            old.Regions.AsSpan(0, index).CopyTo(regions);
            old.Regions.AsSpan(index + 1).CopyTo(regions.AsSpan(index));
            Volatile.Write(ref _snapshot, new Snapshot(starts, regions, old.Version + 1));
        }
    }

    /// <summary>What was found, and when.</summary>
    /// <param name="Version">Of all regions that there were.</param>
    /// <param name="Found">What was found.</param>
    public readonly record struct Lookup(long Version, CodeEntry? Found);

    private sealed record Snapshot(nuint[] Starts, CodeRegion[] Regions, long Version);
}

/// <summary>A run of addresses that is filled with pieces of code from low addresses on. One writer at a time, any number of readers.</summary>
/// <param name="block">Its addresses.</param>
internal sealed class CodeRegion(CodeBlock block)
{
    private CodeEntry[] _entries = new CodeEntry[4];
    private int _count;

    /// <summary>Its addresses.</summary>
    public CodeBlock Block { get; } = block;

    /// <summary>First address.</summary>
    public nuint Start => Block.Address;

    /// <summary>Adds a piece that stands behind all others.</summary>
    public void Append(CodeEntry entry)
    {
        if (_count > 0 && entry.Start < _entries[_count - 1].Start)
        {
            throw new InvalidOperationException("Code has to be placed at rising addresses.");
        }

        if (_count == _entries.Length)
        {
            var larger = new CodeEntry[_count * 2];
            Array.Copy(_entries, larger, _count);
            Volatile.Write(ref _entries, larger);
        }

        _entries[_count] = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The piece at an address, or null.</summary>
    public CodeEntry? Find(nuint address)
    {
        // In this order: the array that is read then has at least so many.
        int high = Volatile.Read(ref _count);
        CodeEntry[] entries = Volatile.Read(ref _entries);
        int low = 0;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (entries[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && address - entries[low - 1].Start < (nuint)entries[low - 1].Length ? entries[low - 1] : null;
    }
}
