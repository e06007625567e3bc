using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A function of the host that may be unready. While its task runs, the WebAssembly frames that called it are
/// suspended, and no thread waits. It throws as <see cref="HostDelegate"/> does. What it does after its first await runs
/// outside the store's turn (see <see cref="Store"/>). Mirrors what Wasmtime's <c>Func::new_async</c> takes.
/// </summary>
/// <param name="caller">Who calls. Its token says when nobody waits any more.</param>
/// <param name="arguments">The arguments; valid until the task completes.</param>
/// <param name="results">Room for the results, all of which must be written with values of the right kind.</param>
public delegate ValueTask AsyncHostDelegate(Caller caller, ReadOnlyMemory<Value> arguments, Memory<Value> results);

/// <summary>An asynchronous callback over values, for any signature.</summary>
internal sealed class AsyncValueCallback(FunctionType signature, AsyncHostDelegate function) : HostCallback(signature)
{
    private readonly AsyncHostDelegate _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public override bool IsAsync => true;

    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        ImmutableArray<ValType> parameters = Signature.Parameters;
        var arguments = new Value[parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Value.FromRaw(parameters[i], slots[i], parameters[i].IsReference ? references[i] : null);
        }

        var results = new Value[Signature.Results.Length];
        ValueTask pending = _function(caller, arguments, results);
        if (!pending.IsCompleted)
        {
            return WithResults(pending, results);
        }

        pending.GetAwaiter().GetResult();
        SetResults(results, slots, references);
        return null;
    }

    /// <inheritdoc/>
    protected internal override void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        SetResults(((Task<Value[]>)task).GetAwaiter().GetResult(), slots, references);

    private static async Task<Value[]> WithResults(ValueTask pending, Value[] results)
    {
        await pending.ConfigureAwait(false);
        return results;
    }

    private void SetResults(Value[] results, Span<RawValue> slots, Span<object?> references)
    {
        ImmutableArray<ValType> types = Signature.Results;
        for (int i = 0; i < types.Length; i++)
        {
            if (results[i].Kind != Value.KindOf(types[i]))
            {
                throw new InvalidOperationException($"a host function's result {i} must be {types[i]}, but is {results[i]}");
            }

            slots[i] = results[i].Raw;
            if (types[i].IsReference)
            {
                references[i] = results[i].Reference;
            }
        }
    }
}
