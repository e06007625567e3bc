using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A struct or array on a store's garbage-collected heap (specification, 4.2.15). While a host variable, a table, a
/// global, another object or running code refers to it, it lives; nothing has to be released. Mirrors Wasmtime's
/// <c>EqRef</c> as far as that is no <c>i31</c>.
/// </summary>
public abstract class HeapReference
{
    private protected HeapReference()
    {
    }

    /// <summary>The store it belongs to; no other accepts it.</summary>
    public abstract Store Store { get; }

    /// <summary>Its exact type.</summary>
    public abstract DefinedType Type { get; }

    /// <summary>Whether it is an instance of a type or of a subtype of that (<c>ref.test</c>).</summary>
    /// <param name="type">A type of the same engine.</param>
    /// <exception cref="ArgumentException">The type is of another engine.</exception>
    public bool IsInstanceOf(DefinedType type)
    {
        Store.CheckEngine(type, nameof(type));
        return Type.IsSubtypeOf(type);
    }

    /// <summary>Whether it is an instance of a heap type (<c>ref.test</c>): <c>eq</c>, <c>struct</c>, a concrete one, …</summary>
    /// <param name="type">Closed.</param>
    public bool IsInstanceOf(HeapType type) => Store.HasType(this, type);

    private protected static void CheckIndex(int index, int count, string what)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {count} {what}");
        }
    }

    /// <summary>The value that a packed field's bits stand for (<c>unpackfield</c>; specification, 4.2.15).</summary>
    private protected static Value Unpack(Value bits, Packing packing, bool signExtend) => (packing, signExtend) switch
    {
        (Packing.I8, true) => Value.FromI32((sbyte)bits.I32),
        (Packing.I16, true) => Value.FromI32((short)bits.I32),
        _ => bits,
    };
}
