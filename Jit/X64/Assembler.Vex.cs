using System.Runtime.CompilerServices;

namespace Wasm.Jit.X64;

/// <content>The prefix of AVX, and the integer instructions that are encoded with it.</content>
internal sealed unsafe partial class Assembler
{
    /// <summary><c>shlx/sarx/shrx/bextr/bzhi destination, source, control</c>: dword or qword.</summary>
    public void BmiShift(BmiShiftOp op, OperandSize size, Register destination, Register source, Register control) =>
        End(VexRr(_code.Begin(), (uint)op, RexW(size), (uint)destination, (uint)control, (uint)source));

    /// <summary><c>op destination, [source], control</c>.</summary>
    public void BmiShift(BmiShiftOp op, OperandSize size, Register destination, in MemoryOperand source, Register control) =>
        End(VexRm(_code.Begin(), (uint)op, RexW(size), (uint)destination, (uint)control, source, 0));

    /// <summary><c>andn/mulx/pdep/pext destination, first, second</c>: dword or qword.</summary>
    public void Bmi(BmiOp op, OperandSize size, Register destination, Register first, Register second) =>
        End(VexRr(_code.Begin(), (uint)op, RexW(size), (uint)destination, (uint)first, (uint)second));

    /// <summary><c>op destination, first, [second]</c>.</summary>
    public void Bmi(BmiOp op, OperandSize size, Register destination, Register first, in MemoryOperand second) =>
        End(VexRm(_code.Begin(), (uint)op, RexW(size), (uint)destination, (uint)first, second, 0));

    /// <summary><c>blsr/blsmsk/blsi destination, source</c>: dword or qword.</summary>
    public void LowestBit(LowestBitOp op, OperandSize size, Register destination, Register source) =>
        End(VexRr(_code.Begin(), VectorEncoding.Map0F38 | 0xF3, RexW(size), (uint)op, (uint)destination, (uint)source));

    /// <summary><c>op destination, [source]</c>.</summary>
    public void LowestBit(LowestBitOp op, OperandSize size, Register destination, in MemoryOperand source) =>
        End(VexRm(_code.Begin(), VectorEncoding.Map0F38 | 0xF3, RexW(size), (uint)op, (uint)destination, source, 0));

    /// <summary><c>rorx destination, source, count</c> (BMI2): dword or qword.</summary>
    public void Rorx(OperandSize size, Register destination, Register source, byte count)
    {
        byte* p = VexRr(_code.Begin(), VectorEncoding.PF2 | VectorEncoding.Map0F3A | 0xF0, RexW(size), (uint)destination, 0, (uint)source);
        *p = count;
        End(p + 1);
    }

    /// <summary><c>rorx destination, [source], count</c>.</summary>
    public void Rorx(OperandSize size, Register destination, in MemoryOperand source, byte count)
    {
        byte* p = VexRm(_code.Begin(), VectorEncoding.PF2 | VectorEncoding.Map0F3A | 0xF0, RexW(size), (uint)destination, 0, source, 1);
        *p = count;
        End(p + 1);
    }

    /// <summary>The prefix and the opcode.</summary>
    /// <param name="p">Where to write.</param>
    /// <param name="encoding">See <see cref="VectorEncoding"/>.</param>
    /// <param name="rex">Bits W, R, X, B as in REX.</param>
    /// <param name="second">The register in the prefix; 0 if there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Vex(byte* p, uint encoding, uint rex, uint second)
    {
        uint prefix = (encoding >> 10) & 3;
        uint map = (encoding >> 8) & 3;
        uint registers = (~second & 15) << 3;
        rex |= (encoding >> 9) & 8;
        if ((rex & 0b1011) == 0 && map == 1)
        {
            *(uint*)p = 0xC5 | (((((rex << 5) ^ 0x80) & 0x80) | registers | prefix) << 8) | ((encoding & VectorEncoding.OpcodeMask) << 16);
            return p + 3;
        }

        *(uint*)p = 0xC4 | (((((rex << 5) ^ 0xE0) & 0xE0) | map) << 8) | ((((rex << 4) & 0x80) | registers | prefix) << 16) | (encoding << 24);
        return p + 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* VexRr(byte* p, uint encoding, uint rexW, uint reg, uint second, uint rm)
    {
        p = Vex(p, encoding, rexW | ((reg >> 3) * RexR) | (rm >> 3), second);
        *p = (byte)Registers(reg, rm);
        return p + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* VexRm(byte* p, uint encoding, uint rexW, uint reg, uint second, in MemoryOperand memory, int trailing)
    {
        p = Vex(p, encoding, rexW | ((reg >> 3) * RexR) | memory.Rex, second);
        return Address(p, reg, memory, trailing);
    }
}
