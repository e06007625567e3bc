using Wasm.Core.Diagnostics;

namespace Wasm.Wast.Runner;

/// <summary>What a command did, in words that are the same for the same thing on every engine.</summary>
/// <param name="Position">Where the command stands.</param>
/// <param name="Command">Its keyword.</param>
/// <param name="Outcome">What it did, to the bit.</param>
/// <param name="Incomparable">Why another engine may do otherwise and yet be right; null if it may not.</param>
public readonly record struct Observation(TextPosition Position, string Command, string Outcome, string? Incomparable = null);

/// <summary>A part of what there is at the end of a script: a global, some bytes of a memory, …</summary>
/// <param name="Item">Which, such as <c>global 2 of instance 1 (line 3)</c>.</param>
/// <param name="Value">What it is, in words that are the same for the same thing on every engine.</param>
/// <param name="Incomparable">Why another engine may have it otherwise and yet be right; null if it may not.</param>
public readonly record struct StateItem(string Item, string Value, string? Incomparable = null)
{
    /// <summary>The name of the item that stands for all if the script did not come to its end.</summary>
    internal const string End = "end";
}

/// <summary>Takes notes of a script for the comparison with another engine.</summary>
public sealed class ObservationLog
{
    /// <summary>What the commands did, in order.</summary>
    public List<Observation> Commands { get; } = [];

    /// <summary>What there is at the end; no item twice.</summary>
    public List<StateItem> State { get; } = [];
}
