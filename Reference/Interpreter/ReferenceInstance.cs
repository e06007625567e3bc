using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Interpreter.Execution;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter;

/// <summary>An instance (specification, 4.2.5): the module's index spaces, filled.</summary>
internal sealed class ReferenceInstance : Instance
{
    private readonly ReadOnlyMemory<byte>[] _data = [];
    private readonly object?[]?[] _elements = [];

    // By type index: of what code has made an object.
    private Shape?[] _shapes = [];

    /// <summary>Allocation (specification, 4.7.3 "allocmodule"), initial values evaluated in the module's order.</summary>
    public ReferenceInstance(Store store, ReferenceModule module, ReadOnlySpan<Extern> imports)
        : base(store, module)
    {
        Heap = StoreHeap.Of(store);
        Code = module;
        Bodies = module.Bodies;
        ValidatedModule validated = module.Module;
        ModuleDefinition definition = validated.Definition;
        Types = validated.Types;
        Functions = NewArray<Function?>(validated.Functions.Length);
        Tables = NewArray<ReferenceTable>(validated.Tables.Length);
        Memories = NewArray<ReferenceMemory>(validated.Memories.Length);
        Globals = NewArray<ReferenceGlobal>(validated.Globals.Length);
        Tags = NewArray<Tag>(validated.Tags.Length);
        (int tables, int memories, int globals, int tags) = TakeImports(imports);

        foreach (MemoryDefinition memory in definition.Memories)
        {
            Memories[memories++] = new ReferenceMemory(store, memory.Type);
        }

        Memory0 = Memories.Length > 0 ? Memories[0] : null;
        for (; tags < Tags.Length; tags++)
        {
            Tags[tags] = new ReferenceTag(store, validated.Tags[tags]);
        }

        foreach (GlobalDefinition global in definition.Globals)
        {
            GlobalType type = validated.Globals[globals];
            Globals[globals++] = new ReferenceGlobal(store, type, ConstantExpressions.Evaluate(this, global.Initializer, type.Value));
        }

        foreach (TableDefinition table in definition.Tables)
        {
            TableType type = validated.Tables[tables];
            object? initial = table.Initializer is { } initializer
                ? ConstantExpressions.Evaluate(this, initializer, type.Element).Reference
                : null;
            Tables[tables++] = new ReferenceTable(store, type, initial);
        }

        _data = NewArray<ReadOnlyMemory<byte>>(definition.Data.Count);
        for (int i = 0; i < _data.Length; i++)
        {
            _data[i] = definition.Data[i].Bytes;
        }

        _elements = NewArray<object?[]?>(definition.Elements.Count);
        for (int i = 0; i < _elements.Length; i++)
        {
            _elements[i] = EvaluateElements(definition.Elements[i]);
        }
    }

    public ReferenceModule Code { get; }

    /// <summary>The module's bodies; see <see cref="ReferenceModule.Bodies"/>.</summary>
    public FunctionBody?[] Bodies { get; }

    public ImmutableArray<DefinedType> Types { get; }

    /// <summary>Imports, and of the defined functions those that something has referred to.</summary>
    public Function?[] Functions { get; }

    public ReferenceTable[] Tables { get; }

    public ReferenceMemory[] Memories { get; }

    public ReferenceGlobal[] Globals { get; }

    public Tag[] Tags { get; }

    /// <summary>Whether an import is an asynchronous host function.</summary>
    public bool RequiresAsync { get; private set; }

    /// <summary>Memory 0, if there is one.</summary>
    public ReferenceMemory? Memory0 { get; }

    /// <summary>The function with an index; always the same object.</summary>
    public Function FunctionAt(int index) =>
        Functions[index] ??= new WasmFunction(this, Module.Functions[index], index - Code.ImportCount);

    /// <summary>Its store's heap.</summary>
    public StoreHeap Heap { get; }

    /// <summary>See <see cref="StoreHeap.Epoch"/>.</summary>
    public int Epoch { get; set; }

    /// <summary>The shape of a struct type's objects.</summary>
    public StructShape StructShapeOf(int type) =>
        (StructShape)(type < _shapes.Length && _shapes[type] is { } shape ? shape : Keep(type, Heap.StructShapeOf(Types[type])));

    /// <summary>The shape of an array type's objects.</summary>
    public ArrayShape ArrayShapeOf(int type) =>
        (ArrayShape)(type < _shapes.Length && _shapes[type] is { } shape ? shape : Keep(type, Heap.ArrayShapeOf(Types[type])));

    /// <summary>What the element segments refer to is in use until they are dropped.</summary>
    public void AddSegments(HeapMarker marker)
    {
        foreach (object?[]? segment in _elements)
        {
            marker.Add(segment);
        }
    }

    /// <summary>A data segment; empty if dropped.</summary>
    public ReadOnlySpan<byte> DataAt(int segment) => _data[segment].Span;

    /// <summary>An element segment; empty if dropped.</summary>
    public ReadOnlySpan<object?> ElementsAt(int segment) => _elements[segment];

    /// <inheritdoc/>
    public override int GetDataLength(int segment) => DataAt(segment).Length;

    /// <inheritdoc/>
    public override int GetElementsLength(int segment) => ElementsAt(segment).Length;

    // data.drop (Step/data.drop).
    public void DropData(int segment) => _data[segment] = default;

    // elem.drop (Step/elem.drop).
    public void DropElements(int segment) => _elements[segment] = null;

    /// <inheritdoc/>
    protected override Extern GetExtern(Export export) => export.Kind switch
    {
        ExternKind.Function => FunctionAt(export.Index),
        ExternKind.Table => Tables[export.Index],
        ExternKind.Memory => Memories[export.Index],
        ExternKind.Global => Globals[export.Index],
        _ => Tags[export.Index],
    };

    /// <inheritdoc/>
    protected override Function GetFunctionByIndex(int index) => FunctionAt(index);

    /// <inheritdoc/>
    protected override void InitializeElements(int segment)
    {
        // runelem: the offset's instructions, table.init of the whole segment, elem.drop.
        ElementSegment definition = Module.Definition.Elements[segment];
        if (definition.Mode == SegmentMode.Active)
        {
            ReferenceTable table = Tables[definition.TableIndex];
            ulong offset = ConstantExpressions.Evaluate(this, definition.TableOffset!.Value, table.Type.AddressType).Low;
            ThrowIfTrap(Machine.CopyElements(this, segment, definition.TableIndex, offset, 0, (ulong)ElementsAt(segment).Length));
        }

        DropElements(segment);
    }

    /// <inheritdoc/>
    protected override void InitializeData(int segment)
    {
        // rundata: the offset's instructions, memory.init of the whole segment, data.drop.
        DataSegment definition = Module.Definition.Data[segment];
        ReferenceMemory memory = Memories[definition.MemoryIndex];
        ulong offset = ConstantExpressions.Evaluate(this, definition.MemoryOffset!.Value, memory.Type.AddressType).Low;
        ThrowIfTrap(Machine.CopyData(this, segment, definition.MemoryIndex, offset, 0, (ulong)DataAt(segment).Length));
        DropData(segment);
    }

    // Most modules lack something: what is empty costs nothing.
    private static T[] NewArray<T>(int length) => length == 0 ? [] : new T[length];

    private static void ThrowIfTrap(TrapCode code)
    {
        if (code != TrapCode.None)
        {
            throw new TrapException(code);
        }
    }

    private Shape Keep(int type, Shape shape)
    {
        if (_shapes.Length == 0)
        {
            _shapes = new Shape?[Types.Length];
        }

        return _shapes[type] = shape;
    }

    private (int Tables, int Memories, int Globals, int Tags) TakeImports(ReadOnlySpan<Extern> imports)
    {
        int functions = 0;
        int tables = 0;
        int memories = 0;
        int globals = 0;
        int tags = 0;
        foreach (Extern import in imports)
        {
            switch (import)
            {
                case Function function:
                    Functions[functions++] = function;
                    RequiresAsync |= function is HostFunction { RequiresAsync: true };
                    break;
                case ReferenceTable table:
                    Tables[tables++] = table;
                    break;
                case ReferenceMemory memory:
                    Memories[memories++] = memory;
                    break;
                case ReferenceGlobal global:
                    Globals[globals++] = global;
                    break;
                case Tag tag:
                    Tags[tags++] = tag;
                    break;
                default:
                    throw new ArgumentException($"{import.GetType().Name} is not an object of this engine", nameof(imports));
            }
        }

        return (tables, memories, globals, tags);
    }

    private object?[] EvaluateElements(ElementSegment segment)
    {
        // A declarative segment is dropped before anything could read it.
        if (segment.Mode == SegmentMode.Declarative)
        {
            return [];
        }

        var elements = new object?[segment.Count];
        ValType type = Module.Close(segment.Type);
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = segment.Functions.IsDefault
                ? ConstantExpressions.Evaluate(this, segment.Expressions[i], type).Reference
                : FunctionAt(segment.Functions[i]);
        }

        return elements;
    }
}
