using System.Runtime.InteropServices;

namespace Wasm.Jit.Ir;

/// <summary>
/// One instruction, which is also the value it defines: an <see cref="Value"/> is the number of an instruction.
/// 24 bytes. Which fields mean what, <see cref="IrOp"/> and <see cref="IrOpTable"/> say; operands not used are
/// <see cref="Value.None"/>.
/// </summary>
/// <remarks>
/// Loads and stores (WebAssembly's ops): the address is <c>A</c> (i64, the base) + <c>B</c> (index: i32 or ref zero-extended,
/// i64, or none) + displacement (low 32 bits of <see cref="Imm"/>, signed). <c>C</c> is the stored value, or the vector of a lane
/// load. <see cref="Flags"/> holds the lane. The other half of <see cref="Imm"/> is a <see cref="MemoryAccess"/>.
/// Constants: <see cref="Imm"/> has the bits (i32 and f32 zero-extended); of <c>v128.const</c> and <c>i8x16.shuffle</c> the
/// position in <see cref="IrFunction.Vectors"/>. Lanes of extract and replace: <see cref="Flags"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Instruction
{
    /// <summary>What it does.</summary>
    public IrOp Op;

    /// <summary>Type of its value.</summary>
    public IrType Type;

    /// <summary>Lane, branch hint, trap code: as the op says.</summary>
    public byte Flags;

    /// <summary>First operand.</summary>
    public Value A;

    /// <summary>Second operand.</summary>
    public Value B;

    /// <summary>Third operand.</summary>
    public Value C;

    /// <summary>Constant.</summary>
    public long Imm;

    /// <summary>Trap code of trapping instructions (<c>Core.Diagnostics.TrapCode</c> as a number); in <see cref="Flags"/>.</summary>
    public readonly byte Trap => Flags;
}

/// <summary>A value: the number of the instruction that defines it.</summary>
/// <param name="Index">0 is none.</param>
internal readonly record struct Value(int Index)
{
    /// <summary>No value.</summary>
    public static Value None => default;

    /// <summary>Whether there is one.</summary>
    public bool IsSome => Index != 0;

    /// <inheritdoc/>
    public override string ToString() => $"v{Index}";
}

/// <summary>A block's number. The entry block has 0.</summary>
/// <param name="Index">From 0.</param>
internal readonly record struct Block(int Index)
{
    /// <summary>No block.</summary>
    public static Block None => new(-1);

    /// <inheritdoc/>
    public override string ToString() => $"block{Index}";
}

/// <summary>How a load or store may be treated: the upper half of <see cref="Instruction.Imm"/>.</summary>
/// <param name="Bits">The half.</param>
/// <remarks>
/// Bits 0-7: trap code if the access itself may fault (guard page, null object), 0 if it cannot. Bits 8-23: region: accesses of
/// different regions never overlap. Bit 24: the location never changes while the function runs. Bit 25: aligned naturally.
/// </remarks>
internal readonly record struct MemoryAccess(uint Bits)
{
    /// <summary>With a region, a trap code (0: none) and whether it is constant.</summary>
    public MemoryAccess(int region, byte trap = 0, bool invariant = false)
        : this(trap | ((uint)region << 8) | (invariant ? 1u << 24 : 0))
    {
    }

    /// <summary>Trap code, or 0: it cannot fault.</summary>
    public byte Trap => (byte)Bits;

    /// <summary>See <see cref="MemoryRegion"/>.</summary>
    public int Region => (ushort)(Bits >> 8);

    /// <summary>Whether nothing changes the location while the function runs.</summary>
    public bool IsInvariant => (Bits & 1 << 24) != 0;

    /// <summary>The half in its place.</summary>
    public long Place(int displacement) => (uint)displacement | (long)Bits << 32;

    /// <summary>What an instruction has.</summary>
    public static MemoryAccess Of(in Instruction instruction) => new((uint)(instruction.Imm >> 32));

    /// <summary>An instruction's displacement.</summary>
    public static int DisplacementOf(in Instruction instruction) => (int)instruction.Imm;
}

/// <summary>Regions of <see cref="MemoryAccess"/>: what lies in different ones never overlaps.</summary>
internal static class MemoryRegion
{
    /// <summary>Store context, instance, function references, type tables: what the runtime changes only in calls.</summary>
    public const int Runtime = 0;

    /// <summary>Lengths of memories.</summary>
    public const int MemoryLengths = 1;

    /// <summary>Descriptors of tables (base, length).</summary>
    public const int TableDescriptors = 2;

    /// <summary>Elements of tables.</summary>
    public const int TableElements = 3;

    /// <summary>The function's own frame area.</summary>
    public const int Frame = 4;

    /// <summary>Headers of objects (type, length): constant once made.</summary>
    public const int ObjectHeaders = 5;

    /// <summary>Elements of arrays.</summary>
    public const int ArrayElements = 6;

    /// <summary>Payloads of exceptions.</summary>
    public const int Exceptions = 7;

    /// <summary>All linear memories (they may be the same one under two indices).</summary>
    public const int LinearMemory = 8;

    /// <summary>Globals: this plus a number; imported mutable ones, which may be the same, share the number 0.</summary>
    public const int Globals = 0x1000;

    /// <summary>Struct fields: this plus the field's index (subtypes have the same field at the same place), capped.</summary>
    public const int StructFields = 0x8000;
}
