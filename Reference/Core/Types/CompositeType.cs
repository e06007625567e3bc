using System.Collections.Immutable;

namespace Wasm.Core.Types;

/// <summary>A composite type (specification, 2.3.9): function, struct or array.</summary>
public abstract record CompositeType;

/// <summary>A function type. Equality is structural.</summary>
public sealed record FunctionType(ImmutableArray<ValType> Parameters, ImmutableArray<ValType> Results) : CompositeType
{
    /// <summary>No parameters, no results.</summary>
    public static FunctionType Empty { get; } = new([], []);

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()) && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (ValType type in Parameters)
        {
            hash.Add(type);
        }

        hash.Add(-1);
        foreach (ValType type in Results)
        {
            hash.Add(type);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>[i32 i64] -> [f32]</c></summary>
    public override string ToString() => $"[{string.Join(' ', Parameters)}] -> [{string.Join(' ', Results)}]";
}

/// <summary>A struct type. Equality is structural.</summary>
public sealed record StructType(ImmutableArray<FieldType> Fields) : CompositeType
{
    /// <inheritdoc/>
    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (FieldType field in Fields)
        {
            hash.Add(field);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"(struct{string.Concat(Fields.Select(field => $" (field {field})"))})";
}

/// <summary>An array type.</summary>
public sealed record ArrayType(FieldType Element) : CompositeType
{
    /// <inheritdoc/>
    public override string ToString() => $"(array {Element})";
}

/// <summary>A field of a struct, or the element of an array.</summary>
public readonly record struct FieldType(StorageType Storage, bool Mutable)
{
    /// <inheritdoc/>
    public override string ToString() => Mutable ? $"(mut {Storage})" : Storage.ToString();
}

/// <summary>How a field is stored.</summary>
public enum Packing : byte
{
    /// <summary>As the value type says.</summary>
    None,

    /// <summary>i8, read as i32.</summary>
    I8,

    /// <summary>i16, read as i32.</summary>
    I16,
}

/// <summary>A storage type: a value type, or a packed type whose unpacked form is i32.</summary>
/// <param name="Unpacked">The type of the operand stack's value.</param>
/// <param name="Packing">Whether and how it is packed.</param>
public readonly record struct StorageType(ValType Unpacked, Packing Packing = Packing.None)
{
    /// <summary>A byte, read as i32.</summary>
    public static StorageType I8 => new(ValType.I32, Packing.I8);

    /// <summary>Two bytes, read as i32.</summary>
    public static StorageType I16 => new(ValType.I32, Packing.I16);

    /// <summary>Whether it is i8 or i16.</summary>
    public bool IsPacked => Packing != Packing.None;

    /// <summary>A value type, stored as it is.</summary>
    public static implicit operator StorageType(ValType type) => new(type);

    /// <summary>Bytes that one element takes in a data segment; 0 for references.</summary>
    public int ByteWidth => Packing switch
    {
        Packing.I8 => 1,
        Packing.I16 => 2,
        _ => Unpacked.Code switch { 0x7F or 0x7D => 4, 0x7E or 0x7C => 8, 0x7B => 16, _ => 0 },
    };

    /// <inheritdoc/>
    public override string ToString() => Packing switch { Packing.I8 => "i8", Packing.I16 => "i16", _ => Unpacked.ToString() };
}
