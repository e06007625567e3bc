using System.Text;

namespace Wasm.Wast.Runner.Reports;

/// <summary>Names and messages from scripts may hold anything; reports may not.</summary>
internal static class PrintableText
{
    /// <summary>
    /// Without control characters (but tab and line feed), unpaired surrogates and non-characters: what XML 1.0
    /// and HTML both allow.
    /// </summary>
    public static string Clean(string text)
    {
        int first = 0;
        while (first < text.Length && IsPlain(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var builder = new StringBuilder(text, 0, first, text.Length);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (IsPlain(c))
            {
                builder.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                builder.Append(c).Append(text[++i]);
            }
        }

        return builder.ToString();
    }

    /// <summary>Cut to a length, with a note of how much is missing.</summary>
    public static string Shorten(string text, int maximum = 2000) =>
        text.Length <= maximum ? text : $"{text.AsSpan(0, maximum)}… ({text.Length - maximum} more characters)";

    private static bool IsPlain(char c) =>
        c is '\n' or '\t' or (>= ' ' and < '\x7F') or (>= '\xA0' and < '\uD800') or (>= '\uE000' and < '\uFFFE');
}
