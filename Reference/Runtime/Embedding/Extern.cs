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

/// <summary>A function instance, of WebAssembly or of the host.</summary>
public abstract class Function(Store store, DefinedType definedType) : Extern(store)
{
    /// <summary>Its type with identity, as <c>ref.cast</c> and <c>call_indirect</c> see it.</summary>
    public DefinedType DefinedType { get; } = definedType;

    /// <summary>Parameters and results (closed).</summary>
    public FunctionType Signature { get; } = definedType.Function;

    /// <inheritdoc/>
    public override ExternType Type => new FunctionExternType(DefinedType.Id);

    /// <summary>
    /// Calls it. Neither a trap nor a WebAssembly exception is thrown; a .NET exception of a host function passes
    /// through as the same object.
    /// </summary>
    /// <param name="arguments">Exactly the parameters, of the right kinds (checked).</param>
    /// <param name="results">Room for the results; only written on return.</param>
    /// <exception cref="ArgumentException">Number or kind of the arguments is wrong.</exception>
    public Outcome Call(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        CheckArguments(arguments);
        if (results.Length < Signature.Results.Length)
        {
            throw new ArgumentException($"room for {Signature.Results.Length} results needed, {results.Length} given", nameof(results));
        }

        return CallCore(arguments, results);
    }

    /// <summary>Calls it and gives the results.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">The call stack is exhausted.</exception>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        var results = new Value[Signature.Results.Length];
        Call(arguments, results).ThrowIfNotReturn();
        return results;
    }

    /// <summary>The engine's call, after the arguments were checked.</summary>
    protected abstract Outcome CallCore(ReadOnlySpan<Value> arguments, Span<Value> results);

    private void CheckArguments(ReadOnlySpan<Value> arguments)
    {
        ReadOnlySpan<ValType> parameters = Signature.Parameters.AsSpan();
        if (arguments.Length != parameters.Length)
        {
            throw new ArgumentException($"{parameters.Length} arguments expected, {arguments.Length} given", nameof(arguments));
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (!Store.HasType(arguments[i], parameters[i]))
            {
                throw new ArgumentException($"argument {i}: {parameters[i]} expected, {arguments[i]} given", nameof(arguments));
            }
        }
    }
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
