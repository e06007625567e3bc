using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Core.Model;

/// <summary>
/// A module's abstract syntax (specification, 2.5), as the decoder or the text parser produces it, before
/// validation. Instructions stay encoded: see <see cref="Expression"/>. Type indices are the module's own.
/// <para>
/// <b>Offsets.</b> Every item has an <c>Offset</c> for error messages: the byte offset in the binary it was
/// decoded from, or, when the text parser made it, the byte offset in the source text.
/// </para>
/// <para>The lists are filled by whoever builds the module and not changed afterwards.</para>
/// </summary>
public sealed class ModuleDefinition
{
    /// <summary>The binary this was decoded from; empty if it was not. Expressions and segments are slices of it.</summary>
    public ReadOnlyMemory<byte> Binary { get; set; }

    /// <summary>All types; groups are runs of this list.</summary>
    public List<SubType> Types { get; } = [];

    public List<RecursionGroup> RecursionGroups { get; } = [];

    public List<Import> Imports { get; } = [];

    /// <summary>Functions defined in the module; their indices follow the imported functions'.</summary>
    public List<FunctionDefinition> Functions { get; } = [];

    public List<TableDefinition> Tables { get; } = [];

    public List<MemoryDefinition> Memories { get; } = [];

    public List<TagDefinition> Tags { get; } = [];

    public List<GlobalDefinition> Globals { get; } = [];

    public List<Export> Exports { get; } = [];

    public StartFunction? Start { get; set; }

    public List<ElementSegment> Elements { get; } = [];

    public List<DataSegment> Data { get; } = [];

    /// <summary>Whether there is (decoded) or must be (built) a data count section.</summary>
    public bool HasDataCount { get; set; }

    public List<CustomSection> CustomSections { get; } = [];

    /// <summary>Number of imports of a kind, which is the index of the first definition of that kind.</summary>
    public int CountImports(ExternKind kind)
    {
        int count = 0;
        foreach (Import import in Imports)
        {
            count += import.Type.Kind == kind ? 1 : 0;
        }

        return count;
    }
}

/// <summary>
/// Instructions in the binary format, up to and including the final <c>end</c>. <paramref name="Offset"/> is the
/// byte offset of <c>Code[0]</c> in the binary; for the text parser's modules it is an offset into the source map
/// (see the encoder).
/// </summary>
public readonly record struct Expression(ReadOnlyMemory<byte> Code, int Offset);

public sealed record Import(string Module, string Name, ExternType Type, int Offset);

/// <summary>A run of locals of one type, as the binary format compresses them.</summary>
public readonly record struct LocalGroup(uint Count, ValType Type);

/// <param name="TypeIndex">Type index.</param>
/// <param name="Locals">Declared locals without parameters.</param>
/// <param name="Body">The instructions.</param>
/// <param name="Offset">
/// Position in the source: in a binary, of the entry of the code section behind its size, where the declaration of
/// locals begins (the origin of code metadata's offsets).
/// </param>
public sealed record FunctionDefinition(int TypeIndex, ImmutableArray<LocalGroup> Locals, Expression Body, int Offset);

/// <param name="Type">Its type.</param>
/// <param name="Initializer">Initial value of all elements; null: the null reference.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record TableDefinition(TableType Type, Expression? Initializer, int Offset);

public sealed record MemoryDefinition(MemoryType Type, int Offset);

public sealed record TagDefinition(TagType Type, int Offset);

public sealed record GlobalDefinition(GlobalType Type, Expression Initializer, int Offset);

public sealed record Export(string Name, ExternKind Kind, int Index, int Offset);

public sealed record StartFunction(int FunctionIndex, int Offset);

public enum SegmentMode : byte
{
    Active,
    Passive,

    /// <summary>Element segments only: declares functions for <c>ref.func</c>.</summary>
    Declarative,
}

/// <summary>An element segment. Exactly one of <see cref="Functions"/> and <see cref="Expressions"/> is used.</summary>
/// <param name="Mode">How it is used.</param>
/// <param name="TableIndex">Active: the table.</param>
/// <param name="TableOffset">Active: where to.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Functions">Elements given as function indices (binary flags 0…3), else default.</param>
/// <param name="Expressions">Elements given as expressions (binary flags 4…7), else default.</param>
/// <param name="Flags">The binary format's flags (0…7), which also tell whether the table index is written.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record ElementSegment(
    SegmentMode Mode,
    int TableIndex,
    Expression? TableOffset,
    ValType Type,
    ImmutableArray<int> Functions,
    ImmutableArray<Expression> Expressions,
    byte Flags,
    int Offset)
{
    /// <summary>Number of elements.</summary>
    public int Count => Functions.IsDefault ? Expressions.Length : Functions.Length;
}

/// <param name="Mode">Active or passive.</param>
/// <param name="MemoryIndex">Active: the memory.</param>
/// <param name="MemoryOffset">Active: where to.</param>
/// <param name="Bytes">The contents.</param>
/// <param name="Flags">The binary format's flags (0…2).</param>
/// <param name="Offset">Position in the source.</param>
public sealed record DataSegment(SegmentMode Mode, int MemoryIndex, Expression? MemoryOffset, ReadOnlyMemory<byte> Bytes, byte Flags, int Offset);

/// <summary>A custom section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">What follows the name.</param>
/// <param name="Before">
/// Where it stands: before the first section that comes at or after this one in binary order
/// (<see cref="SectionId.Custom"/>: at the end of the module).
/// </param>
/// <param name="Offset">Position in the source.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes, SectionId Before, int Offset);

/// <summary>Section ids of the binary format. Their order in a module is <see cref="SectionOrder"/>.</summary>
public enum SectionId : byte
{
    Custom = 0,
    Type = 1,
    Import = 2,
    Function = 3,
    Table = 4,
    Memory = 5,
    Global = 6,
    Export = 7,
    Start = 8,
    Element = 9,
    Code = 10,
    Data = 11,
    DataCount = 12,
    Tag = 13,
}

/// <summary>The order in which sections stand in a module (specification, 5.5.17).</summary>
public static class SectionOrder
{
    /// <summary>All sections but custom ones, first to last.</summary>
    public static ImmutableArray<SectionId> All { get; } =
    [
        SectionId.Type, SectionId.Import, SectionId.Function, SectionId.Table, SectionId.Memory, SectionId.Tag,
        SectionId.Global, SectionId.Export, SectionId.Start, SectionId.Element, SectionId.DataCount, SectionId.Code,
        SectionId.Data,
    ];

    /// <summary>Position in <see cref="All"/>; -1 for custom sections and unknown ids.</summary>
    public static int Rank(SectionId id) => All.IndexOf(id);
}
