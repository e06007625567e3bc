using System.Collections.Immutable;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Runner;

/// <summary>An engine to run scripts on.</summary>
/// <param name="Name">As in results.</param>
/// <param name="Create">Makes one with options.</param>
public sealed record EngineChoice(string Name, Func<EngineOptions, Engine> Create);

/// <summary>What to run and how.</summary>
public sealed record SuiteOptions
{
    /// <summary>Files and folders; see <see cref="SuiteDiscovery"/>.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    /// <summary>Each script runs on each of them.</summary>
    public required ImmutableArray<EngineChoice> Engines { get; init; }

    /// <summary>See <see cref="Glob.MatchesScript"/>; null: all scripts.</summary>
    public string? Filter { get; init; }

    /// <summary>Number of scripts that run at the same time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Order of the scripts: null: long ones first; else a random one that this number determines.</summary>
    public int? Seed { get; init; }

    /// <summary>Begin no script after a failure.</summary>
    public bool FailFast { get; init; }

    /// <summary>With several engines: also run each script in compare mode on the first and each other, and compare.</summary>
    public bool Compare { get; init; } = true;

    /// <summary>How to run scripts.</summary>
    public ScriptOptions Script { get; init; } = new();

    /// <summary>Options of the engines in default mode.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Options of the engines in compare mode: such that nothing is left to an engine's choice.</summary>
    public EngineOptions CompareEngine { get; init; } = Deterministic;

    /// <summary>
    /// Limits of stores in compare mode, unless <see cref="Script"/> has some: no larger than what every engine can have.
    /// </summary>
    public static StoreLimits CompareLimits { get; } = new() { MemoryBytes = 32_767UL << 16 };

    /// <summary>The default of <see cref="CompareEngine"/>.</summary>
    public static EngineOptions Deterministic { get; } = new()
    {
        CanonicalizeNaNs = true,
        DeterministicRelaxedSimd = true,
        ConsumeFuel = true,
        CountStackSlots = true,
    };

    /// <summary>Carries out jobs elsewhere, such as in other processes, from any thread; null: in this process.</summary>
    public Func<ScriptJob, CancellationToken, ScriptAnswer>? Isolation { get; init; }

    /// <summary>Told of each script that is done, from any thread, one at a time.</summary>
    public Action<SuiteProgress>? Progress { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Result">The script that is done.</param>
/// <param name="Done">How many are done, this one included.</param>
/// <param name="Total">How many there are: scripts times engines and modes.</param>
public sealed record SuiteProgress(ScriptResult Result, int Done, int Total);
