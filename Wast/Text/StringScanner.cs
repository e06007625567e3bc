using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Wasm.Core.Diagnostics;

namespace Wasm.Text;

/// <summary>Finds the end of a string token (specification, 6.3.3).</summary>
internal static class StringScanner
{
    // What needs a look of its own in a string: quote, backslash, controls, non-ASCII.
    private static readonly SearchValues<byte> Special = SearchValues.Create(SpecialBytes());

    /// <summary>Whether a string begins at <paramref name="start"/>, where a quote stands.</summary>
    /// <param name="bytes">The source, up to the end of what is read.</param>
    /// <param name="start">Offset of the opening quote.</param>
    /// <param name="end">Offset behind the closing quote.</param>
    /// <param name="error">What is wrong, if it is no string.</param>
    /// <param name="at">Where.</param>
    public static bool TryScan(ReadOnlySpan<byte> bytes, int start, out int end, [NotNullWhen(false)] out string? error, out int at)
    {
        int position = start + 1;
        end = start;
        while (true)
        {
            // Most strings are short and plain: look at a few bytes before calling for help.
            int limit = Math.Min(position + 16, bytes.Length);
            while (position < limit && Characters.Is(bytes[position], CharacterClass.Plain))
            {
                position++;
            }

            if (position == limit)
            {
                int skip = bytes[position..].IndexOfAny(Special);
                position = skip < 0 ? bytes.Length : position + skip;
            }

            if (position >= bytes.Length)
            {
                return Fail(Messages.UnclosedString, start, out error, out at);
            }

            byte b = bytes[position];
            if (b == '"')
            {
                end = position + 1;
                error = null;
                at = -1;
                return true;
            }

            if (b == '\\')
            {
                int length = EscapeLength(bytes[position..]);
                if (length == 0)
                {
                    return Fail(Messages.IllegalEscape, position, out error, out at);
                }

                position += length;
            }
            else if (b >= 0x80)
            {
                if (Rune.DecodeFromUtf8(bytes[position..], out _, out int consumed) != OperationStatus.Done)
                {
                    return Fail(Messages.MalformedUtf8, position, out error, out at);
                }

                position += consumed;
            }
            else
            {
                return b is (byte)'\n' or (byte)'\r'
                    ? Fail(Messages.UnclosedString, start, out error, out at)
                    : Fail(Messages.IllegalControlCharacter, position, out error, out at);
            }
        }
    }

    private static bool Fail(string message, int position, out string error, out int at)
    {
        error = message;
        at = position;
        return false;
    }

    // Length of the escape sequence that begins with a backslash at the start of the span; 0 if it is none.
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        switch (text[1])
        {
            case (byte)'n' or (byte)'r' or (byte)'t' or (byte)'\\' or (byte)'\'' or (byte)'"':
                return 2;
            case (byte)'u':
                return ScalarEscapeLength(text);
            default:
                return text.Length > 2 && Characters.Is(text[1], CharacterClass.HexDigit) && Characters.Is(text[2], CharacterClass.HexDigit) ? 3 : 0;
        }
    }

    // \u{hexnum}: a Unicode scalar value, with underscores between digits.
    private static int ScalarEscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[2] != '{')
        {
            return 0;
        }

        int end = NumberSyntax.Digits(text, 3, CharacterClass.HexDigit);
        if (end < 0 || end >= text.Length || text[end] != '}')
        {
            return 0;
        }

        return NumberParser.TryHexDigits(text[3..end], out ulong value) && value <= uint.MaxValue && Rune.IsValid((uint)value) ? end + 1 : 0;
    }

    private static byte[] SpecialBytes()
    {
        var special = new List<byte>();
        for (int b = 0; b < 256; b++)
        {
            if (!Characters.Is((byte)b, CharacterClass.Plain))
            {
                special.Add((byte)b);
            }
        }

        return [.. special];
    }
}
