using System.Runtime.CompilerServices;

namespace Wasm.Jit.X64;

/// <content>Arithmetic, logic and comparison of integers.</content>
internal sealed unsafe partial class Assembler
{
    /// <summary><c>add/or/adc/sbb/and/sub/xor/cmp destination, source</c>.</summary>
    public void Alu(AluOp op, OperandSize size, Register destination, Register source) =>
        End(Rr(_code.Begin(), ((uint)op << 3) | 1, size, (uint)source, (uint)destination));

    /// <summary><c>op destination, [source]</c>.</summary>
    public void Alu(AluOp op, OperandSize size, Register destination, in MemoryOperand source) =>
        End(Rm(_code.Begin(), ((uint)op << 3) | 3, size, (uint)destination, source));

    /// <summary><c>op [destination], source</c>.</summary>
    public void Alu(AluOp op, OperandSize size, in MemoryOperand destination, Register source) =>
        End(Rm(_code.Begin(), ((uint)op << 3) | 1, size, (uint)source, destination));

    /// <summary><c>op destination, immediate</c>.</summary>
    /// <param name="op">Which.</param>
    /// <param name="size">Width.</param>
    /// <param name="destination">Both operand and result.</param>
    /// <param name="immediate">Sign-extended to 64 bits for qwords; its low bits for bytes and words.</param>
    public void Alu(AluOp op, OperandSize size, Register destination, int immediate)
    {
        byte* p = _code.Begin();
        if (IsShort(size, immediate))
        {
            p = Er(p, size == OperandSize.Byte ? 0x81u : 0x83u, size, (uint)op, (uint)destination);
            *p = (byte)immediate;
            End(p + 1);
        }
        else if (destination == Register.Rax)
        {
            p = Rex(Prefix16(p, size), RexW(size));
            *p++ = (byte)(((uint)op << 3) | 5);
            End(Immediate(p, size, immediate));
        }
        else
        {
            End(Immediate(Er(p, 0x81, size, (uint)op, (uint)destination), size, immediate));
        }
    }

    /// <summary><c>op [destination], immediate</c>; the immediate as for registers.</summary>
    public void Alu(AluOp op, OperandSize size, in MemoryOperand destination, int immediate)
    {
        byte* p = _code.Begin();
        if (IsShort(size, immediate))
        {
            p = Em(p, size == OperandSize.Byte ? 0x81u : 0x83u, size, (uint)op, destination, 1);
            *p = (byte)immediate;
            End(p + 1);
        }
        else
        {
            End(Immediate(Em(p, 0x81, size, (uint)op, destination, ImmediateLength(size)), size, immediate));
        }
    }

    /// <summary><c>lock op [destination], source</c>; not for <c>cmp</c>.</summary>
    public void LockAlu(AluOp op, OperandSize size, in MemoryOperand destination, Register source)
    {
        Lock();
        Alu(op, size, destination, source);
    }

    /// <summary><c>test left, right</c>.</summary>
    public void Test(OperandSize size, Register left, Register right) => End(Rr(_code.Begin(), 0x85, size, (uint)right, (uint)left));

    /// <summary><c>test [left], right</c>.</summary>
    public void Test(OperandSize size, in MemoryOperand left, Register right) => End(Rm(_code.Begin(), 0x85, size, (uint)right, left));

    /// <summary><c>test left, immediate</c>. There is no form with a short immediate.</summary>
    public void Test(OperandSize size, Register left, int immediate)
    {
        byte* p = _code.Begin();
        if (left == Register.Rax)
        {
            p = Rex(Prefix16(p, size), RexW(size));
            *p++ = (byte)Sized(0xA9, size);
        }
        else
        {
            p = Er(p, 0xF7, size, 0, (uint)left);
        }

        End(Immediate(p, size, immediate));
    }

    /// <summary><c>test [left], immediate</c>.</summary>
    public void Test(OperandSize size, in MemoryOperand left, int immediate) =>
        End(Immediate(Em(_code.Begin(), 0xF7, size, 0, left, ImmediateLength(size)), size, immediate));

    /// <summary><c>not/neg/mul/imul/div/idiv operand</c>.</summary>
    public void Unary(UnaryOp op, OperandSize size, Register operand) => End(Er(_code.Begin(), 0xF7, size, (uint)op, (uint)operand));

    /// <summary><c>op [operand]</c>.</summary>
    public void Unary(UnaryOp op, OperandSize size, in MemoryOperand operand) => End(Em(_code.Begin(), 0xF7, size, (uint)op, operand));

    /// <summary><c>imul destination, source</c>; no bytes.</summary>
    public void Imul(OperandSize size, Register destination, Register source) =>
        End(Rr0F(_code.Begin(), 0xAF, size, (uint)destination, (uint)source));

    /// <summary><c>imul destination, [source]</c>; no bytes.</summary>
    public void Imul(OperandSize size, Register destination, in MemoryOperand source) =>
        End(Rm0F(_code.Begin(), 0xAF, size, (uint)destination, source));

    /// <summary><c>imul destination, source, immediate</c>; no bytes.</summary>
    public void Imul(OperandSize size, Register destination, Register source, int immediate)
    {
        bool isShort = IsShort(size, immediate);
        byte* p = Rr(_code.Begin(), isShort ? 0x6Bu : 0x69u, size, (uint)destination, (uint)source);
        End(Immediate(p, isShort ? OperandSize.Byte : size, immediate));
    }

    /// <summary><c>imul destination, [source], immediate</c>; no bytes.</summary>
    public void Imul(OperandSize size, Register destination, in MemoryOperand source, int immediate)
    {
        OperandSize length = IsShort(size, immediate) ? OperandSize.Byte : size;
        byte* p = Rm(_code.Begin(), length == OperandSize.Byte ? 0x6Bu : 0x69u, size, (uint)destination, source, ImmediateLength(length));
        End(Immediate(p, length, immediate));
    }

    /// <summary><c>inc operand</c>; leaves the carry flag.</summary>
    public void Inc(OperandSize size, Register operand) => End(Er(_code.Begin(), 0xFF, size, 0, (uint)operand));

    /// <summary><c>inc [operand]</c>.</summary>
    public void Inc(OperandSize size, in MemoryOperand operand) => End(Em(_code.Begin(), 0xFF, size, 0, operand));

    /// <summary><c>dec operand</c>; leaves the carry flag.</summary>
    public void Dec(OperandSize size, Register operand) => End(Er(_code.Begin(), 0xFF, size, 1, (uint)operand));

    /// <summary><c>dec [operand]</c>.</summary>
    public void Dec(OperandSize size, in MemoryOperand operand) => End(Em(_code.Begin(), 0xFF, size, 1, operand));

    /// <summary><c>shl/shr/sar/rol/ror/rcl/rcr operand, count</c>.</summary>
    public void Shift(ShiftOp op, OperandSize size, Register operand, byte count)
    {
        byte* p = Er(_code.Begin(), count == 1 ? 0xD1u : 0xC1u, size, (uint)op, (uint)operand);
        *p = count;
        End(p + (count != 1 ? 1 : 0));
    }

    /// <summary><c>op [operand], count</c>.</summary>
    public void Shift(ShiftOp op, OperandSize size, in MemoryOperand operand, byte count)
    {
        int trailing = count != 1 ? 1 : 0;
        byte* p = Em(_code.Begin(), count == 1 ? 0xD1u : 0xC1u, size, (uint)op, operand, trailing);
        *p = count;
        End(p + trailing);
    }

    /// <summary><c>op operand, cl</c>.</summary>
    public void ShiftCl(ShiftOp op, OperandSize size, Register operand) => End(Er(_code.Begin(), 0xD3, size, (uint)op, (uint)operand));

    /// <summary><c>op [operand], cl</c>.</summary>
    public void ShiftCl(ShiftOp op, OperandSize size, in MemoryOperand operand) => End(Em(_code.Begin(), 0xD3, size, (uint)op, operand));

    /// <summary><c>shld/shrd operand, filler, count</c>; no bytes.</summary>
    public void DoubleShift(DoubleShiftOp op, OperandSize size, Register operand, Register filler, byte count)
    {
        byte* p = Rr0F(_code.Begin(), (uint)op, size, (uint)filler, (uint)operand);
        *p = count;
        End(p + 1);
    }

    /// <summary><c>shld/shrd operand, filler, cl</c>; no bytes.</summary>
    public void DoubleShiftCl(DoubleShiftOp op, OperandSize size, Register operand, Register filler) =>
        End(Rr0F(_code.Begin(), (uint)op + 1, size, (uint)filler, (uint)operand));

    /// <summary><c>bt/bts/btr/btc operand, bit</c>; no bytes. The bit's number counts modulo the width.</summary>
    public void BitTest(BitTestOp op, OperandSize size, Register operand, Register bit) =>
        End(Rr0F(_code.Begin(), 0x83 | ((uint)op << 3), size, (uint)bit, (uint)operand));

    /// <summary><c>op operand, bit</c>; no bytes.</summary>
    public void BitTest(BitTestOp op, OperandSize size, Register operand, byte bit)
    {
        byte* p = Rr0F(_code.Begin(), 0xBA, size, (uint)op, (uint)operand);
        *p = bit;
        End(p + 1);
    }

    /// <summary><c>op [operand], bit</c>; no bytes.</summary>
    public void BitTest(BitTestOp op, OperandSize size, in MemoryOperand operand, byte bit)
    {
        byte* p = Rm0F(_code.Begin(), 0xBA, size, (uint)op, operand, 1);
        *p = bit;
        End(p + 1);
    }

    /// <summary><c>bsf/bsr/popcnt/tzcnt/lzcnt destination, source</c>; no bytes.</summary>
    public void BitCount(BitCountOp op, OperandSize size, Register destination, Register source)
    {
        byte* p = PrefixF3(_code.Begin(), op);
        End(Rr0F(p, (byte)op, size, (uint)destination, (uint)source));
    }

    /// <summary><c>op destination, [source]</c>; no bytes.</summary>
    public void BitCount(BitCountOp op, OperandSize size, Register destination, in MemoryOperand source)
    {
        byte* p = PrefixF3(_code.Begin(), op);
        End(Rm0F(p, (byte)op, size, (uint)destination, source));
    }

    /// <summary><c>setcc destination</c>: a byte of 0 or 1; the register's other bits stay.</summary>
    public void Setcc(Condition condition, Register destination) =>
        End(Rr0F(_code.Begin(), 0x90 | (uint)condition, OperandSize.Byte, 0, (uint)destination));

    /// <summary><c>setcc [destination]</c>.</summary>
    public void Setcc(Condition condition, in MemoryOperand destination) =>
        End(Rm0F(_code.Begin(), 0x90 | (uint)condition, OperandSize.Byte, 0, destination));

    /// <summary><c>cmovcc destination, source</c>; no bytes. With dwords the upper half becomes 0 in any case.</summary>
    public void Cmovcc(Condition condition, OperandSize size, Register destination, Register source) =>
        End(Rr0F(_code.Begin(), 0x40 | (uint)condition, size, (uint)destination, (uint)source));

    /// <summary><c>cmovcc destination, [source]</c>; no bytes. The memory is read in any case.</summary>
    public void Cmovcc(Condition condition, OperandSize size, Register destination, in MemoryOperand source) =>
        End(Rm0F(_code.Begin(), 0x40 | (uint)condition, size, (uint)destination, source));

    /// <summary>The sign of eax, rax throughout edx, rdx: <c>cdq</c>, <c>cqo</c> (<c>cwd</c> for words).</summary>
    public void SignIntoRdx(OperandSize size) => Plain(size, 0x99);

    /// <summary>rax sign-extended from its lower half: <c>cwde</c>, <c>cdqe</c> (<c>cbw</c> for words).</summary>
    public void SignIntoRax(OperandSize size) => Plain(size, 0x98);

    /// <summary><c>bswap operand</c>: dword or qword.</summary>
    public void Bswap(OperandSize size, Register operand)
    {
        byte* p = Rex(_code.Begin(), RexW(size) | ((uint)operand >> 3));
        *(ushort*)p = (ushort)(0xC80F | (((uint)operand & 7) << 8));
        End(p + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* PrefixF3(byte* p, BitCountOp op)
    {
        *p = 0xF3;
        return p + ((uint)op >> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsShort(OperandSize size, int immediate) =>
        immediate == (sbyte)immediate || size == OperandSize.Byte || (size == OperandSize.Word && (short)immediate == (sbyte)immediate);

    private void Plain(OperandSize size, byte opcode)
    {
        byte* p = Rex(Prefix16(_code.Begin(), size), RexW(size));
        *p = opcode;
        End(p + 1);
    }
}
