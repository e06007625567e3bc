namespace Wasm.Core.Types;

/// <summary>
/// Makes recursion groups canonical (specification, 3.3.7: rolled-up groups are equal iff structurally equal) and
/// decides subtyping of closed types. One per engine; types of two registries are not comparable. Thread-safe.
/// Entries live as long as the registry.
/// </summary>
public sealed partial class TypeRegistry
{
    private const int FirstCode = 0x69;
    private const ushort Any = 1 << (0x6E - FirstCode);
    private const ushort Eq = 1 << (0x6D - FirstCode);
    private const ushort I31 = 1 << (0x6C - FirstCode);
    private const ushort Struct = 1 << (0x6B - FirstCode);
    private const ushort Array = 1 << (0x6A - FirstCode);

    private readonly Lock _lock = new();
    private volatile DefinedType[] _types = new DefinedType[64];
    private int _count;

    // By code of an abstract heap type, from exn to noexn: a bit for each proper supertype, by its code.
    private static ReadOnlySpan<ushort> Above =>
    [
        0, // exn
        Any | Eq, // array
        Any | Eq, // struct
        Any | Eq, // i31
        Any, // eq
        0, // any
        0, // extern
        0, // func
        Any | Eq | I31 | Struct | Array, // none
        1 << (0x6F - FirstCode), // noextern
        1 << (0x70 - FirstCode), // nofunc
        1 << (0x69 - FirstCode), // noexn
    ];

    /// <summary>Number of types: ids are below it.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The type with an id.</summary>
    public DefinedType this[int id] => _types[id];

    /// <summary>Whether a type of values mentions nothing but this registry's types, and is not the bottom type.</summary>
    public bool IsClosed(ValType type) =>
        !type.IsBottom && !(type.IsReference && type.HeapType.IsConcrete && type.HeapType.Index >= Volatile.Read(ref _count));

    /// <summary>The type that a function, struct or array type written alone has: a final type in a group of its own.</summary>
    /// <param name="type">In closed form. For types that mention themselves or each other, see <see cref="RegisterGroup"/>.</param>
    /// <exception cref="ArgumentException">It mentions a type that is not in this registry.</exception>
    public DefinedType Register(CompositeType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        CheckMentioned(type, Volatile.Read(ref _count), own: 0, position: 0);
        var group = new SubType[] { new(true, [], type, 0) };
        var result = new DefinedType[1];

        // No index is the group's own: a closed type cannot mention itself.
        Register(group, new IndexMap(int.MaxValue, default), result);
        return result[0];
    }

    /// <summary>Registers one recursion group of a module.</summary>
    /// <param name="group">The group's types, with the module's type indices.</param>
    /// <param name="start">Type index of the first.</param>
    /// <param name="types">
    /// The module's types by index; those before <paramref name="start"/> are read, those of the group written.
    /// Every index in the group must be below <c>start + group.Length</c>, every supertype's index below the
    /// index of the type that names it, at most one supertype each, and the depth within the limit.
    /// </param>
    public void Register(ReadOnlySpan<SubType> group, int start, Span<DefinedType> types) =>
        Register(group, new IndexMap(start, types[..start]), types.Slice(start, group.Length));

    /// <summary>Whether closed <paramref name="sub"/> matches closed <paramref name="super"/> (specification, 3.3.3 to 3.3.5).</summary>
    public bool IsSubtype(ValType sub, ValType super)
    {
        if (sub == super || sub.IsBottom)
        {
            return true;
        }

        return sub.IsReference && super.IsReference && (super.IsNullable || !sub.IsNullable) && IsSubtype(sub.HeapType, super.HeapType);
    }

    /// <summary>Whether a closed heap type matches another (specification, 3.3.3).</summary>
    public bool IsSubtype(HeapType sub, HeapType super)
    {
        if (sub == super || sub == HeapType.Bottom)
        {
            return true;
        }

        if (sub.IsConcrete || super.IsConcrete)
        {
            return IsConcreteSubtype(sub, super);
        }

        return super != HeapType.Bottom && (Above[sub.Code - FirstCode] >> (super.Code - FirstCode) & 1) != 0;
    }

    private bool IsConcreteSubtype(HeapType sub, HeapType super)
    {
        if (!sub.IsConcrete)
        {
            return sub == (_types[super.Index].Composite is FunctionType ? HeapType.NoFunc : HeapType.None);
        }

        DefinedType type = _types[sub.Index];
        if (super.IsConcrete)
        {
            return type.IsSubtypeOf(_types[super.Index]);
        }

        HeapType kind = type.Composite switch { FunctionType => HeapType.Func, StructType => HeapType.Struct, _ => HeapType.Array };
        return IsSubtype(kind, super);
    }

    /// <summary>The top of the hierarchy that a closed heap type belongs to: any, func, extern or exn.</summary>
    public HeapType TopOf(HeapType type)
    {
        if (type.IsConcrete)
        {
            return _types[type.Index].Composite is FunctionType ? HeapType.Func : HeapType.Any;
        }

        return type.Code switch
        {
            0x74 or 0x69 => HeapType.Exn,
            0x73 or 0x70 => HeapType.Func,
            0x72 or 0x6F => HeapType.Extern,
            _ => HeapType.Any,
        };
    }
}
