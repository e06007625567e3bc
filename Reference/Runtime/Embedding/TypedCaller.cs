using Wasm.Runtime.Marshalling;

namespace Wasm.Runtime.Embedding;

/// <summary>Lets generic code make a <see cref="Caller{T}"/> without knowing its type.</summary>
internal interface ITypedCaller
{
    /// <summary>A <c>Func&lt;Caller, Caller&lt;T&gt;&gt;</c>.</summary>
    Delegate CreateConversion();
}

/// <summary>
/// Who calls a host function of a store with typed data. A delegate that is to be a host function may take it as
/// first parameter in <see cref="Caller"/>'s place. Mirrors Wasmtime's <c>Caller&lt;'_, T&gt;</c>.
/// </summary>
/// <typeparam name="T">Type of the store's data.</typeparam>
public readonly struct Caller<T> : ITypedCaller, IEquatable<Caller<T>>
{
    private readonly Caller _caller;

    /// <summary>The caller, if its store has data of the type.</summary>
    /// <param name="caller">The caller.</param>
    /// <exception cref="InvalidOperationException">The store is not a <see cref="Store{T}"/> of this type.</exception>
    public Caller(Caller caller)
    {
        _caller = caller;
        Store = caller.Store as Store<T> ?? throw new InvalidOperationException(
            $"the host function needs a Store<{TypeNames.Of(typeof(T))}>, but is called in a {(caller.Store is { } store ? store.Describe() : "null")}");
    }

    /// <summary>The store.</summary>
    public Store<T> Store { get; }

    /// <summary>The store's data, to read and to write.</summary>
    public ref T Data => ref Store.Data;

    /// <summary>The calling instance; null if the host called the function itself.</summary>
    public Instance? Instance => _caller.Instance;

    /// <summary>Fires when a call around this one is cancelled; see <see cref="Caller.CancellationToken"/>.</summary>
    public CancellationToken CancellationToken => _caller.CancellationToken;

    /// <summary>The same without typed data.</summary>
    public static implicit operator Caller(Caller<T> caller) => caller._caller;

    /// <summary>Whether store and instance are the same.</summary>
    public static bool operator ==(Caller<T> left, Caller<T> right) => left.Equals(right);

    /// <summary>Whether store or instance differ.</summary>
    public static bool operator !=(Caller<T> left, Caller<T> right) => !left.Equals(right);

    /// <summary>The same without typed data.</summary>
    public Caller ToCaller() => _caller;

    /// <summary>The export of the calling instance with a name; null if there is none, or no calling instance.</summary>
    public Extern? GetExport(string name) => _caller.GetExport(name);

    /// <summary>The exported function with a name; null if there is none.</summary>
    public Function? GetFunction(string name) => _caller.GetFunction(name);

    /// <summary>The exported memory with a name; null if there is none.</summary>
    public Memory? GetMemory(string name) => _caller.GetMemory(name);

    /// <summary>The exported table with a name; null if there is none.</summary>
    public Table? GetTable(string name) => _caller.GetTable(name);

    /// <summary>The exported global with a name; null if there is none.</summary>
    public Global? GetGlobal(string name) => _caller.GetGlobal(name);

    /// <summary>The exported tag with a name; null if there is none.</summary>
    public Tag? GetTag(string name) => _caller.GetTag(name);

    /// <inheritdoc/>
    public bool Equals(Caller<T> other) => _caller == other._caller;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Caller<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _caller.GetHashCode();

    /// <inheritdoc/>
    Delegate ITypedCaller.CreateConversion() => (Caller caller) => new Caller<T>(caller);
}
