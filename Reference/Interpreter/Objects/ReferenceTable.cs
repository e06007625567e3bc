using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A table (specification, 4.2.8). The null reference is null.</summary>
internal sealed class ReferenceTable : Table
{
    private readonly TableType _type;
    private object?[] _elements;
    private int _count;

    /// <exception cref="ResourceLimitException">The store forbids the size.</exception>
    public ReferenceTable(Store store, TableType type, object? initial)
        : base(store)
    {
        if (type.Limits.Minimum > Maximum(store))
        {
            throw new ResourceLimitException(
                $"a table of {type.Limits.Minimum} elements is larger than the store's limit of {Maximum(store)} elements");
        }

        _type = type;
        _count = (int)type.Limits.Minimum;
        _elements = new object?[_count];
        if (initial is not null)
        {
            Array.Fill(_elements, initial);
        }
    }

    /// <inheritdoc/>
    public override TableType Type => _type with { Limits = new Limits((ulong)_count, _type.Limits.Maximum) };

    /// <summary>Whether indices are i64.</summary>
    public bool Is64 => _type.Is64;

    /// <inheritdoc/>
    public override ulong Count => (ulong)_count;

    /// <summary>All elements. Valid until the table grows.</summary>
    public Span<object?> Elements => _elements.AsSpan(0, _count);

    /// <summary><see cref="Table.Grow"/> with a value of the elements' type (Step/table.grow).</summary>
    public long GrowUnchecked(ulong count, object? initial)
    {
        ulong old = (ulong)_count;
        ulong maximum = Math.Min(_type.Limits.Maximum ?? ulong.MaxValue, Maximum(Store));
        if (count > maximum - Math.Min(old, maximum) || Store.GrowthFilter?.Invoke(this, count) == false)
        {
            return -1;
        }

        int grown = (int)(old + count);
        if (grown > _elements.Length)
        {
            Array.Resize(ref _elements, (int)Math.Min(maximum, Math.Max((ulong)grown, (ulong)_elements.Length / 2 * 3)));
        }

        _elements.AsSpan(_count, grown - _count).Fill(initial);
        _count = grown;
        return (long)old;
    }

    /// <inheritdoc/>
    protected override object? GetCore(ulong index) => _elements[(int)index];

    /// <inheritdoc/>
    protected override void FillCore(ulong index, ulong count, object? value) =>
        _elements.AsSpan((int)index, (int)count).Fill(value);

    /// <inheritdoc/>
    protected override long GrowCore(ulong count, object? initial) => GrowUnchecked(count, initial);

    private static ulong Maximum(Store store) => Math.Min(store.Limits.TableElements, (ulong)Array.MaxLength);
}
