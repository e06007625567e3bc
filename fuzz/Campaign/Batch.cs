using System.Collections.Immutable;

namespace Wasm.Fuzz.Campaign;

/// <summary>Some cases for a worker to run.</summary>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="First">Number of the first case.</param>
/// <param name="Step">How much greater each next number is.</param>
/// <param name="Count">How many.</param>
/// <param name="Jit">Options of the optimizing engine; null: each case's own.</param>
public sealed record BatchJob(ulong Seed, ulong First, ulong Step, int Count, IReadOnlyList<string>? Jit = null)
{
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
public sealed record CaseDifference(ulong Number, string Oracle, string Kind, string Where, string Left, string Right);

/// <summary>Features that a case was the first to have in its worker.</summary>
/// <param name="Number">The case's number.</param>
/// <param name="Features">See <see cref="Coverage"/>.</param>
public sealed record CaseCoverage(ulong Number, ulong[] Features);

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
public sealed record StudyJob(ulong Seed, ulong Number, IReadOnlyList<string>? Jit, string Folder, double Seconds);
