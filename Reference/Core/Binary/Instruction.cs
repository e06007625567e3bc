using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// One decoded instruction: the op and its immediates. Which fields hold what depends on
/// <see cref="InstructionInfo.Immediate"/>; fields that an instruction does not use mean nothing.
/// </summary>
public struct Instruction
{
    /// <summary>The instruction.</summary>
    public Op Op;

    /// <summary>Position of the opcode's first byte, relative to the start of the expression's code.</summary>
    public int Start;

    /// <summary>
    /// The first index in binary order: label, function, type, local, global, table, tag, data or element
    /// segment; the memory for memory arguments; the default label of <c>br_table</c>.
    /// </summary>
    public uint Index;

    /// <summary>
    /// The second index in binary order: table of <c>call_indirect</c>, source of a copy, table or memory of an
    /// <c>init</c>, field, count, segment, or source type.
    /// </summary>
    public uint Index2;

    /// <summary>
    /// Constants: the bits (i32 and f32 in the low half, zero extended; v128 the low 64 bits). Memory arguments: the offset.
    /// </summary>
    public ulong Bits;

    /// <summary>v128 constants and shuffles: the high 64 bits (shuffle lanes are bytes of Bits, then BitsHigh).</summary>
    public ulong BitsHigh;

    /// <summary>Memory arguments: the alignment exponent as written (0…63).</summary>
    public byte Align;

    /// <summary>Lane index.</summary>
    public byte Lane;

    /// <summary>Block type of <c>block</c>, <c>loop</c>, <c>if</c>, <c>try_table</c>.</summary>
    public BlockType Block;

    /// <summary>
    /// <c>ref.null</c>, <c>ref.test</c>, <c>ref.cast</c>: the reference type meant (nullable for the Null forms and
    /// ref.null). <c>br_on_cast…</c>: the target type.
    /// </summary>
    public ValType Type;

    /// <summary><c>br_on_cast…</c>: the source type.</summary>
    public ValType SourceType;
}

/// <summary>A catch clause of <c>try_table</c>.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Tag">Tag index; 0 for the <c>_all</c> kinds.</param>
/// <param name="Label">Label index, counted from outside the <c>try_table</c>.</param>
public readonly record struct CatchClause(CatchKind Kind, uint Tag, uint Label);

/// <summary>Kinds of catch clause; the values are those of the binary format.</summary>
public enum CatchKind : byte
{
    /// <summary>Exceptions with one tag: branches with the payload.</summary>
    Catch = 0,

    /// <summary>Exceptions with one tag: branches with the payload and an <c>exnref</c>.</summary>
    CatchRef = 1,

    /// <summary>All exceptions: branches with nothing.</summary>
    CatchAll = 2,

    /// <summary>All exceptions: branches with an <c>exnref</c>.</summary>
    CatchAllRef = 3,
}
