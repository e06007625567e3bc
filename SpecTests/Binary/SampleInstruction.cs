using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Binary;

/// <summary>An instruction with its lists, and every way to fill the immediates of a row with edge values.</summary>
internal sealed record SampleInstruction(Instruction Instruction, uint[] Labels, CatchClause[] Catches, ValType[] Types)
{
    private static readonly uint[] Indices = [0, 1, 63, 64, 127, 128, 16383, 16384, 2097151, 2097152, uint.MaxValue];

    public void WriteTo(InstructionWriter writer) => writer.Write(Instruction, Labels, Catches, Types);

    public static IEnumerable<SampleInstruction> Of(InstructionInfo info)
    {
        switch (info.Immediate)
        {
            case Immediate.None:
                return [Plain(info, new Instruction())];
            case Immediate.Block:
                return BlockTypes.Select(block => Plain(info, new Instruction { Block = block }));
            case Immediate.TryTable:
                return BlockTypes.Select((block, i) => Plain(info, new Instruction { Block = block }) with { Catches = [.. Clauses.Take(i)] });
            case Immediate.LabelTable:
                return Indices.Select((index, i) => Plain(info, new Instruction { Index = index }) with { Labels = [.. Indices.Take(i)] });
            case Immediate.ValueTypes:
                return BlockTypes.Select((_, i) => Plain(info, new Instruction()) with { Types = [.. ValueTypes.Take(i)] });
            case Immediate.HeapType:
                bool nullable = info.Op is Op.RefNull or Op.RefTestNull or Op.RefCastNull;
                return SampleModules.HeapTypes.Select(heap => Plain(info, new Instruction { Type = ValType.Ref(heap, nullable) }));
            case Immediate.CastBranch:
                return SampleModules.HeapTypes.Select((heap, i) => Plain(info, new Instruction
                {
                    Index = Indices[i % Indices.Length],
                    SourceType = ValType.Ref(SampleModules.HeapTypes[^(i + 1)], (i & 1) != 0),
                    Type = ValType.Ref(heap, (i & 2) != 0),
                }));
            case Immediate.MemArg or Immediate.MemArgLane:
                return MemoryArguments(info);
            case Immediate.Lane:
                return new byte[] { 0, 15, 127, 128, 255 }.Select(lane => Plain(info, new Instruction { Lane = lane }));
            case Immediate.I32:
                return Integers.Select(value => Plain(info, new Instruction { Bits = (uint)value }));
            case Immediate.I64:
                return Integers.Select(value => Plain(info, new Instruction { Bits = (ulong)value }));
            case Immediate.F32:
                return Integers.Select(value => Plain(info, new Instruction { Bits = (uint)(value * 0x01234567) }));
            case Immediate.F64:
                return Integers.Select(value => Plain(info, new Instruction { Bits = (ulong)value * 0x0123456789ABCDEF }));
            case Immediate.V128 or Immediate.Shuffle:
                return Integers.Select(value => Plain(info, new Instruction { Bits = (ulong)value, BitsHigh = ~(ulong)value * 3 }));
            default:
                return Indices.Select((index, i) => Plain(info, new Instruction { Index = index, Index2 = Indices[^(i + 1)] }));
        }
    }

    /// <summary>What differs between two instructions of a row, in the fields that the row uses; null if nothing.</summary>
    public string? Difference(InstructionInfo info, in InstructionReader reader, in Instruction read)
    {
        Instruction mine = Instruction;
        Immediate immediate = info.Immediate;
        return read.Op != info.Op ? "op"
            : UsesIndex(immediate) && read.Index != mine.Index ? "index"
            : UsesSecondIndex(immediate) && read.Index2 != mine.Index2 ? "second index"
            : UsesBits(immediate) && read.Bits != mine.Bits ? "bits"
            : immediate is Immediate.V128 or Immediate.Shuffle && read.BitsHigh != mine.BitsHigh ? "high bits"
            : immediate is Immediate.MemArg or Immediate.MemArgLane && read.Align != mine.Align ? "alignment"
            : immediate is Immediate.Lane or Immediate.MemArgLane && read.Lane != mine.Lane ? "lane"
            : immediate is Immediate.Block or Immediate.TryTable && read.Block != mine.Block ? "block type"
            : immediate is Immediate.HeapType or Immediate.CastBranch && read.Type != mine.Type ? "type"
            : immediate is Immediate.CastBranch && read.SourceType != mine.SourceType ? "source type"
            : immediate is Immediate.LabelTable && !reader.Labels.SequenceEqual(Labels) ? "labels"
            : immediate is Immediate.TryTable && !reader.Catches.SequenceEqual(Catches) ? "catches"
            : immediate is Immediate.ValueTypes && !reader.Types.SequenceEqual(Types) ? "types"
            : null;
    }

    private static readonly long[] Integers =
    [
        0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue,
    ];

    private static readonly ValType[] ValueTypes =
    [
        ValType.I32, ValType.V128, ValType.FuncRef, ValType.Ref(HeapType.Concrete(7), nullable: true),
        ValType.Ref(HeapType.Concrete(700), nullable: false), ValType.Ref(HeapType.Any, nullable: false), ValType.ExnRef, ValType.F64,
    ];

    private static readonly BlockType[] BlockTypes =
    [
        BlockType.Empty, BlockType.Of(ValType.I32), BlockType.Of(ValType.V128), BlockType.Of(ValType.StructRef),
        BlockType.Of(ValType.Ref(HeapType.Concrete(64), nullable: false)), BlockType.OfType(0), BlockType.OfType(63), BlockType.OfType(64),
    ];

    private static readonly CatchClause[] Clauses =
    [
        new(CatchKind.Catch, 0, 1), new(CatchKind.CatchRef, 200, 300), new(CatchKind.CatchAll, 0, 5), new(CatchKind.CatchAllRef, 0, 128),
        new(CatchKind.Catch, 127, 0), new(CatchKind.CatchAll, 0, uint.MaxValue), new(CatchKind.CatchRef, uint.MaxValue, 0),
    ];

    private static SampleInstruction Plain(InstructionInfo info, Instruction instruction)
    {
        instruction.Op = info.Op;
        return new SampleInstruction(instruction, [], [], []);
    }

    private static IEnumerable<SampleInstruction> MemoryArguments(InstructionInfo info)
    {
        ulong[] offsets = [0, 127, 128, 65535, uint.MaxValue, 1UL << 32, ulong.MaxValue];
        foreach (ulong offset in offsets)
        {
            foreach ((byte align, uint memory) in new[] { ((byte)0, 0u), ((byte)63, 0u), ((byte)2, 1u), ((byte)3, 128u), ((byte)63, uint.MaxValue) })
            {
                yield return Plain(info, new Instruction { Align = align, Index = memory, Bits = offset, Lane = (byte)(offset + memory) });
            }
        }
    }

    private static bool UsesIndex(Immediate immediate) => immediate
        is not (Immediate.None or Immediate.Block or Immediate.TryTable or Immediate.Lane or Immediate.Shuffle or Immediate.I32
        or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128 or Immediate.ValueTypes or Immediate.HeapType);

    private static bool UsesSecondIndex(Immediate immediate) => immediate
        is Immediate.CallIndirect or Immediate.TableTable or Immediate.ElementTable or Immediate.MemoryMemory or Immediate.DataMemory
        or Immediate.TypeField or Immediate.TypeCount or Immediate.TypeData or Immediate.TypeElement or Immediate.TypeType;

    private static bool UsesBits(Immediate immediate) => immediate
        is Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128 or Immediate.Shuffle
        or Immediate.MemArg or Immediate.MemArgLane;
}
