using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Binary;

/// <summary>Well-formed modules that between them use every part of the binary format.</summary>
internal static class SampleModules
{
    public static readonly byte[] Header = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00];

    /// <summary>Name and canonical binary of each sample.</summary>
    public static IEnumerable<(string Name, byte[] Binary)> All()
    {
        yield return ("empty", Header);
        yield return ("types", ModuleEncoder.Encode(Types()));
        yield return ("everything", ModuleEncoder.Encode(Everything()));
        yield return ("code", ModuleEncoder.Encode(Code()));
    }

    /// <summary>A module from the header and the given sections, in hex.</summary>
    public static byte[] Of(string sections) => [.. Header, .. Hex(sections)];

    public static byte[] Hex(string digits) => Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Every kind of type, in short and long forms.</summary>
    public static ModuleDefinition Types()
    {
        var module = new ModuleDefinition();
        Group(module, isExplicit: false, Final(FunctionType.Empty));
        Group(module, isExplicit: false, Final(new FunctionType(
            [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128],
            [ValType.FuncRef, ValType.ExternRef, ValType.Ref(HeapType.Concrete(0), nullable: true)])));
        Group(
            module,
            isExplicit: true,
            new SubType(false, [], new StructType([new FieldType(StorageType.I8, true), new FieldType(StorageType.I16, false)]), 0),
            new SubType(true, [2], new StructType([new FieldType(new StorageType(ValType.Ref(HeapType.Concrete(3), nullable: false)), true)]), 0),
            new SubType(false, [0, 1], new ArrayType(new FieldType(new StorageType(ValType.AnyRef), false)), 0));
        Group(module, isExplicit: true);
        foreach (HeapType heap in HeapTypes)
        {
            Group(module, isExplicit: true, Final(new ArrayType(new FieldType(new StorageType(ValType.Ref(heap, nullable: false)), true))));
            Group(module, isExplicit: false, Final(new ArrayType(new FieldType(new StorageType(ValType.Ref(heap, nullable: true)), true))));
        }

        return module;
    }

    /// <summary>All sections, all segment flags, custom sections in several places.</summary>
    public static ModuleDefinition Everything()
    {
        var module = new ModuleDefinition { HasDataCount = true };
        Group(module, isExplicit: false, Final(FunctionType.Empty));
        Group(module, isExplicit: false, Final(new FunctionType([ValType.I32], [ValType.I32])));
        module.CustomSections.Add(new CustomSection("first", Hex("0102"), SectionId.Type, 0));
        module.CustomSections.Add(new CustomSection("", Hex(""), SectionId.Import, 0));
        module.CustomSections.Add(new CustomSection("späť 🙂", Hex("00"), SectionId.Import, 0));
        module.CustomSections.Add(new CustomSection("code", Hex("FF"), SectionId.Code, 0));
        module.CustomSections.Add(new CustomSection("last", Hex("0B"), SectionId.Custom, 0));
        module.Imports.Add(new Import("m", "f", new FunctionExternType(1), 0));
        module.Imports.Add(new Import("m", "t", new TableType(ValType.FuncRef, new Limits(1, 300)), 0));
        module.Imports.Add(new Import("m", "n", new MemoryType(new Limits(1, null)), 0));
        module.Imports.Add(new Import("", "", new GlobalType(ValType.I64, true), 0));
        module.Imports.Add(new Import("m", "e", new TagType(0), 0));
        module.Tables.Add(new TableDefinition(new TableType(ValType.ExternRef, new Limits(0, ulong.MaxValue), true), null, 0));
        module.Tables.Add(new TableDefinition(
            new TableType(ValType.Ref(HeapType.Func, nullable: false), new Limits(2, null)), Constant(w => w.Write(Op.RefFunc, 0)), 0));
        module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(0, 65536)), 0));
        module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(1UL << 40, null), true), 0));
        module.Tags.Add(new TagDefinition(new TagType(0), 0));
        module.Globals.Add(new GlobalDefinition(new GlobalType(ValType.F64, false), Constant(WriteF64), 0));
        module.Globals.Add(new GlobalDefinition(new GlobalType(ValType.V128, true), Constant(WriteV128), 0));
        foreach (ExternKind kind in Enum.GetValues<ExternKind>())
        {
            module.Exports.Add(new Export("export " + kind, kind, 0, 0));
        }

        module.Start = new StartFunction(1, 0);
        AddSegments(module);
        module.Functions.Add(new FunctionDefinition(0, [], Constant(w => w.Write(Op.DataDrop, 0)), 0));
        module.Functions.Add(new FunctionDefinition(
            1, [new LocalGroup(3, ValType.I32), new LocalGroup(200, ValType.AnyRef)], Constant(w => w.Write(Op.LocalGet, 0)), 0));
        return module;
    }

    /// <summary>One function that holds every instruction with small and large immediates, in no valid order.</summary>
    public static ModuleDefinition Code()
    {
        var module = new ModuleDefinition { HasDataCount = true };
        Group(module, isExplicit: false, Final(FunctionType.Empty));
        var writer = new InstructionWriter();
        foreach (InstructionInfo info in InstructionTable.All)
        {
            if (info.Op is Op.Else or Op.End)
            {
                continue;
            }

            SampleInstruction[] samples = [.. SampleInstruction.Of(info)];
            foreach (SampleInstruction sample in samples.Length == 1 ? samples : [samples[0], samples[^1]])
            {
                sample.WriteTo(writer);
                if (info.Op == Op.If)
                {
                    writer.Write(Op.Else);
                }

                if (info.Op is Op.Block or Op.Loop or Op.If or Op.TryTable)
                {
                    writer.Write(Op.End);
                }
            }
        }

        writer.Write(Op.End);
        module.Functions.Add(new FunctionDefinition(0, [], new Expression(writer.ToArray(), 0), 0));
        return module;
    }

    public static readonly HeapType[] HeapTypes =
    [
        HeapType.NoExn, HeapType.NoFunc, HeapType.NoExtern, HeapType.None, HeapType.Func, HeapType.Extern, HeapType.Any,
        HeapType.Eq, HeapType.I31, HeapType.Struct, HeapType.Array, HeapType.Exn, HeapType.Concrete(0), HeapType.Concrete(100_000),
    ];

    private static SubType Final(CompositeType type) => new(true, [], type, 0);

    private static void Group(ModuleDefinition module, bool isExplicit, params SubType[] types)
    {
        module.RecursionGroups.Add(new RecursionGroup(module.Types.Count, types.Length, isExplicit, 0));
        module.Types.AddRange(types);
    }

    private static void AddSegments(ModuleDefinition module)
    {
        for (byte flags = 0; flags < 8; flags++)
        {
            bool isActive = (flags & 1) == 0;
            bool hasExpressions = (flags & 4) != 0;
            module.Elements.Add(new ElementSegment(
                isActive ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declarative,
                isActive ? flags & 2 : 0,
                isActive ? Constant(WriteI32) : null,
                ValType.Ref(HeapType.Func, nullable: hasExpressions),
                hasExpressions ? default : [0, 1, 2],
                hasExpressions ? [Constant(w => w.Write(Op.RefFunc, 1)), Constant(WriteNull)] : default,
                flags,
                0));
        }

        for (byte flags = 0; flags < 3; flags++)
        {
            bool isActive = flags != 1;
            module.Data.Add(new DataSegment(
                isActive ? SegmentMode.Active : SegmentMode.Passive, flags, isActive ? Constant(WriteI32) : null, new byte[flags * 70], flags, 0));
        }

        module.Data[1] = module.Data[1] with { MemoryIndex = 0 };
    }

    private static Expression Constant(Action<InstructionWriter> write)
    {
        var writer = new InstructionWriter();
        write(writer);
        writer.Write(Op.End);
        return new Expression(writer.ToArray(), 0);
    }

    private static void WriteI32(InstructionWriter writer)
    {
        writer.Write(Op.I32Const);
        writer.WriteS32(-70);
    }

    private static void WriteF64(InstructionWriter writer)
    {
        writer.Write(Op.F64Const);
        writer.WriteF64(0x0B0B_0B0B_0B0B_0B0B);
    }

    private static void WriteV128(InstructionWriter writer)
    {
        writer.Write(Op.V128Const);
        writer.WriteV128(0x0B0B_0B0B_0B0B_0B0B, 5);
    }

    private static void WriteNull(InstructionWriter writer)
    {
        writer.Write(Op.RefNull);
        writer.WriteHeapType(HeapType.Func);
    }
}
