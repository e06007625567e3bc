using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// A growable buffer with writers for everything the binary format is made of (specification, 5.2 to 5.4): the
/// inverse of <see cref="BinaryReader"/> and <see cref="InstructionReader"/>. Integers are written in the shortest
/// LEB128 form.
/// </summary>
/// <remarks>
/// Growing leaves earlier slices of <see cref="WrittenMemory"/> intact (they keep the old array), so slices may be
/// taken at any time; only <see cref="Truncate"/> and <see cref="EndSized"/> change bytes already written.
/// </remarks>
public sealed class InstructionWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer;
    private int _length;

    /// <summary>A writer of nothing yet.</summary>
    /// <param name="capacity">Bytes to make room for at first.</param>
    public InstructionWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>Bytes written so far: where the next one goes.</summary>
    public int Length => _length;

    /// <summary>What is written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>What is written so far.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>A copy of what is written so far.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Forgets what was written after the first <paramref name="length"/> bytes; the memory stays.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    /// <summary>Appends one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        byte[] buffer = _buffer;
        int length = _length;
        if ((uint)length >= (uint)buffer.Length)
        {
            buffer = Grow(1);
        }

        buffer[length] = value;
        _length = length + 1;
    }

    /// <summary>Appends bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>An unsigned LEB128 number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteU32(uint value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
        }
        else
        {
            WriteU64(value);
        }
    }

    /// <summary>An unsigned LEB128 number.</summary>
    public void WriteU64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>A signed LEB128 number.</summary>
    public void WriteS32(int value) => WriteS64(value);

    /// <summary>A signed LEB128 number; s32, s33 and s64 look alike.</summary>
    public void WriteS64(long value)
    {
        while (value is < -64 or > 63)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)(value & 0x7F));
    }

    /// <summary>The bits of an f32, little endian.</summary>
    public void WriteF32(uint bits)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), bits);
        _length += 4;
    }

    /// <summary>The bits of an f64, little endian.</summary>
    public void WriteF64(ulong bits)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), bits);
        _length += 8;
    }

    /// <summary>The bits of a v128, or shuffle lanes: the low 64 bits are the first eight bytes.</summary>
    public void WriteV128(ulong low, ulong high)
    {
        WriteF64(low);
        WriteF64(high);
    }

    /// <summary>A name: length, then UTF-8.</summary>
    /// <exception cref="EncoderFallbackException">The string has an unpaired surrogate.</exception>
    public void WriteName(string name)
    {
        int bytes = StrictUtf8.GetByteCount(name);
        WriteU32((uint)bytes);
        _length += StrictUtf8.GetBytes(name, Room(bytes));
    }

    /// <summary>A value type, in its one-byte form where it has one.</summary>
    public void WriteValType(ValType type)
    {
        if (!type.IsReference)
        {
            if (type.IsBottom)
            {
                throw new ArgumentException("the bottom type has no binary form", nameof(type));
            }

            WriteByte(type.Code);
            return;
        }

        HeapType heap = type.HeapType;
        if (!type.IsNullable || heap.IsConcrete)
        {
            WriteByte(type.IsNullable ? (byte)0x63 : (byte)0x64);
        }

        WriteHeapType(heap);
    }

    /// <summary>A heap type.</summary>
    public void WriteHeapType(HeapType type)
    {
        if (type.IsConcrete)
        {
            WriteS64(type.Index);
        }
        else if (type == HeapType.Bottom)
        {
            throw new ArgumentException("the bottom heap type has no binary form", nameof(type));
        }
        else
        {
            WriteByte(type.Code);
        }
    }

    /// <summary>A block type.</summary>
    public void WriteBlockType(BlockType type)
    {
        if (type.IsIndex)
        {
            WriteS64(type.TypeIndex);
        }
        else if (type.Result.IsBottom)
        {
            WriteByte(0x40);
        }
        else
        {
            WriteValType(type.Result);
        }
    }

    /// <summary>An opcode; the immediates are the caller's to write.</summary>
    public void Write(Op op)
    {
        byte prefix = InstructionTable.PrefixOf(op);
        if (prefix == 0)
        {
            WriteByte((byte)op);
        }
        else
        {
            WriteByte(prefix);
            WriteU32(InstructionTable.CodeOf(op));
        }
    }

    /// <summary>An opcode and one index.</summary>
    public void Write(Op op, uint index)
    {
        Write(op);
        WriteU32(index);
    }

    /// <summary>An opcode and two indices in binary order.</summary>
    public void Write(Op op, uint index, uint index2)
    {
        Write(op);
        WriteU32(index);
        WriteU32(index2);
    }

    /// <summary>A memory argument (specification, 5.4.7). The memory index is written only if it is not 0.</summary>
    /// <param name="alignLog2">Alignment exponent, 0…63.</param>
    /// <param name="memoryIndex">Memory index.</param>
    /// <param name="offset">Static offset.</param>
    public void WriteMemArg(uint alignLog2, uint memoryIndex, ulong offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alignLog2, 63u);
        if (memoryIndex == 0)
        {
            WriteByte((byte)alignLog2);
        }
        else
        {
            WriteByte((byte)(alignLog2 | 0x40));
            WriteU32(memoryIndex);
        }

        WriteU64(offset);
    }

    /// <summary>The catch clauses of <c>try_table</c>, with their count.</summary>
    public void WriteCatches(ReadOnlySpan<CatchClause> catches)
    {
        WriteU32((uint)catches.Length);
        foreach (CatchClause clause in catches)
        {
            WriteByte((byte)clause.Kind);
            if (clause.Kind is CatchKind.Catch or CatchKind.CatchRef)
            {
                WriteU32(clause.Tag);
            }

            WriteU32(clause.Label);
        }
    }

    /// <summary>
    /// A whole instruction: the inverse of <see cref="InstructionReader.Read"/>, from the same fields.
    /// </summary>
    /// <param name="instruction">Op and immediates.</param>
    /// <param name="labels">Targets of <c>br_table</c> without the default.</param>
    /// <param name="catches">Clauses of <c>try_table</c>.</param>
    /// <param name="types">Types of <c>select t*</c>.</param>
    public void Write(in Instruction instruction, ReadOnlySpan<uint> labels, ReadOnlySpan<CatchClause> catches, ReadOnlySpan<ValType> types)
    {
        Write(instruction.Op);
        Immediate immediate = InstructionTable.Get(instruction.Op).Immediate;
        switch (immediate)
        {
            case Immediate.None:
                break;
            case Immediate.Label or Immediate.Function or Immediate.Type or Immediate.Local or Immediate.Global
                or Immediate.Table or Immediate.Memory or Immediate.Tag or Immediate.Data or Immediate.Element:
                WriteU32(instruction.Index);
                break;
            case Immediate.CallIndirect or Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory
                or Immediate.DataMemory or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData
                or Immediate.TypeElement or Immediate.TypeType:
                WriteU32(instruction.Index);
                WriteU32(instruction.Index2);
                break;
            case Immediate.I32:
                WriteS32((int)instruction.Bits);
                break;
            case Immediate.I64:
                WriteS64((long)instruction.Bits);
                break;
            case Immediate.F32:
                WriteF32((uint)instruction.Bits);
                break;
            case Immediate.F64:
                WriteF64(instruction.Bits);
                break;
            case Immediate.V128 or Immediate.Shuffle:
                WriteV128(instruction.Bits, instruction.BitsHigh);
                break;
            case Immediate.MemArg:
                WriteMemArg(instruction.Align, instruction.Index, instruction.Bits);
                break;
            case Immediate.MemArgLane:
                WriteMemArg(instruction.Align, instruction.Index, instruction.Bits);
                WriteByte(instruction.Lane);
                break;
            case Immediate.Lane:
                WriteByte(instruction.Lane);
                break;
            default:
                WriteStructured(immediate, instruction, labels, catches, types);
                break;
        }
    }

    /// <summary>
    /// Starts something that the format prefixes with its size in bytes (section, function body, subsection).
    /// </summary>
    /// <returns>A mark for <see cref="EndSized"/>.</returns>
    public int BeginSized() => _length;

    /// <summary>
    /// Ends what <see cref="BeginSized"/> started: puts the size, in its shortest form, before the bytes written
    /// since, which move up.
    /// </summary>
    /// <returns>By how many bytes they moved.</returns>
    public int EndSized(int mark)
    {
        int size = _length - mark;
        WriteU32((uint)size);
        int shift = _length - mark - size;
        Span<byte> prefix = stackalloc byte[5];
        _buffer.AsSpan(mark + size, shift).CopyTo(prefix);
        _buffer.AsSpan(mark, size).CopyTo(_buffer.AsSpan(mark + shift));
        prefix[..shift].CopyTo(_buffer.AsSpan(mark));
        return shift;
    }

    private void WriteStructured(
        Immediate immediate,
        in Instruction instruction,
        ReadOnlySpan<uint> labels,
        ReadOnlySpan<CatchClause> catches,
        ReadOnlySpan<ValType> types)
    {
        switch (immediate)
        {
            case Immediate.Block:
                WriteBlockType(instruction.Block);
                break;
            case Immediate.TryTable:
                WriteBlockType(instruction.Block);
                WriteCatches(catches);
                break;
            case Immediate.LabelTable:
                WriteU32((uint)labels.Length);
                foreach (uint label in labels)
                {
                    WriteU32(label);
                }

                WriteU32(instruction.Index);
                break;
            case Immediate.ValueTypes:
                WriteU32((uint)types.Length);
                foreach (ValType type in types)
                {
                    WriteValType(type);
                }

                break;
            case Immediate.HeapType:
                WriteHeapType(instruction.Type.HeapType);
                break;
            case Immediate.CastBranch:
                WriteByte((byte)((instruction.SourceType.IsNullable ? 1 : 0) | (instruction.Type.IsNullable ? 2 : 0)));
                WriteU32(instruction.Index);
                WriteHeapType(instruction.SourceType.HeapType);
                WriteHeapType(instruction.Type.HeapType);
                break;
            default:
                throw new InvalidOperationException($"immediate kind {immediate} has no writer");
        }
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(_length);
    }

    private byte[] Grow(int count)
    {
        // A new array and never a pooled one: slices of the old one are still read.
        byte[] buffer = new byte[(int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)_length + count))];
        if (buffer.Length - _length < count)
        {
            throw new InvalidOperationException("a binary cannot be larger than 2 GiB");
        }

        _buffer.AsSpan(0, _length).CopyTo(buffer);
        return _buffer = buffer;
    }
}
