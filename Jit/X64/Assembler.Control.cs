using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Jumps, calls, fences, padding.</content>
internal sealed unsafe partial class Assembler
{
    /// <summary>The recommended sequences of 1 to 8 bytes that do nothing, one after the other; of length n from n(n-1)/2.</summary>
    private static ReadOnlySpan<byte> Nops =>
    [
        0x90,
        0x66, 0x90,
        0x0F, 0x1F, 0x00,
        0x0F, 0x1F, 0x40, 0x00,
        0x0F, 0x1F, 0x44, 0x00, 0x00,
        0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00,
        0x0F, 0x1F, 0x80, 0x00, 0x00, 0x00, 0x00,
        0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    /// <summary>Makes a label stand for the next instruction.</summary>
    public void Bind(Label label) => _code.Bind(label);

    /// <summary><c>jmp target</c>: 2 bytes backwards within reach, else 5, or 2 after <see cref="CodeBuffer.Shorten()"/>.</summary>
    public void Jmp(Label target)
    {
        byte* p = _code.Begin();
        int offset = _code.OffsetOf(target);
        int distance = offset - _code.Position - 2;
        if (offset >= 0 && distance >= sbyte.MinValue)
        {
            *p = 0xEB;
            _code.AddFixup(_code.Position + 1, target, 0, FixupKind.Relative8);
            End(p + 2);
            return;
        }

        *p = 0xE9;
        _code.AddJump(_code.Position + 1, target, 1, 0xEB);
        End(p + 5);
    }

    /// <summary><c>jcc target</c>: 2 bytes backwards within reach, else 6, or 2 after <see cref="CodeBuffer.Shorten()"/>.</summary>
    public void Jcc(Condition condition, Label target)
    {
        byte* p = _code.Begin();
        int offset = _code.OffsetOf(target);
        int distance = offset - _code.Position - 2;
        if (offset >= 0 && distance >= sbyte.MinValue)
        {
            *p = (byte)(0x70 | (uint)condition);
            _code.AddFixup(_code.Position + 1, target, 0, FixupKind.Relative8);
            End(p + 2);
            return;
        }

        *(ushort*)p = (ushort)(0x800F | ((uint)condition << 8));
        _code.AddJump(_code.Position + 2, target, 2, (byte)(0x70 | (uint)condition));
        End(p + 6);
    }

    /// <summary><c>jmp target</c> in 2 bytes. The target has to lie within -128 to 127 bytes of the next instruction, else binding it fails.</summary>
    public void JmpShort(Label target) => ShortJump(0xEB, target);

    /// <summary><c>jcc target</c> in 2 bytes; see <see cref="JmpShort"/>.</summary>
    public void JccShort(Condition condition, Label target) => ShortJump(0x70 | (uint)condition, target);

    /// <summary><c>jmp</c> to something outside, within 2 GiB.</summary>
    public void Jmp(Symbol target) => FarJump(0xE9, target);

    /// <summary><c>jcc</c> to something outside, within 2 GiB.</summary>
    public void Jcc(Condition condition, Symbol target)
    {
        *_code.Begin() = 0x0F;
        _code.Cursor++;
        FarJump(0x80 | (uint)condition, target);
    }

    /// <summary><c>jmp target</c>: the address is in a register.</summary>
    public void Jmp(Register target) => End(Er(_code.Begin(), 0xFF, OperandSize.Dword, 4, (uint)target));

    /// <summary><c>jmp [target]</c>: the address is in memory.</summary>
    public void Jmp(in MemoryOperand target) => End(Em(_code.Begin(), 0xFF, OperandSize.Dword, 4, target));

    /// <summary><c>call</c> of a place in this function.</summary>
    public void Call(Label target)
    {
        byte* p = _code.Begin();
        *p = 0xE8;
        _code.AddFixup(_code.Position + 1, target, 0, FixupKind.Relative32);
        End(p + 5);
    }

    /// <summary><c>call</c> of something outside, within 2 GiB.</summary>
    public void Call(Symbol target) => FarJump(0xE8, target);

    /// <summary><c>call target</c>: the address is in a register.</summary>
    public void Call(Register target) => End(Er(_code.Begin(), 0xFF, OperandSize.Dword, 2, (uint)target));

    /// <summary><c>call [target]</c>: the address is in memory.</summary>
    public void Call(in MemoryOperand target) => End(Em(_code.Begin(), 0xFF, OperandSize.Dword, 2, target));

    /// <summary><c>ret</c>.</summary>
    public void Ret() => Single(0xC3);

    /// <summary><c>ret count</c>: also removes so many bytes of parameters from the stack; <c>ret</c> if 0.</summary>
    public void Ret(ushort count)
    {
        byte* p = _code.Begin();
        p[0] = count == 0 ? (byte)0xC3 : (byte)0xC2;
        p[1] = (byte)count;
        p[2] = (byte)(count >> 8);
        End(p + (count == 0 ? 1 : 3));
    }

    /// <summary><c>ud2</c>: never valid.</summary>
    public void Ud2() => Bytes(0x0B0F, 2);

    /// <summary><c>int3</c>: breakpoint.</summary>
    public void Int3() => Single(0xCC);

    /// <summary><c>mfence</c>.</summary>
    public void Mfence() => Bytes(0xF0AE0F, 3);

    /// <summary><c>pause</c>: in spin loops.</summary>
    public void Pause() => Bytes(0x90F3, 2);

    /// <summary><c>endbr64</c>: a target of indirect jumps.</summary>
    public void Endbr64() => Bytes(0xFA1E0FF3, 4);

    /// <summary>So many bytes that do nothing, in as few instructions as there can be.</summary>
    /// <param name="length">0 and up.</param>
    public void Nop(int length)
    {
        while (length > 0)
        {
            int part = Math.Min(length, 8);
            _code.Write(Nops.Slice(part * (part - 1) / 2, part));
            length -= part;
        }
    }

    /// <summary>Does nothing up to the next multiple. <see cref="CodeBuffer.Shorten()"/> does not keep alignment.</summary>
    /// <param name="alignment">A power of two, at most <see cref="CodeBuffer.Alignment"/> to mean anything.</param>
    public void Align(int alignment) => Nop(-_code.Position & (alignment - 1));

    private void ShortJump(uint opcode, Label target)
    {
        byte* p = _code.Begin();
        *(ushort*)p = (ushort)opcode;
        _code.AddFixup(_code.Position + 1, target, 0, FixupKind.Relative8);
        End(p + 2);
    }

    private void FarJump(uint opcode, Symbol target)
    {
        byte* p = _code.Begin();
        *p = (byte)opcode;
        *(int*)(p + 1) = 0;
        _code.AddRelocation(_code.Position + 1, target, 0);
        End(p + 5);
    }

    private void Single(byte instruction)
    {
        *_code.Begin() = instruction;
        _code.Cursor++;
    }

    private void Bytes(uint bytes, int count)
    {
        byte* p = _code.Begin();
        *(uint*)p = bytes;
        End(p + count);
    }
}
