namespace Wasm.Wast.Runner;

/// <summary>File name patterns: <c>*</c> is any text, <c>?</c> any character, everything else itself.</summary>
public static class Glob
{
    /// <summary>
    /// Whether a pattern matches a script: its name with or without extension or, if the pattern has a slash, its
    /// group and name (<c>proposals/threads/*</c>).
    /// </summary>
    public static bool MatchesScript(string pattern, string group, string script)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Contains('/', StringComparison.Ordinal))
        {
            script = $"{group}/{script}";
        }

        return Matches(pattern, script) || Matches(pattern, Path.ChangeExtension(script, null));
    }

    /// <summary>Whether a pattern matches a whole text.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // After a mismatch, the last star takes one character more: linear in practice, quadratic at worst.
        int p = 0;
        int star = -1;
        int restart = 0;
        for (int t = 0; t < text.Length;)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                restart = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++restart;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
