namespace Wasm.Core.Validation;

/// <summary>What validation collects besides the verdict.</summary>
public sealed record ValidationOptions
{
    /// <summary>Side tables, no fuel segments.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>Whether to fill <see cref="ValidatedModule.SideTables"/>; it stays empty otherwise.</summary>
    public bool SideTables { get; init; } = true;

    /// <summary>Whether side tables contain <see cref="FunctionSideTable.FuelSegments"/>.</summary>
    public bool FuelSegments { get; init; }

    /// <summary>Sees the operand stack between the instructions of functions. Validation is slower then.</summary>
    internal IStackObserver? Observer { get; init; }
}
