namespace Wasm.Fuzz.Generate;

/// <summary>
/// Habits of the generator that a case has or has not. Most of them bias it to what the optimizer transforms, or to what
/// a register allocator, a stack map or a trap handler has to get right.
/// </summary>
[Flags]
public enum Style
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Counted loops with invariant computations and loads, induction variables, accumulators.</summary>
    Loops = 1 << 0,

    /// <summary>The same address is read again, with or without a store in between.</summary>
    RedundantLoads = 1 << 1,

    /// <summary>Stores followed by loads of other widths at overlapping addresses.</summary>
    OverlappingAccesses = 1 << 2,

    /// <summary>Operators with a constant operand at an edge of its type: shifts by the width, division by -1.</summary>
    EdgeConstants = 1 << 3,

    /// <summary>Values that are computed early and used late, with calls in between.</summary>
    LongLives = 1 << 4,

    /// <summary>Dozens of locals.</summary>
    ManyLocals = 1 << 5,

    /// <summary><c>br_table</c>, chains of comparisons, nested blocks.</summary>
    Switches = 1 << 6,

    /// <summary>Calls whose arguments are calls.</summary>
    NestedCalls = 1 << 7,

    /// <summary>References that stay alive over allocations and calls.</summary>
    LivingReferences = 1 << 8,

    /// <summary>Functions with many parameters and results, beyond what registers hold.</summary>
    ManyParameters = 1 << 9,

    /// <summary>Blocks in blocks.</summary>
    DeepNesting = 1 << 10,

    /// <summary>Code behind branches that are always taken, where the operand stack may be anything.</summary>
    DeadCode = 1 << 11,

    /// <summary>Traps and exceptions are frequent.</summary>
    Failures = 1 << 12,

    /// <summary>Only some of the operators occur, each of them more often.</summary>
    FewOperators = 1 << 13,

    /// <summary>Loops need not end: only fuel ends the case.</summary>
    Endless = 1 << 14,

    /// <summary>Integers that lose bits and get them back: shifts, masks, sign extensions, between 32 and 64 bits.</summary>
    NarrowIntegers = 1 << 15,

    /// <summary>All.</summary>
    All = (1 << 16) - 1,
}
