namespace Wasm.Jit.X64;

/// <content>Moves of integers, addresses, stack.</content>
internal sealed unsafe partial class Assembler
{
    /// <summary><c>mov destination, source</c>. With dwords the upper half becomes 0; bytes and words leave what is above.</summary>
    public void Mov(OperandSize size, Register destination, Register source) =>
        End(Rr(_code.Begin(), 0x89, size, (uint)source, (uint)destination));

    /// <summary><c>mov destination, [source]</c>. For bytes and words see <see cref="Movzx(OperandSize, Register, in MemoryOperand)"/>.</summary>
    public void Mov(OperandSize size, Register destination, in MemoryOperand source) =>
        End(Rm(_code.Begin(), 0x8B, size, (uint)destination, source));

    /// <summary><c>mov [destination], source</c>.</summary>
    public void Mov(OperandSize size, in MemoryOperand destination, Register source) =>
        End(Rm(_code.Begin(), 0x89, size, (uint)source, destination));

    /// <summary><c>mov [destination], immediate</c>; sign-extended for qwords.</summary>
    public void Mov(OperandSize size, in MemoryOperand destination, int immediate) =>
        End(Immediate(Em(_code.Begin(), 0xC7, size, 0, destination, ImmediateLength(size)), size, immediate));

    /// <summary>Loads a constant into all 64 bits with the shortest <c>mov</c>: 5, 7 or 10 bytes (one more for r8 and up in the first). Keeps flags.</summary>
    public void Mov(Register destination, long value)
    {
        byte* p = _code.Begin();
        uint low = (uint)destination & 7;
        uint rexB = (uint)destination >> 3;
        if ((ulong)value <= uint.MaxValue)
        {
            p = Rex(p, rexB);
            *p = (byte)(0xB8 | low);
            *(uint*)(p + 1) = (uint)value;
            End(p + 5);
        }
        else if (value == (int)value)
        {
            p[0] = (byte)(RexPlain | 8 | rexB);
            *(ushort*)(p + 1) = (ushort)(0xC0C7 | (low << 8));
            *(int*)(p + 3) = (int)value;
            End(p + 7);
        }
        else
        {
            p[0] = (byte)(RexPlain | 8 | rexB);
            p[1] = (byte)(0xB8 | low);
            *(long*)(p + 2) = value;
            End(p + 10);
        }
    }

    /// <summary>Clears all 64 bits in 2 or 3 bytes (<c>xor r32, r32</c>). Changes flags.</summary>
    public void Zero(Register destination) => Alu(AluOp.Xor, OperandSize.Dword, destination, destination);

    /// <summary>Zero-extends to 64 bits: <c>movzx r32, r8/r16</c>, or <c>mov r32, r32</c>.</summary>
    /// <param name="from">Width of the source: byte, word or dword.</param>
    /// <param name="destination">All 64 bits are written.</param>
    /// <param name="source">Its lowest bits are read.</param>
    public void Movzx(OperandSize from, Register destination, Register source)
    {
        if (from >= OperandSize.Dword)
        {
            Mov(from, destination, source);
            return;
        }

        End(Extend(_code.Begin(), 0xB6, from, 0, destination, source));
    }

    /// <summary>Zero-extends to 64 bits what is in memory.</summary>
    public void Movzx(OperandSize from, Register destination, in MemoryOperand source)
    {
        if (from >= OperandSize.Dword)
        {
            Mov(from, destination, source);
            return;
        }

        End(Extend(_code.Begin(), 0xB6, from, 0, destination, source));
    }

    /// <summary>Sign-extends: <c>movsx</c>, from dwords <c>movsxd</c>.</summary>
    /// <param name="from">Width of the source: byte, word or dword.</param>
    /// <param name="to">Dword (the upper half becomes 0) or qword.</param>
    /// <param name="destination">All 64 bits are written.</param>
    /// <param name="source">Its lowest bits are read.</param>
    public void Movsx(OperandSize from, OperandSize to, Register destination, Register source)
    {
        byte* p = _code.Begin();
        End(from == OperandSize.Dword
            ? Rr(p, 0x63, to, (uint)destination, (uint)source)
            : Extend(p, 0xBE, from, RexW(to), destination, source));
    }

    /// <summary>Sign-extends what is in memory.</summary>
    public void Movsx(OperandSize from, OperandSize to, Register destination, in MemoryOperand source)
    {
        byte* p = _code.Begin();
        End(from == OperandSize.Dword
            ? Rm(p, 0x63, to, (uint)destination, source)
            : Extend(p, 0xBE, from, RexW(to), destination, source));
    }

    /// <summary><c>lea destination, [source]</c>: dword (the upper half becomes 0) or qword.</summary>
    public void Lea(OperandSize size, Register destination, in MemoryOperand source) =>
        End(Rm(_code.Begin(), 0x8D, size, (uint)destination, source));

    /// <summary><c>xchg left, right</c>.</summary>
    public void Xchg(OperandSize size, Register left, Register right) => End(Rr(_code.Begin(), 0x87, size, (uint)right, (uint)left));

    /// <summary><c>xchg [left], right</c>: atomic.</summary>
    public void Xchg(OperandSize size, in MemoryOperand left, Register right) => End(Rm(_code.Begin(), 0x87, size, (uint)right, left));

    /// <summary><c>lock cmpxchg [destination], source</c>: compares with rax.</summary>
    public void LockCmpxchg(OperandSize size, in MemoryOperand destination, Register source)
    {
        Lock();
        End(Rm0F(_code.Begin(), Sized(0xB1, size), size, (uint)source, destination));
    }

    /// <summary><c>lock xadd [destination], source</c>.</summary>
    public void LockXadd(OperandSize size, in MemoryOperand destination, Register source)
    {
        Lock();
        End(Rm0F(_code.Begin(), Sized(0xC1, size), size, (uint)source, destination));
    }

    /// <summary><c>push source</c>: 64 bits.</summary>
    public void Push(Register source)
    {
        byte* p = Rex(_code.Begin(), (uint)source >> 3);
        *p = (byte)(0x50 | ((uint)source & 7));
        End(p + 1);
    }

    /// <summary><c>push [source]</c>: 64 bits.</summary>
    public void Push(in MemoryOperand source) => End(Em(_code.Begin(), 0xFF, OperandSize.Dword, 6, source));

    /// <summary><c>push immediate</c>: sign-extended to 64 bits.</summary>
    public void Push(int immediate)
    {
        bool isShort = immediate == (sbyte)immediate;
        byte* p = _code.Begin();
        *p = isShort ? (byte)0x6A : (byte)0x68;
        *(int*)(p + 1) = immediate;
        End(p + (isShort ? 2 : 5));
    }

    /// <summary><c>pop destination</c>: 64 bits.</summary>
    public void Pop(Register destination)
    {
        byte* p = Rex(_code.Begin(), (uint)destination >> 3);
        *p = (byte)(0x58 | ((uint)destination & 7));
        End(p + 1);
    }

    /// <summary><c>pop [destination]</c>: 64 bits; an address by rsp counts from after the pop.</summary>
    public void Pop(in MemoryOperand destination) => End(Em(_code.Begin(), 0x8F, OperandSize.Dword, 0, destination));

    /// <summary><c>rep movsb/movsw/movsd/movsq</c>: copies rcx elements from [rsi] to [rdi].</summary>
    public void RepMovs(OperandSize size) => RepeatString(size, 0xA5);

    /// <summary><c>rep stosb/stosw/stosd/stosq</c>: stores rcx times al to rax at [rdi].</summary>
    public void RepStos(OperandSize size) => RepeatString(size, 0xAB);

    /// <summary>Only the source can be a byte register that needs a prefix.</summary>
    private static byte* Extend(byte* p, uint opcode, OperandSize from, uint rexW, Register destination, Register source)
    {
        p = Rex(p, rexW | (((uint)destination >> 3) * RexR) | ((uint)source >> 3) | RexByte(from, (uint)source));
        return Opcode0F(p, opcode + ((uint)from >> 1), Registers((uint)destination, (uint)source));
    }

    private byte* Extend(byte* p, uint opcode, OperandSize from, uint rexW, Register destination, in MemoryOperand source)
    {
        p = Rex(p, rexW | (((uint)destination >> 3) * RexR) | source.Rex);
        *(ushort*)p = (ushort)(0x0F | ((opcode + ((uint)from >> 1)) << 8));
        return Address(p + 2, (uint)destination, source, 0);
    }

    private void Lock()
    {
        *_code.Begin() = 0xF0;
        _code.Cursor++;
    }

    private void RepeatString(OperandSize size, uint opcode)
    {
        byte* p = _code.Begin();
        *p = 0xF3;
        p = Rex(Prefix16(p + 1, size), RexW(size));
        *p = (byte)Sized(opcode, size);
        End(p + 1);
    }
}
