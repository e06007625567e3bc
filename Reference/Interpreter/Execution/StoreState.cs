using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Heap;

namespace Wasm.Interpreter.Execution;

/// <summary>What the engine keeps for a store.</summary>
internal sealed class StoreState(Store store)
{
    // Machines of computations, which their callers keep alive.
    private readonly WeakList _computations = new();

    public Store Store { get; } = store;

    /// <summary>Whether code charges fuel: the engine's option, where a call finds it at once.</summary>
    public bool ConsumesFuel { get; } = store.Engine.Options.ConsumeFuel;

    /// <summary>The depth budget of a call: the engine's option.</summary>
    public int MaximumStackSlots { get; } = store.Engine.Options.MaximumStackSlots;

    /// <summary>The store's garbage-collected objects.</summary>
    public StoreHeap Heap { get; } = new(store);

    /// <summary>
    /// The machine that runs, if one does: a call by the host goes on its stacks. A computation's segment puts its own
    /// here and the one before back.
    /// </summary>
    public Machine? Active { get; set; }

    public static StoreState Of(Store store) => (StoreState)store.EngineState!;

    /// <summary>Makes a computation's machine known, before it runs.</summary>
    public void Add(Machine machine) => _computations.Add(machine);

    /// <summary>What every running and suspended call refers to is in use.</summary>
    public void AddRoots(HeapMarker marker)
    {
        for (Machine? machine = Active; machine is not null; machine = machine.Outer)
        {
            machine.AddRoots(marker);
        }

        // Those that are suspended, and others once more.
        _computations.Compact();
        for (int i = 0; i < _computations.Count; i++)
        {
            if (_computations.TryGet(i, out object? computation))
            {
                ((Machine)computation).AddRoots(marker);
            }
        }
    }
}
