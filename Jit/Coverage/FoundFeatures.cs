namespace Wasm.Jit.Coverage;

/// <summary>A set of features that is filled and emptied often. Not thread-safe.</summary>
internal sealed class FoundFeatures
{
    private ulong[] _slots = new ulong[1024];
    private ulong[] _members = new ulong[512];

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    /// <summary>The members, in the order in which they came.</summary>
    public ReadOnlySpan<ulong> Members => _members.AsSpan(0, Count);

    /// <summary>Adds a feature, which is not 0.</summary>
    public void Add(ulong feature)
    {
        int mask = _slots.Length - 1;
        int slot = Start(feature, mask);
        while (_slots[slot] != 0)
        {
            if (_slots[slot] == feature)
            {
                return;
            }

            slot = (slot + 1) & mask;
        }

        _slots[slot] = feature;
        if (Count == _members.Length)
        {
            Array.Resize(ref _members, Count * 2);
            _members[Count++] = feature;
            Rehash();
            return;
        }

        _members[Count++] = feature;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    // Twice as many slots as members can be.
    private void Rehash()
    {
        _slots = new ulong[_members.Length * 2];
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = Start(_members[i], mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = _members[i];
        }
    }

    private static int Start(ulong feature, int mask) => (int)(feature * 0x9E3779B97F4A7C15 >> 40) & mask;
}
