using Wasm.Runtime.Heap;

namespace Wasm.Runtime.Embedding;

/// <summary>
/// Holds instances and runtime objects (specification, 4.2.3), which live as long as it.
/// </summary>
/// <remarks>
/// <para>
/// One thread at a time: a call on a second thread is refused while the first runs; asynchronous calls that are to go on
/// wait for their turn without blocking a thread. A host function runs inside its caller's turn, but what an
/// asynchronous one does after its first await runs outside: it must not touch the store's objects while other calls
/// may run, and calls functions by <see cref="Function.CallAsync"/>. Mirrors Wasmtime's <c>Store</c>, which has the
/// compiler see to that.
/// </para>
/// <para>
/// <see cref="Dispose"/> frees what an engine has outside of .NET's heap. A store that is forgotten without it is
/// collected like any object, with all that belongs to it, only later.
/// </para>
/// </remarks>
public partial class Store : IDisposable
{
    /// <summary>An empty store. Mirrors Wasmtime's <c>Store::new</c>.</summary>
    /// <param name="engine">The engine of everything that will be in it.</param>
    /// <param name="limits">What it allows; null: the defaults of <see cref="StoreLimits"/>.</param>
    public Store(Engine engine, StoreLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Limits = limits ?? new StoreLimits();
        Resources = new StoreResources(this, Limits);
        EngineState = engine.CreateStoreState(this);
    }

    /// <summary>The engine of everything in it.</summary>
    public Engine Engine { get; }

    /// <summary>What it allows.</summary>
    public StoreLimits Limits { get; }

    /// <summary>Anything of the host's. In a <see cref="Store{T}"/> it is the typed data, boxed if it is a struct.</summary>
    /// <exception cref="ArgumentException">A <see cref="Store{T}"/> cannot hold a value of this type.</exception>
    public object? Data
    {
        get => UntypedData;
        set => UntypedData = value;
    }

    /// <summary>
    /// Fuel left, if the engine was made with <see cref="EngineOptions.ConsumeFuel"/>. While a call with
    /// <see cref="CallOptions.Fuel"/> runs, what is left of that.
    /// </summary>
    public long Fuel { get; set; } = long.MaxValue;

    /// <summary>What <see cref="Data"/> reads and writes.</summary>
    private protected virtual object? UntypedData { get; set; }

    /// <summary>The engine's own.</summary>
    public object? EngineState { get; }

    /// <summary>
    /// Asked before a memory or table grows as far as its type allows, by any engine alike; null allows all. For tests that
    /// inject failures. It must not call functions of the store.
    /// </summary>
    public Func<Extern, ulong, bool>? GrowthFilter { get; set; }

    /// <summary>
    /// How many times a memory or table did not grow because the engine or the process had no room, though its maximum and the
    /// store's limits allowed it: what depends on the machine and not on the code.
    /// </summary>
    public long GrowthsWithoutRoom { get; internal set; }

    /// <summary>What there is, for the limits.</summary>
    internal StoreResources Resources { get; }

    /// <summary>
    /// For engines: the tables and globals whose type lets them refer to heap objects, and the instances that have such
    /// element segments. The list keeps none alive.
    /// </summary>
    public WeakList Roots => Resources.Roots;

    /// <summary>For engines, near a limit: has .NET collect garbage, unless that was of no use a moment ago.</summary>
    /// <returns>Whether something that the store knows has gone.</returns>
    public bool TryCollectGarbage() => Resources.TryCollect();

    /// <summary>Its type, for messages.</summary>
    internal virtual string Describe() => "Store without typed data";
}
