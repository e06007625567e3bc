using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>Damages binaries and texts, for those who read them. Same bytes, same damage.</summary>
public static class ByteMutator
{
    /// <summary>Most changes of one mutation.</summary>
    private const int MaximumChanges = 4;

    private const int HeaderBytes = 8;

    /// <summary>Changes a module's binary, which knows where sections and numbers stand as long as nothing moved them.</summary>
    /// <param name="binary">The binary; it stays as it is.</param>
    /// <param name="donor">Another one, to take pieces of; may be empty.</param>
    /// <param name="decisions">What decides.</param>
    public static byte[] Corrupt(ReadOnlySpan<byte> binary, ReadOnlySpan<byte> donor, ReadOnlySpan<byte> decisions)
    {
        var source = new ByteSource(decisions.ToArray());
        byte[] made = binary.ToArray();
        int count = source.Between(1, MaximumChanges);
        for (int i = 0; i < count; i++)
        {
            made = source.Below(12) switch
            {
                0 or 1 => FlipBit(made, source),
                2 => SetByte(made, source),
                3 => Insert(made, source),
                4 => Delete(made, source),
                5 => CopyChunk(made, made, source),
                6 => CopyChunk(made, donor, source),
                7 => Truncate(made, source),
                8 or 9 => ChangeNumber(made, source),
                10 => ChangeSectionLength(made, source),
                _ => MoveSection(made, source),
            };
        }

        return made;
    }

    /// <summary>Changes a text: bytes, words, parentheses.</summary>
    /// <param name="text">UTF-8; it stays as it is.</param>
    /// <param name="decisions">What decides.</param>
    public static byte[] CorruptText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> decisions)
    {
        var source = new ByteSource(decisions.ToArray());
        byte[] made = text.ToArray();
        int count = source.Between(1, MaximumChanges);
        ReadOnlySpan<string> pieces =
        [
            "(", ")", "\"", ";;", "(;", ";)", "$x", "$\"a b\"", "\\", "\"\\u{110000}\"", "0x", "1_000", "nan:0x0", "-", "(@a", "(module ", "(func ",
            "(type 0)", "(result i32)", "end", "else", "i32.const 99999999999", "0x1p99999999", "\u00e9", "\0", "offset=", "align=3", "(then)", "v128.const i8x16 1",
        ];
        for (int i = 0; i < count; i++)
        {
            made = source.Below(6) switch
            {
                0 => FlipBit(made, source),
                1 => Delete(made, source),
                2 => CopyChunk(made, made, source),
                3 => Truncate(made, source),
                _ => InsertBytes(made, Place(made.Length + 1, source), System.Text.Encoding.UTF8.GetBytes(pieces[source.Below(pieces.Length)])),
            };
        }

        return made;
    }

    private static byte[] FlipBit(byte[] bytes, ByteSource source)
    {
        if (bytes.Length > 0)
        {
            bytes[Place(bytes.Length, source)] ^= (byte)(1 << source.Below(8));
        }

        return bytes;
    }

    private static byte[] SetByte(byte[] bytes, ByteSource source)
    {
        if (bytes.Length > 0)
        {
            ReadOnlySpan<byte> edges = [0, 1, 0x7F, 0x80, 0xFF, 0x40, 0x0B, 0x60, 0x5E, 0x5F, 0x4E, 0x50, 0x63, 0x64, 0x70, 0x6F, 0xFB, 0xFC, 0xFD, 0xFE];
            bytes[Place(bytes.Length, source)] = source.Chance(128) ? source.Byte() : edges[source.Below(edges.Length)];
        }

        return bytes;
    }

    private static byte[] Insert(byte[] bytes, ByteSource source)
    {
        byte[] added = new byte[source.Between(1, 4)];
        for (int i = 0; i < added.Length; i++)
        {
            added[i] = source.Byte();
        }

        return InsertBytes(bytes, Place(bytes.Length + 1, source), added);
    }

    private static byte[] Delete(byte[] bytes, ByteSource source)
    {
        int start = Place(bytes.Length, source);
        int count = Math.Min(source.Between(1, 8), bytes.Length - start);
        return [.. bytes.AsSpan(0, start), .. bytes.AsSpan(start + count)];
    }

    private static byte[] CopyChunk(byte[] bytes, ReadOnlySpan<byte> from, ByteSource source)
    {
        if (from.Length == 0)
        {
            return bytes;
        }

        int start = Place(from.Length, source);
        ReadOnlySpan<byte> chunk = from.Slice(start, Math.Min(source.Between(1, 64), from.Length - start));
        int to = Place(bytes.Length + 1, source);
        if (source.Chance(128))
        {
            return InsertBytes(bytes, to, chunk.ToArray());
        }

        byte[] made = bytes.ToArray();
        chunk[..Math.Min(chunk.Length, made.Length - to)].CopyTo(made.AsSpan(to));
        return made;
    }

    private static byte[] Truncate(byte[] bytes, ByteSource source) => bytes[..Place(bytes.Length + 1, source)];

    // The number that begins at a byte is replaced by another one, often one too large or too long.
    private static byte[] ChangeNumber(byte[] bytes, ByteSource source)
    {
        int start = Place(bytes.Length, source);
        int end = start;
        while (end < bytes.Length && end < start + 9 && (bytes[end] & 0x80) != 0)
        {
            end++;
        }

        end = Math.Min(end + 1, bytes.Length);
        byte[] number = source.Below(7) switch
        {
            0 => Leb((uint)source.Below(256), source.Between(1, 5)),
            1 => Leb(uint.MaxValue, 5),
            2 => Leb(0x7FFF_FFFF, 5),
            3 => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            4 => [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
            5 => Leb(source.UInt32(), 5),
            _ => Leb(end > start ? (uint)(bytes[start] & 0x7F) + 1 : 0, 1),
        };
        return [.. bytes.AsSpan(0, start), .. number, .. bytes.AsSpan(end)];
    }

    private static byte[] ChangeSectionLength(byte[] bytes, ByteSource source)
    {
        List<(int Start, int Body, int End)> sections = Sections(bytes);
        if (sections.Count == 0)
        {
            return bytes;
        }

        (int start, int body, int end) = sections[source.Below(Math.Min(sections.Count, 1 << 16))];
        long length = end - body;
        length = source.Below(4) switch
        {
            0 => length + 1,
            1 => length - 1,
            2 => source.UInt32(),
            _ => length,
        };
        return [.. bytes.AsSpan(0, start + 1), .. Leb((uint)length, source.Between(1, 5)), .. bytes.AsSpan(body)];
    }

    // A section goes, stands twice, or comes somewhere else.
    private static byte[] MoveSection(byte[] bytes, ByteSource source)
    {
        List<(int Start, int Body, int End)> sections = Sections(bytes);
        if (sections.Count == 0)
        {
            return bytes;
        }

        (int start, _, int end) = sections[source.Below(Math.Min(sections.Count, 1 << 16))];
        byte[] section = bytes[start..end];
        int to = sections[source.Below(Math.Min(sections.Count, 1 << 16))].Start;
        switch (source.Below(3))
        {
            case 0:
                return [.. bytes.AsSpan(0, start), .. bytes.AsSpan(end)];
            case 1:
                return InsertBytes(bytes, to, section);
            default:
                byte[] without = [.. bytes.AsSpan(0, start), .. bytes.AsSpan(end)];
                return InsertBytes(without, to > start ? to - (end - start) : to, section);
        }
    }

    private static List<(int Start, int Body, int End)> Sections(byte[] bytes)
    {
        var sections = new List<(int, int, int)>();
        int position = HeaderBytes;
        while (position < bytes.Length)
        {
            int start = position++;
            long length = 0;
            for (int shift = 0; shift < 35 && position < bytes.Length; shift += 7)
            {
                byte part = bytes[position++];
                length |= (long)(part & 0x7F) << shift;
                if ((part & 0x80) == 0)
                {
                    break;
                }
            }

            if (length > bytes.Length - position)
            {
                break;
            }

            sections.Add((start, position, position + (int)length));
            position += (int)length;
        }

        return sections;
    }

    // In at least so many bytes, which may be more than needed.
    private static byte[] Leb(uint value, int bytes)
    {
        var made = new List<byte>();
        do
        {
            made.Add((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }
        while (value != 0 || made.Count < bytes);

        made[^1] &= 0x7F;
        return [.. made];
    }

    private static byte[] InsertBytes(byte[] bytes, int at, byte[] added) => [.. bytes.AsSpan(0, at), .. added, .. bytes.AsSpan(at)];

    // Any place, even of much.
    private static int Place(int count, ByteSource source) => count <= 1 << 16 ? source.Below(count) : (int)(source.UInt32() % (uint)count);
}
