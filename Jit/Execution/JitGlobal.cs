using Wasm.Core.Types;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>A global (specification, 4.2.10): a cell of 16 bytes, in the instance's block or on its own.</summary>
internal sealed unsafe class JitGlobal : Global
{
    private readonly StoreRuntime _runtime;

    /// <summary>A global in a cell of zeros.</summary>
    public JitGlobal(Store store, GlobalType type, byte* cell)
        : base(store, type)
    {
        _runtime = StoreRuntime.Of(store);
        Cell = cell;
        if (ObjectShape.IsTraced(_runtime.Engine.Types, type.Value))
        {
            _runtime.Add(this);
        }
    }

    /// <summary>A global on its own.</summary>
    public JitGlobal(Store store, GlobalType type, Value value)
        : this(store, type, (byte*)StoreRuntime.Of(store).AllocateBlock(16)) => Initialize(value);

    /// <summary>Where its value is.</summary>
    public byte* Cell { get; }

    /// <summary>Sets the first value.</summary>
    public void Initialize(Value value) => NativeValue.Write(_runtime, Cell, Type.Value, value);

    /// <summary>Its reference is in use.</summary>
    public void VisitRoots(GcHeap heap) => heap.Mark(*(uint*)Cell);

    /// <inheritdoc/>
    protected override Value GetCore()
    {
        Store.ThrowIfDisposed();
        return NativeValue.Read(_runtime, Cell, Type.Value);
    }

    /// <inheritdoc/>
    protected override void SetCore(Value value) => NativeValue.Write(_runtime, Cell, Type.Value, value);
}

/// <summary>A tag (specification, 4.2.11).</summary>
internal sealed class JitTag : Tag
{
    public JitTag(Store store, DefinedType type)
        : base(store, type) => Number = StoreRuntime.Of(store).Add(this);

    /// <summary>What its exceptions carry in their header.</summary>
    public int Number { get; }
}
