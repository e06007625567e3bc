using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Jit.Abi;

/// <summary>Kinds of objects; the byte at <see cref="ObjectLayout.KindOffset"/>.</summary>
internal enum ObjectKind : byte
{
    /// <summary>Free.</summary>
    None,

    /// <summary>A struct.</summary>
    Struct,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A reference of the host: index into the store's list of .NET objects at <see cref="ObjectLayout.HostIndexOffset"/>.</summary>
    Host,

    /// <summary>An exception: number of its tag in the store at <see cref="ObjectLayout.TagOffset"/>, then its payload like a struct's fields.</summary>
    Exception,
}

/// <summary>
/// Where things stand in objects. Header: type id (32 bits; structs and arrays), kind (8), three bytes of the heap's own. Then a
/// struct's fields from offset 8, each aligned to its width, in order, so that a subtype's begin with its supertype's; an array's
/// length (32 bits) at 8 and elements from 16. References have 4 bytes, function references 8.
/// </summary>
internal static class ObjectLayout
{
    /// <summary>Offset of the type id.</summary>
    public const int TypeOffset = 0;

    /// <summary>The type id of references of the host: no type's, so that casts to exact types need not look at the kind.</summary>
    public const uint NoType = uint.MaxValue;

    /// <summary>Offset of the kind.</summary>
    public const int KindOffset = 4;

    /// <summary>Offset of an array's length.</summary>
    public const int LengthOffset = 8;

    /// <summary>Offset of an array's first element.</summary>
    public const int ElementsOffset = 16;

    /// <summary>Offset of a host reference's index.</summary>
    public const int HostIndexOffset = 8;

    /// <summary>Offset of an exception's tag: its number in the store, 32 bits.</summary>
    public const int TagOffset = 0;

    /// <summary>Offset of a struct's first field, and of an exception's payload.</summary>
    public const int FieldsOffset = 8;

    /// <summary>Bytes below the heap's first object, never mapped.</summary>
    public const int NullGuard = 256 * 1024;

    /// <summary>Bytes that a field or element takes.</summary>
    /// <param name="registry">To tell functions from other references.</param>
    /// <param name="storage">Its type, closed.</param>
    public static int WidthOf(TypeRegistry registry, StorageType storage) => !storage.Unpacked.IsReference
        ? storage.ByteWidth
        : IsFunction(registry, storage.Unpacked) ? 8 : 4;

    /// <summary>Whether a type's references are function references.</summary>
    public static bool IsFunction(TypeRegistry registry, ValType type) => registry.TopOf(type.HeapType) == HeapType.Func;

    /// <summary>Offset of a field; for the number of fields, the size in bytes, not rounded.</summary>
    public static int OffsetOf(TypeRegistry registry, ImmutableArray<FieldType> fields, int field)
    {
        int offset = FieldsOffset;
        for (int i = 0; ; i++)
        {
            if (i == fields.Length)
            {
                return offset;
            }

            int width = WidthOf(registry, fields[i].Storage);
            offset = (offset + width - 1) & -width;
            if (i == field)
            {
                return offset;
            }

            offset += width;
        }
    }

    /// <summary>The same for an exception's payload.</summary>
    public static int OffsetOf(TypeRegistry registry, ImmutableArray<ValType> payload, int index)
    {
        int offset = FieldsOffset;
        for (int i = 0; ; i++)
        {
            if (i == payload.Length)
            {
                return offset;
            }

            int width = WidthOf(registry, payload[i]);
            offset = (offset + width - 1) & -width;
            if (i == index)
            {
                return offset;
            }

            offset += width;
        }
    }
}
