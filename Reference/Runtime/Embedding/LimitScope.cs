namespace Wasm.Runtime.Embedding;

/// <summary>
/// Bounds all calls that its thread makes in a store until it is disposed; see <see cref="Store.Limit"/>. Cannot be
/// held over an await.
/// </summary>
public ref struct LimitScope
{
    private readonly StoreEntry _entry;
    private readonly CallLimit? _limit;
    private Store? _store;

    internal LimitScope(Store store, CallOptions options)
    {
        _limit = CallLimit.Create(store, options);
        try
        {
            _entry = store.Enter();
        }
        catch
        {
            _limit?.Dispose();
            throw;
        }

        _limit?.Activate();
        _store = store;
    }

    /// <summary>Ends the scope: fuel that is left goes back to the store, and other threads may use that.</summary>
    /// <exception cref="InvalidOperationException">A copy of it has ended already, or one that began after it has not.</exception>
    public void Dispose()
    {
        if (_store is { } store)
        {
            if (!store.IsOwned || (_limit is not null && !ReferenceEquals(store.ActiveLimit, _limit)))
            {
                throw new InvalidOperationException("scopes of limits end once each, the one that began last first");
            }

            _store = null;
            _limit?.Deactivate();
            store.Leave(_entry);
            _limit?.Dispose();
        }
    }
}
