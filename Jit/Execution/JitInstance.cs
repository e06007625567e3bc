using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>An instance (specification, 4.2.5): a native block that code addresses, and the objects that the host sees.</summary>
internal sealed unsafe class JitInstance : Instance
{
    private readonly ReadOnlyMemory<byte>[] _data = [];
    private readonly ulong[]?[] _elements = [];
    private readonly bool[] _isTraced = [];
    private readonly Function?[] _functions;

    /// <summary>Allocation (specification, 4.7.3 "allocmodule"), initial values evaluated in the module's order.</summary>
    public JitInstance(Store store, JitModule module, ReadOnlySpan<Extern> imports)
        : base(store, module)
    {
        Runtime = StoreRuntime.Of(store);
        using StoreRuntime.Use use = Runtime.Begin();
        Code = module;
        ValidatedModule validated = module.Module;
        ModuleDefinition definition = validated.Definition;
        InstanceLayout layout = module.Layout;
        Block = (byte*)Runtime.AllocateBlock(layout.Size);
        *(int*)(Block + InstanceLayout.NumberOffset) = Runtime.Add(this);
        *(int*)(Block + InstanceLayout.ModuleOffset) = module.Number;
        _functions = NewArray<Function?>(validated.Functions.Length);
        Tables = NewArray<JitTable>(validated.Tables.Length);
        Memories = NewArray<JitMemory>(validated.Memories.Length);
        Globals = NewArray<JitGlobal>(validated.Globals.Length);
        Tags = NewArray<JitTag>(validated.Tags.Length);
        if (module.UsesHeap)
        {
            _ = Runtime.Heap;
            Runtime.AddRoot(this);
        }

        int mark = Runtime.References.Mark;
        try
        {
            (int tables, int memories, int globals, int tags) = TakeImports(imports);
            foreach (MemoryDefinition memory in definition.Memories)
            {
                Set(memories++, new JitMemory(store, memory.Type));
            }

            for (; tags < Tags.Length; tags++)
            {
                Tags[tags] = new JitTag(store, validated.Tags[tags]);
            }

            foreach (GlobalDefinition global in definition.Globals)
            {
                byte* cell = Block + layout.Global(globals);
                RawValue value = ConstantExpressions.Evaluate(this, global.Initializer);
                Globals[globals] = new JitGlobal(store, validated.Globals[globals], cell);
                Globals[globals++].Initialize(value);
            }

            CreateTables(tables);
            _data = NewArray<ReadOnlyMemory<byte>>(definition.Data.Count);
            for (int i = 0; i < _data.Length; i++)
            {
                _data[i] = definition.Data[i].Bytes;
            }

            _elements = NewArray<ulong[]?>(definition.Elements.Count);
            _isTraced = NewArray<bool>(_elements.Length);
            for (int i = 0; i < _elements.Length; i++)
            {
                ElementSegment segment = definition.Elements[i];
                _isTraced[i] = ObjectShape.IsTraced(Runtime.Engine.Types, Module.Close(segment.Type));
                EvaluateElements(i, segment);
            }
        }
        finally
        {
            Runtime.References.Release(mark);
        }

        Runtime.KeepInHeap(this);
    }

    /// <summary>The store's.</summary>
    public StoreRuntime Runtime { get; }

    /// <summary>The module's code.</summary>
    public JitModule Code { get; }

    /// <summary>What code has as the instance: see <see cref="InstanceLayout"/>.</summary>
    public byte* Block { get; }

    /// <summary>By table index.</summary>
    public JitTable[] Tables { get; }

    /// <summary>By memory index.</summary>
    public JitMemory[] Memories { get; }

    /// <summary>By global index.</summary>
    public JitGlobal[] Globals { get; }

    /// <summary>By tag index.</summary>
    public JitTag[] Tags { get; }

    /// <summary>Whether an import is an asynchronous host function.</summary>
    public bool RequiresAsync { get; private set; }

    /// <summary>The function with an index; always the same object.</summary>
    public Function FunctionAt(int index) => _functions[index] ??= new JitFunction(this, index);

    /// <summary>The reference of the function with an index.</summary>
    public nuint FuncRefAt(int index) => (nuint)FuncRefs.Of(FunctionAt(index));

    /// <summary>The function with an index if something has referred to it.</summary>
    public JitFunction? FindFunction(int index) => _functions[index] as JitFunction;

    /// <summary>What the element segments refer to is in use until they are dropped.</summary>
    public void VisitRoots(GcHeap heap)
    {
        for (int i = 0; i < _elements.Length; i++)
        {
            if (_isTraced[i] && _elements[i] is { } elements)
            {
                foreach (ulong element in elements)
                {
                    heap.Mark((uint)element);
                }
            }
        }
    }

    /// <summary>A data segment; empty if dropped.</summary>
    public ReadOnlySpan<byte> DataAt(int segment) => _data[segment].Span;

    /// <summary>An element segment as code has references; empty if dropped.</summary>
    public ReadOnlySpan<ulong> ElementsAt(int segment) => _elements[segment];

    /// <inheritdoc/>
    public override int GetDataLength(int segment) => DataAt(segment).Length;

    /// <inheritdoc/>
    public override int GetElementsLength(int segment) => ElementsAt(segment).Length;

    /// <summary>data.drop (Step/data.drop).</summary>
    public void DropData(int segment) => _data[segment] = default;

    /// <summary>elem.drop (Step/elem.drop).</summary>
    public void DropElements(int segment) => _elements[segment] = null;

    /// <summary>memory.init after its charge (specification, 4.6.7).</summary>
    public TrapCode CopyData(int segment, int memory, ulong target, ulong source, ulong count)
    {
        JitMemory to = Memories[memory];
        ReadOnlySpan<byte> data = DataAt(segment);
        if (!Fits(target, count, to.Length) || !Fits(source, count, (ulong)data.Length))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        data.Slice((int)source, (int)count).CopyTo(new Span<byte>(to.Base + target, (int)count));
        return TrapCode.None;
    }

    /// <summary>table.init after its charge (specification, 4.6.6).</summary>
    public TrapCode CopyElements(int segment, int table, ulong target, ulong source, ulong count)
    {
        JitTable to = Tables[table];
        ReadOnlySpan<ulong> elements = ElementsAt(segment);
        if (!Fits(target, count, to.Descriptor->Length) || !Fits(source, count, (ulong)elements.Length))
        {
            return TrapCode.OutOfBoundsTableAccess;
        }

        if (to.IsFunctionTable && count > 0)
        {
            // Others' functions in a segment are imported or in imported globals, which the instance keeps.
            to.Keep(this, (ulong)Block);
        }

        elements.Slice((int)source, (int)count).CopyTo(new Span<ulong>(to.Elements + target, (int)count));
        return TrapCode.None;
    }

    /// <summary>Whether a range lies inside what has a length.</summary>
    public static bool Fits(ulong start, ulong count, ulong length) => count <= length && start <= length - count;

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
        using StoreRuntime.Use use = Runtime.Begin();
        ElementSegment definition = Module.Definition.Elements[segment];
        if (definition.Mode == SegmentMode.Active)
        {
            ulong offset = ConstantExpressions.Evaluate(this, definition.TableOffset!.Value).Low;
            ThrowIfTrap(CopyElements(segment, definition.TableIndex, offset, 0, (ulong)ElementsAt(segment).Length));
        }

        DropElements(segment);
    }

    /// <inheritdoc/>
    protected override void InitializeData(int segment)
    {
        // rundata: the offset's instructions, memory.init of the whole segment, data.drop.
        using StoreRuntime.Use use = Runtime.Begin();
        DataSegment definition = Module.Definition.Data[segment];
        ulong offset = ConstantExpressions.Evaluate(this, definition.MemoryOffset!.Value).Low;
        ThrowIfTrap(CopyData(segment, definition.MemoryIndex, offset, 0, (ulong)DataAt(segment).Length));
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

    private void Set(int index, JitMemory memory)
    {
        Memories[index] = memory;
        *(ulong*)(Block + Code.Layout.MemoryBase(index)) = memory.Descriptor->Base;
        *(ulong*)(Block + Code.Layout.Memory(index)) = (ulong)memory.Descriptor;
    }

    private void Set(int index, JitTable table)
    {
        Tables[index] = table;
        *(ulong*)(Block + Code.Layout.Table(index)) = (ulong)table.Descriptor;
    }

    private void CreateTables(int table)
    {
        foreach (TableDefinition definition in Code.Module.Definition.Tables)
        {
            var created = new JitTable(Store, Code.Module.Tables[table], initial: null);
            if (definition.Initializer is { } initializer)
            {
                ulong value = ConstantExpressions.Evaluate(this, initializer).Low;
                if (created.IsFunctionTable)
                {
                    created.Keep(value);
                }

                created.FillNative(0, created.Count, value);
            }

            Set(table++, created);
        }
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
                    _functions[functions] = function;
                    *(ulong*)(Block + Code.Layout.Function(functions++)) = (ulong)FuncRefs.Of(function);
                    RequiresAsync |= function is HostFunction { RequiresAsync: true };
                    break;
                case JitTable table:
                    Set(tables++, table);
                    break;
                case JitMemory memory:
                    Set(memories++, memory);
                    break;
                case JitGlobal global:
                    Globals[globals] = global;
                    *(ulong*)(Block + Code.Layout.ImportedGlobal(globals++)) = (ulong)global.Cell;
                    break;
                case JitTag tag:
                    Tags[tags++] = tag;
                    break;
                default:
                    throw new ArgumentException($"{import.GetType().Name} is not an object of this engine", nameof(imports));
            }
        }

        return (tables, memories, globals, tags);
    }

    private void EvaluateElements(int index, ElementSegment segment)
    {
        // A declarative segment is dropped before anything could read it.
        if (segment.Mode == SegmentMode.Declarative)
        {
            return;
        }

        // In its place at once: what stands there is in use while the rest is made.
        var elements = new ulong[segment.Count];
        _elements[index] = elements;
        int mark = Runtime.References.Mark;
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = segment.Functions.IsDefault
                ? ConstantExpressions.Evaluate(this, segment.Expressions[i]).Low
                : FuncRefAt(segment.Functions[i]);
            Runtime.References.Release(mark);
        }
    }
}
