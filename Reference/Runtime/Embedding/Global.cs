using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>A global instance (specification, 4.2.10). Mirrors Wasmtime's <c>Global</c>.</summary>
public abstract class Global : Extern
{
    /// <summary>For engines: a global.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type, closed.</param>
    protected Global(Store store, GlobalType type)
        : base(store)
    {
        Type = type;
        if (type.Value.IsReference && store.Engine.Types.TopOf(type.Value.HeapType) != HeapType.Func)
        {
            store.Resources.AddGlobal(this);
        }
    }

    /// <inheritdoc/>
    public override GlobalType Type { get; }

    /// <summary>Whether it may be set.</summary>
    public bool IsMutable => Type.Mutable;

    /// <summary>Its value (<c>global.get</c>, <c>global.set</c>).</summary>
    /// <exception cref="InvalidOperationException">It is set, but immutable.</exception>
    /// <exception cref="ArgumentException">The value that is set is not of its type, or belongs to another store.</exception>
    public Value Value
    {
        get
        {
            Store.ThrowIfDisposed();
            return GetCore();
        }

        set
        {
            Store.ThrowIfDisposed();
            if (!Type.Mutable)
            {
                throw new InvalidOperationException($"{Messages.ImmutableGlobal}: its type is {Type}");
            }

            Store.Check(value, Type.Value, "global", nameof(value));
            SetCore(value);
        }
    }

    /// <summary>A new global. Mirrors Wasmtime's <c>Global::new</c>.</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">Its type, closed.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">
    /// The type mentions another than the engine's, or the value is not of it, or belongs to another store.
    /// </exception>
    public static Global Create(Store store, GlobalType type, Value value)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.CheckClosed(type.Value, nameof(type));
        store.Check(value, type.Value, "value", nameof(value));
        return store.Engine.CreateGlobal(store, type, value);
    }

    /// <summary>The engine's way to read it.</summary>
    protected abstract Value GetCore();

    /// <summary>The engine's way to write it, with a value of its type.</summary>
    protected abstract void SetCore(Value value);
}
