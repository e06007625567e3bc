namespace Wasm.Core.Instructions;

/// <summary>
/// What follows an opcode in the binary format, in binary order. Indices are <c>u32</c>. Where the text format
/// writes two indices the other way round, the member says so.
/// </summary>
public enum Immediate : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A block type.</summary>
    Block,

    /// <summary>A block type and a vector of catch clauses.</summary>
    TryTable,

    /// <summary>A label index.</summary>
    Label,

    /// <summary>A vector of label indices and a default label.</summary>
    LabelTable,

    /// <summary>A function index.</summary>
    Function,

    /// <summary>A type index.</summary>
    Type,

    /// <summary>A local index.</summary>
    Local,

    /// <summary>A global index.</summary>
    Global,

    /// <summary>A table index.</summary>
    Table,

    /// <summary>A memory index.</summary>
    Memory,

    /// <summary>A tag index.</summary>
    Tag,

    /// <summary>A data segment.</summary>
    Data,

    /// <summary>An element segment.</summary>
    Element,

    /// <summary>Type index, table index (text: table, type use).</summary>
    CallIndirect,

    /// <summary>Destination table, source table.</summary>
    TableTable,

    /// <summary>Element segment, table (text: table, element segment).</summary>
    ElementTable,

    /// <summary>Destination memory, source memory.</summary>
    MemoryMemory,

    /// <summary>Data segment, memory (text: memory, data segment).</summary>
    DataMemory,

    /// <summary>Alignment exponent with the memory-index flag, optional memory index, offset (u64).</summary>
    MemArg,

    /// <summary>As <see cref="MemArg"/>, then a lane index (one byte).</summary>
    MemArgLane,

    /// <summary>A lane index (one byte).</summary>
    Lane,

    /// <summary>Sixteen lane indices (a byte each).</summary>
    Shuffle,

    /// <summary>s32.</summary>
    I32,

    /// <summary>s64.</summary>
    I64,

    /// <summary>Four bytes, little endian.</summary>
    F32,

    /// <summary>Eight bytes, little endian.</summary>
    F64,

    /// <summary>Sixteen bytes.</summary>
    V128,

    /// <summary>A vector of value types.</summary>
    ValueTypes,

    /// <summary>A heap type.</summary>
    HeapType,

    /// <summary>Type index, field index.</summary>
    TypeField,

    /// <summary>Type index, number of operands.</summary>
    TypeCount,

    /// <summary>Type index, data segment.</summary>
    TypeData,

    /// <summary>Type index, element segment.</summary>
    TypeElement,

    /// <summary>Destination type, source type.</summary>
    TypeType,

    /// <summary>Flags byte (bit 0: source nullable, bit 1: target nullable), label, source heap type, target heap type.</summary>
    CastBranch,
}
