using System.Collections.Immutable;

namespace Wasm.Fuzz.Campaign;

/// <summary>Some cases for a worker to run.</summary>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="First">Number of the first case.</param>
/// <param name="Step">How much greater each next number is.</param>
/// <param name="Count">How many.</param>
/// <param name="Jit">Options of the optimizing engine; null: each case's own.</param>
/// <param name="Plan">What else all cases have in common; null: the default.</param>
public sealed record BatchJob(ulong Seed, ulong First, ulong Step, int Count, IReadOnlyList<string>? Jit = null, CasePlan? Plan = null)
{
    /// <summary>What all cases have in common.</summary>
    public CasePlan GetPlan() => (Plan ?? CasePlan.Default) with { Jit = Jit };

    /// <summary>The case at a place.</summary>
    public CaseSeed At(int index) => new(Seed, First + (Step * (ulong)index));

    /// <summary>A part of it.</summary>
    public BatchJob Part(int from, int to) => this with { First = At(from).Number, Count = to - from };
}

/// <summary>A case that found something.</summary>
/// <param name="Number">The case's number.</param>
/// <param name="Oracle">Which oracle.</param>
/// <param name="Kind">The kind of the difference.</param>
/// <param name="Where">Where.</param>
/// <param name="Left">What the reference engine did.</param>
/// <param name="Right">What the other did.</param>
/// <param name="Parent">The kept input that the case comes from; null: none.</param>
public sealed record CaseDifference(ulong Number, string Oracle, string Kind, string Where, string Left, string Right, string? Parent = null);

/// <summary>What an oracle has judged.</summary>
/// <param name="Cases">Cases that it was given.</param>
/// <param name="Comparable">Those of them of which it could say something.</param>
/// <param name="Differences">Those of them in which it found something.</param>
public readonly record struct OracleCount(long Cases, long Comparable, long Differences)
{
    /// <summary>Adds two.</summary>
    public static OracleCount operator +(OracleCount a, OracleCount b) => new(a.Cases + b.Cases, a.Comparable + b.Comparable, a.Differences + b.Differences);

    /// <summary>Adds two.</summary>
    public static OracleCount Add(OracleCount left, OracleCount right) => left + right;
}

/// <summary>Features that a case was the first to have in its worker.</summary>
/// <param name="Number">The case's number.</param>
/// <param name="Features">See <see cref="Coverage"/>.</param>
/// <param name="Input">What to keep for them; null: nothing.</param>
public sealed record CaseCoverage(ulong Number, ulong[] Features, KeptInput? Input = null);

/// <summary>What came of a batch.</summary>
public sealed record BatchAnswer
{
    /// <summary>Cases that ran.</summary>
    public int Cases { get; init; }

    /// <summary>Cases that could be compared to the end.</summary>
    public int Comparable { get; init; }

    /// <summary>Modules in them.</summary>
    public int Modules { get; init; }

    /// <summary>Calls that they make.</summary>
    public int Calls { get; init; }

    /// <summary>What each oracle judged, by its name.</summary>
    public ImmutableSortedDictionary<string, OracleCount> Oracles { get; init; } = ImmutableSortedDictionary<string, OracleCount>.Empty;

    /// <summary>Cases that say nothing, by reason.</summary>
    public ImmutableSortedDictionary<string, int> Inconclusive { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>What was found, in the order of the cases.</summary>
    public ImmutableArray<CaseDifference> Differences { get; init; } = [];

    /// <summary>What cases had that the worker had not met before, in the order of the cases; none for most.</summary>
    public ImmutableArray<CaseCoverage> Coverage { get; init; } = [];

    /// <summary>Bytes that the worker's process occupies: one that grows too large is replaced.</summary>
    public long WorkingSet { get; init; }
}

/// <summary>A case to be looked into, after it found something.</summary>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="Number">The case's number.</param>
/// <param name="Jit">Options of the optimizing engine; null: the case's own.</param>
/// <param name="Folder">Where to put the files.</param>
/// <param name="Seconds">How long shrinking may take.</param>
/// <param name="Plan">What else the case depends on; null: the default.</param>
public sealed record StudyJob(ulong Seed, ulong Number, IReadOnlyList<string>? Jit, string Folder, double Seconds, CasePlan? Plan = null)
{
    /// <summary>What the case depends on.</summary>
    public CasePlan GetPlan() => (Plan ?? CasePlan.Default) with { Jit = Jit };
}
