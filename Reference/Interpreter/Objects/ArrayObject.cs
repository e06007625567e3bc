using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>An array (specification, 4.2.15), stored in a .NET array of its elements' width.</summary>
internal abstract class ArrayObject(ArrayShape shape) : ArrayReference
{
    /// <summary>Bytes of the largest array; a larger one traps with <c>allocation size too large</c>.</summary>
    private const long MaximumBytes = 1L << 30;

    public ArrayShape Shape { get; } = shape;

    /// <summary>See <see cref="StoreHeap.Epoch"/>.</summary>
    public int Epoch { get; set; }

    /// <inheritdoc/>
    public override Store Store => Shape.Heap.Store;

    /// <inheritdoc/>
    public override DefinedType Type => Shape.Type;

    /// <summary>The elements' type.</summary>
    public StorageType Storage => Shape.Storage;

    /// <summary>Whether there can be an array of a length.</summary>
    public static bool CanHave(ArrayShape shape, uint length) => length * (long)Math.Max(shape.Width, 1) <= MaximumBytes;

    /// <summary>An array whose elements are zero or null, of a length that there can be.</summary>
    /// <exception cref="OutOfMemoryException">The process has no room.</exception>
    public static ArrayObject Create(ArrayShape shape, uint length) => shape.Kind switch
    {
        StorageKind.Bits8 => new ArrayObject<byte>(shape, new byte[length]),
        StorageKind.Bits16 => new ArrayObject<ushort>(shape, new ushort[length]),
        StorageKind.Bits32 => new ArrayObject<uint>(shape, new uint[length]),
        StorageKind.Bits64 => new ArrayObject<ulong>(shape, new ulong[length]),
        StorageKind.Vector => new ArrayObject<Vector128<byte>>(shape, new Vector128<byte>[length]),
        _ => new ArrayObject<object?>(shape, new object?[length]),
    };

    /// <summary>Sets elements to a number, of which the low bits are kept.</summary>
    public void FillNumbers(int start, int count, ulong value)
    {
        switch (this)
        {
            case ArrayObject<byte> a:
                a.Elements.AsSpan(start, count).Fill((byte)value);
                break;
            case ArrayObject<ushort> a:
                a.Elements.AsSpan(start, count).Fill((ushort)value);
                break;
            case ArrayObject<uint> a:
                a.Elements.AsSpan(start, count).Fill((uint)value);
                break;
            case ArrayObject<ulong> a:
                a.Elements.AsSpan(start, count).Fill(value);
                break;
        }
    }

    /// <summary>Copies elements from an array of the same storage type; the ranges may overlap.</summary>
    public abstract void CopyFrom(ArrayObject source, int sourceStart, int start, int count);

    /// <summary>Copies numbers or vectors from their little-endian bytes.</summary>
    public void SetBytes(int start, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Bytes[(start * Shape.Width)..]);

    /// <summary>Reads a number; packed elements zero-extended.</summary>
    public ulong GetNumber(int index) => this switch
    {
        ArrayObject<byte> a => a.Elements[index],
        ArrayObject<ushort> a => a.Elements[index],
        ArrayObject<uint> a => a.Elements[index],
        _ => ((ArrayObject<ulong>)this).Elements[index],
    };

    /// <inheritdoc/>
    protected override Value GetCore(int index) => this switch
    {
        ArrayObject<object?> a => Value.FromReference(a.Elements[index]),
        ArrayObject<Vector128<byte>> a => Value.FromV128(a.Elements[index]),
        _ => Values.Make(Storage.Unpacked, GetNumber(index), null, default),
    };

    /// <inheritdoc/>
    protected override void FillCore(int index, int count, Value value)
    {
        switch (this)
        {
            case ArrayObject<object?> a:
                a.Elements.AsSpan(index, count).Fill(value.Reference);
                break;
            case ArrayObject<Vector128<byte>> a:
                a.Elements.AsSpan(index, count).Fill(value.V128);
                break;
            default:
                FillNumbers(index, count, value.Low);
                break;
        }
    }
}

/// <summary>An array with elements of one width.</summary>
internal sealed class ArrayObject<T>(ArrayShape shape, T[] elements) : ArrayObject(shape)
{
    public T[] Elements { get; } = elements;

    /// <inheritdoc/>
    public override int Length => Elements.Length;

    /// <inheritdoc/>
    public override void CopyFrom(ArrayObject source, int sourceStart, int start, int count) =>
        Array.Copy(((ArrayObject<T>)source).Elements, sourceStart, Elements, start, count);

    // .NET runs on little-endian machines only, as far as this library is built for.
    /// <inheritdoc/>
    protected override Span<byte> Bytes => Elements switch
    {
        byte[] a => a,
        ushort[] a => MemoryMarshal.AsBytes(a.AsSpan()),
        uint[] a => MemoryMarshal.AsBytes(a.AsSpan()),
        ulong[] a => MemoryMarshal.AsBytes(a.AsSpan()),
        Vector128<byte>[] a => MemoryMarshal.AsBytes(a.AsSpan()),
        _ => throw new InvalidOperationException("references have no bytes"),
    };
}
