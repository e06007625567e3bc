using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>Compares results with patterns as the specification's interpreter does (<c>runner.ml</c>).</summary>
public static class PatternMatcher
{
    private const uint F32Sign = 0x8000_0000;
    private const uint F32CanonicalNan = 0x7FC0_0000;
    private const ulong F64Sign = 0x8000_0000_0000_0000;
    private const ulong F64CanonicalNan = 0x7FF8_0000_0000_0000;

    /// <summary>Whether a result is what a pattern says.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="value">The result.</param>
    /// <param name="isExternal">
    /// Whether the result's type is one of the external references. A struct that went through
    /// <c>extern.convert_any</c> is the same object here, but no struct to a script.
    /// </param>
    public static bool Matches(ResultPattern pattern, Value value, bool isExternal) => pattern switch
    {
        NumberPattern number => value.Kind == number.Value.Kind && value.Low == number.Value.Low,
        NanPattern nan => nan.Type == ValType.F32
            ? value.Kind == ValueKind.F32 && IsNan((uint)value.Low, nan.Nan)
            : value.Kind == ValueKind.F64 && IsNan(value.Low, nan.Nan),
        VectorPattern vector => value.Kind == ValueKind.V128 && MatchesVector(vector, value),
        NullPattern => value.Kind == ValueKind.Reference && value.Reference is null,
        HostReferencePattern host => value.Reference is HostReference reference && reference.Number == host.Number && host.IsExternal == isExternal,
        ReferencePattern reference => value.Kind == ValueKind.Reference && MatchesReference(reference.Kind, value.Reference, isExternal),
        EitherPattern either => MatchesAny(either, value, isExternal),
        _ => throw new ArgumentException($"unknown pattern {pattern}", nameof(pattern)),
    };

    /// <summary>Whether an f32 is a NaN of a kind.</summary>
    public static bool IsNan(uint bits, NanKind kind) => kind == NanKind.Canonical
        ? (bits & ~F32Sign) == F32CanonicalNan
        : (bits & F32CanonicalNan) == F32CanonicalNan;

    /// <summary>Whether an f64 is a NaN of a kind.</summary>
    public static bool IsNan(ulong bits, NanKind kind) => kind == NanKind.Canonical
        ? (bits & ~F64Sign) == F64CanonicalNan
        : (bits & F64CanonicalNan) == F64CanonicalNan;

    private static bool MatchesVector(VectorPattern pattern, Value value)
    {
        int nans = pattern.CanonicalLanes | pattern.ArithmeticLanes;
        if (nans == 0)
        {
            return value.Low == pattern.Low && value.High == pattern.High;
        }

        bool isF32 = pattern.Shape == VectorShape.F32x4;
        int bits = isF32 ? 32 : 64;
        for (int lane = 0; lane < 128 / bits; lane++)
        {
            ulong actual = VectorPattern.Lane(value.Low, value.High, bits, lane);
            if ((nans >> lane & 1) == 0)
            {
                if (actual != VectorPattern.Lane(pattern.Low, pattern.High, bits, lane))
                {
                    return false;
                }

                continue;
            }

            NanKind kind = (pattern.CanonicalLanes >> lane & 1) != 0 ? NanKind.Canonical : NanKind.Arithmetic;
            if (isF32 ? !IsNan((uint)actual, kind) : !IsNan(actual, kind))
            {
                return false;
            }
        }

        return true;
    }

    // "ref" and "ref.extern" let null through, as in the official interpreter.
    private static bool MatchesReference(ReferenceKind kind, object? reference, bool isExternal) => kind switch
    {
        ReferenceKind.External => true,
        ReferenceKind.Any => reference is not Function || isExternal,
        ReferenceKind.Function => reference is Function && !isExternal,
        ReferenceKind.Exception => reference is ExceptionReference && !isExternal,
        ReferenceKind.I31 => reference is I31Reference && !isExternal,
        ReferenceKind.Struct => reference is StructReference && !isExternal,
        ReferenceKind.Array => reference is ArrayReference && !isExternal,
        _ => reference is I31Reference or StructReference or ArrayReference && !isExternal,
    };

    private static bool MatchesAny(EitherPattern either, Value value, bool isExternal)
    {
        foreach (ResultPattern alternative in either.Alternatives)
        {
            if (Matches(alternative, value, isExternal))
            {
                return true;
            }
        }

        return false;
    }
}
