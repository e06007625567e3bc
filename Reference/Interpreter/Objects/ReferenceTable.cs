using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A table (specification, 4.2.8). The null reference is null.</summary>
internal sealed class ReferenceTable : Table
{
    private object?[] _elements;
    private int _count;

    /// <exception cref="ResourceLimitException">The store forbids the size, or there is no such room.</exception>
    public ReferenceTable(Store store, TableType type, object? initial)
        : base(store, type, (ulong)Array.MaxLength)
    {
        _count = (int)type.Limits.Minimum;
        _elements = TryAllocate(_count) ?? throw new ResourceLimitException($"the process has no room for a table of {_count} elements");
        if (initial is not null)
        {
            Array.Fill(_elements, initial);
        }
    }

    /// <inheritdoc/>
    public override ulong Count
    {
        get
        {
            Store.ThrowIfDisposed();
            return (ulong)_count;
        }
    }

    /// <summary>All elements. Valid until the table grows.</summary>
    public Span<object?> Elements => _elements.AsSpan(0, _count);

    /// <inheritdoc/>
    protected override object? GetCore(ulong index) => _elements[(int)index];

    /// <inheritdoc/>
    protected override void FillCore(ulong index, ulong count, object? value) =>
        _elements.AsSpan((int)index, (int)count).Fill(value);

    /// <inheritdoc/>
    protected override bool TryResize(ulong count, ulong most)
    {
        int grown = (int)count;
        if (grown > _elements.Length)
        {
            // Half as much again, as with memories.
            int capacity = (int)Math.Min(Math.Min(most, (ulong)Array.MaxLength), Math.Max(count, (ulong)_elements.Length / 2 * 3));
            object?[]? elements = TryAllocate(capacity) ?? TryAllocate(grown);
            if (elements is null)
            {
                return false;
            }

            Elements.CopyTo(elements);
            _elements = elements;
        }

        _count = grown;
        return true;
    }

    private static object?[]? TryAllocate(int count)
    {
        try
        {
            return new object?[count];
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
