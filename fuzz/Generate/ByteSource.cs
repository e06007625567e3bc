using System.Buffers.Binary;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// The decisions of a generated case, read from bytes. Whoever chooses the bytes chooses the case, and a small change
/// of them is mostly a small change of it. When they are used up every decision is the first of its alternatives, which
/// is always one that finishes what has been begun.
/// </summary>
internal sealed class ByteSource(byte[] bytes)
{
    private int _position;

    /// <summary>Whether all bytes have been used.</summary>
    public bool IsExhausted => _position >= bytes.Length;

    /// <summary>How many bytes have been used.</summary>
    public int Position => _position;

    /// <summary>The next byte; 0 behind the end.</summary>
    public byte Byte() => _position < bytes.Length ? bytes[_position++] : (byte)0;

    /// <summary>A number from 0 to <paramref name="count"/> - 1; one byte suffices if there are no more than 256.</summary>
    public int Below(int count)
    {
        if (count <= 1)
        {
            return 0;
        }

        // Multiplied and not divided: what a byte chooses then changes little when a list becomes longer by one.
        return count <= 256 ? Byte() * count >> 8 : (int)((long)UInt16() * count >> 16);
    }

    /// <summary>A number of a range, its ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in <paramref name="of256"/> of 256 cases; false behind the end.</summary>
    public bool Chance(int of256) => _position < bytes.Length && bytes[_position++] >= 256 - of256;

    /// <summary>Two bytes.</summary>
    public ushort UInt16() => (ushort)(Byte() | Byte() << 8);

    /// <summary>Four bytes.</summary>
    public uint UInt32() => (uint)(UInt16() | UInt16() << 16);

    /// <summary>Eight bytes.</summary>
    public ulong UInt64()
    {
        if (_position + 8 <= bytes.Length)
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(_position));
            _position += 8;
            return value;
        }

        return UInt32() | (ulong)UInt32() << 32;
    }

    /// <summary>The index of one of several alternatives, each as likely as its weight; 0 behind the end.</summary>
    public int Weighted(ReadOnlySpan<byte> weights)
    {
        int total = 0;
        foreach (byte weight in weights)
        {
            total += weight;
        }

        int left = Below(total);
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return 0;
    }
}
