namespace Wasm.Fuzz.Findings;

/// <summary>Something that a campaign found, once however many cases show it.</summary>
public sealed record Finding
{
    /// <summary>What tells it apart: oracle, kind of difference, what is to blame, instructions or place.</summary>
    public required string Signature { get; init; }

    /// <summary>Which oracle found it; <c>crash</c> and <c>hang</c> if a process was lost.</summary>
    public required string Oracle { get; init; }

    /// <summary>The kind of the difference.</summary>
    public required string Kind { get; init; }

    /// <summary>Where: the call, the item.</summary>
    public required string Where { get; init; }

    /// <summary>What the reference engine did.</summary>
    public required string Left { get; init; }

    /// <summary>What the other did.</summary>
    public required string Right { get; init; }

    /// <summary>What is to blame; null if nobody knows.</summary>
    public string? Blame { get; init; }

    /// <summary>The first case that showed it, seed and number.</summary>
    public required string Case { get; init; }

    /// <summary>The settings that it needs, in words.</summary>
    public required string Settings { get; init; }

    /// <summary>The command that shows it again.</summary>
    public required string Command { get; init; }

    /// <summary>Folder of its files.</summary>
    public required string Folder { get; init; }

    /// <summary>Instructions of the smallest case, <c>end</c> not counted.</summary>
    public int Instructions { get; init; }

    /// <summary>How many cases showed it or, for those that were not looked into, something like it.</summary>
    public int Cases { get; init; } = 1;
}
