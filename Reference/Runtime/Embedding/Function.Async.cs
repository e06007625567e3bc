using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Wasm.Runtime.Embedding;

// Asynchronous calls, the same for every engine: segments of a computation, each in the store's turn, and between them
// the host functions' tasks, for which no thread waits.
public abstract partial class Function
{
    /// <summary>
    /// Whether a synchronous call is refused at once: it is an asynchronous host function, or its instance imports
    /// one. Other functions that reach one are found out when they do.
    /// </summary>
    public bool RequiresAsync { get; }

    /// <summary>The instance that a function of WebAssembly belongs to; null for one of the host.</summary>
    protected virtual Instance? OwnInstance => null;

    /// <summary>
    /// Calls it, without blocking the thread when an asynchronous host function is unready: the call is suspended and
    /// goes on where the host function's task completes, or on the thread pool. Neither a trap nor a WebAssembly
    /// exception is thrown; a .NET exception of a host function passes through as the same object. Mirrors Wasmtime's
    /// <c>Func::call_async</c>.
    /// </summary>
    /// <remarks>
    /// Up to the first suspension it runs on the calling thread, unless the store is in use on another: then it waits
    /// for its turn. It may be called by host functions: the new call has a stack of its own, and both may be
    /// suspended at the same time. After its first suspension only its own options bound it. To block the thread that is
    /// in a store until such a call ends is a deadlock.
    /// </remarks>
    /// <param name="arguments">Exactly the parameters, of the right kinds (checked). Read before this method returns.</param>
    /// <param name="results">Room for the results; only written on return.</param>
    /// <param name="options">What bounds the call. Its fuel is counted while it runs, and not while others do.</param>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong, or one belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public ValueTask<Outcome> CallAsync(ReadOnlyMemory<Value> arguments, Memory<Value> results, CallOptions options = default)
    {
        CheckRoom(results.Length);
        (RawValue[] slots, object?[] references) = ToSlots(arguments.Span);
        return Finish(RunAsync(slots, references, options), slots, references, results);

        async ValueTask<Outcome> Finish(ValueTask<Outcome> call, RawValue[] slots, object?[] references, Memory<Value> results)
        {
            Outcome outcome = await call.ConfigureAwait(false);
            if (outcome.Kind == OutcomeKind.Return)
            {
                GetResults(slots, references, results.Span);
            }

            return outcome;
        }
    }

    /// <summary>Calls it asynchronously and gives the results; otherwise as <see cref="CallAsync"/>.</summary>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong, or one belongs to another store.</exception>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">The call stack is exhausted.</exception>
    public Task<Value[]> InvokeAsync(params ReadOnlySpan<Value> arguments) => InvokeAsync(arguments, default);

    /// <summary>Calls it asynchronously, bounded by options, and gives the results; otherwise as <see cref="CallAsync"/>.</summary>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong, or one belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The engine was made without what an option needs.</exception>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">The call stack is exhausted.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<Value[]> InvokeAsync(ReadOnlySpan<Value> arguments, CallOptions options)
    {
        (RawValue[] slots, object?[] references) = ToSlots(arguments);
        return Finish(RunAsync(slots, references, options), slots, references);

        async Task<Value[]> Finish(ValueTask<Outcome> call, RawValue[] slots, object?[] references)
        {
            Outcome outcome = await call.ConfigureAwait(false);
            outcome.ThrowIfNotReturn();
            var results = new Value[Signature.Results.Length];
            GetResults(slots, references, results);
            return results;
        }
    }

    /// <summary>
    /// Calls it asynchronously without a check of the arguments' types, as
    /// <see cref="CallUnchecked(Span{RawValue}, Span{object})"/> does. The arrays belong to the call until it ends.
    /// </summary>
    /// <param name="slots">As in <see cref="CallUnchecked(Span{RawValue}, Span{object})"/>.</param>
    /// <param name="references">As in <see cref="CallUnchecked(Span{RawValue}, Span{object})"/>; cleared while the call is suspended.</param>
    /// <param name="options">What bounds the call.</param>
    /// <exception cref="ArgumentException">There are too few slots.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public ValueTask<Outcome> CallUncheckedAsync(RawValue[] slots, object?[] references, CallOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(references);
        CheckSlots(slots.Length, references.Length);
        return RunAsync(slots, references, options);
    }

    /// <summary>The engine's asynchronous call: a computation that calls this function, not yet begun.</summary>
    protected internal abstract Computation CreateComputation();

    // Drives a computation.
    private async ValueTask<Outcome> RunAsync(RawValue[] slots, object?[] references, CallOptions options)
    {
        Store store = Store;
        CancellationToken token = options.CancellationToken;
        Computation? computation = null;
        CallLimit? limit = CallLimit.Create(store, options);
        try
        {
            while (true)
            {
                // It goes on in a turn of its own: inside another call, that one's token and fuel would bound it.
                if ((computation is not null && store.IsEntered) || !store.TryEnter(out StoreEntry entry))
                {
                    await store.WaitForTurn(token).ConfigureAwait(false);
                    entry = store.Claim();
                }

                // One segment. No await before the store is left: the owner is this thread.
                Outcome outcome;
                limit?.Activate();
                try
                {
                    store.AllowSuspension();
                    outcome = computation is null
                        ? (computation = CreateComputation()).Start(slots, references)
                        : computation.Resume(slots, references);
                }
                finally
                {
                    limit?.Deactivate();
                    store.Leave(entry);
                }

                if (outcome.Kind != OutcomeKind.Suspended)
                {
                    return outcome;
                }

                // The arguments are on the computation's stack now.
                Array.Clear(references);
                Task pending = outcome.Pending!;
                await (token.CanBeCanceled ? pending.WaitAsync(token) : pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (token.IsCancellationRequested)
                {
                    Abandon(pending);
                    throw new OperationCanceledException(token);
                }

                // Continuations of continuations: where they have grown too deep, go on from the ground.
                if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
                {
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }
            }
        }
        finally
        {
            computation?.Dispose();
            limit?.Dispose();
        }
    }

    /// <summary>The call was cancelled while it waited: nobody will look at how the host function ends.</summary>
    private static void Abandon(Task pending) =>
        _ = pending.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private (RawValue[] Slots, object?[] References) ToSlots(ReadOnlySpan<Value> arguments)
    {
        CheckArguments(arguments);
        int count = SlotCount;
        RawValue[] slots = count == 0 ? [] : new RawValue[count];
        object?[] references = HasReferences ? new object?[count] : [];
        SetArguments(arguments, slots, references);
        return (slots, references);
    }

    [DoesNotReturn]
    private void ThrowRequiresAsync() =>
        throw new InvalidOperationException(
            OwnInstance is { } instance ? AsyncMessages.Imported(this, instance) : AsyncMessages.Reached((HostFunction)this, caller: null));
}
