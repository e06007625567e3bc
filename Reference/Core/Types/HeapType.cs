namespace Wasm.Core.Types;

/// <summary>
/// A heap type (specification, 2.3.4): an abstract one, or a concrete one given by an index. In a
/// <see cref="Model.ModuleDefinition"/> the index is one of the module's type indices; in a <i>closed</i> type
/// (everything at run time and everything inside a <see cref="DefinedType"/>) it is the
/// <see cref="DefinedType.Id"/> in the engine's <see cref="TypeRegistry"/>.
/// </summary>
public readonly struct HeapType : IEquatable<HeapType>
{
    // Concrete: the index (0 … 2^29-1). Abstract: AbstractFlag | binary code.
    internal const uint AbstractFlag = 0x2000_0000;
    internal const uint Mask = 0x3FFF_FFFF;

    private HeapType(uint bits) => Bits = bits;

    /// <summary>No exception: the type of a null <c>exnref</c>.</summary>
    public static HeapType NoExn => new(AbstractFlag | 0x74);

    /// <summary>No function: the type of a null <c>funcref</c>.</summary>
    public static HeapType NoFunc => new(AbstractFlag | 0x73);

    /// <summary>No host reference: the type of a null <c>externref</c>.</summary>
    public static HeapType NoExtern => new(AbstractFlag | 0x72);

    /// <summary>No internal reference: the type of null among structs, arrays and i31 numbers.</summary>
    public static HeapType None => new(AbstractFlag | 0x71);

    /// <summary>All functions.</summary>
    public static HeapType Func => new(AbstractFlag | 0x70);

    /// <summary>All references as the host sees them.</summary>
    public static HeapType Extern => new(AbstractFlag | 0x6F);

    /// <summary>All internal references: structs, arrays, i31 numbers, and host references made internal.</summary>
    public static HeapType Any => new(AbstractFlag | 0x6E);

    /// <summary>What <c>ref.eq</c> compares: structs, arrays and i31 numbers.</summary>
    public static HeapType Eq => new(AbstractFlag | 0x6D);

    /// <summary>Numbers of 31 bits.</summary>
    public static HeapType I31 => new(AbstractFlag | 0x6C);

    /// <summary>All structs.</summary>
    public static HeapType Struct => new(AbstractFlag | 0x6B);

    /// <summary>All arrays.</summary>
    public static HeapType Array => new(AbstractFlag | 0x6A);

    /// <summary>All exceptions.</summary>
    public static HeapType Exn => new(AbstractFlag | 0x69);

    /// <summary>The bottom of all heap types, which only validation of unreachable code meets.</summary>
    public static HeapType Bottom => new(AbstractFlag);

    /// <summary>Whether it is given by an index.</summary>
    public bool IsConcrete => (Bits & AbstractFlag) == 0;

    /// <summary>The index of a concrete heap type.</summary>
    public int Index => IsConcrete ? (int)Bits : throw new InvalidOperationException($"{this} has no index");

    /// <summary>The binary code (one byte, 0x69…0x74) of an abstract heap type; 0 for <see cref="Bottom"/> and concrete ones.</summary>
    public byte Code => IsConcrete ? (byte)0 : (byte)Bits;

    internal uint Bits { get; }

    /// <summary>A concrete heap type.</summary>
    public static HeapType Concrete(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, AbstractFlag, nameof(index));
        return new((uint)index);
    }

    /// <summary>The abstract heap type of a binary code byte (0x69…0x74), if there is one.</summary>
    public static bool TryFromCode(byte code, out HeapType type)
    {
        type = new(AbstractFlag | code);
        return code is >= 0x69 and <= 0x74;
    }

    internal static HeapType FromBits(uint bits) => new(bits & Mask);

    /// <summary>Whether they are the same.</summary>
    public static bool operator ==(HeapType left, HeapType right) => left.Bits == right.Bits;

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(HeapType left, HeapType right) => left.Bits != right.Bits;

    /// <inheritdoc/>
    public bool Equals(HeapType other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HeapType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Bits;

    /// <summary>The text format's word; a concrete type is shown as its index.</summary>
    public override string ToString() => IsConcrete ? Bits.ToString() : Code switch
    {
        0x74 => "noexn",
        0x73 => "nofunc",
        0x72 => "noextern",
        0x71 => "none",
        0x70 => "func",
        0x6F => "extern",
        0x6E => "any",
        0x6D => "eq",
        0x6C => "i31",
        0x6B => "struct",
        0x6A => "array",
        0x69 => "exn",
        _ => "bot",
    };
}
