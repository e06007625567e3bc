using System.Buffers.Binary;
using System.Text;

namespace Wasm.Text;

/// <summary>
/// Numbers the different identifiers of a module, so that the parser compares and looks up integers. The bytes
/// stay in the source, unless an identifier is quoted.
/// </summary>
internal sealed class SymbolTable
{
    // Differs between processes, so that nobody can write a module whose identifiers all collide.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly ReadOnlyMemory<byte> _source;
    private Entry[] _entries = new Entry[16];
    private int[] _slots = new int[64]; // entry index + 1, or 0

    public SymbolTable(ReadOnlyMemory<byte> source) => _source = source;

    /// <summary>Number of symbols.</summary>
    public int Count { get; private set; }

    /// <summary>The symbol of an identifier token.</summary>
    /// <param name="start">Offset of its <c>$</c>.</param>
    /// <param name="end">Offset behind it.</param>
    public int Intern(int start, int end)
    {
        ReadOnlySpan<byte> text = _source.Span[(start + 1)..end];
        byte[]? decoded = text[0] == '"' ? StringLiteral.Decode(text) : null;
        text = decoded ?? text;
        uint hash = Hash(text);
        int[] slots = _slots;
        uint slot = hash & (uint)(slots.Length - 1);
        while (slots[slot] != 0)
        {
            ref Entry entry = ref _entries[slots[slot] - 1];
            if (entry.Hash == hash && text.SequenceEqual(Text(in entry)))
            {
                return slots[slot] - 1;
            }

            slot = (slot + 1) & (uint)(slots.Length - 1);
        }

        int symbol = Count++;
        if (symbol == _entries.Length)
        {
            Array.Resize(ref _entries, symbol * 2);
        }

        _entries[symbol] = new Entry(start + 1, end - start - 1, decoded, hash);
        slots[slot] = symbol + 1;
        if (Count * 2 > slots.Length)
        {
            Rehash(slots.Length * 2);
        }

        return symbol;
    }

    /// <summary>The name behind a symbol, without <c>$</c>.</summary>
    public string NameOf(int symbol) => Encoding.UTF8.GetString(Text(in _entries[symbol]));

    private ReadOnlySpan<byte> Text(in Entry entry) => entry.Decoded ?? _source.Span.Slice(entry.Start, entry.Length);

    private void Rehash(int size)
    {
        int[] slots = new int[size];
        for (int symbol = 0; symbol < Count; symbol++)
        {
            uint slot = _entries[symbol].Hash & (uint)(size - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (uint)(size - 1);
            }

            slots[slot] = symbol + 1;
        }

        _slots = slots;
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = Seed ^ (uint)text.Length;
        while (text.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[8..];
        }

        ulong tail = 0;
        foreach (byte b in text)
        {
            tail = tail << 8 | b;
        }

        return (uint)Mix(hash ^ tail);
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ Seed, 0x9E37_79B9_7F4A_7C15, out ulong low);
        return high ^ low;
    }

    private readonly record struct Entry(int Start, int Length, byte[]? Decoded, uint Hash);
}
