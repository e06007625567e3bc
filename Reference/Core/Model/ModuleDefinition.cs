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

    /// <summary>Which runs of <see cref="Types"/> form recursion groups, in order.</summary>
    public List<RecursionGroup> RecursionGroups { get; } = [];

    /// <summary>Imports; those of a kind have its first indices.</summary>
    public List<Import> Imports { get; } = [];

    /// <summary>Functions defined in the module; their indices follow the imported functions'.</summary>
    public List<FunctionDefinition> Functions { get; } = [];

    /// <summary>Tables defined in the module; their indices follow the imported tables'.</summary>
    public List<TableDefinition> Tables { get; } = [];

    /// <summary>Memories defined in the module; their indices follow the imported memories'.</summary>
    public List<MemoryDefinition> Memories { get; } = [];

    /// <summary>Tags defined in the module; their indices follow the imported tags'.</summary>
    public List<TagDefinition> Tags { get; } = [];

    /// <summary>Globals defined in the module; their indices follow the imported globals'.</summary>
    public List<GlobalDefinition> Globals { get; } = [];

    /// <summary>Exports. Names are unique once the module is valid.</summary>
    public List<Export> Exports { get; } = [];

    /// <summary>The function that instantiation calls last, if there is one.</summary>
    public StartFunction? Start { get; set; }

    /// <summary>Element segments.</summary>
    public List<ElementSegment> Elements { get; } = [];

    /// <summary>Data segments.</summary>
    public List<DataSegment> Data { get; } = [];

    /// <summary>Whether there is (decoded) or must be (built) a data count section.</summary>
    public bool HasDataCount { get; set; }

    /// <summary>Custom sections, in the order in which they stand in the binary.</summary>
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

/// <summary>An import (specification, 2.5).</summary>
/// <param name="Module">The first of its two names.</param>
/// <param name="Name">The second.</param>
/// <param name="Type">What is asked for.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record Import(string Module, string Name, ExternType Type, int Offset);

/// <summary>A run of locals of one type, as the binary format compresses them.</summary>
public readonly record struct LocalGroup(uint Count, ValType Type);

/// <summary>A function that the module defines.</summary>
/// <param name="TypeIndex">Type index.</param>
/// <param name="Locals">Declared locals without parameters.</param>
/// <param name="Body">The instructions.</param>
/// <param name="Offset">
/// Position in the source: in a binary, of the entry of the code section behind its size, where the declaration of
/// locals begins (the origin of code metadata's offsets).
/// </param>
public sealed record FunctionDefinition(int TypeIndex, ImmutableArray<LocalGroup> Locals, Expression Body, int Offset);

/// <summary>A table that the module defines.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Initializer">Initial value of all elements; null: the null reference.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record TableDefinition(TableType Type, Expression? Initializer, int Offset);

/// <summary>A memory, initially zero.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record MemoryDefinition(MemoryType Type, int Offset);

/// <summary>An exception tag.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record TagDefinition(TagType Type, int Offset);

/// <summary>A global.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Initializer">Its initial value: a constant expression.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record GlobalDefinition(GlobalType Type, Expression Initializer, int Offset);

/// <summary>An export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is exported.</param>
/// <param name="Index">Its index among the items of the kind, imports first.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record Export(string Name, ExternKind Kind, int Index, int Offset);

/// <summary>Which function instantiation calls last.</summary>
/// <param name="FunctionIndex">Its index; it has neither parameters nor results.</param>
/// <param name="Offset">Position in the source.</param>
public sealed record StartFunction(int FunctionIndex, int Offset);

/// <summary>What instantiation does with a segment (specification, 2.5).</summary>
public enum SegmentMode : byte
{
    /// <summary>Copies it into a table or memory, then empties it.</summary>
    Active,

    /// <summary>Nothing: instructions copy from it.</summary>
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

/// <summary>A data segment.</summary>
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
    /// <summary>A custom section: a name and bytes of any meaning.</summary>
    Custom = 0,

    /// <summary>Types.</summary>
    Type = 1,

    /// <summary>Imports.</summary>
    Import = 2,

    /// <summary>The types of the functions, whose bodies are in the code section.</summary>
    Function = 3,

    /// <summary>Tables.</summary>
    Table = 4,

    /// <summary>Memories.</summary>
    Memory = 5,

    /// <summary>Globals.</summary>
    Global = 6,

    /// <summary>Exports.</summary>
    Export = 7,

    /// <summary>The start function.</summary>
    Start = 8,

    /// <summary>Element segments.</summary>
    Element = 9,

    /// <summary>Locals and bodies of the functions.</summary>
    Code = 10,

    /// <summary>Data segments.</summary>
    Data = 11,

    /// <summary>The number of data segments, so that bodies can be validated before the data section is read.</summary>
    DataCount = 12,

    /// <summary>Exception tags.</summary>
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
