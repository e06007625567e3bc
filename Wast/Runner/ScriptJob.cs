using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>One script to be run on one engine in one mode, in this process or another.</summary>
public sealed record ScriptJob
{
    /// <summary>Path of the script.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>See <see cref="RunMode"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>Options that all engines have.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>How to run it.</summary>
    public required ScriptOptions Script { get; init; }

    /// <summary>Whether to note what is to be compared with another engine.</summary>
    public bool Observe { get; init; }
}

/// <summary>What came of a job.</summary>
/// <param name="Result">The script's result; the group is for the caller to fill in.</param>
/// <param name="Commands">What the commands did, if that was asked for.</param>
/// <param name="State">What there was at the end, if that was asked for.</param>
public sealed record ScriptAnswer(ScriptResult Result, ImmutableArray<Observation> Commands, ImmutableArray<StateItem> State)
{
    /// <summary>
    /// The answer where the engine has taken its process along: one failed command, and all others were lost with it.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="job">The job.</param>
    /// <param name="at">Place of the command that was being carried out, if that is known.</param>
    /// <param name="what">What happened, such as <c>the process was ended by signal 11</c>.</param>
    public static ScriptAnswer Lost(Script.Script script, ScriptJob job, TextPosition? at, string what)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(job);
        var commands = new List<(TextPosition Position, string Keyword)>();
        Add(script, script.Commands, commands);
        if (script.Error is { } error)
        {
            commands.Add((error.Position, "script"));
        }

        // Without commands, the script's implicit module was it: a failure, but of no command.
        int culprit = at is { } place ? commands.FindIndex(command => command.Position == place) : -1;
        culprit = culprit < 0 && commands.Count > 0 ? 0 : culprit;
        TextPosition shown = at ?? (culprit >= 0 ? commands[culprit].Position : new TextPosition(1, 1));
        var skips = commands.Where((_, index) => index != culprit)
            .Select(command => new SkippedCommand(command.Position.Line, command.Position.Column, command.Keyword, $"lost: {what}"));
        var failure = new Failure(shown.Line, shown.Column, culprit >= 0 ? commands[culprit].Keyword : "module", "an engine that lives on", what)
        {
            Excerpt = script.Source is { } source ? Excerpts.Create(source, shown) : null,
        };
        var result = new ScriptResult
        {
            Group = "",
            Script = System.IO.Path.GetFileName(job.Path),
            Path = job.Path,
            Engine = job.Engine,
            Mode = job.Mode,
            Commands = commands.Count,
            Passed = 0,
            Failed = culprit >= 0 ? 1 : 0,
            Skipped = Math.Max(commands.Count - 1, 0),
            Seconds = 0,
            Failures = [failure],
            Skips = [.. skips],
            Crash = what,
        };
        return new ScriptAnswer(result, [], []);
    }

    private static void Add(Script.Script script, ImmutableArray<Command> commands, List<(TextPosition Position, string Keyword)> list)
    {
        foreach (Command command in commands)
        {
            list.Add((script.GetPosition(command), command.Keyword));
            if (command is SubscriptCommand inner)
            {
                Add(script, inner.Commands, list);
            }
        }
    }
}
