using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>What can be imported and exported (specification, 4.2.9: external addresses).</summary>
/// <param name="store">The store it belongs to.</param>
public abstract class Extern(Store store)
{
    public Store Store { get; } = store;

    /// <summary>Its type now, closed; memories and tables have their current size as minimum.</summary>
    public abstract ExternType Type { get; }

    public ExternKind Kind => Type.Kind;
}

/// <summary>A memory instance.</summary>
public abstract class Memory(Store store) : Extern(store)
{
    /// <summary>Size in pages of 64 KiB.</summary>
    public abstract ulong PageCount { get; }

    /// <summary>Size in bytes.</summary>
    public ulong ByteLength => PageCount * MemoryType.PageSize;

    /// <summary>All bytes. Valid until the memory grows.</summary>
    /// <exception cref="InvalidOperationException">Above 2 GiB: use <see cref="GetSpan"/>.</exception>
    public abstract Span<byte> Span { get; }

    /// <summary>A part of the memory. Valid until the memory grows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not all inside the memory.</exception>
    public abstract Span<byte> GetSpan(long offset, int length);

    /// <summary>Grows by a number of pages.</summary>
    /// <returns>The old size in pages, or -1 if its maximum or the store's limits forbid it.</returns>
    public abstract long Grow(ulong pages);
}

/// <summary>A table instance.</summary>
public abstract class Table(Store store) : Extern(store)
{
    /// <summary>Number of elements.</summary>
    public abstract ulong Count { get; }

    /// <summary>Reads an element (null: the null reference).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public abstract object? Get(ulong index);

    /// <summary>Writes an element, whose type is not checked here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public abstract void Set(ulong index, object? value);

    /// <summary>Grows by a number of elements.</summary>
    /// <returns>The old size, or -1 if its maximum or the store's limits forbid it.</returns>
    public abstract long Grow(ulong count, object? initial);
}

/// <summary>A global instance.</summary>
public abstract class Global(Store store, GlobalType type) : Extern(store)
{
    /// <inheritdoc/>
    public override GlobalType Type { get; } = type;

    /// <summary>Its value. Setting does not check mutability: <see cref="GlobalType.Mutable"/> tells.</summary>
    public abstract Value Value { get; set; }
}

/// <summary>An exception tag. Identity is the object's.</summary>
public abstract class Tag(Store store, DefinedType definedType) : Extern(store)
{
    /// <summary>Its function type; the parameters are the payload.</summary>
    public DefinedType DefinedType { get; } = definedType;

    /// <inheritdoc/>
    public override ExternType Type => new TagType(DefinedType.Id);
}
