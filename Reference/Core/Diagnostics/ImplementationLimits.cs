namespace Wasm.Core.Diagnostics;

/// <summary>
/// Limits of this implementation, the same for every engine (specification, appendix "Implementation
/// Limitations"; values of the JavaScript API where it has one). Exceeding one is an error that names the limit.
/// Sizes of memories and tables are limited by the store, not here.
/// </summary>
public static class ImplementationLimits
{
    /// <summary>Bytes of a binary module.</summary>
    public const int ModuleBytes = 1 << 30;

    public const int Types = 1_000_000;
    public const int RecursionGroupTypes = 1_000_000;
    public const int SubtypeDepth = 63;
    public const int Functions = 1_000_000;
    public const int Imports = 1_000_000;
    public const int Exports = 1_000_000;
    public const int Globals = 1_000_000;
    public const int Tags = 1_000_000;
    public const int DataSegments = 100_000;
    public const int ElementSegments = 10_000_000;

    /// <summary>Elements of one segment.</summary>
    public const int SegmentElements = 10_000_000;

    public const int Tables = 100_000;
    public const int Memories = 100;
    public const int Parameters = 1_000;
    public const int Results = 1_000;
    public const int FunctionBodyBytes = 7_654_321;

    /// <summary>Locals of a function, parameters included.</summary>
    public const int Locals = 50_000;

    /// <summary>
    /// Height of a function's operand stack. Instructions that push one value cannot reach it within a body's size;
    /// calls with many results could go beyond any memory.
    /// </summary>
    public const int Operands = 4_000_000;

    public const int StructFields = 10_000;
    public const int ArrayNewFixedOperands = 10_000;
    public const int BranchTableTargets = 65_520;
    public const int TryTableHandlers = 10_000;
}
