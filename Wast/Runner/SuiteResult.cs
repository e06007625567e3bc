using System.Collections.Immutable;

namespace Wasm.Wast.Runner;

/// <summary>A run over many scripts.</summary>
public sealed record SuiteResult
{
    /// <summary>The paths that were asked for.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    /// <summary>Commit of the suite in the first path, if it is a git checkout.</summary>
    public required string? Commit { get; init; }

    /// <summary>Ordered by group (<c>core</c> first), script, engine, mode.</summary>
    public required ImmutableArray<ScriptResult> Scripts { get; init; }

    /// <summary>Compare mode's findings, ordered as the scripts are.</summary>
    public required ImmutableArray<ScriptComparison> Comparisons { get; init; }

    /// <summary>Time by the clock; the scripts' times add up to more if they ran in parallel.</summary>
    public required double Seconds { get; init; }

    /// <summary>The run ended early: at the first failure, or because it was cancelled.</summary>
    public bool Incomplete { get; init; }

    public int Commands => Scripts.Sum(script => script.Commands);

    public int Passed => Scripts.Sum(script => script.Passed);

    public int Failed => Scripts.Sum(script => script.Failed);

    public int Skipped => Scripts.Sum(script => script.Skipped);

    /// <summary>Number of differences between engines.</summary>
    public int Differences => Comparisons.Sum(comparison => comparison.Differences.Length);

    /// <summary>Number of outcomes and parts of final states that could not be compared.</summary>
    public int Inconclusive => Comparisons.Sum(comparison => comparison.Inconclusive.Length);

    /// <summary>No failure and no difference.</summary>
    public bool Succeeded => Scripts.All(script => script.Succeeded) && Differences == 0;

    /// <summary>Sums per group, engine and mode, in the order of <see cref="Scripts"/>.</summary>
    public ImmutableArray<GroupResult> Groups =>
    [
        .. Scripts.GroupBy(script => (script.Group, script.Engine, script.Mode)).Select(group => new GroupResult(
            group.Key.Group,
            group.Key.Engine,
            group.Key.Mode,
            group.Count(),
            group.Sum(script => script.Commands),
            group.Sum(script => script.Passed),
            group.Sum(script => script.Failed),
            group.Sum(script => script.Skipped),
            group.Sum(script => script.Seconds))),
    ];
}

/// <summary>Sums over the scripts of a group on one engine in one mode; seconds are added over threads.</summary>
public sealed record GroupResult(
    string Group, string Engine, string Mode, int Scripts, int Commands, int Passed, int Failed, int Skipped, double Seconds);
