using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

/// <summary>
/// Reads instructions one by one (specification, 5.4). Used by everything that walks code: scanner, validator,
/// printer, compilers. Every error is a <see cref="MalformedModuleException"/> with an absolute offset.
/// </summary>
/// <remarks>
/// The lists of <c>br_table</c>, <c>try_table</c> and <c>select t*</c> are valid until the next <see cref="Read"/>.
/// </remarks>
public ref struct InstructionReader
{
    private BinaryReader _reader;
    private uint[] _labels;
    private CatchClause[] _catches;
    private ValType[] _types;
    private int _labelCount;
    private int _catchCount;
    private int _typeCount;

    /// <param name="code">The expression's code.</param>
    /// <param name="offset">Absolute offset of its first byte, for errors.</param>
    public InstructionReader(ReadOnlySpan<byte> code, long offset)
    {
        _reader = new BinaryReader(code, offset, Messages.UnexpectedEndOfSectionOrFunction);
        _labels = [];
        _catches = [];
        _types = [];
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>Whether all bytes are read.</summary>
    public readonly bool AtEnd => _reader.AtEnd;

    /// <summary>Targets of the last <c>br_table</c>, without the default.</summary>
    public readonly ReadOnlySpan<uint> Labels => _labels.AsSpan(0, _labelCount);

    /// <summary>Clauses of the last <c>try_table</c>.</summary>
    public readonly ReadOnlySpan<CatchClause> Catches => _catches.AsSpan(0, _catchCount);

    /// <summary>Types of the last <c>select t*</c>.</summary>
    public readonly ReadOnlySpan<ValType> Types => _types.AsSpan(0, _typeCount);

    /// <summary>Absolute offset of a position in the code.</summary>
    public readonly long OffsetOf(int position) => _reader.BaseOffset + position;

    /// <summary>Reads the next instruction.</summary>
    /// <returns>Its row.</returns>
    public InstructionInfo Read(ref Instruction instruction)
    {
        int start = _reader.Position;
        instruction.Start = start;
        byte first = _reader.ReadByte();
        int number = first;
        if (first is >= 0xFB and <= 0xFE)
        {
            uint code = _reader.ReadU32();
            number = InstructionTable.Number(first, code);
            if (InstructionTable.Find(number) is null)
            {
                throw new MalformedModuleException($"{Messages.IllegalOpcode} {first:x2} {code:x2}", _reader.BaseOffset + start);
            }
        }

        InstructionInfo? info = InstructionTable.Find(number);
        if (info is null)
        {
            ThrowIllegal(first, _reader.BaseOffset + start);
        }

        instruction.Op = info.Op;
        if (info.Immediate != Immediate.None)
        {
            ReadImmediate(info, ref instruction);
        }

        return info;
    }

    [DoesNotReturn]
    private static void ThrowIllegal(byte opcode, long offset) =>
        throw new MalformedModuleException($"{Messages.IllegalOpcode} {opcode:x2}", offset);

    private void ReadImmediate(InstructionInfo info, ref Instruction instruction)
    {
        switch (info.Immediate)
        {
            case Immediate.Label or Immediate.Function or Immediate.Type or Immediate.Local or Immediate.Global
                or Immediate.Table or Immediate.Memory or Immediate.Tag or Immediate.Data or Immediate.Element:
                instruction.Index = _reader.ReadU32();
                break;
            case Immediate.CallIndirect or Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory
                or Immediate.DataMemory or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData
                or Immediate.TypeElement or Immediate.TypeType:
                instruction.Index = _reader.ReadU32();
                instruction.Index2 = _reader.ReadU32();
                break;
            case Immediate.I32:
                instruction.Bits = (uint)_reader.ReadS32();
                break;
            case Immediate.I64:
                instruction.Bits = (ulong)_reader.ReadS64();
                break;
            case Immediate.F32:
                instruction.Bits = BinaryPrimitives.ReadUInt32LittleEndian(_reader.ReadBytes(4));
                break;
            case Immediate.F64:
                instruction.Bits = BinaryPrimitives.ReadUInt64LittleEndian(_reader.ReadBytes(8));
                break;
            case Immediate.V128 or Immediate.Shuffle:
                ReadOnlySpan<byte> bytes = _reader.ReadBytes(16);
                instruction.Bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                instruction.BitsHigh = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
                break;
            case Immediate.MemArg:
                ReadMemArg(ref instruction);
                break;
            case Immediate.MemArgLane:
                ReadMemArg(ref instruction);
                instruction.Lane = _reader.ReadByte();
                break;
            case Immediate.Lane:
                instruction.Lane = _reader.ReadByte();
                break;
            case Immediate.Block:
                instruction.Block = _reader.ReadBlockType();
                break;
            case Immediate.TryTable:
                instruction.Block = _reader.ReadBlockType();
                ReadCatches();
                break;
            case Immediate.LabelTable:
                ReadLabels();
                instruction.Index = _reader.ReadU32();
                break;
            case Immediate.ValueTypes:
                ReadTypes();
                break;
            case Immediate.HeapType:
                bool nullable = info.Op is Op.RefNull or Op.RefTestNull or Op.RefCastNull;
                instruction.Type = ValType.Ref(_reader.ReadHeapType(), nullable);
                break;
            case Immediate.CastBranch:
                ReadCastBranch(ref instruction);
                break;
            default:
                throw new InvalidOperationException($"immediate kind {info.Immediate} has no reader");
        }
    }

    // memarg (specification, 5.4.7): bit 6 of the flags announces a memory index; the exponent is below 64.
    private void ReadMemArg(ref Instruction instruction)
    {
        int start = _reader.Position;
        uint flags = _reader.ReadU32();
        if (flags >= 0x80)
        {
            throw new MalformedModuleException(Messages.MalformedMemopFlags, _reader.BaseOffset + start);
        }

        instruction.Align = (byte)(flags & 0x3F);
        instruction.Index = (flags & 0x40) != 0 ? _reader.ReadU32() : 0;
        instruction.Bits = _reader.ReadU64();
    }

    private void ReadCastBranch(ref Instruction instruction)
    {
        int start = _reader.Position;
        byte flags = _reader.ReadByte();
        if (flags > 3)
        {
            throw new MalformedModuleException("malformed br_on_cast flags", _reader.BaseOffset + start);
        }

        instruction.Index = _reader.ReadU32();
        instruction.SourceType = ValType.Ref(_reader.ReadHeapType(), (flags & 1) != 0);
        instruction.Type = ValType.Ref(_reader.ReadHeapType(), (flags & 2) != 0);
    }

    private void ReadLabels()
    {
        int count = _reader.ReadCount(1);
        Grow(ref _labels, count);
        for (int i = 0; i < count; i++)
        {
            _labels[i] = _reader.ReadU32();
        }

        _labelCount = count;
    }

    private void ReadCatches()
    {
        int count = _reader.ReadCount(2);
        Grow(ref _catches, count);
        for (int i = 0; i < count; i++)
        {
            int start = _reader.Position;
            byte kind = _reader.ReadByte();
            if (kind > (byte)CatchKind.CatchAllRef)
            {
                throw new MalformedModuleException("malformed catch clause", _reader.BaseOffset + start);
            }

            uint tag = kind <= (byte)CatchKind.CatchRef ? _reader.ReadU32() : 0;
            _catches[i] = new CatchClause((CatchKind)kind, tag, _reader.ReadU32());
        }

        _catchCount = count;
    }

    private void ReadTypes()
    {
        int count = _reader.ReadCount(1);
        Grow(ref _types, count);
        for (int i = 0; i < count; i++)
        {
            _types[i] = _reader.ReadValType();
        }

        _typeCount = count;
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (array.Length < count)
        {
            array = new T[Math.Max(count, 16)];
        }
    }
}
