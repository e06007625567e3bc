namespace Wasm.Runtime.Embedding;

// Who runs in the store: one thread at a time, any number of entries of it inside each other.
public partial class Store
{
    private const int Free = 0;

    /// <summary>Promised to the waiter that was woken.</summary>
    private const int Promised = -1;

    private const int Disposed = -2;

    private readonly Lock _waitersLock = new();
    private Queue<Turn>? _waiters;
    private volatile bool _hasWaiters;

    /// <summary>Managed id of the thread that runs in the store, or one of the above.</summary>
    private int _owner;

    /// <summary>
    /// Whether what runs now may be suspended: the innermost call is asynchronous, and no host function stands between
    /// it and the code that runs.
    /// </summary>
    internal bool IsSuspendable { get; private set; }

    /// <summary>Whether this thread runs in the store.</summary>
    internal bool IsOwned => _owner == Environment.CurrentManagedThreadId;

    /// <summary>Whether this thread is in the store.</summary>
    internal bool IsEntered => _owner == Environment.CurrentManagedThreadId;

    /// <summary>Enters for a synchronous call.</summary>
    /// <exception cref="InvalidOperationException">Another thread runs in the store.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    internal StoreEntry Enter()
    {
        if (!TryEnter(out StoreEntry entry))
        {
            throw new InvalidOperationException("the store is in use on another thread");
        }

        return entry;
    }

    /// <summary>Enters, unless another thread runs in the store. Code that runs then cannot be suspended.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    internal bool TryEnter(out StoreEntry entry)
    {
        int thread = Environment.CurrentManagedThreadId;

        // Only this thread writes its own number, and takes it away again.
        if (_owner == thread)
        {
            entry = new StoreEntry(isOutermost: false, IsSuspendable);
            IsSuspendable = false;
            return true;
        }

        entry = new StoreEntry(isOutermost: true, wasSuspendable: false);
        if (Interlocked.CompareExchange(ref _owner, thread, Free) == Free)
        {
            return true;
        }

        ThrowIfDisposed();
        return false;
    }

    /// <summary>Undoes <see cref="Enter"/>, <see cref="TryEnter"/> or <see cref="Claim"/>.</summary>
    internal void Leave(StoreEntry entry)
    {
        IsSuspendable = entry.WasSuspendable;
        if (entry.IsOutermost)
        {
            // The next read may happen before this write is seen; WaitForTurn forces the order for both sides.
            Volatile.Write(ref _owner, Free);
            if (_hasWaiters)
            {
                WakeNext();
            }
        }
    }

    /// <summary>Waits, without blocking a thread, until the store is promised to the caller, who then calls <see cref="Claim"/>.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed; thrown by the task.</exception>
    internal Task WaitForTurn(CancellationToken cancellationToken)
    {
        var turn = new Turn(cancellationToken);
        lock (_waitersLock)
        {
            _waiters ??= new Queue<Turn>();
            _waiters.Enqueue(turn);
            _hasWaiters = true;
        }

        // A thread that is leaving either has seen the waiter or has made its leaving visible: that costs it nothing,
        // and here, where one waits anyway, microseconds.
        Interlocked.MemoryBarrierProcessWide();
        WakeNext();
        return turn.Task;
    }

    /// <summary>Enters after <see cref="WaitForTurn"/>, on the thread that is to run.</summary>
    internal StoreEntry Claim()
    {
        Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
        return new StoreEntry(isOutermost: true, wasSuspendable: false);
    }

    /// <summary>What runs in this entry from now on may be suspended.</summary>
    internal void AllowSuspension() => IsSuspendable = true;

    /// <summary>Promises the store to the first waiter if nobody is in it; turns all away if it was disposed.</summary>
    private void WakeNext()
    {
        lock (_waitersLock)
        {
            if (!_hasWaiters)
            {
                return;
            }

            int owner = Interlocked.CompareExchange(ref _owner, Promised, Free);
            if (owner != Free)
            {
                // Whoever is in it does this when leaving.
                if (owner == Disposed)
                {
                    TurnAway();
                }

                return;
            }

            // One whose wait was cancelled does not take it.
            bool promised = false;
            while (!promised && _waiters!.TryDequeue(out Turn? turn))
            {
                promised = turn.TryGive();
            }

            _hasWaiters = _waiters!.Count > 0;
            if (!promised)
            {
                Volatile.Write(ref _owner, Free);
            }
        }
    }

    private void TurnAway()
    {
        while (_waiters!.TryDequeue(out Turn? turn))
        {
            turn.TrySetException(new ObjectDisposedException(GetType().FullName));
        }

        _hasWaiters = false;
    }

    /// <summary>A waiter. Continuations run elsewhere: not under the lock, nor on top of who leaves.</summary>
    private sealed class Turn : TaskCompletionSource
    {
        private readonly CancellationTokenRegistration _registration;

        public Turn(CancellationToken cancellationToken)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            if (cancellationToken.CanBeCanceled)
            {
                _registration = cancellationToken.UnsafeRegister(static (turn, token) => ((Turn)turn!).TrySetCanceled(token), this);
            }
        }

        public bool TryGive()
        {
            _registration.Unregister();
            return TrySetResult();
        }
    }
}

/// <summary>An entry into a store, which ends it.</summary>
/// <param name="isOutermost">Whether the thread was not in the store before.</param>
/// <param name="wasSuspendable">Value of <see cref="Store.IsSuspendable"/> before.</param>
internal readonly struct StoreEntry(bool isOutermost, bool wasSuspendable)
{
    public bool IsOutermost { get; } = isOutermost;

    public bool WasSuspendable { get; } = wasSuspendable;
}
