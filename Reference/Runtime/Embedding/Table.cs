using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A table instance (specification, 4.2.8). Mirrors Wasmtime's <c>Table</c>. Elements are the objects that a
/// <see cref="Value"/> has as references; null is the null reference.
/// </summary>
/// <param name="store">The store it belongs to.</param>
public abstract class Table(Store store) : Extern(store)
{
    /// <inheritdoc/>
    public abstract override TableType Type { get; }

    /// <summary>The type of its elements, closed.</summary>
    public ValType ElementType => Type.Element;

    /// <summary>Number of elements (<c>table.size</c>).</summary>
    public abstract ulong Count { get; }

    /// <summary>Reads (<c>table.get</c>) or writes (<c>table.set</c>) an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The value is not of the element type, or belongs to another store.</exception>
    public object? this[ulong index]
    {
        get => Get(index);
        set => Set(index, value);
    }

    /// <summary>A new table. Mirrors Wasmtime's <c>Table::new</c>.</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">Its type, closed; the minimum is its size.</param>
    /// <param name="initial">The value of its elements.</param>
    /// <exception cref="ArgumentException">
    /// The type is not valid, or <paramref name="initial"/> is not of the element type or belongs to another store.
    /// </exception>
    /// <exception cref="ResourceLimitException">The store's limits forbid the size, or there is no such room.</exception>
    public static Table Create(Store store, TableType type, object? initial = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        if (type.FindError() is { } error)
        {
            throw new ArgumentException(error, nameof(type));
        }

        store.Check(Value.FromReference(initial), type.Element, "initial element", nameof(initial));
        return store.Engine.CreateTable(store, type, initial);
    }

    /// <summary>Reads an element (<c>table.get</c>).</summary>
    /// <returns>The reference; null is the null reference.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public object? Get(ulong index)
    {
        CheckRange(index, 1);
        return GetCore(index);
    }

    /// <summary>Writes an element (<c>table.set</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ArgumentException">The value is not of the element type, or belongs to another store.</exception>
    public void Set(ulong index, object? value)
    {
        CheckRange(index, 1);
        CheckElement(value);
        FillCore(index, 1, value);
    }

    /// <summary>Writes the same value to a number of elements (<c>table.fill</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all inside the table; none is written.</exception>
    /// <exception cref="ArgumentException">The value is not of the element type, or belongs to another store.</exception>
    public void Fill(ulong index, object? value, ulong count)
    {
        CheckRange(index, count);
        CheckElement(value);
        FillCore(index, count, value);
    }

    /// <summary>Grows by a number of elements (<c>table.grow</c>).</summary>
    /// <param name="count">How many; 0 is allowed.</param>
    /// <param name="initial">Their value.</param>
    /// <returns>The old size, or -1 if its maximum or the store's limits forbid it, or there is no such room.</returns>
    /// <exception cref="ArgumentException"><paramref name="initial"/> is not of the element type, or belongs to another store.</exception>
    public long Grow(ulong count, object? initial = null)
    {
        CheckElement(initial);
        return GrowCore(count, initial);
    }

    /// <summary>The engine's <see cref="Get"/>, of an element that there is.</summary>
    protected abstract object? GetCore(ulong index);

    /// <summary>The engine's <see cref="Fill"/>, of elements that there are, with a value of their type.</summary>
    protected abstract void FillCore(ulong index, ulong count, object? value);

    /// <summary>The engine's <see cref="Grow"/>, with a value of the elements' type.</summary>
    protected abstract long GrowCore(ulong count, object? initial);

    private void CheckRange(ulong index, ulong count)
    {
        ulong all = Count;
        if (index > all || count > all - index)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"{count} elements from index {index} are not inside the table of {all} elements");
        }
    }

    private void CheckElement(object? value) => Store.Check(Value.FromReference(value), ElementType, "element", nameof(value));
}
