using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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
    private readonly byte[] _shapes;
    private BinaryReader _reader;
    private uint[] _labels;
    private CatchClause[] _catches;
    private ValType[] _types;
    private int _labelCount;
    private int _catchCount;
    private int _typeCount;

    /// <summary>Reads with all features.</summary>
    /// <param name="code">The expression's code.</param>
    /// <param name="offset">Absolute offset of its first byte, for errors.</param>
    public InstructionReader(ReadOnlySpan<byte> code, long offset)
        : this(new BinaryReader(code, offset))
    {
    }

    /// <summary>Reads with some features.</summary>
    /// <param name="code">The expression's code.</param>
    /// <param name="offset">Absolute offset of its first byte, for errors.</param>
    /// <param name="features">Instructions and immediates of other features are malformed.</param>
    public InstructionReader(ReadOnlySpan<byte> code, long offset, FeatureSet features)
        : this(new BinaryReader(code, offset, features))
    {
    }

    internal InstructionReader(BinaryReader reader)
    {
        _reader = reader;
        _shapes = OpcodeShapes.Of(reader.Features.Features).ForReading;
        _labels = [];
        _catches = [];
        _types = [];
    }

    /// <summary>Bytes read so far. May be set, to an instruction's start.</summary>
    public int Position
    {
        readonly get => _reader.Position;
        set => _reader.Position = value;
    }

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
    /// <remarks>
    /// The inner loop of validation. Instructions without immediates and with a one-byte index or constant are read
    /// without a jump that depends on the instruction, since such jumps are what the processor predicts badly.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InstructionInfo Read(ref Instruction instruction)
    {
        ReadOnlySpan<byte> bytes = _reader.Bytes;
        int start = _reader.Position;
        if ((uint)(start + 1) < (uint)bytes.Length)
        {
            byte first = bytes[start];
            byte second = bytes[start + 1];
            int length = _shapes[first];

            // Plain and Number are their lengths; a Number's byte must not announce another.
            if (length <= OpcodeShapes.Number && (second & (length - 1) << 7) == 0)
            {
                int number = (sbyte)(second << 1) >> 1;
                instruction.Op = (Op)first;
                instruction.Start = start;
                instruction.Index = second;
                instruction.Bits = first == (byte)Op.I32Const ? (uint)number : (ulong)number;
                _reader.SkipTo(start + length);
                return InstructionTable.Find(first)!;
            }
        }

        return ReadLonger(ref instruction);
    }

    // The next most frequent ones: memory arguments and numbers of more than a byte.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private InstructionInfo ReadLonger(ref Instruction instruction)
    {
        int start = _reader.Position;
        int first = _reader.Peek();
        int shape = first < 0 ? OpcodeShapes.Other : _shapes[first];
        if (shape is not (OpcodeShapes.MemArg or OpcodeShapes.Number))
        {
            return ReadSlow(ref instruction);
        }

        instruction.Op = (Op)first;
        instruction.Start = start;
        _reader.SkipTo(start + 1);
        if (shape == OpcodeShapes.MemArg)
        {
            ReadMemArg(ref instruction);
        }
        else if (first == (int)Op.I32Const)
        {
            instruction.Bits = (uint)_reader.ReadS32();
        }
        else if (first == (int)Op.I64Const)
        {
            instruction.Bits = (ulong)_reader.ReadS64();
        }
        else
        {
            instruction.Index = _reader.ReadU32();
        }

        return InstructionTable.Find(first)!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InstructionInfo ReadSlow(ref Instruction instruction)
    {
        int start = _reader.Position;
        instruction.Start = start;
        byte first = _reader.ReadByte();
        InstructionInfo? info = first is >= 0xFB and <= 0xFE ? ReadPrefixed(first, start) : InstructionTable.Find(first);
        if (info is null)
        {
            ThrowIllegal(first, start);
        }

        if ((info.Feature & ~_reader.Features.Features) != 0)
        {
            ThrowOff(info, start);
        }

        instruction.Op = info.Op;
        Immediate immediate = info.Immediate;
        switch (immediate)
        {
            case Immediate.None:
                break;
            case Immediate.MemArg:
                ReadMemArg(ref instruction);
                break;
            case Immediate.Label or Immediate.Function or Immediate.Type or Immediate.Local or Immediate.Global
                or Immediate.Table or Immediate.Tag or Immediate.Data or Immediate.Element:
                instruction.Index = _reader.ReadU32();
                break;
            case Immediate.I32:
                instruction.Bits = (uint)_reader.ReadS32();
                break;
            default:
                ReadImmediate(immediate, info.Op, ref instruction);
                break;
        }

        return info;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InstructionInfo ReadPrefixed(byte prefix, int start)
    {
        uint code = _reader.ReadU32();
        return InstructionTable.Find(InstructionTable.Number(prefix, code))
            ?? throw new MalformedModuleException($"{Messages.IllegalOpcode} {prefix:x2} {code:x2}", OffsetOf(start));
    }

    [DoesNotReturn]
    private readonly void ThrowIllegal(byte opcode, int start) =>
        throw new MalformedModuleException($"{Messages.IllegalOpcode} {opcode:x2}", OffsetOf(start));

    [DoesNotReturn]
    private readonly void ThrowOff(InstructionInfo info, int start)
    {
        string code = info.Prefix == 0 ? $"{info.Code:x2}" : $"{info.Prefix:x2} {info.Code:x2}";
        BinaryReader.ThrowFeature(info.Feature, $"{Messages.IllegalOpcode} {code}", OffsetOf(start));
    }

    private void ReadImmediate(Immediate immediate, Op op, ref Instruction instruction)
    {
        switch (immediate)
        {
            case Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType:
                instruction.Index = _reader.ReadU32();
                instruction.Index2 = _reader.ReadU32();
                break;
            case Immediate.CallIndirect or Immediate.ElementTable:
                instruction.Index = _reader.ReadU32();
                instruction.Index2 = ReadIndexOrZero(Feature.ReferenceTypes);
                break;
            case Immediate.TableTable:
                instruction.Index = ReadIndexOrZero(Feature.ReferenceTypes);
                instruction.Index2 = ReadIndexOrZero(Feature.ReferenceTypes);
                break;
            case Immediate.Memory:
                instruction.Index = ReadIndexOrZero(Feature.MultiMemory);
                break;
            case Immediate.MemoryMemory:
                instruction.Index = ReadIndexOrZero(Feature.MultiMemory);
                instruction.Index2 = ReadIndexOrZero(Feature.MultiMemory);
                break;
            case Immediate.DataMemory:
                instruction.Index = _reader.ReadU32();
                instruction.Index2 = ReadIndexOrZero(Feature.MultiMemory);
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
            default:
                ReadListsAndTypes(immediate, op, ref instruction);
                break;
        }
    }

    private void ReadListsAndTypes(Immediate immediate, Op op, ref Instruction instruction)
    {
        switch (immediate)
        {
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
                bool nullable = op is Op.RefNull or Op.RefTestNull or Op.RefCastNull;
                instruction.Type = ValType.Ref(_reader.ReadHeapType(), nullable);
                break;
            case Immediate.CastBranch:
                ReadCastBranch(ref instruction);
                break;
            default:
                throw new InvalidOperationException($"immediate kind {immediate} has no reader");
        }
    }

    // Before these features, the place of the index was a reserved zero byte.
    private uint ReadIndexOrZero(Feature feature)
    {
        if (_reader.Features.Has(feature))
        {
            return _reader.ReadU32();
        }

        int start = _reader.Position;
        if (_reader.ReadByte() != 0)
        {
            BinaryReader.ThrowFeature(feature, Messages.ZeroByteExpected, OffsetOf(start));
        }

        return 0;
    }

    // memarg (specification, 5.4.7): bit 6 of the flags announces a memory index; the exponent is below 64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadMemArg(ref Instruction instruction)
    {
        int start = _reader.Position;
        uint flags = _reader.ReadU32();
        instruction.Align = (byte)(flags & 0x3F);
        instruction.Index = flags < 0x40 ? 0 : ReadMemoryIndex(flags, start);
        instruction.Bits = _reader.ReadU64();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadMemoryIndex(uint flags, int start)
    {
        if (flags >= 0x80)
        {
            throw new MalformedModuleException(Messages.MalformedMemopFlags, OffsetOf(start));
        }

        _reader.Require(Feature.MultiMemory, Messages.MalformedMemopFlags, start);
        return _reader.ReadU32();
    }

    private void ReadCastBranch(ref Instruction instruction)
    {
        int start = _reader.Position;
        byte flags = _reader.ReadByte();
        if (flags > 3)
        {
            throw new MalformedModuleException(Messages.MalformedCastFlags, OffsetOf(start));
        }

        instruction.Index = _reader.ReadU32();
        instruction.SourceType = ValType.Ref(_reader.ReadHeapType(), (flags & 1) != 0);
        instruction.Type = ValType.Ref(_reader.ReadHeapType(), (flags & 2) != 0);
    }

    private void ReadLabels()
    {
        int count = _reader.ReadLength();
        for (int i = 0; i < count; i++)
        {
            uint label = _reader.ReadU32();
            Put(ref _labels, i, label);
        }

        _labelCount = count;
    }

    private void ReadCatches()
    {
        int count = _reader.ReadLength();
        for (int i = 0; i < count; i++)
        {
            int start = _reader.Position;
            byte kind = _reader.ReadByte();
            if (kind > (byte)CatchKind.CatchAllRef)
            {
                throw new MalformedModuleException(Messages.MalformedCatchClause, OffsetOf(start));
            }

            uint tag = kind <= (byte)CatchKind.CatchRef ? _reader.ReadU32() : 0;
            var clause = new CatchClause((CatchKind)kind, tag, _reader.ReadU32());
            Put(ref _catches, i, clause);
        }

        _catchCount = count;
    }

    private void ReadTypes()
    {
        int count = _reader.ReadLength();
        for (int i = 0; i < count; i++)
        {
            ValType type = _reader.ReadValType();
            Put(ref _types, i, type);
        }

        _typeCount = count;
    }

    // Grows with what is read, not with what is claimed.
    private static void Put<T>(ref T[] array, int index, T item)
    {
        if (index >= array.Length)
        {
            Array.Resize(ref array, Math.Max(index * 2, 16));
        }

        array[index] = item;
    }
}
