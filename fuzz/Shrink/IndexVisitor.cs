using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

/// <summary>
/// Rewrites everything in a module that is an index. What <see cref="Map"/> gives takes the place of each; a visitor
/// that only looks gives back what it was asked for.
/// </summary>
internal abstract class IndexVisitor
{
    /// <summary>The new index of an item.</summary>
    protected abstract int Map(IndexSpaceKind space, int index);

    /// <summary>A value type.</summary>
    protected ValType Visit(ValType type) =>
        type.IsReference && type.HeapType.IsConcrete ? ValType.Ref(Visit(type.HeapType), type.IsNullable) : type;

    /// <summary>A sub type.</summary>
    protected SubType Visit(SubType type)
    {
        CompositeType composite = type.Composite switch
        {
            FunctionType function => new FunctionType(Visit(function.Parameters), Visit(function.Results)),
            StructType @struct => new StructType([.. @struct.Fields.Select(Visit)]),
            ArrayType array => new ArrayType(Visit(array.Element)),
            _ => type.Composite,
        };
        return type with { Composite = composite, Supertypes = [.. type.Supertypes.Select(index => Map(IndexSpaceKind.Type, index))] };
    }

    /// <summary>The type of an import or definition.</summary>
    protected ExternType Visit(ExternType type) => type switch
    {
        FunctionExternType function => new FunctionExternType(Map(IndexSpaceKind.Type, function.TypeIndex)),
        TagType tag => Visit(tag),
        TableType table => Visit(table),
        GlobalType global => Visit(global),
        _ => type,
    };

    /// <summary>A tag's type.</summary>
    protected TagType Visit(TagType type) => new(Map(IndexSpaceKind.Type, type.TypeIndex));

    /// <summary>A table's type.</summary>
    protected TableType Visit(TableType type) => type with { Element = Visit(type.Element) };

    /// <summary>A global's type.</summary>
    protected GlobalType Visit(GlobalType type) => type with { Value = Visit(type.Value) };

    /// <summary>Code.</summary>
    protected Expression Visit(Expression expression)
    {
        List<CodeItem> items = CodeItem.Read(expression);
        for (int i = 0; i < items.Count; i++)
        {
            items[i] = Visit(items[i]);
        }

        return CodeItem.Write(items);
    }

    /// <summary>Code that may be missing.</summary>
    protected Expression? Visit(Expression? expression) => expression is { } code ? Visit(code) : null;

    /// <summary>A function.</summary>
    protected FunctionDefinition Visit(FunctionDefinition function) => function with
    {
        TypeIndex = Map(IndexSpaceKind.Type, function.TypeIndex),
        Locals = [.. function.Locals.Select(group => group with { Type = Visit(group.Type) })],
        Body = Visit(function.Body),
    };

    /// <summary>An element segment.</summary>
    protected ElementSegment Visit(ElementSegment segment) => segment with
    {
        TableIndex = segment.Mode == SegmentMode.Active ? Map(IndexSpaceKind.Table, segment.TableIndex) : segment.TableIndex,
        TableOffset = Visit(segment.TableOffset),
        Type = Visit(segment.Type),
        Functions = segment.Functions.IsDefault ? default : [.. segment.Functions.Select(index => Map(IndexSpaceKind.Function, index))],
        Expressions = segment.Expressions.IsDefault ? default : [.. segment.Expressions.Select(Visit)],
    };

    /// <summary>A data segment.</summary>
    protected DataSegment Visit(DataSegment segment) => segment.Mode == SegmentMode.Active
        ? segment with { MemoryIndex = Map(IndexSpaceKind.Memory, segment.MemoryIndex), MemoryOffset = Visit(segment.MemoryOffset) }
        : segment;

    /// <summary>The index space of an export.</summary>
    protected static IndexSpaceKind SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => IndexSpaceKind.Function,
        ExternKind.Table => IndexSpaceKind.Table,
        ExternKind.Memory => IndexSpaceKind.Memory,
        ExternKind.Global => IndexSpaceKind.Global,
        _ => IndexSpaceKind.Tag,
    };

    private HeapType Visit(HeapType type) => type.IsConcrete ? HeapType.Concrete(Map(IndexSpaceKind.Type, type.Index)) : type;

    private FieldType Visit(FieldType field) =>
        field.Storage.IsPacked ? field : field with { Storage = new StorageType(Visit(field.Storage.Unpacked)) };

    private ImmutableArray<ValType> Visit(ImmutableArray<ValType> types) => [.. types.Select(Visit)];

    private CodeItem Visit(CodeItem item)
    {
        Instruction instruction = item.Instruction;
        (IndexSpaceKind? first, IndexSpaceKind? second) = Spaces(InstructionTable.Get(item.Op).Immediate);
        if (first is { } space)
        {
            instruction.Index = (uint)Map(space, (int)instruction.Index);
        }

        if (second is { } other)
        {
            instruction.Index2 = (uint)Map(other, (int)instruction.Index2);
        }

        instruction.Type = Visit(instruction.Type);
        instruction.SourceType = Visit(instruction.SourceType);
        BlockType block = instruction.Block;
        instruction.Block = block.IsIndex
            ? BlockType.OfType(Map(IndexSpaceKind.Type, block.TypeIndex))
            : block.Result.IsBottom ? block : BlockType.Of(Visit(block.Result));
        CatchClause[] catches = item.Catches.Length == 0 ? item.Catches : [.. item.Catches.Select(Visit)];
        ValType[] types = item.Types.Length == 0 ? item.Types : [.. item.Types.Select(Visit)];
        return item with { Instruction = instruction, Catches = catches, Types = types };
    }

    private CatchClause Visit(CatchClause clause) => clause.Kind is CatchKind.Catch or CatchKind.CatchRef
        ? clause with { Tag = (uint)Map(IndexSpaceKind.Tag, (int)clause.Tag) }
        : clause;

    // Which spaces the two indices of an instruction are of.
    private static (IndexSpaceKind? First, IndexSpaceKind? Second) Spaces(Immediate immediate) => immediate switch
    {
        Immediate.Function => (IndexSpaceKind.Function, null),
        Immediate.Type or Immediate.TypeField or Immediate.TypeCount => (IndexSpaceKind.Type, null),
        Immediate.Global => (IndexSpaceKind.Global, null),
        Immediate.Table => (IndexSpaceKind.Table, null),
        Immediate.Memory or Immediate.MemArg or Immediate.MemArgLane => (IndexSpaceKind.Memory, null),
        Immediate.Tag => (IndexSpaceKind.Tag, null),
        Immediate.Data => (IndexSpaceKind.Data, null),
        Immediate.Element => (IndexSpaceKind.Element, null),
        Immediate.CallIndirect => (IndexSpaceKind.Type, IndexSpaceKind.Table),
        Immediate.TableTable => (IndexSpaceKind.Table, IndexSpaceKind.Table),
        Immediate.ElementTable => (IndexSpaceKind.Element, IndexSpaceKind.Table),
        Immediate.MemoryMemory => (IndexSpaceKind.Memory, IndexSpaceKind.Memory),
        Immediate.DataMemory => (IndexSpaceKind.Data, IndexSpaceKind.Memory),
        Immediate.TypeData => (IndexSpaceKind.Type, IndexSpaceKind.Data),
        Immediate.TypeElement => (IndexSpaceKind.Type, IndexSpaceKind.Element),
        Immediate.TypeType => (IndexSpaceKind.Type, IndexSpaceKind.Type),
        _ => (null, null),
    };
}
