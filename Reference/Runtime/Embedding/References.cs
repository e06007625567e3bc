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

/// <summary>An unboxed scalar: 31 bits.</summary>
public sealed class I31Reference
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

/// <summary>An exception: what <c>exnref</c> refers to.</summary>
/// <param name="tag">Its tag.</param>
/// <param name="payload">One value per parameter of the tag.</param>
public sealed class ExceptionReference(Tag tag, ImmutableArray<Value> payload)
{
    public Tag Tag { get; } = tag;

    public ImmutableArray<Value> Payload { get; } = payload;
}
