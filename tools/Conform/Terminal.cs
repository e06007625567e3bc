using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>Text for terminals: colours where they are wanted, nothing that moves the cursor.</summary>
internal static class Terminal
{
    public static string Bold(string text, bool colors) => colors ? $"\u001b[1m{text}\u001b[0m" : text;

    public static string Red(string text, bool colors) => colors ? $"\u001b[1;31m{text}\u001b[0m" : text;

    public static string Green(string text, bool colors) => colors ? $"\u001b[32m{text}\u001b[0m" : text;

    public static string Dim(string text, bool colors) => colors ? $"\u001b[2m{text}\u001b[0m" : text;

    /// <summary>
    /// Control characters and those that change the direction of writing become dots: names in modules may hold
    /// anything, terminal escapes among them.
    /// </summary>
    public static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        return string.Create(text.Length, text, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                char c = text[i];
                bool hidden = (char.IsControl(c) && c != '\n') || c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
                span[i] = hidden ? '·' : c;
            }
        });
    }

    /// <summary>A line of source with its number, and a caret below the place.</summary>
    public static void WriteExcerpt(TextWriter output, Excerpt excerpt, bool colors)
    {
        string number = excerpt.Line.ToString();
        output.WriteLine($"  {Dim($"{number} |", colors)} {Printable(excerpt.Text)}");
        output.WriteLine($"  {Dim($"{new string(' ', number.Length)} |", colors)} {new string(' ', excerpt.Caret)}{Red("^", colors)}");
    }
}
