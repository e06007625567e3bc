using System.Collections.Immutable;

namespace Wasm.Fuzz.Campaign;

/// <summary>How far a campaign is.</summary>
public sealed record CampaignFigures
{
    /// <summary>Time since the beginning, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Cases that ran.</summary>
    public long Cases { get; init; }

    /// <summary>Cases that could be compared to the end, or differed.</summary>
    public long Comparable { get; init; }

    /// <summary>Modules in them.</summary>
    public long Modules { get; init; }

    /// <summary>Calls that they make.</summary>
    public long Calls { get; init; }

    /// <summary>What each oracle judged, by its name.</summary>
    public ImmutableSortedDictionary<string, OracleCount> Oracles { get; init; } = ImmutableSortedDictionary<string, OracleCount>.Empty;

    /// <summary>Cases that say nothing, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Inconclusive { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Cases that found something.</summary>
    public long Differences { get; init; }

    /// <summary>Workers that were lost.</summary>
    public int Lost { get; init; }

    /// <summary>Inputs that were kept.</summary>
    public int Kept { get; init; }

    /// <summary>What was found, each once.</summary>
    public ImmutableArray<Findings.Finding> Findings { get; init; } = [];

    /// <summary>What is being done with a case that took a worker along; null if there is none.</summary>
    public string? Activity { get; init; }

    /// <summary>Rows of the instruction table that occurred.</summary>
    public int Occurred { get; init; }

    /// <summary>Rows that were in functions that were called.</summary>
    public int Called { get; init; }

    /// <summary>How much was reached, by parts. At most a second old.</summary>
    public ImmutableArray<CoverageGroup> Coverage { get; init; } = [];

    /// <summary>Number of all features that were reached.</summary>
    public int Features { get; init; }

    /// <summary>The number behind the highest case that was run.</summary>
    public ulong Next { get; init; }

    /// <summary>Cases that were run on both engines, a second.</summary>
    public double ExecutedRate => Seconds > 0 ? Oracles.GetValueOrDefault(BatchRunner.Execution).Cases / Seconds : 0;

    /// <summary>Cases a second, on each of the engines.</summary>
    public double Rate => Seconds > 0 ? Cases / Seconds : 0;

    /// <summary>Share of the cases that could be compared.</summary>
    public double Share => Cases > 0 ? (double)Comparable / Cases : 0;
}
