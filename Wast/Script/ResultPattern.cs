using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>What a result may be (specification interpreter, README, <c>result_pat</c>).</summary>
public abstract record ResultPattern;

/// <summary>A number, to the bit.</summary>
public sealed record NumberPattern(Value Value) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => $"({Value})";
}

/// <summary>Which NaNs are meant (specification, 4.3.3 "NaN propagation").</summary>
public enum NanKind : byte
{
    /// <summary>The canonical one, of either sign.</summary>
    Canonical,

    /// <summary>One whose payload has its most significant bit set.</summary>
    Arithmetic,
}

/// <summary>A NaN.</summary>
/// <param name="Type">f32 or f64.</param>
/// <param name="Nan">Which ones.</param>
public sealed record NanPattern(ValType Type, NanKind Nan) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => $"({Type}.const {VectorPattern.TextOf(Nan)})";
}

/// <summary>A vector, lane by lane.</summary>
/// <param name="Shape">The lanes.</param>
/// <param name="Low">Low half of the expected bits; anything in lanes that are NaN patterns.</param>
/// <param name="High">High half.</param>
/// <param name="CanonicalLanes">A bit for each lane that must be a canonical NaN.</param>
/// <param name="ArithmeticLanes">A bit for each lane that must be an arithmetic NaN.</param>
public sealed record VectorPattern(VectorShape Shape, ulong Low, ulong High, byte CanonicalLanes = 0, byte ArithmeticLanes = 0) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString()
    {
        int bits = Shape.LaneBytes() * 8;
        var lanes = new string[Shape.LaneCount()];
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            lanes[lane] = (CanonicalLanes >> lane & 1) != 0 ? TextOf(NanKind.Canonical)
                : (ArithmeticLanes >> lane & 1) != 0 ? TextOf(NanKind.Arithmetic)
                : LaneText(Shape, Lane(Low, High, bits, lane));
        }

        return $"(v128.const {Shape.ToString().ToLowerInvariant()} {string.Join(' ', lanes)})";
    }

    /// <summary>A lane's bits, zero-extended.</summary>
    public static ulong Lane(ulong low, ulong high, int bits, int lane)
    {
        int position = lane * bits;
        ulong half = position < 64 ? low : high;
        return bits == 64 ? half : half >> (position & 63) & ((1UL << bits) - 1);
    }

    /// <summary>A vector as a script writes it, in lanes of a shape.</summary>
    public static string Format(VectorShape shape, Value vector) => new VectorPattern(shape, vector.Low, vector.High).ToString();

    internal static string TextOf(NanKind nan) => nan == NanKind.Canonical ? "nan:canonical" : "nan:arithmetic";

    private static string LaneText(VectorShape shape, ulong lane) => shape switch
    {
        VectorShape.I8x16 => ((sbyte)lane).ToString(),
        VectorShape.I16x8 => ((short)lane).ToString(),
        VectorShape.I32x4 => ((int)lane).ToString(),
        VectorShape.I64x2 => ((long)lane).ToString(),
        VectorShape.F32x4 => Value.FromF32Bits((uint)lane).ToString()["f32.const ".Length..],
        _ => Value.FromF64Bits(lane).ToString()["f64.const ".Length..],
    };
}

/// <summary>A null reference: <c>(ref.null)</c> or <c>(ref.null ht)</c>, whose heap type is not looked at.</summary>
public sealed record NullPattern(string? HeapType) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => HeapType is null ? "(ref.null)" : $"(ref.null {HeapType})";
}

/// <summary>A host reference by its number: <c>(ref.extern n)</c>, or <c>(ref.host n)</c> if it was internalized.</summary>
public sealed record HostReferencePattern(uint Number, bool IsExternal) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => $"({(IsExternal ? "ref.extern" : "ref.host")} {Number})";
}

/// <summary>Kinds of reference that a pattern may name.</summary>
public enum ReferenceKind : byte
{
    /// <summary><c>(ref)</c>, <c>(ref.any)</c>: anything but a function.</summary>
    Any,
    Eq,
    I31,
    Struct,
    Array,
    Function,
    Exception,

    /// <summary><c>(ref.extern)</c>: any reference.</summary>
    External,
}

/// <summary>A reference of a kind.</summary>
public sealed record ReferencePattern(ReferenceKind Kind) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ReferenceKind.Any => "(ref)",
        ReferenceKind.Eq => "(ref.eq)",
        ReferenceKind.I31 => "(ref.i31)",
        ReferenceKind.Struct => "(ref.struct)",
        ReferenceKind.Array => "(ref.array)",
        ReferenceKind.Function => "(ref.func)",
        ReferenceKind.Exception => "(ref.exn)",
        _ => "(ref.extern)",
    };
}

/// <summary>One of several.</summary>
public sealed record EitherPattern(ImmutableArray<ResultPattern> Alternatives) : ResultPattern
{
    /// <inheritdoc/>
    public override string ToString() => $"(either {string.Join(' ', Alternatives)})";
}
