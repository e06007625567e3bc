using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A memory (specification, 4.2.9) in one array, so at most <see cref="MaximumPages"/> large.</summary>
internal sealed class ReferenceMemory : Memory
{
    /// <summary>Pages that fit into one .NET array and whose every byte has an index below 2^31.</summary>
    public const ulong MaximumPages = 32_767;

    /// <exception cref="ResourceLimitException">The store forbids the size, or there is no such room.</exception>
    public ReferenceMemory(Store store, MemoryType type)
        : base(store, type, MaximumPages)
    {
        Length = (int)type.Limits.Minimum * MemoryType.PageSize;
        Bytes = TryAllocate(Length) ?? throw new ResourceLimitException($"the process has no room for a memory of {type.Limits.Minimum} pages");
    }

    /// <summary>The memory's bytes and room to grow. Replaced when the memory grows beyond it.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>Size in bytes.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public override ulong PageCount
    {
        get
        {
            Store.ThrowIfDisposed();
            return (uint)Length / MemoryType.PageSize;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> Span
    {
        get
        {
            Store.ThrowIfDisposed();
            return Bytes.AsSpan(0, Length);
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(long offset, int length)
    {
        Store.ThrowIfDisposed();
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw OutOfRange(offset, length);
        }

        return Bytes.AsSpan((int)offset, length);
    }

    /// <inheritdoc/>
    protected override bool TryResize(ulong pages, ulong most)
    {
        int length = (int)pages * MemoryType.PageSize;
        if (length > Bytes.Length)
        {
            // Half as much again, so that growing page by page does not copy every byte each time.
            int capacity = (int)Math.Min(Math.Min(most, MaximumPages) * MemoryType.PageSize, Math.Max((ulong)length, (ulong)Bytes.Length / 2 * 3));
            byte[]? bytes = TryAllocate(capacity) ?? TryAllocate(length);
            if (bytes is null)
            {
                return false;
            }

            Bytes.AsSpan(0, Length).CopyTo(bytes);
            Bytes = bytes;
        }

        Length = length;
        return true;
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
