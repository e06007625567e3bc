using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Binary;

// Element and data segments, and function bodies (specification, 5.5.12 to 5.5.14).
internal sealed partial class ItemDecoder
{
    private const byte FunctionElementKind = 0x00;
    private const ulong MaximumLocals = uint.MaxValue;

    // The body whose code is being scanned.
    private int _bodyStart;
    private int _bodyEnd;
    private int _bodyCodeStart;
    private ImmutableArray<LocalGroup> _bodyLocals;

    private void ReadElementSegment(ref BinaryReader reader)
    {
        int start = reader.Position;
        uint flags = reader.ReadU32();
        if (flags > 7)
        {
            throw new MalformedModuleException(Messages.MalformedElementsSegmentKind, start);
        }

        reader.Require(flags == 0 ? Feature.None : Feature.BulkMemory, Messages.MalformedElementsSegmentKind, start);

        // Bit 0: passive or declarative; bit 1: explicit table index, or declarative; bit 2: expressions.
        bool isActive = (flags & 1) == 0;
        SegmentMode mode = isActive ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declarative;
        int table = isActive && (flags & 2) != 0 ? ReadIndex(ref reader) : 0;
        Expression? offset = isActive ? ReadExpression(ref reader) : null;
        bool hasExpressions = (flags & 4) != 0;

        // Elements given as functions are never null; those of flags 4 are funcref.
        ValType type = ValType.Ref(HeapType.Func, nullable: hasExpressions);
        if ((flags & 3) != 0)
        {
            if (hasExpressions)
            {
                type = reader.ReadReferenceType();
            }
            else
            {
                ReadElementKind(ref reader);
            }
        }

        ImmutableArray<int> functions = hasExpressions ? default : ReadIndices(ref reader);
        ImmutableArray<Expression> expressions = hasExpressions ? ReadExpressions(ref reader) : default;
        Module.Elements.Add(new ElementSegment(mode, table, offset, type, functions, expressions, (byte)flags, start));
    }

    private static void ReadElementKind(ref BinaryReader reader)
    {
        int start = reader.Position;
        if (reader.ReadByte() != FunctionElementKind)
        {
            throw new MalformedModuleException(Messages.MalformedElementKind, start);
        }
    }

    private static int ReadElementCount(ref BinaryReader reader)
    {
        int start = reader.Position;
        int count = reader.ReadLength();
        CheckLimit(count, "elements of a segment", ImplementationLimits.SegmentElements, start);
        return count;
    }

    private static ImmutableArray<int> ReadIndices(ref BinaryReader reader)
    {
        int count = ReadElementCount(ref reader);
        var indices = ImmutableArray.CreateBuilder<int>(reader.Capacity(count, 1));
        for (int i = 0; i < count; i++)
        {
            indices.Add(ReadIndex(ref reader));
        }

        return indices.DrainToImmutable();
    }

    private ImmutableArray<Expression> ReadExpressions(ref BinaryReader reader)
    {
        int count = ReadElementCount(ref reader);
        var expressions = ImmutableArray.CreateBuilder<Expression>(reader.Capacity(count, 1));
        for (int i = 0; i < count; i++)
        {
            expressions.Add(ReadExpression(ref reader));
        }

        return expressions.DrainToImmutable();
    }

    private void ReadDataSegment(ref BinaryReader reader)
    {
        int start = reader.Position;
        uint flags = reader.ReadU32();
        if (flags > 2)
        {
            throw new MalformedModuleException(Messages.MalformedDataSegmentKind, start);
        }

        reader.Require(flags == 0 ? Feature.None : Feature.BulkMemory, Messages.MalformedDataSegmentKind, start);
        bool isActive = flags != 1;
        int memory = flags == 2 ? ReadIndex(ref reader) : 0;
        Expression? offset = isActive ? ReadExpression(ref reader) : null;
        int length = reader.ReadLength();
        int bytesStart = reader.Position;
        reader.ReadBytes(length);
        Module.Data.Add(new DataSegment(
            isActive ? SegmentMode.Active : SegmentMode.Passive, memory, offset, _binary.Slice(bytesStart, length), (byte)flags, start));
    }

    private void ReadBody(ref BinaryReader reader)
    {
        int size = reader.ReadLength();
        int start = reader.Position;
        int end = start + Math.Min(size, int.MaxValue - start);
        ImmutableArray<LocalGroup> locals = ReadLocals(ref reader);
        int codeStart = reader.Position;
        if (!_scanBodies && codeStart <= end)
        {
            reader.ReadBytes(end - codeStart);
            AddFunction(locals, codeStart, end, start);
            return;
        }

        // The code is a step of its own, which can be interrupted between instructions.
        _bodyStart = start;
        _bodyEnd = end;
        _bodyLocals = locals;
        _bodyCodeStart = codeStart;
        _state = State.Body;
        _scanner.Start();
    }

    private void ScanBody(ref BinaryReader reader)
    {
        _scanner.Scan(ref reader);
        BodyScanner.CheckSize(reader.Position, _bodyEnd, _bodyStart);
        AddFunction(_bodyLocals, _bodyCodeStart, _bodyEnd, _bodyStart);
        _dataUse = _scanner.DataUse;
        _state = State.Items;
    }

    private void AddFunction(ImmutableArray<LocalGroup> locals, int codeStart, int end, int start)
    {
        int index = Module.Functions.Count;

        // With more bodies than function types, the module is refused when it is complete.
        int type = index < _functionTypes.Count ? _functionTypes[index] : BinaryReader.MaximumIndex;
        Module.Functions.Add(new FunctionDefinition(type, locals, new Expression(_binary[codeStart..end], codeStart), start));
    }

    private static ImmutableArray<LocalGroup> ReadLocals(ref BinaryReader reader)
    {
        int start = reader.Position;
        int count = reader.ReadLength();
        if (count == 0)
        {
            return [];
        }

        var groups = ImmutableArray.CreateBuilder<LocalGroup>(reader.Capacity(count, 2));
        ulong total = 0;
        for (int i = 0; i < count; i++)
        {
            uint number = reader.ReadU32();
            groups.Add(new LocalGroup(number, reader.ReadValType()));
            total += number;
        }

        if (total > MaximumLocals)
        {
            throw new MalformedModuleException($"{Messages.TooManyLocals}: {total}", start);
        }

        return groups.DrainToImmutable();
    }
}
