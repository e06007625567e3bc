using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>A struct on the garbage-collected heap, as the host sees it.</summary>
public abstract class StructReference
{
    /// <summary>Its exact type.</summary>
    public abstract DefinedType Type { get; }

    /// <summary>Reads a field. Packed fields are zero-extended.</summary>
    public abstract Value GetField(int index);

    /// <summary>Writes a field, mutable or not checked by the caller. Packed fields are wrapped.</summary>
    public abstract void SetField(int index, Value value);
}

/// <summary>An array on the garbage-collected heap, as the host sees it.</summary>
public abstract class ArrayReference
{
    /// <summary>Its exact type.</summary>
    public abstract DefinedType Type { get; }

    public abstract int Length { get; }

    /// <summary>Reads an element. Packed elements are zero-extended.</summary>
    public abstract Value GetElement(int index);

    /// <summary>Writes an element. Packed elements are wrapped.</summary>
    public abstract void SetElement(int index, Value value);
}

/// <summary>
/// An unboxed scalar of 31 bits (specification, 4.2.1). It has no identity: two with one number are equal, and the same to
/// <c>ref.eq</c>. Belongs to no store.
/// </summary>
public sealed class I31Reference : IEquatable<I31Reference>
{
    private static readonly I31Reference[] Small = CreateSmall();

    private I31Reference(int value) => Value = value;

    /// <summary>The number, zero-extended (0 … 2^31-1).</summary>
    public int Value { get; }

    /// <summary>The number, sign-extended from bit 30.</summary>
    public int SignedValue => Value << 1 >> 1;

    /// <summary>The low 31 bits of a number. Two references with one value are the same to <c>ref.eq</c>.</summary>
    public static I31Reference Create(int value)
    {
        value &= 0x7FFF_FFFF;
        return value < Small.Length ? Small[value] : new I31Reference(value);
    }

    /// <inheritdoc/>
    public bool Equals(I31Reference? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as I31Reference);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <summary><c>ref.i31 7</c></summary>
    public override string ToString() => $"ref.i31 {Value}";

    private static I31Reference[] CreateSmall()
    {
        var small = new I31Reference[1024];
        for (int i = 0; i < small.Length; i++)
        {
            small[i] = new I31Reference(i);
        }

        return small;
    }
}

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
    public static ExceptionReference Create(Tag tag, params ReadOnlySpan<Value> payload)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ImmutableArray<ValType> types = tag.Signature.Parameters;
        if (payload.Length != types.Length)
        {
            throw new ArgumentException($"{types.Length} values expected, {payload.Length} given", nameof(payload));
        }

        for (int i = 0; i < payload.Length; i++)
        {
            if (!tag.Store.HasType(payload[i], types[i]))
            {
                throw new ArgumentException(tag.Store.DescribeMismatch(payload[i], types[i], $"value {i}"), nameof(payload));
            }
        }

        return tag.Store.Engine.CreateException(tag, [.. payload]);
    }
}
