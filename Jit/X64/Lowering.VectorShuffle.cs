using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>
/// Shuffles. Those that an instruction does without a constant in memory are found by their form, all others are lookups of bytes:
/// one, or two whose results are united.
/// </content>
internal sealed partial class Lowering
{
    /// <summary>A byte of the result that is 0; also what a lookup takes for that.</summary>
    private const byte ZeroByte = 0x80;

    // A lookup takes the low 4 bits of an index, or gives 0 if the highest bit is set.
    private void LowerSwizzle(int result, in Instruction instruction)
    {
        if (Function[instruction.B].Op == (IrOp)Op.V128Const)
        {
            Span<byte> indices = stackalloc byte[16];
            Function.Vectors[(int)Function[instruction.B].Imm].CopyTo(indices);
            foreach (ref byte index in indices)
            {
                index = index < 16 ? index : ZeroByte;
            }

            LowerShuffleOfOne(result, instruction.A, indices);
            return;
        }

        int saturated = V3(VectorOp.Paddusb, Register(instruction.B), Splat8(0x70));
        V3To(result, VectorOp.Pshufb, Register(instruction.A), saturated);
    }

    private void LowerShuffle(int result, in Instruction instruction)
    {
        Span<byte> indices = stackalloc byte[16];
        Function.Vectors[(int)instruction.Imm].CopyTo(indices);
        bool isFirstZero = IsZeroVector(instruction.A);
        bool isSecondZero = IsZeroVector(instruction.B);
        bool readsFirst = false;
        bool readsSecond = false;
        foreach (ref byte index in indices)
        {
            index = instruction.A == instruction.B ? (byte)(index & 15) : index;
            index = (index < 16 ? isFirstZero : isSecondZero) ? ZeroByte : index;
            readsFirst |= index < 16;
            readsSecond |= index is >= 16 and < 32;
        }

        if (readsFirst && readsSecond)
        {
            LowerShuffleOfTwo(result, Register(instruction.A), Register(instruction.B), indices);
            return;
        }

        foreach (ref byte index in indices)
        {
            index = (byte)(index & 0x8F);
        }

        LowerShuffleOfOne(result, readsSecond ? instruction.B : instruction.A, indices);
    }

    private bool IsZeroVector(Value value) =>
        Function[value].Op == (IrOp)Op.V128Const && Function.Vectors[(int)Function[value].Imm] == Vector128<byte>.Zero;

    private void LowerShuffleOfOne(int result, Value operand, ReadOnlySpan<byte> indices)
    {
        if (IsRun(indices, 0))
        {
            CopyTo(result, Register(operand));
        }
        else if (TryDwords(indices, out int dwords))
        {
            EmitVector2(VectorOp.Pshufd, result, VectorSourceOf(operand), dwords);
        }
        else if (TryWords(indices, 0, out int words))
        {
            EmitVector2(VectorOp.Pshuflw, result, VectorSourceOf(operand), words);
        }
        else if (TryWords(indices, 4, out words))
        {
            EmitVector2(VectorOp.Pshufhw, result, VectorSourceOf(operand), words);
        }
        else if (indices.IndexOfAnyExcept(ZeroByte) < 0)
        {
            CopyTo(result, Zeros());
        }
        else if (TryByteShift(indices, out VectorShiftOp shift, out int count))
        {
            ShiftTo(result, shift, Register(operand), count);
        }
        else if (_hasAvx2 && indices.IndexOfAnyExcept((byte)0) < 0)
        {
            EmitVector2(VectorOp.Vpbroadcastb, result, Source.OfRegister(Register(operand)));
        }
        else if (_hasAvx2 && IsSplatOfWord(indices))
        {
            EmitVector2(VectorOp.Vpbroadcastw, result, Source.OfRegister(Register(operand)));
        }
        else if (IsRotation(indices, 15))
        {
            int register = Register(operand);
            V3To(result, VectorOp.Palignr, register, register, indices[0]);
        }
        else
        {
            EmitLookup(result, Register(operand), indices);
        }
    }

    private void LowerShuffleOfTwo(int result, int left, int right, ReadOnlySpan<byte> indices)
    {
        if (TryBlend(indices, out int words, out int dwords))
        {
            V3To(result, dwords >= 0 ? VectorOp.Blendps : VectorOp.Pblendw, left, right, dwords >= 0 ? dwords : words);
        }
        else if (TryInterleave(indices, out VectorOp interleave, out bool isSwapped))
        {
            V3To(result, interleave, isSwapped ? right : left, isSwapped ? left : right);
        }
        else if (IsRotation(indices, 31))
        {
            // The first operand of the instruction is the upper half of what is shifted right.
            bool startsInFirst = indices[0] < 16;
            V3To(result, VectorOp.Palignr, startsInFirst ? right : left, startsInFirst ? left : right, indices[0] & 15);
        }
        else if (TryHalves(indices, out int immediate, out isSwapped))
        {
            V3To(result, VectorOp.Shufps, isSwapped ? right : left, isSwapped ? left : right, immediate);
        }
        else if (_hasAvx && IsChoice(indices))
        {
            EmitBlend(result, VectorBlendOp.Pblendvb, left, right, Load(MaskOf(indices)));
        }
        else
        {
            Span<byte> part = stackalloc byte[16];
            int first = NewVector();
            int second = NewVector();
            Part(indices, part, 0);
            EmitLookup(first, left, part);
            Part(indices, part, 16);
            EmitLookup(second, right, part);
            V3To(result, VectorOp.Por, first, second);
        }
    }

    private int NewVector() => NewRegister(Backend.RegisterType.V128);

    private void EmitLookup(int result, int operand, ReadOnlySpan<byte> indices)
    {
        Source constant = ConstantOf(BinaryPrimitives.ReadUInt64LittleEndian(indices), BinaryPrimitives.ReadUInt64LittleEndian(indices[8..]));
        EmitVector3(VectorOp.Pshufb, result, operand, in constant);
    }

    /// <summary>The indices into one of the two operands, zeros where the other is meant.</summary>
    private static void Part(ReadOnlySpan<byte> indices, Span<byte> part, int first)
    {
        for (int i = 0; i < 16; i++)
        {
            int index = indices[i] - first;
            part[i] = index is >= 0 and < 16 ? (byte)index : ZeroByte;
        }
    }

    private static bool IsRun(ReadOnlySpan<byte> indices, int first)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] != first + i)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the indices go up by one from anywhere, and after the last begin again.</summary>
    private static bool IsRotation(ReadOnlySpan<byte> indices, int last)
    {
        for (int i = 0; i < 16; i++)
        {
            if (indices[i] != ((indices[0] + i) & last))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSplatOfWord(ReadOnlySpan<byte> indices)
    {
        for (int i = 0; i < 16; i++)
        {
            if (indices[i] != (i & 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether groups of bytes stay together, as the immediate of an instruction: 2 bits each, from the lowest.</summary>
    private static bool TryGroups(ReadOnlySpan<byte> indices, int bytes, int first, out int immediate)
    {
        immediate = 0;
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<byte> group = indices.Slice(i * bytes, bytes);
            int start = group[0] - first;
            if (start % bytes != 0 || start < 0 || start >= 4 * bytes || !IsRun(group, group[0]))
            {
                return false;
            }

            immediate |= start / bytes << (2 * i);
        }

        return true;
    }

    private static bool TryDwords(ReadOnlySpan<byte> indices, out int immediate) => TryGroups(indices, 4, 0, out immediate);

    /// <summary>Whether one half of the words is shuffled, and the other stays.</summary>
    private static bool TryWords(ReadOnlySpan<byte> indices, int word, out int immediate)
    {
        immediate = 0;
        ReadOnlySpan<byte> other = indices.Slice(8 - (word * 2), 8);
        return IsRun(other, 8 - (word * 2)) && TryGroups(indices.Slice(word * 2, 8), 2, word * 2, out immediate);
    }

    private static bool TryByteShift(ReadOnlySpan<byte> indices, out VectorShiftOp shift, out int count)
    {
        shift = VectorShiftOp.Psrldq;
        count = indices[0];
        if (count < 16)
        {
            return IsRun(indices[..(16 - count)], count) && indices[(16 - count)..].IndexOfAnyExcept(ZeroByte) < 0;
        }

        shift = VectorShiftOp.Pslldq;
        count = indices.IndexOfAnyExcept(ZeroByte);
        return IsRun(indices[count..], 0);
    }

    /// <summary>Whether every byte stays in its place.</summary>
    private static bool IsChoice(ReadOnlySpan<byte> indices)
    {
        for (int i = 0; i < 16; i++)
        {
            if ((indices[i] & 0xEF) != i)
            {
                return false;
            }
        }

        return true;
    }

    private Source MaskOf(ReadOnlySpan<byte> indices)
    {
        Span<byte> mask = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            mask[i] = indices[i] >= 16 ? (byte)0xFF : (byte)0;
        }

        return ConstantOf(BinaryPrimitives.ReadUInt64LittleEndian(mask), BinaryPrimitives.ReadUInt64LittleEndian(mask[8..]));
    }

    /// <summary>Whether every word stays in its place: from which operand each comes, and the same for lanes of 32 bits, or -1.</summary>
    private static bool TryBlend(ReadOnlySpan<byte> indices, out int words, out int dwords)
    {
        words = 0;
        dwords = 0;
        if (!IsChoice(indices))
        {
            return false;
        }

        for (int i = 0; i < 8; i++)
        {
            if (indices[2 * i] >> 4 != indices[(2 * i) + 1] >> 4)
            {
                return false;
            }

            words |= indices[2 * i] >> 4 << i;
        }

        for (int i = 0; i < 4; i++)
        {
            int pair = words >> (2 * i) & 3;
            dwords = pair is 0 or 3 && dwords >= 0 ? dwords | (pair & 1) << i : -1;
        }

        return true;
    }

    /// <summary>Whether lanes of the low or high halves of both alternate.</summary>
    private static bool TryInterleave(ReadOnlySpan<byte> indices, out VectorOp op, out bool isSwapped)
    {
        isSwapped = indices[0] >= 16;
        for (int log = 0; log < 4; log++)
        {
            int bytes = 1 << log;
            for (int half = 0; half < 2; half++)
            {
                if (IsInterleaved(indices, bytes, half * 8, isSwapped))
                {
                    op = (half == 0, log) switch
                    {
                        (true, 0) => VectorOp.Punpcklbw,
                        (true, 1) => VectorOp.Punpcklwd,
                        (true, 2) => VectorOp.Punpckldq,
                        (true, _) => VectorOp.Punpcklqdq,
                        (false, 0) => VectorOp.Punpckhbw,
                        (false, 1) => VectorOp.Punpckhwd,
                        (false, 2) => VectorOp.Punpckhdq,
                        _ => VectorOp.Punpckhqdq,
                    };
                    return true;
                }
            }
        }

        op = default;
        return false;
    }

    private static bool IsInterleaved(ReadOnlySpan<byte> indices, int bytes, int start, bool isSwapped)
    {
        for (int i = 0; i < 16; i++)
        {
            int group = i / bytes;
            bool isSecond = ((group & 1) != 0) != isSwapped;
            int expected = start + (group / 2 * bytes) + (i % bytes) + (isSecond ? 16 : 0);
            if (indices[i] != expected)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the low half is lanes of 32 bits of one operand, and the high half lanes of the other.</summary>
    private static bool TryHalves(ReadOnlySpan<byte> indices, out int immediate, out bool isSwapped)
    {
        isSwapped = indices[0] >= 16;
        immediate = 0;
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<byte> group = indices.Slice(4 * i, 4);
            int start = group[0] - (i < 2 == isSwapped ? 16 : 0);
            if (start is < 0 or > 12 || (start & 3) != 0 || !IsRun(group, group[0]))
            {
                return false;
            }

            immediate |= start / 4 << (2 * i);
        }

        return true;
    }
}
