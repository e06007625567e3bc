using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>Tests of a reference's dynamic type (specification, 4.2.2 and 3.3.3).</summary>
internal static class ReferenceTests
{
    /// <summary>
    /// A heap type as a register-form operand: a module's type index, or for an abstract type minus its binary
    /// code.
    /// </summary>
    public static int Encode(HeapType type) => type.IsConcrete ? type.Index : -type.Code;

    /// <summary>Whether a reference, null or not, belongs to a reference type.</summary>
    /// <param name="types">The module's types.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="type">An encoded heap type.</param>
    /// <param name="nullable">Whether null belongs to it.</param>
    public static bool Matches(ImmutableArray<DefinedType> types, object? reference, int type, bool nullable)
    {
        if (reference is null)
        {
            return nullable;
        }

        return type >= 0 ? MatchesDefined(reference, types[type]) : MatchesAbstract(reference, -type);
    }

    private static bool MatchesDefined(object reference, DefinedType type) => reference switch
    {
        StructObject @struct => IsSubtype(@struct.Shape.Type, type),
        ArrayObject array => IsSubtype(array.Shape.Type, type),
        Function function => IsSubtype(function.DefinedType, type),
        _ => false,
    };

    private static bool IsSubtype(DefinedType type, DefinedType super) => ReferenceEquals(type, super) || type.IsSubtypeOf(super);

    // Validation keeps the hierarchies apart: a test for any never meets a function. Whatever is no WebAssembly
    // object is a host reference, which seen from inside belongs to any alone.
    private static bool MatchesAbstract(object reference, int code) => code switch
    {
        0x70 or 0x6F or 0x6E or 0x69 => true,
        0x6D => reference is StructObject or ArrayObject or I31Reference,
        0x6C => reference is I31Reference,
        0x6B => reference is StructObject,
        0x6A => reference is ArrayObject,
        _ => false,
    };
}
