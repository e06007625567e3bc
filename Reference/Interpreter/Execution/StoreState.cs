using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>What the engine keeps for a store.</summary>
internal sealed class StoreState(Store store)
{
    /// <summary>
    /// The machine that runs, or the one that does so for synchronous calls if none does: a call by the host goes on
    /// its stacks. A computation's segment puts its own here and the one before back.
    /// </summary>
    public Machine Active { get; set; } = new(store);

    public static StoreState Of(Store store) => (StoreState)store.EngineState!;
}
