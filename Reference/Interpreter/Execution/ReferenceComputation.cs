using System.Runtime.CompilerServices;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>An asynchronous call: a machine of its own, which is the store's active one during a segment.</summary>
internal sealed class ReferenceComputation(WasmFunction function) : Computation
{
    private readonly Machine _machine = Machine.ForComputation(StoreState.Of(function.Store));

    /// <inheritdoc/>
    protected override Outcome Start(Span<RawValue> slots, Span<object?> references)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Outcome.FromExhaustion(new Exhaustion());
        }

        StoreState state = StoreState.Of(function.Store);
        Machine? outer = state.Active;
        outer?.ThrowIfNoCallIsAllowed();
        state.Add(_machine);
        _machine.Outer = outer;
        state.Active = _machine;
        try
        {
            return _machine.Start(function, slots, references);
        }
        finally
        {
            state.Active = outer;
            _machine.Outer = null;
        }
    }

    /// <inheritdoc/>
    protected override Outcome Resume(Span<RawValue> slots, Span<object?> references)
    {
        StoreState state = StoreState.Of(function.Store);
        Machine? outer = state.Active;
        _machine.Outer = outer;
        state.Active = _machine;
        try
        {
            return _machine.Resume(function, slots, references);
        }
        finally
        {
            state.Active = outer;
            _machine.Outer = null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _machine.Forget();
}
