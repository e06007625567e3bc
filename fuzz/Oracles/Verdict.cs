namespace Wasm.Fuzz.Oracles;

/// <summary>What it was in which two engines were not the same.</summary>
public enum DifferenceKind : byte
{
    /// <summary>One of them did what no engine may do: an exception of its own came out, or its compiler found fault with its work.</summary>
    EngineError,

    /// <summary>Whether a module is valid, links and starts, and if not, why.</summary>
    Instantiation,

    /// <summary>Which function of the host was called next, or with what.</summary>
    HostCall,

    /// <summary>How a call ended: it returned, trapped, threw, or reached a limit.</summary>
    Outcome,

    /// <summary>What a call returned.</summary>
    Results,

    /// <summary>The trap's code, index or position.</summary>
    Trap,

    /// <summary>The tag or the payload of an exception that nothing caught.</summary>
    Exception,

    /// <summary>Fuel left.</summary>
    Fuel,

    /// <summary>A global's value.</summary>
    Global,

    /// <summary>A memory's size or contents.</summary>
    Memory,

    /// <summary>A table's size or elements.</summary>
    Table,

    /// <summary>What is left of a data or element segment.</summary>
    Segment,

    /// <summary>Objects of the heap: contents, or how they refer to each other.</summary>
    Objects,
}

/// <summary>Why a run says nothing.</summary>
public enum InconclusiveReason : byte
{
    /// <summary>The process had no room for what the code asked for, though no limit was reached.</summary>
    ProcessExhausted,

    /// <summary>A limit that is an engine's own was reached.</summary>
    EngineLimit,

    /// <summary>Without fuel the case might run for too long: with fuel a call used it up.</summary>
    NeedsFuel,

    /// <summary>A module of the case is not valid: an error of who made it.</summary>
    InvalidCase,

    /// <summary>Stack or heap ran out, which code that was changed does elsewhere.</summary>
    Exhausted,

    /// <summary>Nothing was changed that could be compared.</summary>
    Unchanged,

    /// <summary>There was not enough time for all of it.</summary>
    OutOfTime,
}

/// <summary>What came of a case.</summary>
public abstract record Verdict
{
    private protected Verdict()
    {
    }

    /// <summary>All engines did the same.</summary>
    public static Same Same { get; } = new();
}

/// <summary>All engines did the same.</summary>
public sealed record Same : Verdict
{
    internal Same()
    {
    }

    /// <inheritdoc/>
    public override string ToString() => "same";
}

/// <summary>Two engines did not do the same: the first thing in which they part.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Where">In words: the call, the item.</param>
/// <param name="LeftEngine">The engine that the others are compared with.</param>
/// <param name="RightEngine">The other.</param>
/// <param name="Left">What the first one did or has.</param>
/// <param name="Right">What the other did or has.</param>
public sealed record Different(DifferenceKind Kind, string Where, string LeftEngine, string RightEngine, string Left, string Right) : Verdict
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}, {Where}: {LeftEngine}: {Left}; {RightEngine}: {Right}";
}

/// <summary>The run says nothing about the engines; up to there they were the same.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">More of it.</param>
public sealed record Inconclusive(InconclusiveReason Reason, string Detail) : Verdict
{
    /// <inheritdoc/>
    public override string ToString() => $"inconclusive, {Reason}: {Detail}";
}
