namespace Wasm.Wast.Runner;

/// <summary>A command that was carried out and did not do what the script says.</summary>
/// <param name="Line">Line of the command, from 1.</param>
/// <param name="Column">Column of the command in characters, from 1.</param>
/// <param name="Command">The command's keyword, such as <c>assert_return</c>; <c>script</c> if the script cannot be read.</param>
/// <param name="Expected">What the script expects.</param>
/// <param name="Actual">What happened.</param>
public sealed record Failure(int Line, int Column, string Command, string Expected, string Actual)
{
    /// <summary>The file, if it is not the script itself but one that the script reads with <c>input</c>.</summary>
    public string? File { get; init; }

    /// <summary>The place in the source to show; null if there is no source text, or after very many failures.</summary>
    public Excerpt? Excerpt { get; init; }
}

/// <summary>One line of a source, to be shown with a caret.</summary>
/// <param name="Line">Line number, from 1; not always the command's, since an error may lie inside its module.</param>
/// <param name="Column">Column in the source in characters, from 1.</param>
/// <param name="Text">The line, or the part of a long one around the place; without line end, tabs as spaces.</param>
/// <param name="Caret">Index into <paramref name="Text"/> of the character that the caret stands under.</param>
public sealed record Excerpt(int Line, int Column, string Text, int Caret);

/// <summary>A command that was not carried out.</summary>
/// <param name="Line">Line of the command, from 1.</param>
/// <param name="Column">Column of the command, from 1.</param>
/// <param name="Command">The command's keyword.</param>
/// <param name="Reason">Why not.</param>
public sealed record SkippedCommand(int Line, int Column, string Command, string Reason);

/// <summary>A command that did different things on two engines (compare mode).</summary>
/// <param name="Line">Line of the command, from 1.</param>
/// <param name="Column">Column of the command, from 1.</param>
/// <param name="Command">The command's keyword.</param>
/// <param name="Left">What it did on the left engine.</param>
/// <param name="Right">What it did on the right engine.</param>
public sealed record Difference(int Line, int Column, string Command, string Left, string Right);
