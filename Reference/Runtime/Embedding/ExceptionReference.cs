using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// An exception (specification, 4.2.16): what <c>exnref</c> refers to. Its identity is the object's, also when it goes
/// through the host. Mirrors Wasmtime's <c>ExnRef</c>.
/// </summary>
public abstract class ExceptionReference
{
    /// <summary>For engines: an exception.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="payload">One value per parameter of the tag, of its type.</param>
    protected ExceptionReference(Tag tag, ImmutableArray<Value> payload)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Tag = tag;
        Payload = payload;
    }

    /// <summary>What it is caught by.</summary>
    public Tag Tag { get; }

    /// <summary>The store it belongs to: its tag's.</summary>
    public Store Store => Tag.Store;

    /// <summary>One value per parameter of the tag's type.</summary>
    public ImmutableArray<Value> Payload { get; }

    /// <summary>A new exception. Mirrors Wasmtime's <c>ExnRef::new</c>.</summary>
    /// <param name="tag">Its tag, in whose store it will be.</param>
    /// <param name="payload">Its payload: one value per parameter of the tag's type.</param>
    /// <exception cref="ArgumentException">Number or type of the values is wrong, or one belongs to another store.</exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static ExceptionReference Create(Tag tag, params ReadOnlySpan<Value> payload)
    {
        ArgumentNullException.ThrowIfNull(tag);
        tag.Store.ThrowIfDisposed();
        ImmutableArray<ValType> types = tag.Signature.Parameters;
        if (payload.Length != types.Length)
        {
            throw new ArgumentException($"{types.Length} values expected, {payload.Length} given", nameof(payload));
        }

        for (int i = 0; i < payload.Length; i++)
        {
            tag.Store.Check(payload[i], types[i], "value", i, nameof(payload));
        }

        return tag.Store.Engine.CreateException(tag, [.. payload]);
    }
}
