using System.Runtime.CompilerServices;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>
/// Writes x64 instructions to a code buffer, one method per instruction or family, in their shortest encoding.
/// Operand order is Intel's. What an instruction does is the manual's matter; names and operands are as there.
/// </summary>
/// <remarks>
/// Numbers that encodings share are computed without branches: bytes that may be absent (prefixes, index byte, displacement)
/// are always written, and the cursor moves past them only if they are wanted. Hence <see cref="CodeBuffer.Slack"/>.
/// </remarks>
/// <param name="code">Receives the bytes.</param>
/// <param name="features">What the code may use.</param>
internal sealed unsafe partial class Assembler(CodeBuffer code, CpuFeatures features)
{
    private const uint RexR = 4;
    private const uint RexB = 1;

    /// <summary>A prefix that changes nothing but the meaning of byte registers 4 to 7.</summary>
    private const uint RexPlain = 0x40;
    private readonly CodeBuffer _code = code;
    private readonly bool _useAvx = features.Has(CpuFeature.Avx);

    /// <summary>Where the bytes go.</summary>
    public CodeBuffer Code => _code;

    /// <summary>What the code may use. The methods do not check it, except those that say so.</summary>
    public CpuFeatures Features { get; } = features;

    /// <summary>Whether the methods that choose between SSE and AVX take AVX.</summary>
    public bool UseAvx => _useAvx;

    /// <summary>Bit W of the prefix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RexW(OperandSize size) => (uint)size & 8;

    /// <summary>The prefix that byte registers 4 to 7 need, if the operands are bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RexByte(OperandSize size, uint registers) => (registers & 4 & (0u - ((uint)size & 1))) << 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Prefix16(byte* p, OperandSize size)
    {
        *p = 0x66;
        return p + (((uint)size >> 1) & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Rex(byte* p, uint rex)
    {
        *p = (byte)(rex | RexPlain);
        return p + (rex != 0 ? 1 : 0);
    }

    /// <summary>The opcode of the wide form (odd), made that of the byte form (even) for bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Sized(uint opcode, OperandSize size) => opcode - ((uint)size & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Registers(uint reg, uint rm) => 0xC0 | ((reg & 7) << 3) | (rm & 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Opcode(byte* p, uint opcode, uint modRm)
    {
        *(ushort*)p = (ushort)(opcode | (modRm << 8));
        return p + 2;
    }

    /// <summary>Opcode after the escape byte 0F.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Opcode0F(byte* p, uint opcode, uint modRm)
    {
        *(uint*)p = 0x0F | (opcode << 8) | (modRm << 16);
        return p + 3;
    }

    /// <summary>Instruction with register operands: <paramref name="opcode"/> is that of the wide form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Rr(byte* p, uint opcode, OperandSize size, uint reg, uint rm)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | ((reg >> 3) * RexR) | (rm >> 3) | RexByte(size, reg | rm));
        return Opcode(p, Sized(opcode, size), Registers(reg, rm));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Rr0F(byte* p, uint opcode, OperandSize size, uint reg, uint rm)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | ((reg >> 3) * RexR) | (rm >> 3) | RexByte(size, reg | rm));
        return Opcode0F(p, opcode, Registers(reg, rm));
    }

    /// <summary>Instruction with one register operand: the other field is an opcode extension, no byte register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Er(byte* p, uint opcode, OperandSize size, uint extension, uint rm)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | (rm >> 3) | RexByte(size, rm));
        return Opcode(p, Sized(opcode, size), Registers(extension, rm));
    }

    /// <summary>Writes as many bytes of an immediate as the size has, at most 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Immediate(byte* p, OperandSize size, int value)
    {
        *(int*)p = value;
        return p + ImmediateLength(size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ImmediateLength(OperandSize size) => Math.Min((int)size, 4);

    /// <summary>Instruction with a register and memory.</summary>
    /// <param name="p">Where to write.</param>
    /// <param name="opcode">Of the wide form.</param>
    /// <param name="size">Width.</param>
    /// <param name="reg">Register.</param>
    /// <param name="memory">Address.</param>
    /// <param name="trailing">Bytes of the immediate that follows: addresses relative to the instruction count from its end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Rm(byte* p, uint opcode, OperandSize size, uint reg, in MemoryOperand memory, int trailing = 0)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | ((reg >> 3) * RexR) | memory.Rex | RexByte(size, reg));
        *p++ = (byte)Sized(opcode, size);
        return Address(p, reg, memory, trailing);
    }

    /// <summary>Instruction with memory only: the other field is an opcode extension, no byte register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Em(byte* p, uint opcode, OperandSize size, uint extension, in MemoryOperand memory, int trailing = 0)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | memory.Rex);
        *p++ = (byte)Sized(opcode, size);
        return Address(p, extension, memory, trailing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Rm0F(byte* p, uint opcode, OperandSize size, uint reg, in MemoryOperand memory, int trailing = 0)
    {
        p = Prefix16(p, size);
        p = Rex(p, RexW(size) | ((reg >> 3) * RexR) | memory.Rex | RexByte(size, reg));
        *(ushort*)p = (ushort)(0x0F | (opcode << 8));
        return Address(p + 2, reg, memory, trailing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Address(byte* p, uint reg, in MemoryOperand memory, int trailing)
    {
        *p = (byte)(memory.ModRm | ((reg & 7) << 3));
        p[1] = memory.Sib;
        p += memory.HeadLength;
        *(int*)p = memory.Displacement;
        if (memory.Target != MemoryOperand.TargetKind.None)
        {
            Refer(p, memory, trailing);
        }

        return p + memory.DisplacementLength;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refer(byte* p, in MemoryOperand memory, int trailing)
    {
        int offset = _code.Position + (int)(p - _code.Cursor);
        int addend = memory.Displacement - trailing;
        if (memory.Target == MemoryOperand.TargetKind.Label)
        {
            _code.AddFixup(offset, new Label(memory.TargetIndex), addend, FixupKind.Relative32);
        }
        else
        {
            _code.AddRelocation(offset, new Symbol(memory.SymbolKind, memory.TargetIndex), addend);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(byte* p) => _code.Cursor = p;
}
