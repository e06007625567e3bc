using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A global (specification, 4.2.10). Which field holds the value depends on its type.</summary>
internal sealed class ReferenceGlobal : Global
{
    /// <summary>Bits of a number, zero-extended.</summary>
    public ulong Number;

    public object? Reference;

    public Vector128<byte> Vector;

    /// <param name="store">The store.</param>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its value, of that type.</param>
    public ReferenceGlobal(Store store, GlobalType type, Value value)
        : base(store, type) => SetCore(value);

    /// <inheritdoc/>
    protected override Value GetCore() => Values.Make(Type.Value, Number, Reference, Vector);

    /// <inheritdoc/>
    protected override void SetCore(Value value)
    {
        Number = value.Low;
        Reference = value.Reference;
        Vector = Vector128.Create(value.Low, value.High).AsByte();
    }
}
