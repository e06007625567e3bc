namespace Wasm.Core.Diagnostics;

/// <summary>
/// A module was refused. <see cref="Exception.Message"/> is the specification's wording (the official test suite
/// matches a prefix of it), without position.
/// </summary>
/// <param name="message">The wording, from <see cref="Messages"/>.</param>
/// <param name="offset">Byte offset in the binary, or in the text for <see cref="SyntaxException"/>; -1 if unknown.</param>
public abstract class ModuleException(string message, long offset) : Exception(message)
{
    /// <summary>Byte offset in the module's binary (text: in the source); -1 if unknown.</summary>
    public long Offset { get; } = offset;

    /// <summary>Where in a source text, if the module came from one. Set by whoever knows the source.</summary>
    public TextPosition? Position { get; set; }
}

/// <summary>Line and column (both from 1; columns count characters) in a source text.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}

/// <summary>The binary is malformed (specification, chapter 5).</summary>
public sealed class MalformedModuleException(string message, long offset) : ModuleException(message, offset);

/// <summary>The text is malformed (specification, chapter 6). The offset counts bytes of the source.</summary>
public sealed class SyntaxException(string message, long offset) : ModuleException(message, offset);

/// <summary>The module is well-formed but not valid (specification, chapter 3).</summary>
public sealed class InvalidModuleException(string message, long offset) : ModuleException(message, offset);

/// <summary>A custom section or annotation is malformed; the module itself is not affected.</summary>
public sealed class MalformedCustomException(string message, long offset) : ModuleException(message, offset);

/// <summary>A custom section or annotation is well-formed but does not fit the module.</summary>
public sealed class InvalidCustomException(string message, long offset) : ModuleException(message, offset);
