using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind : byte
{
    /// <summary>32 bits, an integer.</summary>
    I32,

    /// <summary>64 bits, an integer.</summary>
    I64,

    /// <summary>32 bits, a float.</summary>
    F32,

    /// <summary>64 bits, a float.</summary>
    F64,

    /// <summary>128 bits, a vector.</summary>
    V128,

    /// <summary>A reference of any type, also null.</summary>
    Reference,
}

/// <summary>
/// A WebAssembly value for dynamic callers: 128 bits and a reference. Floats are kept as bits, so that NaN payloads
/// survive. References are .NET objects: <see cref="Function"/>, <see cref="StructReference"/>,
/// <see cref="ArrayReference"/>, <see cref="I31Reference"/>, <see cref="ExceptionReference"/>, null, and any other
/// object as a host reference.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private Value(ValueKind kind, ulong low, ulong high = 0, object? reference = null)
    {
        Kind = kind;
        Low = low;
        High = high;
        Reference = reference;
    }

    /// <summary>What it holds, which says which of the other properties mean something.</summary>
    public ValueKind Kind { get; }

    /// <summary>Low 64 bits; i32 and f32 are zero-extended.</summary>
    public ulong Low { get; }

    /// <summary>High 64 bits of a v128.</summary>
    public ulong High { get; }

    /// <summary>The object of a reference; null is the null reference.</summary>
    public object? Reference { get; }

    /// <summary>The bits as a slot.</summary>
    public RawValue Raw => new(Low, High);

    /// <summary>The number of an i32.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public int I32 => (int)Expect(ValueKind.I32).Low;

    /// <summary>The number of an i64.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public long I64 => (long)Expect(ValueKind.I64).Low;

    /// <summary>The number of an f32.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public float F32 => BitConverter.UInt32BitsToSingle((uint)Expect(ValueKind.F32).Low);

    /// <summary>The number of an f64.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public double F64 => BitConverter.UInt64BitsToDouble(Expect(ValueKind.F64).Low);

    /// <summary>The bits of a v128.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public Vector128<byte> V128 => Vector128.Create(Expect(ValueKind.V128).Low, High).AsByte();

    /// <summary>Whether it is the null reference.</summary>
    public bool IsNull => Kind == ValueKind.Reference && Reference is null;

    /// <summary>An i32.</summary>
    public static Value FromI32(int value) => new(ValueKind.I32, (uint)value);

    /// <summary>An i64.</summary>
    public static Value FromI64(long value) => new(ValueKind.I64, (ulong)value);

    /// <summary>An f32; a NaN keeps its bits.</summary>
    public static Value FromF32(float value) => new(ValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>An f32 by its bits.</summary>
    public static Value FromF32Bits(uint bits) => new(ValueKind.F32, bits);

    /// <summary>An f64; a NaN keeps its bits.</summary>
    public static Value FromF64(double value) => new(ValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>An f64 by its bits.</summary>
    public static Value FromF64Bits(ulong bits) => new(ValueKind.F64, bits);

    /// <summary>A v128 by its two halves.</summary>
    public static Value FromV128(ulong low, ulong high) => new(ValueKind.V128, low, high);

    /// <summary>A v128.</summary>
    public static Value FromV128(Vector128<byte> value) =>
        new(ValueKind.V128, value.AsUInt64().GetElement(0), value.AsUInt64().GetElement(1));

    /// <summary>A reference to an object; null is the null reference. Whether it is of a store or type, the one who takes it checks.</summary>
    public static Value FromReference(object? reference) => new(ValueKind.Reference, 0, 0, reference);

    /// <summary>An i32.</summary>
    public static implicit operator Value(int value) => FromI32(value);

    /// <summary>An i64.</summary>
    public static implicit operator Value(long value) => FromI64(value);

    /// <summary>An f32.</summary>
    public static implicit operator Value(float value) => FromF32(value);

    /// <summary>An f64.</summary>
    public static implicit operator Value(double value) => FromF64(value);

    /// <summary>The value of a type that a slot and, for a reference, the object beside it stand for.</summary>
    public static Value FromRaw(ValType type, RawValue slot, object? reference)
    {
        ValueKind kind = KindOf(type);
        return kind switch
        {
            ValueKind.Reference => new(kind, 0, 0, reference),
            ValueKind.V128 => new(kind, slot.Low, slot.High),
            _ => new(kind, type.IsNarrow ? (uint)slot.Low : slot.Low),
        };
    }

    /// <summary>As <see cref="Equals(Value)"/>.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>The opposite of <see cref="Equals(Value)"/>.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The kind of value that a type's values have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValueKind KindOf(ValType type)
    {
        // The binary codes of number and vector types go down from that of i32 in the order of the kinds.
        uint kind = 0x7Fu - type.Code;
        return kind <= (uint)ValueKind.V128 ? (ValueKind)kind : ValueKind.Reference;
    }

    /// <summary>The default value of a type: zero or null.</summary>
    public static Value Default(ValType type) => new(KindOf(type), 0);

    /// <summary>Same kind and same bits (+0 is not -0); references by <c>ref.eq</c>: i31 by number, others by identity.</summary>
    public bool Equals(Value other) =>
        Kind == other.Kind && Low == other.Low && High == other.High &&
        AreSame(Reference, other.Reference);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Low, High);

    /// <summary>As the text format of scripts writes it: <c>i32.const 7</c>, <c>ref.null</c>, …</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.I32 => $"i32.const {I32}",
        ValueKind.I64 => $"i64.const {I64}",
        ValueKind.F32 => $"f32.const {FloatLiteral.OfF32((uint)Low)}",
        ValueKind.F64 => $"f64.const {FloatLiteral.OfF64(Low)}",
        ValueKind.V128 => $"v128.const i32x4 0x{(uint)Low:x8} 0x{(uint)(Low >> 32):x8} 0x{(uint)High:x8} 0x{(uint)(High >> 32):x8}",
        _ => Reference switch
        {
            null => "ref.null",
            Function function => $"ref.func {function}",
            StructReference => "ref.struct",
            ArrayReference => "ref.array",
            I31Reference i31 => $"ref.i31 {i31.Value}",
            ExceptionReference => "ref.exn",
            _ => $"ref.extern {Reference}",
        },
    };

    /// <summary>
    /// Whether two references are the same (<c>ref.eq</c>): i31 by number, others by identity; null is null.
    /// </summary>
    public static bool AreSame(object? left, object? right) =>
        ReferenceEquals(left, right) || (left is I31Reference a && right is I31Reference b && a.Value == b.Value);

    private Value Expect(ValueKind kind) =>
        Kind == kind ? this : throw new InvalidOperationException($"{kind} expected, but the value is {this}");
}
