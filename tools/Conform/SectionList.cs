using Wasm.Core.Diagnostics;
using Wasm.Core.Model;

namespace Wasm.Conform;

/// <summary>A section as it stands in a binary.</summary>
/// <param name="Id">Its id; may be none that is known.</param>
/// <param name="Name">Name of a custom section, else null.</param>
/// <param name="Start">Offset of the id.</param>
/// <param name="Contents">Offset of the contents.</param>
/// <param name="Size">Size of the contents as claimed.</param>
/// <param name="Count">Number of items in it, where it begins with one.</param>
internal sealed record SectionHeader(byte Id, string? Name, int Start, int Contents, uint Size, uint? Count)
{
    /// <summary>What the section is called.</summary>
    public string Title => Name is null ? TitleOf(Id) : $"custom {Terminal.Printable(Name)}";

    private static string TitleOf(byte id) => Enum.IsDefined((SectionId)id) ? ((SectionId)id).ToString().ToLowerInvariant() : $"unknown ({id})";
}

/// <summary>Walks the sections of a binary without looking into them, so that a broken module can be looked at too.</summary>
internal static class SectionList
{
    private const int HeaderLength = 8;

    /// <summary>The sections up to the first that cannot be read.</summary>
    public static List<SectionHeader> Read(ReadOnlySpan<byte> binary)
    {
        var sections = new List<SectionHeader>();
        if (binary.Length < HeaderLength)
        {
            return sections;
        }

        var reader = new Core.Binary.BinaryReader(binary, 0) { Position = HeaderLength };
        try
        {
            while (!reader.AtEnd)
            {
                int start = reader.Position;
                byte id = reader.ReadByte();
                uint size = reader.ReadU32();
                int contents = reader.Position;
                ReadOnlySpan<byte> bytes = binary[contents..(int)Math.Min(contents + (long)size, binary.Length)];
                (string? name, uint? count) = Peek(id, bytes);
                sections.Add(new SectionHeader(id, name, start, contents, size, count));
                if (size > (uint)reader.Remaining)
                {
                    return sections;
                }

                reader.Position = contents + (int)size;
            }
        }
        catch (MalformedModuleException)
        {
            // The decoder says what is wrong, and better.
        }

        return sections;
    }

    private static (string? Name, uint? Count) Peek(byte id, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Core.Binary.BinaryReader(bytes, 0);
            return (SectionId)id switch
            {
                SectionId.Custom => (reader.ReadName(), null),
                SectionId.Start => (null, null),
                _ => (null, reader.ReadU32()),
            };
        }
        catch (MalformedModuleException)
        {
            return id == 0 ? ("", null) : (null, null);
        }
    }
}
