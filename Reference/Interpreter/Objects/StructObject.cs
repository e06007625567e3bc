using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>
/// A struct (specification, 4.2.14). The first fields of each class stand in the object itself: most structs have
/// few, and one object is cheaper than three. Packed fields are kept zero-extended (<c>packfield</c>).
/// </summary>
internal sealed class StructObject : StructReference
{
    private const int Inline = 2;

    private readonly ulong[] _numbers;
    private readonly object?[] _references;
    private readonly Vector128<byte>[] _vectors;
    private ulong _number0;
    private ulong _number1;
    private object? _reference0;
    private object? _reference1;

    /// <summary>All fields zero or null.</summary>
    public StructObject(StructShape shape)
    {
        Shape = shape;
        _numbers = shape.NumberCount > Inline ? new ulong[shape.NumberCount - Inline] : [];
        _references = shape.ReferenceCount > Inline ? new object?[shape.ReferenceCount - Inline] : [];
        _vectors = shape.VectorCount > 0 ? new Vector128<byte>[shape.VectorCount] : [];
    }

    public StructShape Shape { get; }

    /// <inheritdoc/>
    public override DefinedType Type => Shape.Type;

    /// <summary>A number field by its slot.</summary>
    public ref ulong Number(int slot)
    {
        switch (slot)
        {
            case 0:
                return ref _number0;
            case 1:
                return ref _number1;
            default:
                return ref _numbers[slot - Inline];
        }
    }

    /// <summary>A reference field by its slot.</summary>
    public ref object? Reference(int slot)
    {
        switch (slot)
        {
            case 0:
                return ref _reference0;
            case 1:
                return ref _reference1;
            default:
                return ref _references[slot - Inline];
        }
    }

    /// <summary>A vector field by its slot.</summary>
    public ref Vector128<byte> Vector(int slot) => ref _vectors[slot];

    /// <inheritdoc/>
    public override Value GetField(int index)
    {
        FieldSlot field = Shape.Fields[index];
        return field.Kind switch
        {
            StorageKind.Reference => Value.FromReference(Reference(field.Slot)),
            StorageKind.Vector => Value.FromV128(Vector(field.Slot)),
            _ => Values.Make(Type.Struct.Fields[index].Storage.Unpacked, Number(field.Slot), null, default),
        };
    }

    /// <inheritdoc/>
    public override void SetField(int index, Value value)
    {
        FieldSlot field = Shape.Fields[index];
        ValType type = Type.Struct.Fields[index].Storage.Unpacked;
        if (value.Kind != Value.KindOf(type))
        {
            throw new ArgumentException($"{type} expected, {value} given", nameof(value));
        }

        switch (field.Kind)
        {
            case StorageKind.Reference:
                Reference(field.Slot) = value.Reference;
                break;
            case StorageKind.Vector:
                Vector(field.Slot) = value.V128;
                break;
            default:
                Number(field.Slot) = Pack(field.Kind, value.Low);
                break;
        }
    }

    /// <summary><c>packfield</c> (specification, 4.2.14): a packed field keeps the low bits.</summary>
    public static ulong Pack(StorageKind kind, ulong value) => kind switch
    {
        StorageKind.Bits8 => (byte)value,
        StorageKind.Bits16 => (ushort)value,
        _ => value,
    };
}
