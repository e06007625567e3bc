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

    /// <summary>Types of a module.</summary>
    public const int Types = 1_000_000;

    /// <summary>Types of one recursion group.</summary>
    public const int RecursionGroupTypes = 1_000_000;

    /// <summary>Proper supertypes of a type.</summary>
    public const int SubtypeDepth = 63;

    /// <summary>Functions of a module, imports included.</summary>
    public const int Functions = 1_000_000;

    /// <summary>Imports of a module.</summary>
    public const int Imports = 1_000_000;

    /// <summary>Exports of a module.</summary>
    public const int Exports = 1_000_000;

    /// <summary>Globals of a module, imports included.</summary>
    public const int Globals = 1_000_000;

    /// <summary>Tags of a module, imports included.</summary>
    public const int Tags = 1_000_000;

    /// <summary>Data segments of a module.</summary>
    public const int DataSegments = 100_000;

    /// <summary>Element segments of a module.</summary>
    public const int ElementSegments = 10_000_000;

    /// <summary>Elements of one segment.</summary>
    public const int SegmentElements = 10_000_000;

    /// <summary>Tables of a module, imports included.</summary>
    public const int Tables = 100_000;

    /// <summary>Memories of a module, imports included.</summary>
    public const int Memories = 100;

    /// <summary>Parameters of a function type.</summary>
    public const int Parameters = 1_000;

    /// <summary>Results of a function type.</summary>
    public const int Results = 1_000;

    /// <summary>Bytes of a function body, its locals included.</summary>
    public const int FunctionBodyBytes = 7_654_321;

    /// <summary>Locals of a function, parameters included.</summary>
    public const int Locals = 50_000;

    /// <summary>
    /// Height of a function's operand stack. Instructions that push one value cannot reach it within a body's size;
    /// calls with many results could go beyond any memory.
    /// </summary>
    public const int Operands = 4_000_000;

    /// <summary>
    /// Values that a function's blocks, calls and branches give, in total, each counted with its list of types; those of a
    /// <c>br_table</c> for each of its labels. One value each cannot reach it within a body's size; with a thousand each, no
    /// compiler's memory would do.
    /// </summary>
    public const int CarriedValues = 16_000_000;

    /// <summary>Fields of a struct type.</summary>
    public const int StructFields = 10_000;

    /// <summary>Operands of <c>array.new_fixed</c>.</summary>
    public const int ArrayNewFixedOperands = 10_000;

    /// <summary>Labels of <c>br_table</c>, without the default.</summary>
    public const int BranchTableTargets = 65_520;

    /// <summary>Catch clauses of a <c>try_table</c>.</summary>
    public const int TryTableHandlers = 10_000;
}
