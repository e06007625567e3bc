using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A global (specification, 4.2.10): a cell of 16 bytes, in the instance's block or on its own.</summary>
internal sealed unsafe class JitGlobal : Global
{
    private readonly StoreRuntime _runtime;
    private readonly bool _isFunction;

    // What its function needs alive: see StoreRuntime. The cell's upper half names it for generated code.
    private object? _owner;

    /// <summary>A global in a cell of zeros.</summary>
    public JitGlobal(Store store, GlobalType type, byte* cell)
        : base(store, type)
    {
        _runtime = StoreRuntime.Of(store);
        _isFunction = type.Value.IsReference && _runtime.References.IsFunction(type.Value);
        Cell = cell;
        if (ObjectShape.IsTraced(_runtime.Engine.Types, type.Value))
        {
            _runtime.AddRoot(this);
        }
    }

    /// <summary>A global on its own.</summary>
    public JitGlobal(Store store, GlobalType type, Value value)
        : this(store, type, (byte*)StoreRuntime.Of(store).AllocateBlock(16)) => Initialize(value);

    /// <summary>Where its value is.</summary>
    public byte* Cell { get; }

    /// <summary>Sets the first value.</summary>
    public void Initialize(Value value) => SetCore(value);

    /// <summary>Sets the first value as generated code has it.</summary>
    public void Initialize(RawValue value)
    {
        if (_isFunction)
        {
            // The upper half is not part of it.
            Keep((nuint)value.Low);
            *(ulong*)Cell = value.Low;
            return;
        }

        ((ulong*)Cell)[0] = value.Low;
        ((ulong*)Cell)[1] = value.High;
    }

    /// <summary>A function reference is going to be written to it.</summary>
    public void Keep(nuint reference)
    {
        object? owner = reference == 0 ? null : _runtime.OwnerOf(reference);
        if (_owner is { } old && !ReferenceEquals(old, owner))
        {
            _runtime.Drop(old);
        }

        _owner = owner;
        ((ulong*)Cell)[1] = reference == 0 ? 0 : ((FuncRef*)reference)->Instance;
    }

    /// <summary>Its reference is in use.</summary>
    public void VisitRoots(GcHeap heap) => heap.Mark(*(uint*)Cell);

    /// <inheritdoc/>
    protected override Value GetCore()
    {
        Store.ThrowIfDisposed();
        if (!Type.Value.IsReference)
        {
            return NativeValue.Read(_runtime, Cell, Type.Value);
        }

        using StoreRuntime.Use use = _runtime.Begin();
        return NativeValue.Read(_runtime, Cell, Type.Value);
    }

    /// <inheritdoc/>
    protected override void SetCore(Value value)
    {
        using StoreRuntime.Use use = _runtime.Begin();
        if (_isFunction)
        {
            var function = (Function?)value.Reference;
            Keep(function is null ? 0 : (nuint)FuncRefs.Of(function));
        }

        NativeValue.Write(_runtime, Cell, Type.Value, value);
    }
}

/// <summary>A tag (specification, 4.2.11).</summary>
internal sealed class JitTag : Tag
{
    public JitTag(Store store, DefinedType type)
        : base(store, type) => Number = StoreRuntime.Of(store).Add(this);

    /// <summary>What its exceptions carry in their header.</summary>
    public int Number { get; }
}
