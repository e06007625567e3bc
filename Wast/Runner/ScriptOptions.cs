using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Runner;

/// <summary>How scripts are run.</summary>
public sealed record ScriptOptions
{
    /// <summary>Do not compare messages, only kinds of failure.</summary>
    public bool Lenient { get; init; }

    /// <summary>
    /// Every module also goes from its binary through the printer and the text parser; the bytes must be the same,
    /// and the module that came out is the one that is run.
    /// </summary>
    public bool RoundTrip { get; init; }

    /// <summary>Carry out only the commands that begin at or before this line; the others are skipped.</summary>
    public int? UntilLine { get; init; }

    /// <summary>End the script at its first failure; the rest is skipped.</summary>
    public bool FailFast { get; init; }

    /// <summary>Time for one script; null: no limit. Running code ends only if the engine can be interrupted.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the print functions of <c>spectest</c> and <c>output</c> commands write; null: nowhere.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Limits of the script's store; null: the defaults.</summary>
    public StoreLimits? Limits { get; init; }

    /// <summary>Told of each command's place before it is carried out, so that a crash of the process can be traced to it.</summary>
    public Action<TextPosition>? Started { get; init; }
}
