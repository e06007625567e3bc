using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A function of the host. It throws <see cref="TrapException"/> to trap and <see cref="WasmException"/> to throw;
/// any other exception passes through wasm frames to the outermost caller.
/// </summary>
/// <param name="caller">Who calls.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="results">Room for the results, all of which must be written with values of the right kind.</param>
public delegate void HostDelegate(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results);

/// <summary>
/// A function of the host over slots: nothing is converted, and numbers are not checked. Mirrors what Wasmtime's
/// <c>Func::new_unchecked</c> takes.
/// </summary>
/// <param name="caller">Who calls.</param>
/// <param name="slots">
/// As many as there are parameters or results, at least. The arguments stand in the first ones; the results must take their places.
/// </param>
/// <param name="references">The same for references, whose types are checked; empty if the signature has none.</param>
public delegate void RawHostDelegate(Caller caller, Span<RawValue> slots, Span<object?> references);

/// <summary>A function of the host in a store (specification, 4.2.6 and 4.6.8 "Host Functions").</summary>
/// <param name="store">The store.</param>
/// <param name="type">Its type, with the callback's signature.</param>
/// <param name="callback">What it does.</param>
public abstract class HostFunction(Store store, DefinedType type, HostCallback callback) : Function(store, type, callback.IsAsync)
{
    /// <summary>What it does.</summary>
    public HostCallback Callback { get; } = callback;

    /// <inheritdoc/>
    public override string ToString() => "host function";

    /// <summary>
    /// For engines: calls it from WebAssembly. Of what it throws, three kinds are outcomes that WebAssembly knows;
    /// anything else is thrown on.
    /// </summary>
    /// <param name="caller">The calling instance.</param>
    /// <param name="slots">As in <see cref="Function.CallUnchecked(Span{RawValue}, Span{object})"/>.</param>
    /// <param name="references">As in <see cref="Function.CallUnchecked(Span{RawValue}, Span{object})"/>.</param>
    /// <returns>
    /// If <see cref="OutcomeKind.Suspended"/>, which only happens in a <see cref="Computation"/>, its task must be
    /// waited for and <see cref="End"/> be called then.
    /// </returns>
    /// <exception cref="InvalidOperationException">It is asynchronous, and the call around it is not.</exception>
    public Outcome Begin(Instance? caller, Span<RawValue> slots, Span<object?> references)
    {
        // Whether or not it would be ready at once: what works must not depend on luck.
        if (RequiresAsync && !Store.IsSuspendable)
        {
            throw new InvalidOperationException(AsyncMessages.Reached(this, caller));
        }

        try
        {
            Task? pending = Callback.Begin(new Caller(Store, caller), slots, references);
            if (pending is not null)
            {
                if (!pending.IsCompleted)
                {
                    return Store.IsSuspendable
                        ? Outcome.FromPending(pending)
                        : throw new InvalidOperationException("a host callback is unready though it is not asynchronous");
                }

                Callback.End(pending, slots, references);
            }
        }
        catch (Exception error) when (OutcomeOf(error) is { } outcome)
        {
            return outcome;
        }

        CheckResults(references);
        return Outcome.Return;
    }

    /// <summary>For engines: the end of a call that was suspended, when its task has completed.</summary>
    /// <param name="task">The task.</param>
    /// <param name="slots">Where the results go.</param>
    /// <param name="references">Where results that are references go.</param>
    public Outcome End(Task task, Span<RawValue> slots, Span<object?> references)
    {
        try
        {
            Callback.End(task, slots, references);
        }
        catch (Exception error) when (OutcomeOf(error) is { } outcome)
        {
            return outcome;
        }

        CheckResults(references);
        return Outcome.Return;
    }

    /// <inheritdoc/>
    protected internal override Computation CreateComputation() => new HostComputation(this);

    /// <inheritdoc/>
    protected override Outcome CallCore(Span<RawValue> slots, Span<object?> references) => Begin(null, slots, references);

    /// <summary>What an exception of the callback is to WebAssembly; null if it passes through as a .NET exception.</summary>
    private Outcome? OutcomeOf(Exception error) => error switch
    {
        WasmException thrown when ReferenceEquals(thrown.Exception.Store, Store) => Outcome.FromException(thrown.Exception),
        TrapException trapped => Outcome.FromTrap(trapped.Trap),
        ExhaustionException exhausted => Outcome.FromExhaustion(exhausted.Exhaustion),
        _ => null,
    };

    private void CheckResults(ReadOnlySpan<object?> references)
    {
        if (references.IsEmpty)
        {
            return;
        }

        ImmutableArray<ValType> types = Signature.Results;
        for (int i = 0; i < types.Length; i++)
        {
            var result = Value.FromReference(references[i]);
            if (types[i].IsReference && !Store.HasType(result, types[i]))
            {
                throw new InvalidOperationException(Store.DescribeMismatch(result, types[i], $"a host function's result {i}"));
            }
        }
    }
}
