namespace Wasm.Text;

/// <summary>Which words are numbers, and of which kind (specification, 6.4.1 and 6.4.2).</summary>
internal static class NumberSyntax
{
    /// <summary>The kind of a word that begins with anything but a lower-case letter or <c>$</c>.</summary>
    public static TokenKind Classify(ReadOnlySpan<byte> word)
    {
        // Most numbers are plain decimals.
        int position = 0;
        while ((uint)position < (uint)word.Length && Characters.Is(word[position], CharacterClass.Digit))
        {
            position++;
        }

        if (position == word.Length)
        {
            return TokenKind.Nat;
        }

        if (word[0] is not ((byte)'+' or (byte)'-'))
        {
            return ClassifyMagnitude(word, TokenKind.Nat);
        }

        ReadOnlySpan<byte> magnitude = word[1..];
        return IsSpecialFloat(magnitude) ? TokenKind.Float : ClassifyMagnitude(magnitude, TokenKind.Int);
    }

    /// <summary>The kind of a word that begins with a lower-case letter: a keyword, unless it is infinity or NaN.</summary>
    public static TokenKind ClassifyWord(ReadOnlySpan<byte> word) => IsSpecialFloat(word) ? TokenKind.Float : TokenKind.Keyword;

    /// <summary>The end of a run of digits with single underscores between them; -1 if none begins here.</summary>
    public static int Digits(ReadOnlySpan<byte> text, int start, CharacterClass digit)
    {
        int position = start;
        while (true)
        {
            if ((uint)position >= (uint)text.Length || !Characters.Is(text[position], digit))
            {
                return -1;
            }

            do
            {
                position++;
            }
            while ((uint)position < (uint)text.Length && Characters.Is(text[position], digit));

            if ((uint)position >= (uint)text.Length || text[position] != '_')
            {
                return position;
            }

            position++;
        }
    }

    public static bool IsHex(ReadOnlySpan<byte> magnitude) => magnitude.Length > 2 && magnitude[0] == '0' && magnitude[1] == 'x';

    private static bool IsSpecialFloat(ReadOnlySpan<byte> magnitude) =>
        magnitude.SequenceEqual("inf"u8) || magnitude.SequenceEqual("nan"u8)
        || (magnitude.StartsWith("nan:0x"u8) && Digits(magnitude, 6, CharacterClass.HexDigit) == magnitude.Length);

    private static TokenKind ClassifyMagnitude(ReadOnlySpan<byte> text, TokenKind integer)
    {
        bool isHex = IsHex(text);
        CharacterClass digit = isHex ? CharacterClass.HexDigit : CharacterClass.Digit;
        int position = Digits(text, isHex ? 2 : 0, digit);
        if (position < 0)
        {
            return TokenKind.Reserved;
        }

        if (position == text.Length)
        {
            return integer;
        }

        if (text[position] == '.')
        {
            position++;
            if (position < text.Length && Characters.Is(text[position], digit))
            {
                position = Digits(text, position, digit);
                if (position < 0)
                {
                    return TokenKind.Reserved;
                }
            }
        }

        if (position < text.Length && (text[position] | 0x20) == (isHex ? 'p' : 'e'))
        {
            position++;
            if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
            {
                position++;
            }

            position = Digits(text, position, CharacterClass.Digit);
        }

        return position == text.Length ? TokenKind.Float : TokenKind.Reserved;
    }
}
