namespace Wasm.Runtime.Embedding;

// The end of a store.
public partial class Store
{
    /// <summary>Whether it was disposed.</summary>
    public bool IsDisposed => Volatile.Read(ref _owner) == Disposed;

    /// <summary>
    /// Frees what the engine has for the store outside of .NET's heap. The store and everything in it can no longer be
    /// used: what would touch it throws <see cref="ObjectDisposedException"/>, spans of its memories must not be used
    /// any more, and asynchronous calls that are suspended end with that exception when they would go on. A second time
    /// it does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something runs in the store, on this thread or another.</exception>
    public void Dispose()
    {
        int owner = Interlocked.CompareExchange(ref _owner, Disposed, Free);
        if (owner == Disposed)
        {
            return;
        }

        if (owner != Free)
        {
            throw new InvalidOperationException("the store cannot be disposed while something runs in it");
        }

        WakeNext();

        // Not while another thread is telling the engine of a request to stop.
        lock (_stopLock)
        {
            (EngineState as IDisposable)?.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// For engines: to be called where a runtime object would touch what <see cref="Dispose"/> frees, and nobody has
    /// entered the store for it, such as a memory's spans.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_owner == Disposed, this);
}
