using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>An array (specification, 4.2.14), stored in a .NET array of its elements' width.</summary>
internal abstract class ArrayObject(DefinedType type) : ArrayReference
{
    /// <summary>Bytes of the largest array; a larger one traps with <c>allocation size too large</c>.</summary>
    public const long MaximumBytes = 1L << 30;

    /// <inheritdoc/>
    public override DefinedType Type { get; } = type;

    /// <summary>The elements' type.</summary>
    public StorageType Storage => Type.Array.Element.Storage;

    /// <summary>
    /// An array whose elements are zero or null; null if it is larger than <see cref="MaximumBytes"/> or than the
    /// process can have.
    /// </summary>
    public static ArrayObject? TryCreate(DefinedType type, uint length)
    {
        StorageType storage = type.Array.Element.Storage;
        if (length * (long)Math.Max(storage.ByteWidth, 1) > MaximumBytes || (storage.ByteWidth == 0 && length > MaximumBytes / 8))
        {
            return null;
        }

        try
        {
            return StructShape.KindOf(storage) switch
            {
                StorageKind.Bits8 => new ArrayObject<byte>(type, new byte[length]),
                StorageKind.Bits16 => new ArrayObject<ushort>(type, new ushort[length]),
                StorageKind.Bits32 => new ArrayObject<uint>(type, new uint[length]),
                StorageKind.Bits64 => new ArrayObject<ulong>(type, new ulong[length]),
                StorageKind.Vector => new ArrayObject<Vector128<byte>>(type, new Vector128<byte>[length]),
                _ => new ArrayObject<object?>(type, new object?[length]),
            };
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

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
    public abstract void SetBytes(int start, ReadOnlySpan<byte> bytes);

    /// <summary>Reads a number; packed elements zero-extended.</summary>
    public ulong GetNumber(int index) => this switch
    {
        ArrayObject<byte> a => a.Elements[index],
        ArrayObject<ushort> a => a.Elements[index],
        ArrayObject<uint> a => a.Elements[index],
        _ => ((ArrayObject<ulong>)this).Elements[index],
    };

    /// <inheritdoc/>
    public override Value GetElement(int index) => this switch
    {
        ArrayObject<object?> a => Value.FromReference(a.Elements[index]),
        ArrayObject<Vector128<byte>> a => Value.FromV128(a.Elements[index]),
        _ => Values.Make(Storage.Unpacked, GetNumber(index), null, default),
    };

    /// <inheritdoc/>
    public override void SetElement(int index, Value value)
    {
        if (value.Kind != Value.KindOf(Storage.Unpacked))
        {
            throw new ArgumentException($"{Storage.Unpacked} expected, {value} given", nameof(value));
        }

        switch (this)
        {
            case ArrayObject<object?> a:
                a.Elements[index] = value.Reference;
                break;
            case ArrayObject<Vector128<byte>> a:
                a.Elements[index] = value.V128;
                break;
            default:
                FillNumbers(index, 1, value.Low);
                break;
        }
    }
}

/// <summary>An array with elements of one width.</summary>
internal sealed class ArrayObject<T>(DefinedType type, T[] elements) : ArrayObject(type)
{
    public T[] Elements { get; } = elements;

    /// <inheritdoc/>
    public override int Length => Elements.Length;

    /// <inheritdoc/>
    public override void CopyFrom(ArrayObject source, int sourceStart, int start, int count) =>
        Array.Copy(((ArrayObject<T>)source).Elements, sourceStart, Elements, start, count);

    /// <inheritdoc/>
    public override void SetBytes(int start, ReadOnlySpan<byte> bytes)
    {
        // .NET runs on little-endian machines only, as far as this library is built for: one copy does it.
        switch (Elements)
        {
            case byte[] a:
                bytes.CopyTo(a.AsSpan(start));
                break;
            case ushort[] a:
                bytes.CopyTo(MemoryMarshal.AsBytes(a.AsSpan(start)));
                break;
            case uint[] a:
                bytes.CopyTo(MemoryMarshal.AsBytes(a.AsSpan(start)));
                break;
            case ulong[] a:
                bytes.CopyTo(MemoryMarshal.AsBytes(a.AsSpan(start)));
                break;
            case Vector128<byte>[] a:
                bytes.CopyTo(MemoryMarshal.AsBytes(a.AsSpan(start)));
                break;
            default:
                throw new InvalidOperationException("references have no bytes");
        }
    }
}
