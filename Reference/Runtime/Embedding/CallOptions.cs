namespace Wasm.Runtime.Embedding;

/// <summary>What bounds a call. The default bounds nothing.</summary>
/// <remarks>
/// Options of nested synchronous calls add up: a call made by a host function is ended by its own token and by those of
/// the calls around it, and gets no more fuel than these have left. An asynchronous call is bound by those around it
/// until it is first suspended; then it goes on in turns of its own, bound by its own options alone.
/// </remarks>
public readonly record struct CallOptions
{
    /// <summary>
    /// Ends the call with an <see cref="OperationCanceledException"/> of this token: running WebAssembly code at its
    /// next branch or call, a long <c>memory.fill</c> and its like in the middle (what was written stays), waiting for
    /// an asynchronous host function at once. The engine must be <see cref="EngineOptions.Interruptible"/>.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// How much fuel the call may use at most; more makes it trap. It is taken from <see cref="Store.Fuel"/>, where
    /// what the call leaves goes back. The engine must <see cref="EngineOptions.ConsumeFuel"/>. Null: all the store has.
    /// </summary>
    public long? Fuel { get; init; }

    /// <summary>Whether nothing is bounded.</summary>
    internal bool IsDefault => !CancellationToken.CanBeCanceled && Fuel is null;

    /// <summary>Options with just a token.</summary>
    public static implicit operator CallOptions(CancellationToken cancellationToken) => FromCancellationToken(cancellationToken);

    /// <summary>Options with just a token.</summary>
    public static CallOptions FromCancellationToken(CancellationToken cancellationToken) =>
        new() { CancellationToken = cancellationToken };
}
