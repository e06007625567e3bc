using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>A function of a command: makes an instance, which lives as long as the call, and calls its function.</summary>
/// <param name="pre">The command.</param>
/// <param name="export">The export, a function.</param>
/// <param name="signature">Its signature.</param>
internal sealed class CommandCallback(InstancePre pre, Export export, FunctionType signature) : HostCallback(signature)
{
    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        var function = (Function)pre.Instantiate(caller.Store).GetExtern(export);
        function.CallUnchecked(slots, references).ThrowIfNotReturn();
        return null;
    }
}

/// <summary>The same for a command that is run asynchronously.</summary>
/// <param name="pre">The command.</param>
/// <param name="export">The export, a function.</param>
/// <param name="signature">Its signature.</param>
internal sealed class AsyncCommandCallback(InstancePre pre, Export export, FunctionType signature) : HostCallback(signature)
{
    /// <inheritdoc/>
    public override bool IsAsync => true;

    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int count = Math.Max(Signature.Parameters.Length, Signature.Results.Length);
        return RunAsync(caller, slots[..count].ToArray(), references.IsEmpty ? [] : references[..count].ToArray());
    }

    /// <inheritdoc/>
    protected internal override void End(Task task, Span<RawValue> slots, Span<object?> references)
    {
        (RawValue[] results, object?[] resultReferences) = ((Task<(RawValue[], object?[])>)task).GetAwaiter().GetResult();
        results.CopyTo(slots);
        resultReferences.CopyTo(references);
    }

    private async Task<(RawValue[] Slots, object?[] References)> RunAsync(Caller caller, RawValue[] slots, object?[] references)
    {
        CallOptions options = caller.CancellationToken;
        Instance instance = await pre.InstantiateAsync(caller.Store, options).ConfigureAwait(false);
        Outcome outcome = await ((Function)instance.GetExtern(export)).CallUncheckedAsync(slots, references, options).ConfigureAwait(false);
        outcome.ThrowIfNotReturn();
        return (slots, references);
    }
}
