namespace Wasm.Runtime.Embedding;

/// <summary>
/// One asynchronous call, with a stack of its own: it can stop in the middle, while it waits for a host function, and
/// go on later, on any thread. What an engine implements to make <see cref="Function.CallAsync"/> possible; Wasmtime's
/// counterpart is the fiber.
/// </summary>
/// <remarks>
/// The driver calls <see cref="Start"/> once, then <see cref="Resume"/> each time that the task of an
/// <see cref="OutcomeKind.Suspended"/> outcome has completed, until the outcome is another or an exception is thrown.
/// Both run while the thread owns the store: the first possibly inside another call whose host function started this one,
/// the second never. Calls from one computation's host functions nest on its own stack and cannot suspend.
/// Any number of computations of a store may be suspended at once, and a suspended one should hold little.
/// </remarks>
public abstract class Computation : IDisposable
{
    /// <summary>Begins the call.</summary>
    /// <param name="slots">The arguments, as in <see cref="Function.CallUnchecked(Span{RawValue}, Span{object})"/>; results take their places if it returns.</param>
    /// <param name="references">The same for references.</param>
    /// <returns>How it ended, or that it is suspended.</returns>
    protected internal abstract Outcome Start(Span<RawValue> slots, Span<object?> references);

    /// <summary>
    /// Goes on after the task that the last outcome carried has completed: takes its result by
    /// <see cref="HostFunction.End"/>, so that what the task threw passes through the frames.
    /// </summary>
    /// <param name="slots">Where results go.</param>
    /// <param name="references">Where results that are references go.</param>
    /// <returns>How the call ended, or that it is suspended again.</returns>
    protected internal abstract Outcome Resume(Span<RawValue> slots, Span<object?> references);

    /// <summary>
    /// Frees what it holds: after the call's end, or in the middle if nobody waits for it any more. Called at most
    /// once by the driver, on any thread, whether or not that owns the store.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    /// <param name="disposing">False in a finalizer: if all referrers have forgotten it.</param>
    protected abstract void Dispose(bool disposing);
}

/// <summary>An asynchronous call of a host function by the host: no WebAssembly frame is on its stack.</summary>
internal sealed class HostComputation(HostFunction function) : Computation
{
    private Task? _pending;

    /// <inheritdoc/>
    protected internal override Outcome Start(Span<RawValue> slots, Span<object?> references) =>
        Note(function.Begin(null, slots, references));

    /// <inheritdoc/>
    protected internal override Outcome Resume(Span<RawValue> slots, Span<object?> references) =>
        Note(function.End(_pending!, slots, references));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _pending = null;

    private Outcome Note(Outcome outcome)
    {
        _pending = outcome.Pending;
        return outcome;
    }
}
