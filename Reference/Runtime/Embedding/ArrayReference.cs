using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>An array on a store's garbage-collected heap. Mirrors Wasmtime's <c>ArrayRef</c>.</summary>
public abstract class ArrayReference : HeapReference
{
    /// <summary>Number of elements (<c>array.len</c>).</summary>
    public abstract int Length { get; }

    /// <summary>The elements' type.</summary>
    public FieldType ElementType => Type.Array.Element;

    /// <summary>A new array whose elements are all the same (<c>array.new</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">An array type of the store's engine.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="initial">Their value, of the unpacked type; packed elements keep the low bits.</param>
    /// <exception cref="ArgumentException">
    /// The type is no array type or of another engine; the value is not of the elements' type, or belongs to another store.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or larger than an array can be.</exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static ArrayReference Create(Store store, DefinedType type, int length, Value initial)
    {
        FieldType element = ElementOf(store, type);
        store.Check(initial, element.Storage.Unpacked, "element", nameof(initial));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArrayReference created = store.Engine.CreateArray(store, type, length);
        if (initial != Value.Default(element.Storage.Unpacked))
        {
            created.FillCore(0, length, initial);
        }

        return created;
    }

    /// <summary>A new array of zeros or nulls (<c>array.new_default</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">An array type of the store's engine.</param>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="ArgumentException">
    /// The type is no array type or of another engine, or the elements are references that cannot be null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or larger than an array can be.</exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static ArrayReference CreateDefault(Store store, DefinedType type, int length)
    {
        FieldType element = ElementOf(store, type);
        if (!element.Storage.Unpacked.IsDefaultable)
        {
            throw new ArgumentException($"{Messages.ArrayNotDefaultable}: {type}", nameof(type));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return store.Engine.CreateArray(store, type, length);
    }

    /// <summary>A new array of some values (<c>array.new_fixed</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">An array type of the store's engine.</param>
    /// <param name="elements">The values, of the elements' unpacked type; packed elements keep the low bits.</param>
    /// <exception cref="ArgumentException">
    /// The type is no array type or of another engine; a value is not of the elements' type, or belongs to another store.
    /// </exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static ArrayReference CreateFixed(Store store, DefinedType type, params ReadOnlySpan<Value> elements)
    {
        FieldType element = ElementOf(store, type);
        for (int i = 0; i < elements.Length; i++)
        {
            store.Check(elements[i], element.Storage.Unpacked, "element", i, nameof(elements));
        }

        ArrayReference created = store.Engine.CreateArray(store, type, elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            created.FillCore(i, 1, elements[i]);
        }

        return created;
    }

    /// <summary>A new array of numbers or vectors, copied from .NET values of the same width (<c>array.new_data</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">An array type of the store's engine, of numbers or vectors.</param>
    /// <param name="elements">
    /// The elements' bits, as values of their width: <c>byte</c> for i8, <c>ushort</c> or <c>char</c> for i16,
    /// <c>int</c> or <c>float</c> for i32 and f32, …
    /// </param>
    /// <exception cref="ArgumentException">
    /// The type is no array type, of references, or of another engine; or the values have another width.
    /// </exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static ArrayReference CreateFrom<T>(Store store, DefinedType type, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(elements);
        int width = ElementOf(store, type).Storage.ByteWidth;
        CheckWidth<T>(type, width, rawBytes: false);
        ArrayReference created = store.Engine.CreateArray(store, type, elements.Length);
        bytes.CopyTo(created.Bytes);
        return created;
    }

    /// <summary>Reads an element (<c>array.get</c>).</summary>
    /// <param name="index">Which.</param>
    /// <param name="signExtend">Whether packed elements are read as signed numbers (<c>array.get_s</c>); else they are unsigned.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public Value GetElement(int index, bool signExtend = false)
    {
        Store.ThrowIfDisposed();
        CheckIndex(index, Length, "elements");
        return Unpack(GetCore(index), ElementType.Storage.Packing, signExtend);
    }

    /// <summary>Writes an element (<c>array.set</c>); packed ones keep the low bits.</summary>
    /// <param name="index">Which.</param>
    /// <param name="value">The value, of the elements' unpacked type.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="InvalidOperationException">The elements are immutable.</exception>
    /// <exception cref="ArgumentException">The value is not of the elements' type, or belongs to another store.</exception>
    public void SetElement(int index, Value value)
    {
        Store.ThrowIfDisposed();
        CheckIndex(index, Length, "elements");
        CheckMutable();
        Store.Check(value, ElementType.Storage.Unpacked, "element", index, nameof(value));
        FillCore(index, 1, value);
    }

    /// <summary>Writes the same value to a number of elements (<c>array.fill</c>).</summary>
    /// <param name="index">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="value">The value, of the elements' unpacked type.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all elements of it; none is written.</exception>
    /// <exception cref="InvalidOperationException">The elements are immutable.</exception>
    /// <exception cref="ArgumentException">The value is not of the elements' type, or belongs to another store.</exception>
    public void Fill(int index, int count, Value value)
    {
        CheckRange(index, count);
        CheckMutable();
        Store.Check(value, ElementType.Storage.Unpacked, "element", nameof(value));
        FillCore(index, count, value);
    }

    /// <summary>Copies numbers or vectors out, as their bits.</summary>
    /// <param name="index">The first element.</param>
    /// <param name="destination">Where they go: values of the elements' width, or bytes of any of them, little-endian.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all elements of it.</exception>
    /// <exception cref="ArgumentException">The elements are references, or the values have another width.</exception>
    public void CopyTo<T>(int index, Span<T> destination)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        BytesAt<T>(index, bytes.Length).CopyTo(bytes);
    }

    /// <summary>Copies numbers or vectors in, as their bits.</summary>
    /// <param name="index">The first element.</param>
    /// <param name="source">What is copied: values of the elements' width, or bytes of any of them, little-endian.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all elements of it; none is written.</exception>
    /// <exception cref="InvalidOperationException">The elements are immutable.</exception>
    /// <exception cref="ArgumentException">The elements are references, or the values have another width.</exception>
    public void CopyFrom<T>(int index, ReadOnlySpan<T> source)
        where T : unmanaged
    {
        CheckMutable();
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(source);
        bytes.CopyTo(BytesAt<T>(index, bytes.Length));
    }

    /// <summary>The elements as a new .NET array of values of their width: see <see cref="CopyTo"/>.</summary>
    /// <exception cref="ArgumentException">The elements are references, or the values have another width.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        CheckWidth<T>(Type, ElementType.Storage.ByteWidth, rawBytes: false);
        var copy = new T[Length];
        CopyTo(0, copy.AsSpan());
        return copy;
    }

    /// <summary>The engine's way to read an element that there is; packed ones zero-extended.</summary>
    protected abstract Value GetCore(int index);

    /// <summary>The engine's way to write elements that there are, with a value of their type; packed ones keep the low bits.</summary>
    protected abstract void FillCore(int index, int count, Value value);

    /// <summary>The engine's view of the elements as little-endian bytes; only called if they are numbers or vectors.</summary>
    protected abstract Span<byte> Bytes { get; }

    private static FieldType ElementOf(Store store, DefinedType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.ThrowIfDisposed();
        store.CheckEngine(type, nameof(type));
        return type.Composite is ArrayType array
            ? array.Element
            : throw new ArgumentException($"{Messages.NonArrayType}: {type}", nameof(type));
    }

    private static void CheckWidth<T>(DefinedType type, int width, bool rawBytes)
        where T : unmanaged
    {
        if (width == 0)
        {
            throw new ArgumentException($"{Messages.ArrayTypeNotNumericOrVector}: {type}");
        }

        T one = default;
        int size = MemoryMarshal.AsBytes(new Span<T>(ref one)).Length;
        if (size != width && !(rawBytes && typeof(T) == typeof(byte)))
        {
            throw new ArgumentException($"the elements have {width} bytes, but {typeof(T).Name} has {size}");
        }
    }

    private Span<byte> BytesAt<T>(int index, int length)
        where T : unmanaged
    {
        int width = ElementType.Storage.ByteWidth;
        CheckWidth<T>(Type, width, rawBytes: true);
        if (length % width != 0)
        {
            throw new ArgumentException($"the elements have {width} bytes, but there are {length} bytes in all");
        }

        CheckRange(index, length / width);
        return Bytes.Slice(index * width, length);
    }

    private void CheckRange(int index, int count)
    {
        Store.ThrowIfDisposed();
        if (index < 0 || count < 0 || index > Length - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"{count} elements from index {index} are not inside the array of {Length} elements");
        }
    }

    private void CheckMutable()
    {
        if (!ElementType.Mutable)
        {
            throw new InvalidOperationException($"{Messages.ImmutableArray}: its element type is {ElementType}");
        }
    }
}
