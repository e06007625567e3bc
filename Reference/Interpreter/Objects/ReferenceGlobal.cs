using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A global (specification, 4.2.10). Which field holds the value depends on its type.</summary>
internal sealed class ReferenceGlobal(Store store, GlobalType type) : Global(store, type)
{
    /// <summary>Bits of a number, zero-extended.</summary>
    public ulong Number;

    public object? Reference;

    public Vector128<byte> Vector;

    /// <inheritdoc/>
    public override Value Value
    {
        get => Values.Make(Type.Value, Number, Reference, Vector);
        set
        {
            if (value.Kind != Value.KindOf(Type.Value))
            {
                throw new ArgumentException($"{Type.Value} expected, {value} given", nameof(value));
            }

            Number = value.Low;
            Reference = value.Reference;
            Vector = value.V128;
        }
    }
}
