using Wasm.Core.Types;
using Wasm.Runtime.Heap;

namespace Wasm.Interpreter.Objects;

/// <summary>
/// What all objects of a type in a store have in common, so that each refers to both by one pointer. One per store and
/// type: see <see cref="StoreHeap"/>.
/// </summary>
internal abstract class Shape(StoreHeap heap, DefinedType type)
{
    /// <summary>The heap of the objects' store.</summary>
    public StoreHeap Heap { get; } = heap;

    public DefinedType Type { get; } = type;
}

/// <summary>The shape of structs.</summary>
internal sealed class StructShape(StoreHeap heap, DefinedType type) : Shape(heap, type)
{
    public StructFields Fields { get; } = new(type.Struct);

    /// <summary>What a struct counts for the store's limit.</summary>
    public int Size { get; } = ObjectSize.OfStruct(type.Struct);
}

/// <summary>The shape of arrays.</summary>
internal sealed class ArrayShape(StoreHeap heap, DefinedType type) : Shape(heap, type)
{
    /// <summary>Bytes of an element; a reference's as the limit counts it.</summary>
    public int Width { get; } = ObjectSize.WidthOf(type.Array.Element.Storage);

    public StorageKind Kind { get; } = StructFields.KindOf(type.Array.Element.Storage);

    /// <summary>The elements' type.</summary>
    public StorageType Storage { get; } = type.Array.Element.Storage;

    /// <summary>What an array counts for the store's limit.</summary>
    public long SizeOf(long length) => ObjectSize.OfArray(Width, length);
}
