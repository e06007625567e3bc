using Wasm.Runtime.Marshalling;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A store with data of a known type, which host functions reach by <see cref="Caller{T}"/>. Mirrors Wasmtime's
/// <c>Store&lt;T&gt;</c>.
/// </summary>
/// <typeparam name="T">Type of the data: a class, or a struct, which is changed in place.</typeparam>
public sealed class Store<T> : Store
{
    private T _data;

    /// <summary>An empty store.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="data">The data.</param>
    /// <param name="limits">Sizes that it allows; without, the default ones.</param>
    public Store(Engine engine, T data, StoreLimits? limits = null)
        : base(engine, limits) => _data = data;

    /// <summary>The data, to read and to write. Mirrors <c>Store::data</c> and <c>Store::data_mut</c>.</summary>
    public new ref T Data => ref _data;

    internal override string Describe() => $"Store<{TypeNames.Of(typeof(T))}>";

    private protected override object? UntypedData
    {
        get => _data;
        set => _data = value is T or null && (value is not null || default(T) is null)
            ? (T)value!
            : throw new ArgumentException($"the data of a Store<{TypeNames.Of(typeof(T))}> cannot be {(value is null ? "null" : "of type " + TypeNames.Of(value.GetType()))}");
    }
}
