using Wasm.Core.Diagnostics;
using Wasm.Text;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>What is wrong with a module, and where.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind"><c>malformed</c>, <c>invalid</c>, <c>malformed-custom</c>, <c>invalid-custom</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Offset">Byte offset in the binary; -1 for texts and if it is not known.</param>
/// <param name="Position">Line and column in the text; null for binaries and if it is not known.</param>
/// <param name="Source">The text, to show the line.</param>
internal sealed record Diagnostic(string Path, string Kind, string Message, long Offset, TextPosition? Position, SourceText? Source)
{
    /// <summary>
    /// Writes <c>path:line:col: error: message</c> with the line and a caret for texts,
    /// <c>path: offset 0x12: error: message</c> for binaries.
    /// </summary>
    public void Write(TextWriter output, bool colors)
    {
        string place = Position is { } position ? $"{Path}:{position}" : Offset >= 0 ? $"{Path}: offset 0x{Offset:x}" : Path;
        output.WriteLine($"{Terminal.Bold(place, colors)}: {Terminal.Red("error", colors)}: {Terminal.Printable(Message)}");
        if (Position is { } shown && Source is not null)
        {
            Terminal.WriteExcerpt(output, Excerpts.Create(Source, shown), colors);
        }
    }
}
