using System.Collections.Immutable;

namespace Wasm.Wast.Runner;

/// <summary>One script run on one engine. <c>Passed + Failed + Skipped = Commands</c>.</summary>
public sealed record ScriptResult
{
    /// <summary>The folder it belongs to: <c>core</c>, <c>custom</c>, <c>proposals/threads</c>, …</summary>
    public required string Group { get; init; }

    /// <summary>File name with extension.</summary>
    public required string Script { get; init; }

    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary><see cref="RunMode"/>, as reports write it.</summary>
    public required string Mode { get; init; }

    /// <summary>
    /// Commands in the script. The implicit module of top-level module fields is none, so that a script may have
    /// a failure and yet no failed command.
    /// </summary>
    public required int Commands { get; init; }

    public required int Passed { get; init; }

    public required int Failed { get; init; }

    public required int Skipped { get; init; }

    /// <summary>Time of parsing and running it.</summary>
    public required double Seconds { get; init; }

    /// <summary>In the order of the commands.</summary>
    public required ImmutableArray<Failure> Failures { get; init; }

    /// <summary>One per skipped command, in their order.</summary>
    public required ImmutableArray<SkippedCommand> Skips { get; init; }

    /// <summary>What ended the engine's process in the middle of the script, if something did.</summary>
    public string? Crash { get; init; }

    /// <summary>Nothing failed. Skipped commands are for the caller to judge.</summary>
    public bool Succeeded => Failures.IsEmpty;
}

/// <summary>The differences that a script showed between two engines.</summary>
public sealed record ScriptComparison
{
    public required string Group { get; init; }

    /// <summary>File name with extension.</summary>
    public required string Script { get; init; }

    public required string LeftEngine { get; init; }

    public required string RightEngine { get; init; }

    /// <summary>Outcomes of commands and parts of the final state that were compared.</summary>
    public required int Compared { get; init; }

    /// <summary>What was not compared, or was different with a reason that is none of the engines' fault.</summary>
    public required ImmutableArray<SkippedCommand> Inconclusive { get; init; }

    public required ImmutableArray<Difference> Differences { get; init; }
}

/// <summary>Names of the modes in which scripts run.</summary>
public static class RunMode
{
    /// <summary>The product's defaults.</summary>
    public const string Default = "default";

    /// <summary>Deterministic, so that two engines can be compared to the bit.</summary>
    public const string Compare = "compare";

    /// <summary>Every module goes through the printers and parsers before it is used.</summary>
    public const string RoundTrip = "roundtrip";
}
