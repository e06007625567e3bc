using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Validation;

/// <summary>An instruction with immediates and types, for rows of the table that have no signature.</summary>
/// <param name="Op">The instruction.</param>
/// <param name="Write">Writes it, and more where it takes more to be complete (<c>block … end</c>).</param>
/// <param name="Operands">What it takes.</param>
/// <param name="Results">What it leaves; null if nothing behind it is reached.</param>
internal sealed record SpecialInstruction(Op Op, Action<InstructionWriter> Write, ValType[] Operands, ValType[]? Results)
{
    private const int FunctionTypeIndex = 0;
    private const int StructIndex = 1;
    private const int ArrayIndex = 2;
    private const int PackedIndex = 3;
    private const int ReferencesIndex = 4;

    private static readonly ValType I32 = ValType.I32;
    private static readonly ValType I64 = ValType.I64;
    private static readonly ValType Func = ValType.FuncRef;

    /// <summary>Other operand types that are right too, by operand.</summary>
    public Func<int, ValType, bool> Accepts { get; init; } = (_, _) => false;

    public static SpecialInstruction[] All { get; } =
    [
        new(Op.Unreachable, w => w.Write(Op.Unreachable), [], null),
        new(Op.Block, w => Block(w, Op.Block, 5), [I32, I64], [I32, I64]),
        new(Op.Loop, w => Block(w, Op.Loop, 5), [I32, I64], [I32, I64]),
        new(Op.If, w => Block(w, Op.If, 5), [I32, I64, I32], [I32, I64]),
        new(Op.Else, WriteIfElse, [I32], [I64]),
        new(Op.End, w => Block(w, Op.Block, 6), [], []),
        new(Op.TryTable, WriteTryTable, [I32, I64], [I32, I64]),
        new(Op.Throw, w => w.Write(Op.Throw, 0), [I32, I64], null),
        new(Op.ThrowRef, w => w.Write(Op.ThrowRef), [ValType.ExnRef], null),
        new(Op.Br, w => InBlock(w, b => b.Write(Op.Br, 0)), [I32, I64], [I32, I64]),
        new(Op.BrIf, w => InBlock(w, b => { b.Write(Op.I32Const); b.WriteS32(0); b.Write(Op.BrIf, 0); }), [I32, I64], [I32, I64]),
        new(Op.BrTable, w => InBlock(w, b => { b.Write(Op.I32Const); b.WriteS32(0); WriteBrTable(b); }), [I32, I64], [I32, I64]),
        new(Op.Return, w => w.Write(Op.Return), [ValType.F64], null),
        new(Op.Call, w => w.Write(Op.Call, 0), [I32, I64], [ValType.F64]),
        new(Op.CallIndirect, w => w.Write(Op.CallIndirect, 0, 0), [I32, I64, I32], [ValType.F64]),
        new(Op.CallIndirect, w => w.Write(Op.CallIndirect, 0, 1), [I32, I64, I64], [ValType.F64]),
        new(Op.CallRef, w => w.Write(Op.CallRef, 0), [I32, I64, Ref(FunctionTypeIndex)], [ValType.F64]),
        new(Op.ReturnCall, w => w.Write(Op.ReturnCall, 0), [I32, I64], null),
        new(Op.ReturnCallIndirect, w => w.Write(Op.ReturnCallIndirect, 0, 1), [I32, I64, I64], null),
        new(Op.ReturnCallRef, w => w.Write(Op.ReturnCallRef, 0), [I32, I64, Ref(FunctionTypeIndex)], null),
        new(Op.Drop, w => w.Write(Op.Drop), [ValType.V128], []) { Accepts = (_, _) => true },
        new(Op.Select, w => w.Write(Op.Select), [I64, I64, I32], [I64]),
        new(Op.SelectT, w => WriteSelect(w, Func), [Func, Func, I32], [Func]),
        new(Op.LocalGet, w => w.Write(Op.LocalGet, 0), [I32], [I32, I32]) { Accepts = (_, _) => true },
        new(Op.LocalSet, w => w.Write(Op.LocalSet, 0), [I32], []) { Accepts = (_, _) => true },
        new(Op.LocalTee, w => w.Write(Op.LocalTee, 0), [I32], [I32]) { Accepts = (_, _) => true },
        new(Op.GlobalGet, w => w.Write(Op.GlobalGet, 0), [], [I64]),
        new(Op.GlobalSet, w => w.Write(Op.GlobalSet, 0), [I64], []),
        new(Op.TableGet, w => w.Write(Op.TableGet, 1), [I64], [Func]),
        new(Op.TableSet, w => w.Write(Op.TableSet, 1), [I64, Func], []),
        new(Op.TableGrow, w => w.Write(Op.TableGrow, 1), [Func, I64], [I64]),
        new(Op.TableFill, w => w.Write(Op.TableFill, 1), [I64, Func, I64], []),
        new(Op.TableCopy, w => w.Write(Op.TableCopy, 0, 0), [I32, I32, I32], []),
        new(Op.TableCopy, w => w.Write(Op.TableCopy, 1, 0), [I64, I32, I32], []),
        new(Op.TableCopy, w => w.Write(Op.TableCopy, 0, 1), [I32, I64, I32], []),
        new(Op.TableCopy, w => w.Write(Op.TableCopy, 1, 1), [I64, I64, I64], []),
        new(Op.MemoryCopy, w => w.Write(Op.MemoryCopy, 0, 0), [I32, I32, I32], []),
        new(Op.MemoryCopy, w => w.Write(Op.MemoryCopy, 1, 0), [I64, I32, I32], []),
        new(Op.MemoryCopy, w => w.Write(Op.MemoryCopy, 0, 1), [I32, I64, I32], []),
        new(Op.MemoryCopy, w => w.Write(Op.MemoryCopy, 1, 1), [I64, I64, I64], []),
        new(Op.RefNull, w => WriteHeap(w, Op.RefNull, HeapType.Func), [], [Func]),
        new(Op.RefIsNull, w => w.Write(Op.RefIsNull), [Func], [I32]) { Accepts = (_, type) => type.IsReference },
        new(Op.RefFunc, w => w.Write(Op.RefFunc, 0), [], [Ref(FunctionTypeIndex).AsNonNull()]),
        new(Op.RefEq, w => w.Write(Op.RefEq), [ValType.EqRef, ValType.EqRef], [I32]),
        new(Op.RefAsNonNull, w => w.Write(Op.RefAsNonNull), [Func], [Func.AsNonNull()]),
        new(Op.BrOnNull, w => w.Write(Op.BrOnNull, 0), [ValType.F64, Func], [ValType.F64, Func.AsNonNull()])
        {
            Write = w => OnlyF64(w, b => b.Write(Op.BrOnNull, 0), Op.Drop),
            Results = [ValType.F64],
            Accepts = (i, type) => i == 1 && type.IsReference,
        },
        new(Op.BrOnNonNull, w => InFuncBlock(w, b => b.Write(Op.BrOnNonNull, 0)), [Func], [Func.AsNonNull()]),
        new(Op.BrOnCast, w => InFuncBlock(w, b => WriteCast(b, Op.BrOnCast, Func, Func.AsNonNull())), [Func], [Func.AsNonNull()]),
        new(Op.BrOnCastFail, w => InFuncBlock(w, b => WriteCast(b, Op.BrOnCastFail, Func, ValType.Ref(HeapType.NoFunc, true))), [Func], [Func.AsNonNull()]),
        new(Op.RefTest, w => WriteHeap(w, Op.RefTest, HeapType.Concrete(StructIndex)), [ValType.AnyRef], [I32]),
        new(Op.RefTestNull, w => WriteHeap(w, Op.RefTestNull, HeapType.Func), [Func], [I32]),
        new(Op.RefCast, w => WriteHeap(w, Op.RefCast, HeapType.Concrete(StructIndex)), [ValType.AnyRef], [Ref(StructIndex).AsNonNull()]),
        new(Op.RefCastNull, w => WriteHeap(w, Op.RefCastNull, HeapType.I31), [ValType.AnyRef], [ValType.I31Ref]),
        new(Op.RefI31, w => w.Write(Op.RefI31), [I32], [ValType.I31Ref.AsNonNull()]),
        new(Op.I31GetS, w => w.Write(Op.I31GetS), [ValType.I31Ref], [I32]),
        new(Op.I31GetU, w => w.Write(Op.I31GetU), [ValType.I31Ref], [I32]),
        new(Op.AnyConvertExtern, w => w.Write(Op.AnyConvertExtern), [ValType.ExternRef], [ValType.AnyRef]),
        new(Op.ExternConvertAny, w => w.Write(Op.ExternConvertAny), [ValType.AnyRef], [ValType.ExternRef]),
        new(Op.StructNew, w => w.Write(Op.StructNew, StructIndex), [I32, I64], [Ref(StructIndex).AsNonNull()]),
        new(Op.StructNewDefault, w => w.Write(Op.StructNewDefault, StructIndex), [], [Ref(StructIndex).AsNonNull()]),
        new(Op.StructGet, w => w.Write(Op.StructGet, StructIndex, 1), [Ref(StructIndex)], [I64]),
        new(Op.StructGetS, w => w.Write(Op.StructGetS, StructIndex, 0), [Ref(StructIndex)], [I32]),
        new(Op.StructGetU, w => w.Write(Op.StructGetU, StructIndex, 0), [Ref(StructIndex)], [I32]),
        new(Op.StructSet, w => w.Write(Op.StructSet, StructIndex, 1), [Ref(StructIndex), I64], []),
        new(Op.ArrayNew, w => w.Write(Op.ArrayNew, ArrayIndex), [I64, I32], [Ref(ArrayIndex).AsNonNull()]),
        new(Op.ArrayNewDefault, w => w.Write(Op.ArrayNewDefault, ArrayIndex), [I32], [Ref(ArrayIndex).AsNonNull()]),
        new(Op.ArrayNewFixed, w => w.Write(Op.ArrayNewFixed, ArrayIndex, 2), [I64, I64], [Ref(ArrayIndex).AsNonNull()]),
        new(Op.ArrayNewData, w => w.Write(Op.ArrayNewData, ArrayIndex, 0), [I32, I32], [Ref(ArrayIndex).AsNonNull()]),
        new(Op.ArrayNewElem, w => w.Write(Op.ArrayNewElem, ReferencesIndex, 0), [I32, I32], [Ref(ReferencesIndex).AsNonNull()]),
        new(Op.ArrayGet, w => w.Write(Op.ArrayGet, ArrayIndex), [Ref(ArrayIndex), I32], [I64]),
        new(Op.ArrayGetS, w => w.Write(Op.ArrayGetS, PackedIndex), [Ref(PackedIndex), I32], [I32]),
        new(Op.ArrayGetU, w => w.Write(Op.ArrayGetU, PackedIndex), [Ref(PackedIndex), I32], [I32]),
        new(Op.ArraySet, w => w.Write(Op.ArraySet, ArrayIndex), [Ref(ArrayIndex), I32, I64], []),
        new(Op.ArrayLen, w => w.Write(Op.ArrayLen), [ValType.ArrayRef], [I32]),
        new(Op.ArrayFill, w => w.Write(Op.ArrayFill, ArrayIndex), [Ref(ArrayIndex), I32, I64, I32], []),
        new(Op.ArrayCopy, w => w.Write(Op.ArrayCopy, ArrayIndex, ArrayIndex), [Ref(ArrayIndex), I32, Ref(ArrayIndex), I32, I32], []),
        new(Op.ArrayInitData, w => w.Write(Op.ArrayInitData, ArrayIndex, 0), [Ref(ArrayIndex), I32, I32, I32], []),
        new(Op.ArrayInitElem, w => w.Write(Op.ArrayInitElem, ReferencesIndex, 0), [Ref(ReferencesIndex), I32, I32, I32], []),
    ];

    /// <summary>What the instructions' immediates name; indices 0 and 1 of memories and tables differ in address type.</summary>
    public static TestModule Surroundings()
    {
        var module = new TestModule();
        module.Function([I32, I64], ValType.F64);
        module.Type(new StructType([new FieldType(StorageType.I8, true), new FieldType(new StorageType(I64), true)]));
        module.Type(new ArrayType(new FieldType(new StorageType(I64), true)));
        module.Type(new ArrayType(new FieldType(StorageType.I16, true)));
        module.Type(new ArrayType(new FieldType(new StorageType(Func), true)));
        module.Function([I32, I64], I32, I64);
        module.Function([]);
        int tag = module.Function([I32, I64]);
        module.Definition.Imports.Add(new Import("", "", new FunctionExternType(0), 0));
        module.Definition.Exports.Add(new Export("", ExternKind.Function, 0, 0));
        module.Definition.Tags.Add(new TagDefinition(new TagType(tag), 0));
        module.Definition.Globals.Add(new GlobalDefinition(new GlobalType(I64, true), new Expression(TestModule.Code(w => { w.Write(Op.I64Const); w.WriteS64(0); }), 0), 0));
        module.Definition.Data.Add(new DataSegment(SegmentMode.Passive, 0, null, default, 1, 0));
        module.Definition.Elements.Add(new ElementSegment(SegmentMode.Passive, 0, null, Func, [0], default, 1, 0));
        return module.Memory().Memory(is64: true).Table(Func).Table(Func, is64: true);
    }

    private static ValType Ref(int index) => ValType.Ref(HeapType.Concrete(index), nullable: true);

    private static void Block(InstructionWriter writer, Op op, int type)
    {
        writer.Write(op);
        writer.WriteBlockType(BlockType.OfType(type));
        writer.Write(Op.End);
    }

    private static void WriteIfElse(InstructionWriter writer)
    {
        writer.Write(Op.If);
        writer.WriteBlockType(BlockType.Of(I64));
        writer.Write(Op.I64Const);
        writer.WriteS64(1);
        writer.Write(Op.Else);
        writer.Write(Op.I64Const);
        writer.WriteS64(2);
        writer.Write(Op.End);
    }

    private static void WriteTryTable(InstructionWriter writer)
    {
        // The handler's block takes an exception of tag 0 to label 0: [i32 i64], as the block around gives.
        writer.Write(Op.Block);
        writer.WriteBlockType(BlockType.OfType(5));
        writer.Write(Op.TryTable);
        writer.WriteBlockType(BlockType.OfType(5));
        writer.WriteCatches([new CatchClause(CatchKind.Catch, 0, 0)]);
        writer.Write(Op.End);
        writer.Write(Op.End);
    }

    private static void InBlock(InstructionWriter writer, Action<InstructionWriter> content)
    {
        writer.Write(Op.Block);
        writer.WriteBlockType(BlockType.OfType(5));
        content(writer);
        writer.Write(Op.End);
    }

    // A block that a non-null function reference leaves: what falls through is replaced.
    private static void InFuncBlock(InstructionWriter writer, Action<InstructionWriter> content)
    {
        writer.Write(Op.LocalSet, 0);
        writer.Write(Op.Block);
        writer.WriteBlockType(BlockType.Of(Func.AsNonNull()));
        writer.Write(Op.LocalGet, 0);
        content(writer);
        writer.Write(Op.Unreachable);
        writer.Write(Op.End);
    }

    private static void OnlyF64(InstructionWriter writer, Action<InstructionWriter> content, Op after)
    {
        content(writer);
        writer.Write(after);
    }

    private static void WriteBrTable(InstructionWriter writer) =>
        writer.Write(new Instruction { Op = Op.BrTable, Index = 0 }, [0, 0], [], []);

    private static void WriteSelect(InstructionWriter writer, ValType type) =>
        writer.Write(new Instruction { Op = Op.SelectT }, [], [], [type]);

    private static void WriteHeap(InstructionWriter writer, Op op, HeapType type)
    {
        writer.Write(op);
        writer.WriteHeapType(type);
    }

    private static void WriteCast(InstructionWriter writer, Op op, ValType source, ValType target) =>
        writer.Write(new Instruction { Op = op, Index = 0, SourceType = source, Type = target }, [], [], []);
}
