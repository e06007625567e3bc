using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A memory (specification, 4.2.9) in one array, so at most <see cref="MaximumPages"/> large.</summary>
internal sealed class ReferenceMemory : Memory
{
    /// <summary>Pages that fit into one .NET array and whose every byte has an index below 2^31.</summary>
    public const ulong MaximumPages = 32_767;

    private readonly ulong? _maximum;

    /// <exception cref="ResourceLimitException">The store forbids the size, or it does not fit into an array.</exception>
    public ReferenceMemory(Store store, MemoryType type)
        : base(store)
    {
        ulong pages = type.Limits.Minimum;
        ulong allowed = Math.Min(MaximumPages, store.Limits.MemoryBytes / MemoryType.PageSize);
        if (pages > allowed)
        {
            throw new ResourceLimitException(
                pages > MaximumPages
                    ? $"a memory of {pages} pages is larger than this engine's limit of {MaximumPages} pages"
                    : $"a memory of {pages} pages is larger than the store's limit of {store.Limits.MemoryBytes} bytes");
        }

        Is64 = type.Is64;
        _maximum = type.Limits.Maximum;
        Length = (int)pages * MemoryType.PageSize;
        Bytes = TryAllocate(Length) ?? throw new ResourceLimitException($"no memory for {pages} pages");
    }

    /// <inheritdoc/>
    public override MemoryType Type => new(new Limits(PageCount, _maximum), Is64);

    /// <summary>The memory's bytes and room to grow. Replaced when the memory grows beyond it.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>Size in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Whether addresses are i64.</summary>
    public bool Is64 { get; }

    /// <inheritdoc/>
    public override ulong PageCount => (uint)Length / MemoryType.PageSize;

    /// <inheritdoc/>
    public override Span<byte> Span => Bytes.AsSpan(0, Length);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw OutOfRange(offset, length);
        }

        return Bytes.AsSpan((int)offset, length);
    }

    /// <inheritdoc/>
    public override long Grow(ulong pages)
    {
        ulong old = PageCount;
        ulong maximum = Math.Min(_maximum ?? ulong.MaxValue, Math.Min(MaximumPages, Store.Limits.MemoryBytes / MemoryType.PageSize));
        if (pages > maximum - Math.Min(old, maximum) || Store.GrowthFilter?.Invoke(this, pages) == false)
        {
            return -1;
        }

        int length = (int)(old + pages) * MemoryType.PageSize;
        if (length > Bytes.Length)
        {
            // Half as much again, so that growing page by page does not copy every byte each time.
            int capacity = (int)Math.Min(maximum * MemoryType.PageSize, Math.Max((ulong)length, (ulong)Bytes.Length / 2 * 3));
            byte[]? bytes = TryAllocate(capacity) ?? TryAllocate(length);
            if (bytes is null)
            {
                return -1;
            }

            Bytes.AsSpan(0, Length).CopyTo(bytes);
            Bytes = bytes;
        }

        Length = length;
        return (long)old;
    }

    private static byte[]? TryAllocate(int length)
    {
        try
        {
            return new byte[length];
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
