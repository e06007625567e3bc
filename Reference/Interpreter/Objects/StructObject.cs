using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>
/// A struct (specification, 4.2.15). The first fields of each class stand in the object itself: most structs have
/// few, and one object is cheaper than several. Packed fields are kept zero-extended (<c>packfield</c>).
/// </summary>
internal sealed class StructObject : StructReference
{
    private const int Inline = 2;

    // Those that do not fit; vectors as two numbers each, behind the numbers.
    private readonly ulong[]? _numbers;
    private readonly object?[]? _references;
    private ulong _number0;
    private ulong _number1;
    private object? _reference0;
    private object? _reference1;

    /// <summary>All fields zero or null.</summary>
    public StructObject(StructShape shape)
    {
        Shape = shape;
        StructFields fields = shape.Fields;
        int numbers = fields.NumberCount + (2 * fields.VectorCount);
        if (numbers > Inline)
        {
            _numbers = new ulong[numbers - Inline];
        }

        if (fields.ReferenceCount > Inline)
        {
            _references = new object?[fields.ReferenceCount - Inline];
        }
    }

    public StructShape Shape { get; }

    /// <summary>See <see cref="StoreHeap.Epoch"/>.</summary>
    public int Epoch { get; set; }

    /// <inheritdoc/>
    public override Store Store => Shape.Heap.Store;

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
                return ref _numbers![slot - Inline];
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
                return ref _references![slot - Inline];
        }
    }

    /// <summary>Reads a vector field by its slot.</summary>
    public Vector128<byte> GetVector(int slot)
    {
        int low = Shape.Fields.NumberCount + (2 * slot);
        return Vector128.Create(Number(low), Number(low + 1)).AsByte();
    }

    /// <summary>Writes a vector field by its slot.</summary>
    public void SetVector(int slot, Vector128<byte> value)
    {
        int low = Shape.Fields.NumberCount + (2 * slot);
        Number(low) = value.AsUInt64().GetElement(0);
        Number(low + 1) = value.AsUInt64().GetElement(1);
    }

    /// <inheritdoc/>
    protected override Value GetCore(int index)
    {
        FieldSlot field = Shape.Fields.Slots[index];
        return field.Kind switch
        {
            StorageKind.Reference => Value.FromReference(Reference(field.Slot)),
            StorageKind.Vector => Value.FromV128(GetVector(field.Slot)),
            _ => Values.Make(Type.Struct.Fields[index].Storage.Unpacked, Number(field.Slot), null, default),
        };
    }

    /// <inheritdoc/>
    protected override void SetCore(int index, Value value)
    {
        FieldSlot field = Shape.Fields.Slots[index];
        switch (field.Kind)
        {
            case StorageKind.Reference:
                Reference(field.Slot) = value.Reference;
                break;
            case StorageKind.Vector:
                SetVector(field.Slot, value.V128);
                break;
            default:
                Number(field.Slot) = Pack(field.Kind, value.Low);
                break;
        }
    }

    /// <summary><c>packfield</c> (specification, 4.2.15): a packed field keeps the low bits.</summary>
    public static ulong Pack(StorageKind kind, ulong value) => kind switch
    {
        StorageKind.Bits8 => (byte)value,
        StorageKind.Bits16 => (ushort)value,
        _ => value,
    };
}
