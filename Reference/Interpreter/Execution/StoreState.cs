using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>What the engine keeps for a store.</summary>
internal sealed class StoreState(Store store)
{
    public Store Store { get; } = store;

    /// <summary>Whether code charges fuel: the engine's option, where a call finds it at once.</summary>
    public bool ConsumesFuel { get; } = store.Engine.Options.ConsumeFuel;

    /// <summary>The depth budget of a call: the engine's option.</summary>
    public int MaximumStackSlots { get; } = store.Engine.Options.MaximumStackSlots;

    /// <summary>
    /// The machine that runs, if one does: a call by the host goes on its stacks. A computation's segment puts its own
    /// here and the one before back.
    /// </summary>
    public Machine? Active { get; set; }

    public static StoreState Of(Store store) => (StoreState)store.EngineState!;
}
