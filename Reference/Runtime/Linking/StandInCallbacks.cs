using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>A function that was imported and not defined: its call fails.</summary>
/// <param name="import">The import.</param>
internal sealed class UnknownImportCallback(ImportType import) : HostCallback(import.Signature!)
{
    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references) =>
        throw new UnknownImportException(import.Module, import.Name, import.Type);
}

/// <summary>A function that returns zeros and nulls.</summary>
/// <param name="signature">Parameters and results.</param>
internal sealed class DefaultResultsCallback(FunctionType signature) : HostCallback(signature)
{
    /// <inheritdoc/>
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        slots[..Signature.Results.Length].Clear();
        references.Clear();
        return null;
    }
}
