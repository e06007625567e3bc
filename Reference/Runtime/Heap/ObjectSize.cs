using Wasm.Core.Types;

namespace Wasm.Runtime.Heap;

/// <summary>
/// Sizes of objects on a garbage-collected heap as <see cref="Embedding.StoreLimits.HeapBytes"/> counts them: the same in
/// every engine, whatever an object really takes there. An object has a header of 16 bytes; a number or vector takes its
/// width, packed or not, and a reference 8 bytes; the sum is rounded up to a multiple of 8. An i31 takes nothing.
/// </summary>
public static class ObjectSize
{
    /// <summary>Bytes of an object without contents.</summary>
    public const int Header = 16;

    /// <summary>Bytes of a reference.</summary>
    public const int Reference = 8;

    /// <summary>Bytes of a struct.</summary>
    public static int OfStruct(StructType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        int bytes = Header;
        foreach (FieldType field in type.Fields)
        {
            bytes += WidthOf(field.Storage);
        }

        return (int)Round(bytes);
    }

    /// <summary>Bytes of an array.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="length">Number of elements.</param>
    public static long OfArray(ArrayType type, long length)
    {
        ArgumentNullException.ThrowIfNull(type);
        return OfArray(WidthOf(type.Element.Storage), length);
    }

    /// <summary>Bytes of an array whose elements' <see cref="WidthOf"/> is known.</summary>
    public static long OfArray(int width, long length) => Round(Header + (length * width));

    /// <summary>Bytes of an exception.</summary>
    /// <param name="tag">The tag's type.</param>
    public static int OfException(FunctionType tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        int bytes = Header;
        foreach (ValType type in tag.Parameters)
        {
            bytes += WidthOf(type);
        }

        return (int)Round(bytes);
    }

    /// <summary>Bytes that a field or element takes.</summary>
    public static int WidthOf(StorageType type) => type.Unpacked.IsReference ? Reference : type.ByteWidth;

    private static long Round(long bytes) => (bytes + 7) & ~7;
}
