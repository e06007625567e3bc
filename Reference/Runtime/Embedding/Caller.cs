namespace Wasm.Runtime.Embedding;

/// <summary>
/// Who calls a host function: its store, and the calling instance with its exports. Valid while the host function
/// runs. Mirrors Wasmtime's <c>Caller</c>.
/// </summary>
/// <param name="Store">The store.</param>
/// <param name="Instance">The calling instance; null if the host called the function itself.</param>
public readonly record struct Caller(Store Store, Instance? Instance)
{
    /// <summary>
    /// Fires when a call around this one is cancelled, so that the host function can stop too; see
    /// <see cref="CallOptions"/>. None if no call has a token.
    /// </summary>
    public CancellationToken CancellationToken { get; } = Store.CancellationToken;

    /// <summary>The store's <see cref="Embedding.Store.Data"/>.</summary>
    public object? Data => Store.Data;

    /// <summary>The export of the calling instance with a name; null if there is none, or no calling instance.</summary>
    public Extern? GetExport(string name) => Instance?.GetExport(name);

    /// <summary>The exported function with a name; null if there is none.</summary>
    public Function? GetFunction(string name) => Instance?.GetFunction(name);

    /// <summary>The exported memory with a name; null if there is none.</summary>
    public Memory? GetMemory(string name) => Instance?.GetMemory(name);

    /// <summary>The exported table with a name; null if there is none.</summary>
    public Table? GetTable(string name) => Instance?.GetTable(name);

    /// <summary>The exported global with a name; null if there is none.</summary>
    public Global? GetGlobal(string name) => Instance?.GetGlobal(name);

    /// <summary>The exported tag with a name; null if there is none.</summary>
    public Tag? GetTag(string name) => Instance?.GetTag(name);

    /// <summary>The same with typed data.</summary>
    /// <typeparam name="T">Type of the store's data.</typeparam>
    /// <exception cref="InvalidOperationException">The store is not a <see cref="Store{T}"/> of this type.</exception>
    public Caller<T> WithData<T>() => new(this);
}
