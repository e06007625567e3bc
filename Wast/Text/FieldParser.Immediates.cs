using System.Numerics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Text;

// Plain instructions with their immediates, driven by the instruction table (specification, 6.5.5 to 6.5.12).
internal sealed partial class FieldParser
{
    private readonly List<uint> _indices = [];
    private readonly List<CatchClause> _catches = [];

    /// <summary>Reads the immediates of an instruction that is no block and writes it.</summary>
    /// <returns>The instruction, since some mnemonics stand for more than one.</returns>
    private Op WritePlain(Op op)
    {
        InstructionInfo info = InstructionTable.Get(op);
        switch (info.Immediate)
        {
            case Immediate.None when op == Op.Select:
                return WriteSelect();
            case Immediate.None:
                _code.Write(op);
                break;
            case Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64:
                _code.Write(op);
                WriteNumber(info.Immediate);
                break;
            case Immediate.V128:
                _code.Write(op);
                WriteVector();
                break;
            case Immediate.MemArg or Immediate.MemArgLane:
                _code.Write(op);
                WriteMemArg(info);
                break;
            case Immediate.Lane:
                _code.Write(op);
                _code.WriteByte(ParseLane());
                break;
            case Immediate.Shuffle:
                _code.Write(op);
                WriteShuffle();
                break;
            case Immediate.HeapType when op == Op.RefNull:
                _code.Write(op);
                _code.WriteHeapType(ParseHeapType());
                break;
            case Immediate.HeapType:
                return WriteCast(op);
            case Immediate.CastBranch:
                WriteCastBranch(op);
                break;
            default:
                WriteIndexed(op, info.Immediate);
                break;
        }

        return op;
    }

    // Instructions whose immediates are indices; where text and binary order differ, the rows of Immediate say so.
    private void WriteIndexed(Op op, Immediate immediate)
    {
        switch (immediate)
        {
            case Immediate.Label:
                _code.Write(op, ParseLabel());
                break;
            case Immediate.LabelTable:
                WriteLabelTable(op);
                break;
            case Immediate.Function:
                _code.Write(op, ParseIndex(_functions));
                break;
            case Immediate.Type:
                _code.Write(op, ParseIndex(_types));
                break;
            case Immediate.Local:
                _code.Write(op, ParseLocal());
                break;
            case Immediate.Global:
                _code.Write(op, ParseIndex(_globals));
                break;
            case Immediate.Tag:
                _code.Write(op, ParseIndex(_tags));
                break;
            case Immediate.Table:
                _code.Write(op, ParseOptionalIndex(_tables));
                break;
            case Immediate.Memory:
                _code.Write(op, ParseOptionalIndex(_memories));
                break;
            case Immediate.Data:
                _code.Write(op, ParseDataIndex());
                break;
            case Immediate.Element:
                _code.Write(op, ParseIndex(_elements));
                break;
            case Immediate.CallIndirect:
                uint table = ParseOptionalIndex(_tables);
                _code.Write(op, ParseTypeUse(SignatureNames.None), table);
                break;
            case Immediate.TableTable:
                WritePair(op, _tables);
                break;
            case Immediate.MemoryMemory:
                WritePair(op, _memories);
                break;
            case Immediate.ElementTable:
                table = AtTwoIndices ? ParseIndex(_tables) : 0;
                _code.Write(op, ParseIndex(_elements), table);
                break;
            case Immediate.DataMemory:
                uint memory = AtTwoIndices ? ParseIndex(_memories) : 0;
                _code.Write(op, ParseDataIndex(), memory);
                break;
            default:
                WriteTyped(op, immediate);
                break;
        }
    }

    // Instructions of which the first index is a type.
    private void WriteTyped(Op op, Immediate immediate)
    {
        uint type = ParseIndex(_types);
        _code.Write(op, type, immediate switch
        {
            Immediate.TypeField => ParseField(type),
            Immediate.TypeCount => ParseU32("an unsigned integer"),
            Immediate.TypeData => ParseDataIndex(),
            Immediate.TypeElement => ParseIndex(_elements),
            Immediate.TypeType => ParseIndex(_types),
            _ => throw new InvalidOperationException($"immediate kind {immediate} has no parser"),
        });
    }

    private bool AtTwoIndices => AtIndex && _items[_next + 1].Kind is TokenKind.Nat or TokenKind.Identifier;

    private uint ParseOptionalIndex(IndexSpace space) => AtIndex ? ParseIndex(space) : 0;

    private void WritePair(Op op, IndexSpace space)
    {
        if (!AtIndex)
        {
            _code.Write(op, 0, 0);
            return;
        }

        uint destination = ParseIndex(space);
        _code.Write(op, destination, ParseIndex(space));
    }

    // Code that names data segments needs the data count section (specification, 5.5.16).
    private uint ParseDataIndex()
    {
        _module.HasDataCount = true;
        return ParseIndex(_data);
    }

    private uint ParseLabel()
    {
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Identifier)
        {
            return ParseU32();
        }

        _next++;
        int index = _labels[token.Data];
        if (index == 0)
        {
            NoteUnknown("label", ref token);
            return 0;
        }

        return (uint)(_labelStack.Count - index);
    }

    private uint ParseLocal()
    {
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Identifier)
        {
            return ParseU32();
        }

        _next++;
        int index = _locals[token.Data];
        if (index == 0)
        {
            NoteUnknown("local", ref token);
            return 0;
        }

        return (uint)index - 1;
    }

    private uint ParseField(uint type)
    {
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Identifier)
        {
            return ParseU32();
        }

        _next++;
        if (!_fields.TryGetValue(((int)type, token.Data), out int field))
        {
            NoteUnknown("field", ref token);
        }

        return (uint)field;
    }

    private void WriteLabelTable(Op op)
    {
        _indices.Clear();
        do
        {
            _indices.Add(ParseLabel());
        }
        while (AtIndex);

        _code.Write(op, (uint)_indices.Count - 1);
        foreach (uint label in _indices)
        {
            _code.WriteU32(label);
        }
    }

    private Op WriteSelect()
    {
        if (!AtLeft(Keyword.Result))
        {
            _code.Write(Op.Select);
            return Op.Select;
        }

        _results.Clear();
        while (TakeLeft(Keyword.Result))
        {
            ParseValTypes(_results, single: false);
        }

        _code.Write(Op.SelectT, (uint)_results.Count);
        foreach (ValType type in _results)
        {
            _code.WriteValType(type);
        }

        return Op.SelectT;
    }

    private Op WriteCast(Op op)
    {
        ValType type = ParseReferenceType();
        op = (op, type.IsNullable) switch
        {
            (Op.RefTest, true) => Op.RefTestNull,
            (Op.RefCast, true) => Op.RefCastNull,
            _ => op,
        };
        _code.Write(op);
        _code.WriteHeapType(type.HeapType);
        return op;
    }

    private void WriteCastBranch(Op op)
    {
        uint label = ParseLabel();
        ValType source = ParseReferenceType();
        ValType target = ParseReferenceType();
        var instruction = new Instruction { Op = op, Index = label, SourceType = source, Type = target };
        _code.Write(in instruction, [], [], []);
    }

    /// <summary>The next token, which is to be a number.</summary>
    private ref ParserToken ExpectNumber()
    {
        ref ParserToken token = ref Current;
        if (!AtNumber)
        {
            ThrowUnexpected(ref token, "a number");
        }

        _next++;
        return ref token;
    }

    private bool AtNumber => Current.Kind is TokenKind.Nat or TokenKind.Int or TokenKind.Float;

    private void WriteNumber(Immediate kind)
    {
        ref ParserToken token = ref ExpectNumber();
        ReadOnlySpan<byte> text = Text(ref token);
        bool parsed;
        ulong bits;
        switch (kind)
        {
            case Immediate.I32:
                parsed = NumberParser.TryParseInteger(text, 32, out bits);
                _code.WriteS32((int)bits);
                break;
            case Immediate.I64:
                parsed = NumberParser.TryParseInteger(text, 64, out bits);
                _code.WriteS64((long)bits);
                break;
            case Immediate.F32:
                parsed = NumberParser.TryParseF32(text, out uint single);
                _code.WriteF32(single);
                break;
            default:
                parsed = NumberParser.TryParseF64(text, out bits);
                _code.WriteF64(bits);
                break;
        }

        if (!parsed)
        {
            Note(Messages.ConstantOutOfRange, token.Start);
        }
    }

    private void WriteVector()
    {
        ref ParserToken token = ref Current;
        if (token.Kind != TokenKind.Keyword || (Keyword)token.Data is < Keyword.I8x16 or > Keyword.F64x2)
        {
            ThrowUnexpected(ref token, "a vector shape");
        }

        _next++;
        var shape = (VectorShape)(token.Data - (int)Keyword.I8x16);
        int first = _next;
        int count = TakeNumbers();
        if (count != shape.LaneCount())
        {
            Note(Messages.WrongNumberOfLanes, token.Start);
            return;
        }

        Span<byte> lanes = stackalloc byte[16];
        try
        {
            for (int lane = 0; lane < count; lane++)
            {
                ref ParserToken number = ref _items[first + lane];
                NumberParser.ParseLane(shape, Text(ref number), number.Start, lanes[(lane * shape.LaneBytes())..]);
            }
        }
        catch (SyntaxException error)
        {
            Note(error.Message, (int)error.Offset);
        }

        _code.WriteBytes(lanes);
    }

    /// <summary>Passes over numbers.</summary>
    /// <returns>How many they were.</returns>
    private int TakeNumbers()
    {
        int first = _next;
        while (AtNumber)
        {
            _next++;
        }

        return _next - first;
    }

    private byte ParseLane()
    {
        ref ParserToken token = ref Expect(TokenKind.Nat, "a lane index");
        return ParseLane(ref token);
    }

    private byte ParseLane(ref readonly ParserToken token)
    {
        if (token.Kind == TokenKind.Nat && NumberParser.TryParseU32(Text(in token), out uint lane) && lane <= byte.MaxValue)
        {
            return (byte)lane;
        }

        Note(Messages.I8ConstantOutOfRange, token.Start);
        return 0;
    }

    private void WriteShuffle()
    {
        const int Lanes = 16;
        int first = _next;
        int count = TakeNumbers();
        if (count != Lanes)
        {
            Note(Messages.InvalidLaneLength, _items[first].Start);
            return;
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            _code.WriteByte(ParseLane(ref _items[first + lane]));
        }
    }

    // memory? offset=? align=?, and a lane where the instruction has one. A number before a lane is the memory
    // only if something follows that can be the rest of it.
    private void WriteMemArg(InstructionInfo info)
    {
        bool hasLane = info.Immediate == Immediate.MemArgLane;
        uint memory = 0;
        if (AtIndex && (!hasLane || Current.Kind == TokenKind.Identifier || AtRestOfMemArg(_next + 1)))
        {
            memory = ParseIndex(_memories);
        }

        ulong offset = 0;
        if (AtKeyword(Keyword.OffsetEquals))
        {
            offset = ParseU64(Text(ref Current)["offset=".Length..], Current.Start);
            _next++;
        }

        uint alignLog2 = (uint)info.AlignmentLog2;
        if (AtKeyword(Keyword.AlignEquals))
        {
            ulong align = ParseU64(Text(ref Current)["align=".Length..], Current.Start);
            if (!BitOperations.IsPow2(align))
            {
                throw new SyntaxException(Messages.AlignmentPowerOfTwo, Current.Start);
            }

            alignLog2 = (uint)BitOperations.Log2(align);
            _next++;
        }

        _code.WriteMemArg(alignLog2, memory, offset);
        if (hasLane)
        {
            _code.WriteByte(ParseLane());
        }
    }

    private bool AtRestOfMemArg(int index)
    {
        ref ParserToken token = ref _items[index];
        return token.Kind == TokenKind.Nat
            || (token.Kind == TokenKind.Keyword && (Keyword)token.Data is Keyword.OffsetEquals or Keyword.AlignEquals);
    }
}
