namespace Wasm.Fuzz.Oracles;

/// <summary>A number or vector as bits, with its lanes.</summary>
/// <param name="Low">The low half; all of a number.</param>
/// <param name="High">The high half.</param>
internal readonly record struct Bits(ulong Low, ulong High)
{
    /// <summary>A lane.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="bytes">How wide lanes are.</param>
    public ulong Lane(int index, int bytes)
    {
        ulong half = index * bytes < 8 ? Low : High;
        int shift = index * bytes * 8 & 63;
        return bytes == 8 ? half : half >> shift & ((1UL << (8 * bytes)) - 1);
    }

    /// <summary>A lane, its sign extended.</summary>
    public long Signed(int index, int bytes) => (long)(Lane(index, bytes) << (64 - (8 * bytes))) >> (64 - (8 * bytes));

    /// <summary>Makes a vector of lanes.</summary>
    public static Bits OfLanes(int bytes, Func<int, ulong> lane)
    {
        ulong low = 0;
        ulong high = 0;
        ulong mask = bytes == 8 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;
        for (int i = 0; i < 16 / bytes; i++)
        {
            ulong value = (lane(i) & mask) << (i * bytes * 8 & 63);
            if (i * bytes < 8)
            {
                low |= value;
            }
            else
            {
                high |= value;
            }
        }

        return new Bits(low, high);
    }

    /// <inheritdoc/>
    public override string ToString() => High == 0 ? $"0x{Low:x}" : $"0x{High:x}{Low:x16}";
}
