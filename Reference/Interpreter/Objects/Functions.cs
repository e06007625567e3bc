using Wasm.Core.Types;
using Wasm.Interpreter.Execution;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Objects;

/// <summary>A function of a module (specification, 4.2.6).</summary>
/// <param name="instance">Its instance.</param>
/// <param name="type">Its type.</param>
/// <param name="index">Index among the functions that the module defines.</param>
internal sealed class WasmFunction(ReferenceInstance instance, DefinedType type, int index)
    : Function(instance.Store, type, instance.RequiresAsync)
{
    public ReferenceInstance Instance { get; } = instance;

    /// <summary>Index among the functions that the module defines.</summary>
    public int Index { get; } = index;

    /// <inheritdoc/>
    public override string ToString() => $"function {Instance.Code.ImportCount + Index}";

    /// <inheritdoc/>
    protected override Instance OwnInstance => Instance;

    /// <inheritdoc/>
    protected override Computation CreateComputation() => new ReferenceComputation(this);

    /// <inheritdoc/>
    protected override Outcome CallCore(Span<RawValue> slots, Span<object?> references) =>
        Machine.Invoke(this, slots, references);
}

/// <summary>A function of the host (specification, 4.2.6 and 4.6.8 "Host Functions").</summary>
internal sealed class ReferenceHostFunction(Store store, DefinedType type, HostCallback callback) : HostFunction(store, type, callback);
