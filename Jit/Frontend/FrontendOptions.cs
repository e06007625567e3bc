namespace Wasm.Jit.Frontend;

/// <summary>What the engine's options ask of the code of a module: the same for all its functions.</summary>
internal readonly record struct FrontendOptions
{
    /// <summary>
    /// Whether accesses to 32-bit memories beyond the end fault by themselves; otherwise, as always for 64-bit ones, they are
    /// compared with the length.
    /// </summary>
    public bool GuardPages { get; init; }

    /// <summary>Whether null objects are tested for before an access; otherwise the access faults by itself.</summary>
    public bool ExplicitNullChecks { get; init; }

    /// <summary>Whether NaNs that the specification leaves open (4.3.3 "NaN Propagation") become the canonical one.</summary>
    public bool CanonicalizeNaNs { get; init; }

    /// <summary>Whether relaxed vector instructions do what the deterministic profile says.</summary>
    public bool DeterministicRelaxedSimd { get; init; }

    /// <summary>Whether instructions cost fuel. The module must have been validated with fuel segments.</summary>
    public bool Fuel { get; init; }

    /// <summary>Whether loops look for stop requests.</summary>
    public bool Interruptible { get; init; }

    /// <summary>Whether frames cost slots of the depth budget.</summary>
    public bool CountDepth { get; init; }
}
