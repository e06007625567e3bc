using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A table instance (specification, 4.2.8). Mirrors Wasmtime's <c>Table</c>. Elements are the objects that a
/// <see cref="Value"/> has as references; null is the null reference.
/// </summary>
public abstract class Table : Extern
{
    private readonly TableType _type;
    // What its type allows, and how much of that this engine can have.
    private readonly ulong _allowed;
    private readonly ulong _possible;
    private bool _isPermanent;

    /// <summary>For engines: a table, which the store's limits allow.</summary>
    /// <param name="store">The store it belongs to.</param>
    /// <param name="type">Its type; valid and closed.</param>
    /// <param name="engineElements">How large a table can be in this engine.</param>
    /// <exception cref="ResourceLimitException">They do not, or the engine cannot have one of the size.</exception>
    protected Table(Store store, TableType type, ulong engineElements)
        : base(store)
    {
        _type = type;
        _allowed = type.Limits.Maximum ?? (type.Is64 ? ulong.MaxValue : uint.MaxValue);
        _possible = Math.Min(_allowed, engineElements);
        _isPermanent = store.Resources.AddTable(this, type.Limits.Minimum, engineElements);
        store.Resources.AddRoot(this, type.Element);
    }

    /// <summary>Its type now, with its size as minimum.</summary>
    public override TableType Type => _type with { Limits = new Limits(Count, _type.Limits.Maximum) };

    /// <summary>Whether WebAssembly's indices into it are i64.</summary>
    public bool Is64 => _type.Is64;

    /// <summary>The type of its elements, closed.</summary>
    public ValType ElementType => _type.Element;

    /// <summary>Number of elements (<c>table.size</c>). Engines see to it that it throws if the store was disposed.</summary>
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

        store.CheckClosed(type.Element, nameof(type));
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
        Store.ThrowIfDisposed();
        CheckElement(initial);
        return GrowUnchecked(count, initial);
    }

    /// <summary>For engines: <see cref="Grow"/> with a value that is known to be of the elements' type.</summary>
    public long GrowUnchecked(ulong count, object? initial)
    {
        if (count > _allowed - Count || Store.GrowthFilter?.Invoke(this, count) == false)
        {
            return -1;
        }

        // Only now: the filter may itself have made it larger, or let a suspended call go on that did.
        ulong old = Count;
        if (count > _allowed - old || !Store.Resources.AllowsTable(old, old + count))
        {
            return -1;
        }

        if (count > _possible - old || !TryResize(old + count, Math.Min(_possible, Store.Limits.TableElements)))
        {
            Store.GrowthsWithoutRoom++;
            return -1;
        }

        FillCore(old, count, initial);
        _isPermanent = Store.Resources.GrewTable(this, count, _isPermanent);
        return (long)old;
    }

    /// <summary>The engine's <see cref="Get"/>, of an element that there is.</summary>
    protected abstract object? GetCore(ulong index);

    /// <summary>The engine's <see cref="Fill"/>, of elements that there are, with a value of their type.</summary>
    protected abstract void FillCore(ulong index, ulong count, object? value);

    /// <summary>The engine's way to grow, by null elements.</summary>
    /// <param name="count">The new size, which is allowed.</param>
    /// <param name="most">The largest size that it may ever have.</param>
    /// <returns>Whether there was room.</returns>
    protected abstract bool TryResize(ulong count, ulong most);

    private void CheckRange(ulong index, ulong count)
    {
        Store.ThrowIfDisposed();
        ulong all = Count;
        if (index > all || count > all - index)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"{count} elements from index {index} are not inside the table of {all} elements");
        }
    }

    private void CheckElement(object? value) => Store.Check(Value.FromReference(value), ElementType, "element", nameof(value));
}
