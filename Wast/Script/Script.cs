using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>
/// A script: commands in order. Text modules in it are not parsed yet, so that a bad one fails only its own command.
/// </summary>
public sealed class Script
{
    /// <summary>Path of the file, as messages and <c>input</c> commands need it.</summary>
    public required string Path { get; init; }

    /// <summary>The text; null if the script came as a manifest.</summary>
    public SourceText? Source { get; init; }

    /// <summary>The commands up to the first one that cannot be read.</summary>
    public required ImmutableArray<Command> Commands { get; init; }

    /// <summary>
    /// Module fields that make up the whole script (specification interpreter, "inline module"); there are no
    /// commands then.
    /// </summary>
    public ModuleSource? ImplicitModule { get; init; }

    /// <summary>Why the rest of the script cannot be read, if so.</summary>
    public ScriptError? Error { get; init; }

    /// <summary>Line and column of a command.</summary>
    public TextPosition GetPosition(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Source is { } source ? source.GetPosition(command.Range.Start) : new TextPosition(command.ManifestLine, 1);
    }
}

/// <summary>A command that cannot be read; nothing behind it was.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Position">Where.</param>
public sealed record ScriptError(string Message, TextPosition Position);

/// <summary>A range of byte offsets in the script's text.</summary>
public readonly record struct SourceRange(int Start, int End);
