using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// An exception tag (specification, 4.2.11): what exceptions are caught by. Its identity is the object's. Mirrors
/// Wasmtime's <c>Tag</c>.
/// </summary>
/// <param name="store">The store it belongs to.</param>
/// <param name="definedType">Its function type.</param>
public abstract class Tag(Store store, DefinedType definedType) : Extern(store)
{
    /// <summary>Its function type with identity; the parameters are the payload.</summary>
    public DefinedType DefinedType { get; } = definedType;

    /// <summary>Its function type, closed; the parameters are the payload, there are no results.</summary>
    public FunctionType Signature => DefinedType.Function;

    /// <inheritdoc/>
    public override ExternType Type => new TagType(DefinedType.Id);

    /// <summary>A new tag, different from every other. Mirrors Wasmtime's <c>Tag::new</c>.</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">Its function type, of the store's engine.</param>
    /// <exception cref="ArgumentException">The type is of another engine, no function type, or has results.</exception>
    public static Tag Create(Store store, DefinedType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.CheckEngine(type, nameof(type));
        return type.Composite is FunctionType { Results.IsEmpty: true }
            ? store.Engine.CreateTag(store, type)
            : throw new ArgumentException($"{Messages.NonEmptyTagResultType}, or no function type: {type.Composite}", nameof(type));
    }

    /// <summary>A new tag, different from every other, whose exceptions carry values of some types.</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="payload">The types, closed.</param>
    public static Tag Create(Store store, params ReadOnlySpan<ValType> payload)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Engine.CreateTag(store, store.Engine.Types.Register(new FunctionType([.. payload], [])));
    }
}
