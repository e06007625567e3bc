using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// What can be imported and exported (specification, 4.2.5: external addresses). Mirrors Wasmtime's <c>Extern</c>.
/// </summary>
/// <param name="store">The store it belongs to.</param>
public abstract class Extern(Store store)
{
    /// <summary>The store it belongs to; no other accepts it.</summary>
    public Store Store { get; } = store;

    /// <summary>Its type now, closed; memories and tables have their current size as minimum.</summary>
    public abstract ExternType Type { get; }

    /// <summary>What it is.</summary>
    public ExternKind Kind => Type.Kind;
}
