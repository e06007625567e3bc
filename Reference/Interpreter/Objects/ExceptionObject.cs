using System.Collections.Immutable;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>An exception (specification, 4.2.16).</summary>
internal sealed class ExceptionObject(Tag tag, ImmutableArray<Value> payload) : ExceptionReference(tag, payload)
{
    /// <summary>See <see cref="StoreHeap.Epoch"/>.</summary>
    public int Epoch { get; set; }
}
