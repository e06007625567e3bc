using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Runtime.Heap;

namespace Wasm.Jit.Heap;

/// <summary>What the collector and the host know of the objects of one type, or of the exceptions of one tag. Immutable.</summary>
internal sealed class ObjectShape
{
    private readonly int _accountedWidth;

    private ObjectShape(int bytes, long accountedBytes, int accountedWidth, int elementWidth, int[] references, int[] functions)
    {
        Bytes = bytes;
        AccountedBytes = accountedBytes;
        _accountedWidth = accountedWidth;
        ElementWidth = elementWidth;
        References = references;
        Functions = functions;
    }

    /// <summary>Bytes of a struct or exception; of an array without elements.</summary>
    public int Bytes { get; }

    /// <summary>Bytes of an array's element; 0 for structs and exceptions.</summary>
    public int ElementWidth { get; }

    /// <summary>Offsets of traced references in a struct or exception. For an array: not empty if its elements are such.</summary>
    public int[] References { get; }

    /// <summary>The same for function references, which no collector traces.</summary>
    public int[] Functions { get; }

    /// <summary>What a struct or exception counts (<see cref="ObjectSize"/>).</summary>
    public long AccountedBytes { get; }

    /// <summary>What an array counts.</summary>
    public long AccountedArray(long length) => ObjectSize.OfArray(_accountedWidth, length);

    /// <summary>Bytes of an array.</summary>
    public long ArrayBytes(long length) => ObjectLayout.ElementsOffset + (length * ElementWidth);

    /// <summary>The shape of a struct or array type.</summary>
    public static ObjectShape Of(DefinedType type)
    {
        TypeRegistry registry = type.Registry;
        if (type.Composite is ArrayType array)
        {
            int width = ObjectLayout.WidthOf(registry, array.Element.Storage);
            ValType element = array.Element.Storage.Unpacked;
            return new ObjectShape(
                ObjectLayout.ElementsOffset,
                0,
                ObjectSize.WidthOf(array.Element.Storage),
                width,
                IsTraced(registry, element) ? [0] : [],
                IsFunction(registry, element) ? [0] : []);
        }

        ImmutableArray<FieldType> fields = type.Struct.Fields;
        var references = new List<int>();
        var functions = new List<int>();
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i].Storage.Unpacked.IsReference)
            {
                (IsFunction(registry, fields[i].Storage.Unpacked) ? functions : references).Add(ObjectLayout.OffsetOf(registry, fields, i));
            }
        }

        int bytes = ObjectLayout.OffsetOf(registry, fields, fields.Length);
        return new ObjectShape(bytes, ObjectSize.OfStruct(type.Struct), 0, 0, [.. references], [.. functions]);
    }

    /// <summary>The shape of a tag's exceptions.</summary>
    public static ObjectShape OfException(TypeRegistry registry, FunctionType tag)
    {
        var references = new List<int>();
        var functions = new List<int>();
        for (int i = 0; i < tag.Parameters.Length; i++)
        {
            if (tag.Parameters[i].IsReference)
            {
                (IsFunction(registry, tag.Parameters[i]) ? functions : references).Add(ObjectLayout.OffsetOf(registry, tag.Parameters, i));
            }
        }

        int bytes = ObjectLayout.OffsetOf(registry, tag.Parameters, tag.Parameters.Length);
        return new ObjectShape(bytes, ObjectSize.OfException(tag), 0, 0, [.. references], [.. functions]);
    }

    private static bool IsFunction(TypeRegistry registry, ValType type) => type.IsReference && ObjectLayout.IsFunction(registry, type);

    /// <summary>Whether a type's values are references to objects.</summary>
    public static bool IsTraced(TypeRegistry registry, ValType type) => type.IsReference && !ObjectLayout.IsFunction(registry, type);
}
