namespace Wasm.Runtime.Embedding;

// What ends running code from outside: interruption of the whole store, cancellation of calls.
public partial class Store
{
    private volatile bool _interrupted;
    private volatile bool _stopRequested;

    // Held while the engine is told of a request, and while its state is freed. Requests are rare.
    private readonly Lock _stopLock = new();

    /// <summary>Whether <see cref="Interrupt"/> was called since the last <see cref="ClearInterrupt"/>.</summary>
    public bool IsInterrupted => _interrupted;

    /// <summary>
    /// For engines: code looks at this at function entries, taken branches and in long operations, and asks
    /// <see cref="ConfirmStop"/> if it is set. Never set if the engine is not <see cref="EngineOptions.Interruptible"/>.
    /// </summary>
    public bool IsStopRequested => _stopRequested;

    /// <summary>
    /// The token that ends the innermost call that runs now: its own and those of the calls around it. None if no
    /// call has one. For host functions; valid until the call's end.
    /// </summary>
    public CancellationToken CancellationToken => ActiveLimit?.CombinedToken ?? default;

    /// <summary>Options of the innermost call that runs now and has any. Only the owning thread touches it.</summary>
    internal CallLimit? ActiveLimit { get; set; }

    /// <summary>
    /// Bounds all calls that this thread makes in the store until the scope is disposed, typed ones too:
    /// <c>using (store.Limit(token)) { f(1); }</c>. Until then the store belongs to this thread, as in a call:
    /// asynchronous calls that are to go on elsewhere wait, and those begun in the scope are bounded by it up to their
    /// first suspension only: give them options of their own.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The engine was made without what an option needs, or the store is in use on another thread.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token is cancelled already.</exception>
    public LimitScope Limit(CallOptions options) => new(this, options);

    /// <summary>
    /// Ends running code at the next check with an <c>interrupted</c> trap, from any thread; stays until
    /// <see cref="ClearInterrupt"/>. To end one call and not all, use <see cref="CallOptions.CancellationToken"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The engine has no <see cref="EngineOptions.Interruptible"/>.</exception>
    public void Interrupt()
    {
        if (!Engine.Options.Interruptible)
        {
            throw new InvalidOperationException($"the engine was made without {nameof(EngineOptions.Interruptible)}");
        }

        _interrupted = true;
        RequestStop();
    }

    /// <summary>Lets code run again after <see cref="Interrupt"/>.</summary>
    public void ClearInterrupt() => _interrupted = false;

    /// <summary>
    /// For engines, when <see cref="IsStopRequested"/> was seen: whether the code that runs must end with an
    /// <c>interrupted</c> trap. If not, it goes on: the request was for a call that has ended or is suspended.
    /// </summary>
    /// <remarks>
    /// An engine with a flag of its own, set by <see cref="Engine.OnStopRequested"/>, clears that before it asks: a
    /// request that stands sets it again.
    /// </remarks>
    /// <exception cref="OperationCanceledException">
    /// The call is cancelled. To be let through like an exception of a host function.
    /// </exception>
    public bool ConfirmStop()
    {
        // The request is only a hint. Forgotten first, then looked for its cause: a cause that comes after the look
        // sets it again.
        _stopRequested = false;
        Interlocked.MemoryBarrier();
        if (_interrupted)
        {
            RequestStop();
            return true;
        }

        // The outermost of the cancelled calls ends, and with it those inside.
        CallLimit? cancelled = null;
        for (CallLimit? limit = ActiveLimit; limit is not null; limit = limit.Outer)
        {
            if (limit.Token.IsCancellationRequested)
            {
                cancelled = limit;
            }
        }

        if (cancelled is null)
        {
            return false;
        }

        RequestStop();
        throw new OperationCanceledException(cancelled.Token);
    }

    /// <summary>A call's token has fired, or all are to end; from any thread.</summary>
    internal void RequestStop()
    {
        _stopRequested = true;
        lock (_stopLock)
        {
            if (!IsDisposed)
            {
                Engine.OnStopRequested(this);
            }
        }
    }
}
