using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.Wast.Runner;

/// <summary>Cuts a line out of a source for a message.</summary>
public static class Excerpts
{
    // A line longer than this is cut around the place; scripts have lines of kilobytes.
    private const int Width = 160;
    private const int Before = 60;

    /// <summary>The line of a position, cut around it if it is long.</summary>
    public static Excerpt Create(SourceText source, TextPosition position)
    {
        ArgumentNullException.ThrowIfNull(source);
        string line = source.GetLine(position.Line).Replace('\t', ' ');

        // Columns count code points, strings UTF-16 units.
        int caret = 0;
        for (int column = 1; column < position.Column && caret < line.Length; column++)
        {
            caret += char.IsSurrogatePair(line, caret) ? 2 : 1;
        }

        if (line.Length > Width)
        {
            int start = Math.Clamp(caret - Before, 0, line.Length - Width);
            line = $"{(start > 0 ? "…" : "")}{line.AsSpan(start, Width)}{(start + Width < line.Length ? "…" : "")}";
            caret -= start > 0 ? start - 1 : 0;
        }

        return new Excerpt(position.Line, position.Column, line, caret);
    }
}
