using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Marshalling;

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
        store.Resources.AddRoot(this, type.Value);
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

    /// <summary>Its value as a .NET type that stands for its type: <c>int</c> for i32, <c>object</c> for any reference, …</summary>
    /// <typeparam name="T">The type, as in typed calls.</typeparam>
    /// <exception cref="ArgumentException">The type does not stand for the global's.</exception>
    public T? GetValue<T>()
    {
        CheckType<T>(WasmTypes.FitsFromWasm);
        Value value = Value;
        RawValue slot = value.Raw;
        object? reference = value.Reference;
        return WasmType<T>.Read(new ReadOnlySpan<RawValue>(in slot), new ReadOnlySpan<object?>(in reference), 0);
    }

    /// <summary>Sets its value from a .NET type that stands for its type.</summary>
    /// <typeparam name="T">The type, as in typed calls.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">It is immutable.</exception>
    /// <exception cref="ArgumentException">
    /// The type does not stand for the global's; or a reference is not of its type, or belongs to another store.
    /// </exception>
    public void SetValue<T>(T? value)
    {
        CheckType<T>(WasmTypes.FitsToWasm);
        var slot = default(RawValue);
        object? reference = null;
        WasmType<T>.Write(new Span<RawValue>(ref slot), new Span<object?>(ref reference), 0, value!);
        Value = Value.FromRaw(Type.Value, slot, reference);
    }

    private void CheckType<T>(Func<TypeRegistry, ValType, ValType, bool> fits)
    {
        if (!WasmTypes.TryGet(typeof(T), out ValType type) || !fits(Store.Engine.Types, type, Type.Value))
        {
            throw new ArgumentException($"{typeof(T).Name} does not stand for the global's type {Type.Value}", nameof(T));
        }
    }

    /// <summary>The engine's way to read it.</summary>
    protected abstract Value GetCore();

    /// <summary>The engine's way to write it, with a value of its type.</summary>
    protected abstract void SetCore(Value value);
}
