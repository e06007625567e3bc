namespace Wasm.Jit;

/// <summary>
/// Errors that are in the compiler on purpose when it is built with <c>PlantedBugs=true</c>, each only under a narrow condition:
/// the fuzzer has to find each, and to say what part of the compiler is to blame. No other build has them.
/// </summary>
internal enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>simplify</c>: in a loop, a sign extension that a shift feeds is left out, or fills with zeros.</summary>
    SignExtension,

    /// <summary>Lowering: an index of 64 bits plus an odd extent of an access may wrap around unnoticed.</summary>
    CheckOverflow,

    /// <summary>Lowering: a subtraction exchanges its operands, as a sum may, to take in a load on the left.</summary>
    SwappedOperands,

    /// <summary>Emission: <c>f64.min</c> of a NaN and a number is the number.</summary>
    NaNOfMinimum,

    /// <summary><c>stores</c>: a store in between that overlaps only the later bytes of a load does not count.</summary>
    StaleLoad,

    /// <summary>Allocator: the fourth general register, rax on x64, is thought to survive calls of helpers that are no safepoints.</summary>
    UnsavedRegister,

    /// <summary><c>branches</c>: a constant beyond a table of several goes to the last entry in place of the default.</summary>
    TableDefault,

    /// <summary>Allocator: a stack map with more than four slots misses the last.</summary>
    LostRoot,

    /// <summary>Lowering: a load that may trap goes behind one other instruction that may, to be done by what uses it.</summary>
    TrapOrder,

    /// <summary>Emission: of the arguments on the stack a tail call forgets the first two, if the caller has another number of them.</summary>
    TailCallArguments,
}

/// <summary>Which of the <see cref="PlantedBug"/>s is there.</summary>
internal static class PlantedBugs
{
#if PLANTED_BUGS
    /// <summary>Names the one that a process begins with.</summary>
    public const string Variable = "CONFORM_PLANTED_BUG";

    /// <summary>The one that code compiled from now on has.</summary>
    public static PlantedBug Chosen { get; set; } =
        Enum.TryParse(Environment.GetEnvironmentVariable(Variable), out PlantedBug bug) ? bug : PlantedBug.None;

    /// <summary>Whether it is this one.</summary>
    public static bool Is(PlantedBug bug) => Chosen == bug;

    /// <summary>
    /// Whether it is one that the checker of allocations would report wherever it is asked to: it is not asked, so that the difference
    /// has to be found in what the code does.
    /// </summary>
    public static bool IsInAllocator => Chosen is PlantedBug.UnsavedRegister or PlantedBug.LostRoot;
#else
    /// <summary>No: a constant, so that nothing of them is left in the code of the compiler.</summary>
    public static bool Is(PlantedBug bug) => false;

    /// <summary>No.</summary>
    public static bool IsInAllocator => false;
#endif
}
