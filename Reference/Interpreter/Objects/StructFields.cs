using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Interpreter.Objects;

/// <summary>How a field or an array's elements are kept.</summary>
internal enum StorageKind : byte
{
    /// <summary>i32 or f32.</summary>
    Bits32,

    /// <summary>i64 or f64.</summary>
    Bits64,

    /// <summary>Packed i8.</summary>
    Bits8,

    /// <summary>Packed i16.</summary>
    Bits16,

    Reference,
    Vector,
}

/// <summary>Where a field is: a kind, and a position among the struct's fields that are kept together with it.</summary>
internal readonly record struct FieldSlot(StorageKind Kind, int Slot);

/// <summary>
/// Where a struct type's fields are. Fields are numbered in order, separately for numbers, references and
/// vectors; so a subtype, whose fields begin with its supertype's, has them in the same places.
/// </summary>
internal sealed class StructFields
{
    private readonly FieldSlot[] _slots;

    public StructFields(StructType type)
    {
        ImmutableArray<FieldType> fields = type.Fields;
        _slots = new FieldSlot[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            StorageKind kind = KindOf(fields[i].Storage);
            int slot = kind switch
            {
                StorageKind.Reference => ReferenceCount++,
                StorageKind.Vector => VectorCount++,
                _ => NumberCount++,
            };
            _slots[i] = new(kind, slot);
        }
    }

    public ReadOnlySpan<FieldSlot> Slots => _slots;

    public int NumberCount { get; }

    public int ReferenceCount { get; }

    public int VectorCount { get; }

    /// <summary>How values of a storage type are kept.</summary>
    public static StorageKind KindOf(StorageType storage) => storage.Packing switch
    {
        Packing.I8 => StorageKind.Bits8,
        Packing.I16 => StorageKind.Bits16,
        _ => storage.Unpacked switch
        {
            { IsReference: true } => StorageKind.Reference,
            { IsVector: true } => StorageKind.Vector,
            _ => storage.ByteWidth == 4 ? StorageKind.Bits32 : StorageKind.Bits64,
        },
    };
}
