namespace Wasm.Runtime.Embedding;

/// <summary>
/// Holds instances and runtime objects (specification, 4.2.3), which live as long as it. One thread at a time.
/// </summary>
public partial class Store
{
    private volatile bool _interrupted;

    public Store(Engine engine, StoreLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Limits = limits ?? new StoreLimits();
        EngineState = engine.CreateStoreState(this);
    }

    public Engine Engine { get; }

    public StoreLimits Limits { get; }

    /// <summary>Anything of the host's. In a <see cref="Store{T}"/> it is the typed data, boxed if it is a struct.</summary>
    /// <exception cref="ArgumentException">A <see cref="Store{T}"/> cannot hold a value of this type.</exception>
    public object? Data
    {
        get => UntypedData;
        set => UntypedData = value;
    }

    /// <summary>Fuel left, if the engine was made with <see cref="EngineOptions.ConsumeFuel"/>.</summary>
    public long Fuel { get; set; } = long.MaxValue;

    /// <summary>Whether <see cref="Interrupt"/> was called since the last <see cref="ClearInterrupt"/>.</summary>
    public bool IsInterrupted => _interrupted;

    /// <summary>What <see cref="Data"/> reads and writes.</summary>
    private protected virtual object? UntypedData { get; set; }

    /// <summary>The engine's own.</summary>
    public object? EngineState { get; }

    /// <summary>
    /// Asked before a memory or table grows; null allows all. For tests that inject failures. It must not call
    /// functions of the store.
    /// </summary>
    public Func<Extern, ulong, bool>? GrowthFilter { get; set; }

    /// <summary>
    /// Ends running code at the next check with an <c>interrupted</c> trap, from any thread; stays until
    /// <see cref="ClearInterrupt"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The engine has no <see cref="EngineOptions.Interruptible"/>.</exception>
    public void Interrupt()
    {
        if (!Engine.Options.Interruptible)
        {
            throw new InvalidOperationException($"the engine was made without {nameof(EngineOptions.Interruptible)}");
        }

        _interrupted = true;
    }

    public void ClearInterrupt() => _interrupted = false;

    /// <summary>Its type, for messages.</summary>
    internal virtual string Describe() => "Store without typed data";
}
