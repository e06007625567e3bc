namespace Wasm.Core.Types;

/// <summary>
/// A defined type in closed, canonical form (specification, 3.1.2 and 3.3.7): two modules' types are equivalent
/// exactly if they are the same object of one <see cref="TypeRegistry"/>. All indices inside are registry ids.
/// </summary>
public sealed class DefinedType
{
    // Ancestors from the root down to this type: display[d] is the ancestor at depth d, so a subtype test is one
    // load. Made on the first test that needs it and shared by all direct subtypes, because most types are never
    // tested and a million of them must not cost 63 words each.
    private DefinedType[]? _display;

    internal DefinedType(TypeRegistry registry, int id, bool isFinal, DefinedType? supertype, CompositeType composite)
    {
        Registry = registry;
        Id = id;
        IsFinal = isFinal;
        Supertype = supertype;
        Composite = composite;
        Depth = supertype is null ? 0 : supertype.Depth + 1;
    }

    /// <summary>The registry that it is in.</summary>
    public TypeRegistry Registry { get; }

    /// <summary>Index in the registry; what a concrete <see cref="HeapType"/> in closed types holds.</summary>
    public int Id { get; }

    /// <summary>Whether it can have no subtypes.</summary>
    public bool IsFinal { get; }

    /// <summary>The type that it is declared a subtype of, if any.</summary>
    public DefinedType? Supertype { get; }

    /// <summary>Number of proper ancestors; at most <see cref="Diagnostics.ImplementationLimits.SubtypeDepth"/>.</summary>
    public int Depth { get; }

    /// <summary>What it is, in closed form.</summary>
    public CompositeType Composite { get; }

    /// <summary>The composite type as a function type.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public FunctionType Function => (FunctionType)Composite;

    /// <summary>The composite type as a struct type.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public StructType Struct => (StructType)Composite;

    /// <summary>The composite type as an array type.</summary>
    /// <exception cref="InvalidCastException">It is none.</exception>
    public ArrayType Array => (ArrayType)Composite;

    /// <summary>The concrete heap type of this type (closed).</summary>
    public HeapType HeapType => HeapType.Concrete(Id);

    /// <summary>Whether it is <paramref name="other"/> or declared, directly or not, as a subtype of it.</summary>
    public bool IsSubtypeOf(DefinedType other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        int depth = other.Depth;
        return depth < Depth && ReferenceEquals(Supertype!.Display()[depth], other);
    }

    /// <inheritdoc/>
    public override string ToString() => $"type {Id}: {Composite}";

    // Two threads may both make it; the arrays are equal, and either may win.
    private DefinedType[] Display()
    {
        DefinedType[]? display = Volatile.Read(ref _display);
        if (display is null)
        {
            display = new DefinedType[Depth + 1];
            DefinedType? type = this;
            for (int depth = Depth; depth >= 0; depth--)
            {
                display[depth] = type!;
                type = type!.Supertype;
            }

            Volatile.Write(ref _display, display);
        }

        return display;
    }
}
