using Wasm.Core.Instructions;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// The rules under which all engines run a case, so that nothing is left to chance: the same limits, fuel, NaNs, and the same
/// failures of growth.
/// </summary>
public sealed record ExecutionOptions
{
    /// <summary>
    /// Fuel is charged, and what is left is compared. Without it, code is what it is for most users; then a case is first run on the
    /// first engine with fuel, and only if no call used it up is it run without.
    /// </summary>
    public bool Fuel { get; init; } = true;

    /// <summary>What each call and each start function may use.</summary>
    public long FuelPerCall { get; init; } = 20_000;

    /// <summary>Depth of the call stack, counted the same way by all engines.</summary>
    public int MaximumStackSlots { get; init; } = 1 << 13;

    /// <summary>Bit i is set if the i-th growth of a memory or table fails, counted modulo 64 over the whole case.</summary>
    public ulong FailingGrowths { get; init; }

    /// <summary>How many calls of the host a case may make; then the host traps.</summary>
    public int MaximumHostCalls { get; init; } = 1_000;

    /// <summary>How many calls may be active in one another through the host; then the host calls nothing.</summary>
    public int MaximumReentries { get; init; } = 4;

    /// <summary>Whether positions of traps in the code are compared. Off where code that was changed is compared with what it was.</summary>
    public bool TrapPositions { get; init; } = true;

    /// <summary>How many objects, counted from the nearest, are compared of each call's results and of the state at the end.</summary>
    public int MaximumObjects { get; init; } = 2_000;

    /// <summary>Memories are compared after each so many calls, and at the end.</summary>
    public int MemoryInterval { get; init; } = 4;

    /// <summary>What a store allows: small, so that no case is slow, and none is at the mercy of the machine.</summary>
    public StoreLimits Limits { get; init; } = new()
    {
        MemoryBytes = 16 << 20,
        TotalMemoryBytes = 64 << 20,
        TableElements = 100_000,
        TotalTableElements = 200_000,
        HeapBytes = 16 << 20,
    };

    /// <summary>What engines have to be made with.</summary>
    public EngineOptions EngineOptions => new()
    {
        Features = FeatureSet.Wasm3,
        CanonicalizeNaNs = true,
        DeterministicRelaxedSimd = true,
        ConsumeFuel = Fuel,
        CountStackSlots = true,
        MaximumStackSlots = MaximumStackSlots,
        Interruptible = true,
    };
}
