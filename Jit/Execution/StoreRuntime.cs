using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// What the engine keeps for a store: native memory of instances, function references and descriptors, the heap, and the managed
/// objects that native records name by number. Freed when the store is disposed, or by the finaliser.
/// </summary>
internal sealed unsafe partial class StoreRuntime : IHeapOwner, IDisposable
{
    private readonly JitEngine _engine;
    private readonly NativeBlocks _blocks;
    private readonly List<JitInstance> _instances = [];
    private readonly List<Function> _functions = [];
    private readonly List<JitTag> _tags = [];
    private readonly List<ObjectShape> _tagShapes = [];
    private readonly List<JitTable> _tables = [];
    private readonly List<JitGlobal> _globals = [];
    private readonly List<IDisposable> _mappings = [];
    private ObjectShape?[] _shapes = new ObjectShape?[16];
    private GcHeap? _heap;
    private bool _isDisposed;

    public StoreRuntime(Store store, JitEngine engine)
    {
        Store = store;
        _engine = engine;
        _blocks = new NativeBlocks(engine.Target.System);
        References = new ReferenceMap(this);
    }

    ~StoreRuntime() => Free();

    /// <summary>The engine.</summary>
    public JitEngine Engine => _engine;

    /// <summary>The store, which holds this.</summary>
    public Store Store { get; }

    /// <summary>References as generated code has them ↔ .NET objects.</summary>
    public ReferenceMap References { get; }

    /// <summary>The context that runs, if one does: a call by the host goes on its stack.</summary>
    public ExecutionContext? Active { get; set; }

    /// <summary>The heap, made when first needed.</summary>
    public GcHeap Heap => _heap ?? CreateHeap();

    /// <summary>Whether there is a heap.</summary>
    public bool HasHeap => _heap is not null;

    /// <summary>The engine's state of a store.</summary>
    public static StoreRuntime Of(Store store) => (StoreRuntime)store.EngineState!;

    /// <summary>Zeroed native memory that lives as long as the store. Aligned to 16 bytes.</summary>
    public void* AllocateBlock(int bytes) => _blocks.Allocate(bytes);

    /// <summary>Keeps a mapping until the store ends.</summary>
    public void Own(IDisposable mapping) => _mappings.Add(mapping);

    /// <summary>Registers an instance.</summary>
    /// <returns>Its number.</returns>
    public int Add(JitInstance instance)
    {
        _instances.Add(instance);
        return _instances.Count - 1;
    }

    /// <summary>Registers a tag.</summary>
    /// <returns>Its number.</returns>
    public int Add(JitTag tag)
    {
        _tags.Add(tag);
        _tagShapes.Add(ObjectShape.OfException(_engine.Types, tag.Signature));
        return _tags.Count - 1;
    }

    /// <summary>Registers a table whose elements are traced.</summary>
    public void Add(JitTable table) => _tables.Add(table);

    /// <summary>Registers a global whose value is traced.</summary>
    public void Add(JitGlobal global) => _globals.Add(global);

    /// <summary>A function's record, of which the address is its reference.</summary>
    public FuncRef* NewFuncRef(Function function, nuint code, nuint instance, long index)
    {
        var record = (FuncRef*)AllocateBlock(FuncRef.Size);
        record->Code = code;
        record->Instance = instance;
        record->TypeId = (uint)function.DefinedType.Id;
        record->Handle = _functions.Count;
        record->Index = index;
        _functions.Add(function);
        return record;
    }

    /// <summary>The function of a function reference that is not null.</summary>
    public Function FunctionAt(nuint reference) => _functions[((FuncRef*)reference)->Handle];

    /// <summary>The instance whose native block has an address.</summary>
    public JitInstance InstanceAt(nuint address) => _instances[*(int*)(address + InstanceLayout.NumberOffset)];

    /// <summary>The tag with a number.</summary>
    public JitTag TagAt(int number) => _tags[number];

    /// <summary>The shape of a type's objects.</summary>
    public ObjectShape ShapeOf(DefinedType type)
    {
        int id = type.Id;
        if (id >= _shapes.Length)
        {
            Array.Resize(ref _shapes, Math.Max(id + 1, _shapes.Length * 2));
        }

        return _shapes[id] ??= ObjectShape.Of(type);
    }

    /// <inheritdoc/>
    public ObjectShape ShapeOfType(uint type) => type < (uint)_shapes.Length && _shapes[type] is { } shape ? shape : ShapeOf(_engine.Types[(int)type]);

    /// <inheritdoc/>
    public ObjectShape ShapeOfTag(uint tag) => _tagShapes[(int)tag];

    /// <inheritdoc/>
    public void VisitRoots(GcHeap heap)
    {
        References.VisitRoots(heap);
        foreach (JitTable table in _tables)
        {
            table.VisitRoots(heap);
        }

        foreach (JitGlobal global in _globals)
        {
            global.VisitRoots(heap);
        }

        foreach (JitInstance instance in _instances)
        {
            instance.VisitRoots(heap);
        }

        VisitStacks(heap);
    }

    /// <summary>Frees everything native. The store's objects cannot be used any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private GcHeap CreateHeap()
    {
        _heap = new GcHeap(new HeapSpace(_engine.Target.System), this)
        {
            AccountedLimit = (long)Math.Min(Store.Limits.HeapBytes, long.MaxValue),
            Stress = _engine.JitOptions.CollectAlways,
        };
        Active?.BindHeap(_heap);
        return _heap;
    }

    private void Free()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        FreeComputations();
        foreach (IDisposable mapping in _mappings)
        {
            mapping.Dispose();
        }

        References.Free();
        _heap?.Dispose();
        _blocks.Dispose();
    }
}
