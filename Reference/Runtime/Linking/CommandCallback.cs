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
