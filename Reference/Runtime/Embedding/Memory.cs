using System.Runtime.InteropServices;
using System.Text;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A memory instance (specification, 4.2.9). Mirrors Wasmtime's <c>Memory</c>. Offsets count bytes from its start
/// and are <see cref="long"/> for memories with either address type; numbers are little-endian.
/// </summary>
/// <remarks>
/// Spans see the memory itself and are valid until it grows: one taken before may then see bytes that WebAssembly
/// no longer uses. Like everything of a store, a memory is used by one thread at a time. Engines see to it that size and
/// spans of a memory whose store was disposed throw <see cref="ObjectDisposedException"/>; a span taken before must not
/// be used any more.
/// </remarks>
public abstract class Memory : Extern
{
    private readonly ulong? _maximum;
    // What its type allows, and how much of that this engine can have.
    private readonly ulong _allowed;
    private readonly ulong _possible;
    private bool _isPermanent;

    /// <summary>For engines: a memory, which the store's limits allow.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; valid.</param>
    /// <param name="enginePages">How large a memory can be in this engine.</param>
    /// <exception cref="ResourceLimitException">They do not, or the engine cannot have one of the size.</exception>
    protected Memory(Store store, MemoryType type, ulong enginePages)
        : base(store)
    {
        _maximum = type.Limits.Maximum;
        _allowed = _maximum ?? (type.Is64 ? 1UL << 48 : 1UL << 16);
        _possible = Math.Min(_allowed, enginePages);
        Is64 = type.Is64;
        _isPermanent = store.Resources.AddMemory(this, type.Limits.Minimum, enginePages);
    }

    /// <summary>Its type now, with its size as minimum.</summary>
    public override MemoryType Type => new(new Limits(PageCount, _maximum), Is64);

    /// <summary>Whether WebAssembly's addresses into it are i64.</summary>
    public bool Is64 { get; }

    /// <summary>Size in pages of 64 KiB (<c>memory.size</c>).</summary>
    public abstract ulong PageCount { get; }

    /// <summary>Size in bytes.</summary>
    public ulong ByteLength => PageCount * MemoryType.PageSize;

    /// <summary>All bytes. Valid until the memory grows.</summary>
    /// <exception cref="InvalidOperationException">Above 2 GiB: use <see cref="GetSpan(long, int)"/>.</exception>
    public abstract Span<byte> Span { get; }

    /// <summary>A new memory of zeros. Mirrors Wasmtime's <c>Memory::new</c>.</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">Its type; the minimum is its size.</param>
    /// <exception cref="ArgumentException">The type is not valid.</exception>
    /// <exception cref="ResourceLimitException">The store's limits forbid the size, or there is no such room.</exception>
    public static Memory Create(Store store, MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        return type.FindError() is { } error
            ? throw new ArgumentException(error, nameof(type))
            : store.Engine.CreateMemory(store, type);
    }

    /// <summary>A part of the memory. Valid until the memory grows.</summary>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory.</exception>
    public abstract Span<byte> GetSpan(long offset, int length);

    /// <summary>A part of the memory as values of an unmanaged type. Valid until the memory grows.</summary>
    /// <param name="offset">Where it begins, in bytes: a multiple of the type's alignment.</param>
    /// <param name="count">Number of values.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory.</exception>
    /// <exception cref="ArgumentException">
    /// The offset is not aligned: copy with <see cref="GetSpan(long, int)"/> or <see cref="Read{T}"/>, which need no
    /// alignment.
    /// </exception>
    public Span<T> GetSpan<T>(long offset, int count)
        where T : unmanaged
    {
        int size = Layout<T>.Size;
        if (offset % Layout<T>.Alignment != 0)
        {
            throw new ArgumentException(
                $"offset {offset} is not a multiple of {Layout<T>.Alignment}, the alignment of {typeof(T).Name}", nameof(offset));
        }

        long length = (long)count * size;
        return length is < 0 or > int.MaxValue
            ? throw OutOfRange(offset, length)
            : MemoryMarshal.Cast<byte, T>(GetSpan(offset, (int)length));
    }

    /// <summary>Reads a value, such as a number, from its little-endian bytes at an offset, aligned or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory.</exception>
    public T Read<T>(long offset)
        where T : unmanaged
    {
        T value = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        GetSpan(offset, bytes.Length).CopyTo(bytes);
        return value;
    }

    /// <summary>Writes the little-endian bytes of a value, such as a number, at an offset, aligned or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory; nothing is written.</exception>
    public void Write<T>(long offset, T value)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        bytes.CopyTo(GetSpan(offset, bytes.Length));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="offset">Where its bytes begin.</param>
    /// <param name="byteLength">How many they are.</param>
    /// <param name="encoding">Their encoding; null: UTF-8 with U+FFFD for what is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory.</exception>
    /// <exception cref="DecoderFallbackException">The bytes are no text and the encoding is one that refuses such.</exception>
    public string ReadString(long offset, int byteLength, Encoding? encoding = null) =>
        (encoding ?? Encoding.UTF8).GetString(GetSpan(offset, byteLength));

    /// <summary>Writes a text, without a length or an end mark.</summary>
    /// <param name="offset">Where its bytes go.</param>
    /// <param name="text">The text.</param>
    /// <param name="encoding">The encoding; null: UTF-8.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit into the memory; nothing is written.</exception>
    public int WriteString(long offset, ReadOnlySpan<char> text, Encoding? encoding = null)
    {
        encoding ??= Encoding.UTF8;
        return encoding.GetBytes(text, GetSpan(offset, encoding.GetByteCount(text)));
    }

    /// <summary>Reads a text that a null character ends, as in C.</summary>
    /// <param name="offset">Where its bytes begin.</param>
    /// <param name="maximumBytes">How many bytes it may have, without the null.</param>
    /// <param name="encoding">Their encoding; null: UTF-8. In UTF-16 and UTF-32 the null has two or four bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not inside the memory, or the bound is negative.</exception>
    /// <exception cref="InvalidOperationException">There is no null within the bound, or before the memory's end.</exception>
    public string ReadNullTerminatedString(long offset, int maximumBytes = 1 << 20, Encoding? encoding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        encoding ??= Encoding.UTF8;
        if (offset < 0 || (ulong)offset >= ByteLength)
        {
            throw OutOfRange(offset, 1);
        }

        int unit = encoding.GetByteCount("\0");
        ReadOnlySpan<byte> bytes = GetSpan(offset, (int)Math.Min((ulong)maximumBytes + (ulong)unit, Math.Min(ByteLength - (ulong)offset, int.MaxValue)));
        for (int length = 0; length <= bytes.Length - unit; length += unit)
        {
            // Single bytes are looked for many at a time.
            if (unit == 1 && (length = bytes.IndexOf((byte)0)) < 0)
            {
                break;
            }

            if (!bytes.Slice(length, unit).ContainsAnyExcept((byte)0))
            {
                return encoding.GetString(bytes[..length]);
            }
        }

        throw new InvalidOperationException($"no null ends the text at offset {offset} within {bytes.Length} bytes");
    }

    /// <summary>Grows by a number of pages of zeros (<c>memory.grow</c>).</summary>
    /// <param name="pages">How many; 0 is allowed.</param>
    /// <returns>The old size in pages, or -1 if its maximum or the store's limits forbid it, or there is no such room.</returns>
    public long Grow(ulong pages)
    {
        if (pages > _allowed - PageCount || Store.GrowthFilter?.Invoke(this, pages) == false)
        {
            return -1;
        }

        // Only now: the filter may itself have made it larger, or let a suspended call go on that did.
        ulong old = PageCount;
        if (pages > _allowed - old || !Store.Resources.AllowsMemory(old, old + pages))
        {
            return -1;
        }

        if (pages > _possible - old || !TryResize(old + pages, Math.Min(_possible, Store.Limits.MemoryBytes / MemoryType.PageSize)))
        {
            Store.GrowthsWithoutRoom++;
            return -1;
        }

        _isPermanent = Store.Resources.GrewMemory(this, pages, _isPermanent);
        return (long)old;
    }

    /// <summary>The engine's way to grow.</summary>
    /// <param name="pages">The new size, which is allowed.</param>
    /// <param name="most">The largest size that it may ever have.</param>
    /// <returns>Whether there was room.</returns>
    protected abstract bool TryResize(ulong pages, ulong most);

    /// <summary>For engines: what access outside the memory ends with.</summary>
    protected ArgumentOutOfRangeException OutOfRange(long offset, long length) =>
        new(nameof(offset), offset, $"{length} bytes at offset {offset} are not inside the memory of {ByteLength} bytes");

    /// <summary>Size and alignment of a type in bytes, both constants to the compiler.</summary>
    private static class Layout<T>
        where T : unmanaged
    {
        public static readonly int Size = MemoryMarshal.AsBytes(new Span<T>(new T[1])).Length;

        // What stands behind a byte is moved to the next aligned place.
        public static readonly int Alignment = MemoryMarshal.AsBytes(new Span<Behind>(new Behind[1])).Length - Size;

        [StructLayout(LayoutKind.Sequential)]
        private struct Behind
        {
            public byte First;
            public T Value;
        }
    }
}
