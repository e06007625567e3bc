using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// What a host function does, in the one form that engines call. Belongs to no store: one callback may stand behind
/// functions of many stores, and be called by many threads at once. Mirrors Wasmtime's <c>HostFunc</c>.
/// </summary>
/// <param name="signature">Parameters and results, closed over the engine's types.</param>
public abstract partial class HostCallback(FunctionType signature)
{
    /// <summary>Parameters and results.</summary>
    public FunctionType Signature { get; } = signature ?? throw new ArgumentNullException(nameof(signature));

    /// <summary>Whether it may be unready, so that functions which reach it must be called asynchronously.</summary>
    public virtual bool IsAsync => false;

    /// <summary>
    /// Runs it. It throws <see cref="TrapException"/> to trap and <see cref="WasmException"/> to throw; any other
    /// exception passes through wasm frames to the outermost caller.
    /// </summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="slots">
    /// At least as many as there are parameters or results. The arguments stand in the first ones; the results must
    /// take their places.
    /// </param>
    /// <param name="references">The same for references; empty if the signature has none.</param>
    /// <returns>Null if the results are in place; else a task, after which <see cref="End"/> puts them there.</returns>
    protected internal abstract Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references);

    /// <summary>Puts the results of a completed task into place, or throws as <see cref="Begin"/> does.</summary>
    /// <param name="task">What <see cref="Begin"/> returned, completed.</param>
    /// <param name="slots">As in <see cref="Begin"/>, but without the arguments.</param>
    /// <param name="references">The same for references.</param>
    protected internal virtual void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        throw new InvalidOperationException("this callback is never unready");
}

/// <summary>A callback over values, for any signature.</summary>
internal sealed class ValueCallback(FunctionType signature, HostDelegate function) : HostCallback(signature)
{
    /// <summary>Up to how many arguments and results stand on the .NET stack.</summary>
    private const int InlineValues = 4;

    private readonly HostDelegate _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int count = Signature.Parameters.Length + Signature.Results.Length;
        if (count <= InlineValues)
        {
            SmallValues small = default;
            Call(caller, ((Span<Value>)small)[..count], slots, references);
            return null;
        }

        Value[] values = ArrayPool<Value>.Shared.Rent(count);
        try
        {
            Call(caller, values.AsSpan(0, count), slots, references);
        }
        finally
        {
            // Only what was used: it must keep nothing alive and must not look like a result next time.
            values.AsSpan(0, count).Clear();
            ArrayPool<Value>.Shared.Return(values);
        }

        return null;
    }

    /// <param name="caller">As in <see cref="Begin"/>.</param>
    /// <param name="values">Room for arguments and results; all default.</param>
    /// <param name="slots">As in <see cref="Begin"/>.</param>
    /// <param name="references">As in <see cref="Begin"/>.</param>
    private void Call(Caller caller, Span<Value> values, Span<RawValue> slots, Span<object?> references)
    {
        ImmutableArray<ValType> parameters = Signature.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            values[i] = Value.FromRaw(parameters[i], slots[i], parameters[i].IsReference ? references[i] : null);
        }

        ImmutableArray<ValType> resultTypes = Signature.Results;
        Span<Value> results = values[parameters.Length..];
        _function(caller, values[..parameters.Length], results);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Kind != Value.KindOf(resultTypes[i]))
            {
                throw new InvalidOperationException($"a host function's result {i} must be {resultTypes[i]}, but is {results[i]}");
            }

            slots[i] = results[i].Raw;
            if (resultTypes[i].IsReference)
            {
                references[i] = results[i].Reference;
            }
        }
    }

    [InlineArray(InlineValues)]
    private struct SmallValues
    {
        private Value _first;
    }
}

/// <summary>A callback over slots.</summary>
internal sealed class RawCallback(FunctionType signature, RawHostDelegate function) : HostCallback(signature)
{
    private readonly RawHostDelegate _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        _function(caller, slots, references);
        return null;
    }
}
