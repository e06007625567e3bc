namespace Wasm.Core.Types;

/// <summary>
/// A value type (specification, 2.3.5) in 32 bits. Equality is equality of the bits, which for closed types is
/// type equivalence. See <see cref="HeapType"/> on what a concrete index means.
/// </summary>
public readonly struct ValType : IEquatable<ValType>
{
    // Number and vector types: their binary code. References: ReferenceFlag | NullableFlag? | heap type bits.
    private const uint ReferenceFlag = 0x8000_0000;
    private const uint NullableFlag = 0x4000_0000;

    private readonly uint _bits;

    private ValType(uint bits) => _bits = bits;

    /// <summary>The bottom type, which only validation of unreachable code meets. Also <c>default</c>.</summary>
    public static ValType Bottom => default;

    /// <summary>Integers of 32 bits, signed or not as instructions take them.</summary>
    public static ValType I32 => new(0x7F);

    /// <summary>Integers of 64 bits, signed or not as instructions take them.</summary>
    public static ValType I64 => new(0x7E);

    /// <summary>IEEE 754 floats of 32 bits.</summary>
    public static ValType F32 => new(0x7D);

    /// <summary>IEEE 754 floats of 64 bits.</summary>
    public static ValType F64 => new(0x7C);

    /// <summary>Vectors of 128 bits, in lanes as instructions take them.</summary>
    public static ValType V128 => new(0x7B);

    /// <summary>Functions, or null.</summary>
    public static ValType FuncRef => Ref(HeapType.Func, nullable: true);

    /// <summary>References of the host, or null.</summary>
    public static ValType ExternRef => Ref(HeapType.Extern, nullable: true);

    /// <summary>Structs, arrays, i31 numbers and internalized host references, or null.</summary>
    public static ValType AnyRef => Ref(HeapType.Any, nullable: true);

    /// <summary>Structs, arrays and i31 numbers, or null.</summary>
    public static ValType EqRef => Ref(HeapType.Eq, nullable: true);

    /// <summary>Numbers of 31 bits, or null.</summary>
    public static ValType I31Ref => Ref(HeapType.I31, nullable: true);

    /// <summary>Structs, or null.</summary>
    public static ValType StructRef => Ref(HeapType.Struct, nullable: true);

    /// <summary>Arrays, or null.</summary>
    public static ValType ArrayRef => Ref(HeapType.Array, nullable: true);

    /// <summary>Exceptions, or null.</summary>
    public static ValType ExnRef => Ref(HeapType.Exn, nullable: true);

    /// <summary>Whether it is <see cref="Bottom"/>.</summary>
    public bool IsBottom => _bits == 0;

    /// <summary>Whether its values are references.</summary>
    public bool IsReference => (_bits & ReferenceFlag) != 0;

    /// <summary>i32, i64, f32 or f64.</summary>
    public bool IsNumber => _bits is >= 0x7C and <= 0x7F;

    /// <summary>i32 or f32.</summary>
    public bool IsNarrow => _bits is 0x7F or 0x7D;

    /// <summary>Whether it is <see cref="V128"/>.</summary>
    public bool IsVector => _bits == 0x7B;

    /// <summary>A reference that may be null.</summary>
    public bool IsNullable => (_bits & (ReferenceFlag | NullableFlag)) == (ReferenceFlag | NullableFlag);

    /// <summary>Whether a local of this type starts out with a value (specification: <c>defaultable</c>).</summary>
    public bool IsDefaultable => !IsReference || IsNullable;

    /// <summary>The heap type of a reference type.</summary>
    public HeapType HeapType => HeapType.FromBits(_bits);

    /// <summary>The binary code of a number or vector type (0x7B…0x7F); 0 otherwise.</summary>
    public byte Code => IsReference ? (byte)0 : (byte)_bits;

    /// <summary>The number or vector type of a code known to be one; bottom for 0.</summary>
    internal static ValType FromCode(byte code) => new(code);

    /// <summary>A reference type.</summary>
    public static ValType Ref(HeapType heapType, bool nullable) =>
        new(ReferenceFlag | (nullable ? NullableFlag : 0) | heapType.Bits);

    /// <summary>The number or vector type of a binary code byte, if there is one.</summary>
    public static bool TryFromCode(byte code, out ValType type)
    {
        type = new(code);
        return code is >= 0x7B and <= 0x7F;
    }

    /// <summary>The same reference type without null; other types as they are.</summary>
    public ValType AsNonNull() => new(IsReference ? _bits & ~NullableFlag : _bits);

    /// <summary>Whether they are the same.</summary>
    public static bool operator ==(ValType left, ValType right) => left._bits == right._bits;

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ValType left, ValType right) => left._bits != right._bits;

    /// <inheritdoc/>
    public bool Equals(ValType other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_bits;

    /// <summary>As the text format writes it, abbreviated where it can be (<c>funcref</c>); bottom is <c>bot</c>.</summary>
    public override string ToString()
    {
        if (!IsReference)
        {
            return _bits switch { 0x7F => "i32", 0x7E => "i64", 0x7D => "f32", 0x7C => "f64", 0x7B => "v128", _ => "bot" };
        }

        HeapType heap = HeapType;
        if (IsNullable && !heap.IsConcrete && heap != HeapType.Bottom)
        {
            return heap.Code switch
            {
                0x74 => "nullexnref",
                0x73 => "nullfuncref",
                0x72 => "nullexternref",
                0x71 => "nullref",
                _ => heap + "ref",
            };
        }

        return IsNullable ? $"(ref null {heap})" : $"(ref {heap})";
    }
}
