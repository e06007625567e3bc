namespace Wasm.Conform;

/// <summary>What a command sees of the outside: three streams, the engines, and whether a person watches.</summary>
internal sealed class ToolContext(TextWriter output, TextWriter error, Stream input, EngineRegistry engines)
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    public Stream In { get; } = input;

    /// <summary>The engines that can be chosen.</summary>
    public EngineRegistry Engines { get; } = engines;

    /// <summary>Whether progress may be drawn over itself.</summary>
    public bool OutputIsTerminal { get; init; }

    public bool OutputHasColors { get; init; }

    public bool ErrorHasColors { get; init; }

    /// <summary>Writes bytes to standard output.</summary>
    /// <exception cref="InputException">Standard output takes only text.</exception>
    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        if (Out is not StreamWriter writer)
        {
            throw new InputException("standard output takes no binary here; name a file with -o");
        }

        writer.Flush();
        writer.BaseStream.Write(bytes);
        writer.BaseStream.Flush();
    }
}

/// <summary>
/// The command line asks for what cannot be done, or a file cannot be read or written. The message is one line for
/// the user; the exit code is <see cref="Program.BadInput"/>.
/// </summary>
public sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
