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
    private readonly WeakSlots<JitInstance> _instances = new();
    private readonly WeakSlots<JitHostFunction> _hosts = new();
    private readonly List<JitTag> _tags = [];
    private readonly List<ObjectShape> _tagShapes = [];

    // Not the store's own list, which others change while the finaliser's thread collects.
    private readonly Wasm.Runtime.Heap.WeakList _roots = new();
    private ExecutionContext? _active;
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
    public ExecutionContext? Active
    {
        get => _active;
        set => Volatile.Write(ref _active, value);
    }

    /// <summary>The heap, made when first needed.</summary>
    public GcHeap Heap => _heap ?? CreateHeap();

    /// <summary>Whether everything native is freed.</summary>
    public bool IsDisposed => _isDisposed;

    /// <summary>Whether there is a heap.</summary>
    public bool HasHeap => _heap is not null;

    /// <summary>The engine's state of a store.</summary>
    public static StoreRuntime Of(Store store) => (StoreRuntime)store.EngineState!;

    /// <summary>Zeroed native memory that lives as long as the store. Aligned to 16 bytes.</summary>
    public void* AllocateBlock(int bytes) => _blocks.Allocate(bytes);

    /// <summary>Registers an instance.</summary>
    /// <returns>Its number.</returns>
    public int Add(JitInstance instance) => _instances.Add(instance);

    /// <summary>Registers a table, global or instance whose elements, value or segments are traced.</summary>
    public void AddRoot(object root) => _roots.Add(root);

    /// <summary>Registers a tag.</summary>
    /// <returns>Its number.</returns>
    public int Add(JitTag tag)
    {
        _tags.Add(tag);
        ObjectShape shape = ObjectShape.OfException(_engine.Types, tag.Signature);
        NoteShape(shape);
        _tagShapes.Add(shape);
        return _tags.Count - 1;
    }

    /// <summary>A function's record, of which the address is its reference.</summary>
    public FuncRef* NewFuncRef(Function function, nuint code, nuint instance, long index)
    {
        var record = (FuncRef*)AllocateBlock(FuncRef.Size);
        record->Code = code;
        record->Instance = instance;
        record->TypeId = (uint)function.DefinedType.Id;
        record->Handle = function is JitHostFunction host ? _hosts.Add(host) : -1;
        record->Index = index;
        return record;
    }

    /// <summary>The function of a function reference that is not null.</summary>
    public Function FunctionAt(nuint reference)
    {
        var record = (FuncRef*)reference;
        return record->Index >= 0 ? InstanceAt((nuint)record->Instance).FunctionAt((int)record->Index) : _hosts[record->Handle];
    }

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

        if (_shapes[id] is { } known)
        {
            return known;
        }

        ObjectShape shape = ObjectShape.Of(type);
        NoteShape(shape);
        return _shapes[id] = shape;
    }

    /// <inheritdoc/>
    public ObjectShape ShapeOfType(uint type) => type < (uint)_shapes.Length && _shapes[type] is { } shape ? shape : ShapeOf(_engine.Types[(int)type]);

    /// <inheritdoc/>
    public ObjectShape ShapeOfTag(uint tag) => _tagShapes[(int)tag];

    /// <inheritdoc/>
    public void VisitRoots(GcHeap heap)
    {
        References.VisitRoots(heap);
        for (int i = 0; i < _roots.Count; i++)
        {
            switch (_roots.TryGet(i, out object? root) ? root : null)
            {
                case JitTable table:
                    table.VisitRoots(heap);
                    break;
                case JitGlobal global:
                    global.VisitRoots(heap);
                    break;
                case JitInstance instance:
                    instance.VisitRoots(heap);
                    break;
            }
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
        CollectionWatch.Start(this);
        return _heap;
    }

    private void Free()
    {
        using Use use = Begin();
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        FreeComputations();
        FreeMappings();
        References.Free();
        _heap?.Dispose();
        _blocks.Dispose();
    }
}
