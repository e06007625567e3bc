using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>
/// An address: base + index × scale + displacement, or relative to the instruction. Holds the parts of the encoding,
/// worked out once, so that writing an instruction copies them without decisions.
/// </summary>
internal readonly struct MemoryOperand
{
    /// <summary>Displacement, or what is added to the target.</summary>
    internal readonly int Displacement;

    /// <summary>Number of the label or symbol.</summary>
    internal readonly int TargetIndex;

    /// <summary>Mode and r/m; the field between them is the instruction's.</summary>
    internal readonly byte ModRm;
    internal readonly byte Sib;

    /// <summary>Bits X (2) and B (1) of the prefix.</summary>
    internal readonly byte Rex;

    /// <summary>Bytes before the displacement: 1, or 2 with an index.</summary>
    internal readonly byte HeadLength;

    /// <summary>0, 1 or 4.</summary>
    internal readonly byte DisplacementLength;
    internal readonly TargetKind Target;
    internal readonly RelocationKind SymbolKind;

    private const byte ModIndirect = 0x00;
    private const byte ModDisplacement8 = 0x40;
    private const byte ModDisplacement32 = 0x80;
    private const byte RmSib = 4;
    private const byte RmRip = 5;
    private const byte SibNoIndex = 4 << 3;
    private const byte SibNoBase = 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MemoryOperand(byte modRm, byte sib, byte rex, byte headLength, byte displacementLength, int displacement)
    {
        ModRm = modRm;
        Sib = sib;
        Rex = rex;
        HeadLength = headLength;
        DisplacementLength = displacementLength;
        Displacement = displacement;
    }

    private MemoryOperand(TargetKind target, int index, RelocationKind symbolKind, int addend)
    {
        ModRm = RmRip;
        HeadLength = 1;
        DisplacementLength = 4;
        Target = target;
        TargetIndex = index;
        SymbolKind = symbolKind;
        Displacement = addend;
    }

    /// <summary>What an address relative to the instruction refers to.</summary>
    internal enum TargetKind : byte
    {
        None,
        Label,
        Symbol,
    }

    /// <summary><c>[base + displacement]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MemoryOperand At(Register @base, int displacement = 0)
    {
        uint low = (uint)@base & 7;
        byte rex = (byte)((uint)@base >> 3);
        (byte mode, byte length) = Mode(low, displacement);

        // rsp and r12 as base can only be written with an index byte.
        return low == RmSib
            ? new((byte)(mode | RmSib), SibNoIndex | RmSib, rex, 2, length, displacement)
            : new((byte)(mode | low), 0, rex, 1, length, displacement);
    }

    /// <summary><c>[base + index × scale + displacement]</c>.</summary>
    /// <param name="base">Any register.</param>
    /// <param name="index">Any but rsp, which has no encoding.</param>
    /// <param name="scaleLog2">0 to 3: times 1, 2, 4, 8.</param>
    /// <param name="displacement">Signed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MemoryOperand Indexed(Register @base, Register index, int scaleLog2 = 0, int displacement = 0)
    {
        CheckIndex(index, scaleLog2);
        uint low = (uint)@base & 7;
        (byte mode, byte length) = Mode(low, displacement);
        return new(
            (byte)(mode | RmSib),
            (byte)(((uint)scaleLog2 << 6) | (((uint)index & 7) << 3) | low),
            (byte)((((uint)index >> 3) << 1) | ((uint)@base >> 3)),
            2,
            length,
            displacement);
    }

    /// <summary><c>[index × scale + displacement]</c>: always with 32 bits of displacement.</summary>
    /// <param name="index">Any but rsp, which has no encoding.</param>
    /// <param name="scaleLog2">0 to 3: times 1, 2, 4, 8.</param>
    /// <param name="displacement">Signed.</param>
    public static MemoryOperand Scaled(Register index, int scaleLog2, int displacement = 0)
    {
        CheckIndex(index, scaleLog2);
        return new(
            ModIndirect | RmSib,
            (byte)(((uint)scaleLog2 << 6) | (((uint)index & 7) << 3) | SibNoBase),
            (byte)(((uint)index >> 3) << 1),
            2,
            4,
            displacement);
    }

    /// <summary>An address below 2 GiB or in the last 2 GiB.</summary>
    public static MemoryOperand Absolute(int address) => new(ModIndirect | RmSib, SibNoIndex | SibNoBase, 0, 2, 4, address);

    /// <summary><c>[rip + displacement]</c>, from the end of the instruction.</summary>
    public static MemoryOperand Relative(int displacement) => new(RmRip, 0, 0, 1, 4, displacement);

    /// <summary>A place in the function: a constant, a jump table, code.</summary>
    public static MemoryOperand Of(Label label, int addend = 0) => new(TargetKind.Label, label.Index, default, addend);

    /// <summary>Something outside the function, within 2 GiB of it.</summary>
    public static MemoryOperand Of(Symbol symbol, int addend = 0) => new(TargetKind.Symbol, symbol.Index, symbol.Kind, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (byte Mode, byte Length) Mode(uint lowBase, int displacement)
    {
        // Without displacement rbp and r13 would mean something else.
        if (displacement == 0 && lowBase != SibNoBase)
        {
            return (ModIndirect, 0);
        }

        return displacement == (sbyte)displacement ? (ModDisplacement8, (byte)1) : (ModDisplacement32, (byte)4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckIndex(Register index, int scaleLog2)
    {
        if (index == Register.Rsp || (uint)scaleLog2 > 3)
        {
            ThrowIndex(index, scaleLog2);
        }
    }

    [DoesNotReturn]
    private static void ThrowIndex(Register index, int scaleLog2) =>
        throw new ArgumentException($"{index} times 2^{scaleLog2} cannot be an index.", nameof(index));
}
