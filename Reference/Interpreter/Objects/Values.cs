using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>Between slots and the boundary's <see cref="Value"/>.</summary>
internal static class Values
{
    /// <summary>The value of a type from the one of three parts that the type uses.</summary>
    public static Value Make(ValType type, ulong number, object? reference, Vector128<byte> vector) => Value.KindOf(type) switch
    {
        ValueKind.I32 => Value.FromI32((int)number),
        ValueKind.I64 => Value.FromI64((long)number),
        ValueKind.F32 => Value.FromF32Bits((uint)number),
        ValueKind.F64 => Value.FromF64Bits(number),
        ValueKind.V128 => Value.FromV128(vector),
        _ => Value.FromReference(reference),
    };
}
