namespace Wasm.Wast.Runner.Reports;

/// <summary>Marks what two short texts do not have in common, so that the eye finds it.</summary>
internal static class TextDifference
{
    /// <summary>Both texts as HTML, the part between common beginning and common end in <c>mark</c> elements.</summary>
    public static (Html Left, Html Right) Mark(string left, string right)
    {
        int shorter = Math.Min(left.Length, right.Length);
        int prefix = left.AsSpan().CommonPrefixLength(right);
        int suffix = 0;
        while (suffix < shorter - prefix && left[^(suffix + 1)] == right[^(suffix + 1)])
        {
            suffix++;
        }

        // Only whole words are marked: half a number or a common last letter says nothing.
        while (prefix > 0 && !IsBoundary(left, prefix, right))
        {
            prefix--;
        }

        while (suffix > 0 && (!IsBreak(left[^suffix]) || !IsBreak(right[^suffix])))
        {
            suffix--;
        }

        bool alike = prefix + suffix >= 3 && left != right;
        return alike ? (Part(left, prefix, suffix), Part(right, prefix, suffix)) : (new(HtmlWriter.Escape(left)), new(HtmlWriter.Escape(right)));
    }

    private static bool IsBoundary(string left, int index, string right) =>
        IsBreak(left[index - 1]) || ((index == left.Length || IsBreak(left[index])) && (index == right.Length || IsBreak(right[index])));

    private static bool IsBreak(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '[' or ']' or ',' or ':' or '"' or '`';

    private static Html Part(string text, int prefix, int suffix)
    {
        string middle = text[prefix..^suffix];
        string marked = middle.Length == 0 ? "" : $"<mark>{HtmlWriter.Escape(middle)}</mark>";
        return new($"{HtmlWriter.Escape(text[..prefix])}{marked}{HtmlWriter.Escape(text[^suffix..])}");
    }
}
