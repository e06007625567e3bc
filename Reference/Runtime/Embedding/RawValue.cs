using System.Runtime.Intrinsics;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// A slot of a call: 16 bytes that hold a number or a vector; which of them, only the function's type knows. Slots
/// hold no references: those stand beside them, at the same position of a span of objects. Mirrors Wasmtime's
/// <c>ValRaw</c>.
/// </summary>
/// <remarks>i32 and f32 are kept zero-extended in the low half: every setter here does that.</remarks>
public struct RawValue : IEquatable<RawValue>
{
    /// <summary>A slot with these bits.</summary>
    /// <param name="low">The low half; i32 and f32 zero-extended.</param>
    /// <param name="high">The high half of a vector, else 0.</param>
    public RawValue(ulong low, ulong high = 0)
    {
        Low = low;
        High = high;
    }

    /// <summary>The low 64 bits.</summary>
    public ulong Low { get; private set; }

    /// <summary>The high 64 bits.</summary>
    public ulong High { get; private set; }

    /// <summary>The slot as an i32.</summary>
    public int I32
    {
        readonly get => (int)Low;
        set => Low = (uint)value;
    }

    /// <summary>The slot as an i64.</summary>
    public long I64
    {
        readonly get => (long)Low;
        set => Low = (ulong)value;
    }

    /// <summary>The slot as an f32.</summary>
    public float F32
    {
        readonly get => BitConverter.UInt32BitsToSingle((uint)Low);
        set => Low = BitConverter.SingleToUInt32Bits(value);
    }

    /// <summary>The slot as an f64.</summary>
    public double F64
    {
        readonly get => BitConverter.UInt64BitsToDouble(Low);
        set => Low = BitConverter.DoubleToUInt64Bits(value);
    }

    /// <summary>The slot as a v128.</summary>
    public Vector128<byte> V128
    {
        readonly get => Vector128.Create(Low, High).AsByte();
        set => (Low, High) = (value.AsUInt64().GetElement(0), value.AsUInt64().GetElement(1));
    }

    /// <summary>Whether two slots have the same bits.</summary>
    public static bool operator ==(RawValue left, RawValue right) => left.Equals(right);

    /// <summary>Whether two slots differ in a bit.</summary>
    public static bool operator !=(RawValue left, RawValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(RawValue other) => Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RawValue other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Low, High);

    /// <inheritdoc/>
    public override readonly string ToString() => $"0x{High:x16}{Low:x16}";
}
