using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// What can be imported and exported (specification, 4.2.5: external addresses). Mirrors Wasmtime's <c>Extern</c>.
/// </summary>
public abstract class Extern
{
    /// <summary>For engines: an object of a store.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    protected Extern(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.ThrowIfDisposed();
        Store = store;
    }

    /// <summary>The store it belongs to; no other accepts it.</summary>
    public Store Store { get; }

    /// <summary>Its type now, closed; memories and tables have their current size as minimum.</summary>
    public abstract ExternType Type { get; }

    /// <summary>What it is.</summary>
    public ExternKind Kind => Type.Kind;
}
