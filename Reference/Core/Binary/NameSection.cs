using Wasm.Core.Diagnostics;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>
/// The <c>name</c> custom section (specification, appendix "Name Section", with the subsections of the extended
/// name section proposal: labels, tables, memories, globals, segments). Indices need not exist in the module.
/// </summary>
/// <remarks>
/// Reading is tolerant where nothing is lost by it: subsections in any order, unknown subsections skipped.
/// </remarks>
public sealed class NameSection
{
    /// <summary>The custom section's name.</summary>
    public const string SectionName = "name";

    private const byte ModuleSubsection = 0;

    /// <summary>The module's name.</summary>
    public string? Module { get; set; }

    /// <summary>By function index.</summary>
    public Dictionary<int, string> Functions { get; } = [];

    /// <summary>By function index, then local index.</summary>
    public Dictionary<int, Dictionary<int, string>> Locals { get; } = [];

    /// <summary>By function index, then number of the label in the function, counted in code order.</summary>
    public Dictionary<int, Dictionary<int, string>> Labels { get; } = [];

    /// <summary>Names by type index.</summary>
    public Dictionary<int, string> Types { get; } = [];

    /// <summary>Names by table index.</summary>
    public Dictionary<int, string> Tables { get; } = [];

    /// <summary>Names by memory index.</summary>
    public Dictionary<int, string> Memories { get; } = [];

    /// <summary>Names by global index.</summary>
    public Dictionary<int, string> Globals { get; } = [];

    /// <summary>Names by element segment index.</summary>
    public Dictionary<int, string> Elements { get; } = [];

    /// <summary>Names by data segment index.</summary>
    public Dictionary<int, string> Data { get; } = [];

    /// <summary>By type index, then field index.</summary>
    public Dictionary<int, Dictionary<int, string>> Fields { get; } = [];

    /// <summary>Names by tag index.</summary>
    public Dictionary<int, string> Tags { get; } = [];

    /// <summary>Whether it names nothing.</summary>
    public bool IsEmpty
    {
        get
        {
            bool any = Module is not null;
            for (byte id = 1; id <= 11; id++)
            {
                any |= Names(id) is { Count: > 0 } || IndirectNames(id) is { Count: > 0 };
            }

            return !any;
        }
    }

    /// <summary>The names of a module, or null if it has no name section.</summary>
    /// <exception cref="MalformedCustomException">The section is malformed.</exception>
    public static NameSection? Read(ModuleDefinition module)
    {
        foreach (CustomSection section in module.CustomSections)
        {
            if (section.Name == SectionName)
            {
                return Parse(section.Bytes.Span, section.Offset + 1 + SectionName.Length);
            }
        }

        return null;
    }

    /// <summary>As <see cref="Read"/>, with null also for a malformed section: for those whom names only help.</summary>
    public static NameSection? TryRead(ModuleDefinition module)
    {
        try
        {
            return Read(module);
        }
        catch (MalformedCustomException)
        {
            return null;
        }
    }

    /// <summary>Parses the section's bytes, without the section's own name.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Absolute offset of the first, for errors.</param>
    /// <exception cref="MalformedCustomException">They are malformed.</exception>
    public static NameSection Parse(ReadOnlySpan<byte> bytes, long offset)
    {
        var section = new NameSection();
        var reader = new BinaryReader(bytes, offset);
        try
        {
            while (!reader.AtEnd)
            {
                byte id = reader.ReadByte();
                int size = reader.ReadLength();
                long start = reader.Offset;
                section.ReadSubsection(id, new BinaryReader(reader.ReadBytes(size), start));
            }
        }
        catch (MalformedModuleException error)
        {
            throw Malformed(error.Message, error.Offset);
        }

        return section;
    }

    /// <summary>The section's bytes, without the section's own name. Subsections that are empty are left out.</summary>
    public byte[] Encode()
    {
        var writer = new InstructionWriter();
        if (Module is not null)
        {
            writer.WriteByte(ModuleSubsection);
            int mark = writer.BeginSized();
            writer.WriteName(Module);
            writer.EndSized(mark);
        }

        for (byte id = 1; id <= 11; id++)
        {
            if (Names(id) is { Count: > 0 } names)
            {
                writer.WriteByte(id);
                int mark = writer.BeginSized();
                WriteNames(writer, names);
                writer.EndSized(mark);
            }
            else if (IndirectNames(id) is { Count: > 0 } groups)
            {
                writer.WriteByte(id);
                int mark = writer.BeginSized();
                writer.WriteU32((uint)groups.Count);
                foreach (int index in Sorted(groups.Keys))
                {
                    writer.WriteU32((uint)index);
                    WriteNames(writer, groups[index]);
                }

                writer.EndSized(mark);
            }
        }

        return writer.ToArray();
    }

    /// <summary>A custom section for the end of a module.</summary>
    public CustomSection ToSection() => new(SectionName, Encode(), SectionId.Custom, 0);

    private Dictionary<int, string>? Names(byte subsection) => subsection switch
    {
        1 => Functions,
        4 => Types,
        5 => Tables,
        6 => Memories,
        7 => Globals,
        8 => Elements,
        9 => Data,
        11 => Tags,
        _ => null,
    };

    private Dictionary<int, Dictionary<int, string>>? IndirectNames(byte subsection) => subsection switch
    {
        2 => Locals,
        3 => Labels,
        10 => Fields,
        _ => null,
    };

    private void ReadSubsection(byte id, BinaryReader reader)
    {
        if (id == ModuleSubsection)
        {
            Module = reader.ReadName();
        }
        else if (Names(id) is { } names)
        {
            ReadNames(ref reader, names);
        }
        else if (IndirectNames(id) is { } groups)
        {
            int count = reader.ReadLength();
            for (int i = 0; i < count; i++)
            {
                long start = reader.Offset;
                var group = new Dictionary<int, string>();
                if (!groups.TryAdd(ReadIndex(ref reader), group))
                {
                    throw Malformed(Messages.DuplicateName, start);
                }

                ReadNames(ref reader, group);
            }
        }
        else
        {
            return;
        }

        if (!reader.AtEnd)
        {
            throw Malformed(Messages.NameSubsectionSizeMismatch, reader.Offset);
        }
    }

    private static void ReadNames(ref BinaryReader reader, Dictionary<int, string> names)
    {
        int count = reader.ReadLength();
        for (int i = 0; i < count; i++)
        {
            long start = reader.Offset;
            int index = ReadIndex(ref reader);
            if (!names.TryAdd(index, reader.ReadName()))
            {
                throw Malformed(Messages.DuplicateName, start);
            }
        }
    }

    private static int ReadIndex(ref BinaryReader reader) => (int)Math.Min(reader.ReadU32(), BinaryReader.MaximumIndex);

    private static void WriteNames(InstructionWriter writer, Dictionary<int, string> names)
    {
        writer.WriteU32((uint)names.Count);
        foreach (int index in Sorted(names.Keys))
        {
            writer.WriteU32((uint)index);
            writer.WriteName(names[index]);
        }
    }

    private static int[] Sorted(IEnumerable<int> keys)
    {
        int[] sorted = [.. keys];
        Array.Sort(sorted);
        return sorted;
    }

    private static MalformedCustomException Malformed(string message, long offset) => new($"{Messages.NameSection}: {message}", offset);
}
