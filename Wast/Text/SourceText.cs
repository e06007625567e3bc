using Wasm.Core.Diagnostics;

namespace Wasm.Text;

/// <summary>
/// A text to parse: its bytes, and where its lines begin, which is found out when the first position is asked for.
/// Lines end at LF, CR or CRLF (specification, 6.3.3). Thread-safe.
/// </summary>
/// <param name="path">How messages name it; need not be a file.</param>
/// <param name="bytes">The text, in UTF-8. Not copied.</param>
public sealed class SourceText(string path, ReadOnlyMemory<byte> bytes)
{
    private static readonly System.Buffers.SearchValues<byte> NewlineBytes = System.Buffers.SearchValues.Create("\n\r"u8);

    private int[]? _lineStarts;

    /// <summary>How messages name the text.</summary>
    public string Path { get; } = path;

    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Number of lines; an empty text has one.</summary>
    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLines(Bytes.Span);

    /// <summary>Line and column of a byte offset. An offset outside the text is taken as its nearest end.</summary>
    public TextPosition GetPosition(long offset)
    {
        int at = (int)Math.Clamp(offset, 0, Bytes.Length);
        int line = Array.BinarySearch(LineStarts, at);
        if (line < 0)
        {
            line = ~line - 1;
        }

        // A character is counted at its first byte; bytes that are no UTF-8 count one each or join a neighbour.
        int column = 1;
        foreach (byte b in Bytes.Span[LineStarts[line]..at])
        {
            column += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return new TextPosition(line + 1, column);
    }

    /// <summary>A line (from 1) without its end; bytes that are no UTF-8 become U+FFFD.</summary>
    public string GetLine(int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, LineStarts.Length);
        int start = LineStarts[line - 1];
        ReadOnlySpan<byte> rest = Bytes.Span[start..];
        int length = rest.IndexOfAny(NewlineBytes);
        return System.Text.Encoding.UTF8.GetString(length < 0 ? rest : rest[..length]);
    }

    private static int[] FindLines(ReadOnlySpan<byte> bytes)
    {
        var starts = new List<int> { 0 };
        int position = 0;
        while (true)
        {
            int length = bytes[position..].IndexOfAny(NewlineBytes);
            if (length < 0)
            {
                return [.. starts];
            }

            position += length;
            position += bytes[position..].StartsWith("\r\n"u8) ? 2 : 1;
            starts.Add(position);
        }
    }
}
