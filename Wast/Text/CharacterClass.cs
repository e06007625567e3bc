namespace Wasm.Text;

/// <summary>What a byte may be in a token (specification, 6.2.1 and 6.3.5).</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>Controls and non-ASCII bytes: only in comments and (non-ASCII) strings.</summary>
    Other = 0,

    /// <summary>Part of words, numbers and identifiers.</summary>
    Word = 1,

    Digit = 2,
    HexDigit = 4,

    /// <summary>a to z: begins a keyword.</summary>
    Lower = 8,

    /// <summary>Space, tab, LF, CR.</summary>
    Space = 16,

    /// <summary>Comma, semicolon, brackets, braces: reserved.</summary>
    Punctuation = 32,

    /// <summary>Stands for itself in a string.</summary>
    Plain = 64,
}

/// <summary>The class of each byte.</summary>
internal static class Characters
{
    private const byte O = 0;
    private const byte S = (byte)CharacterClass.Space;
    private const byte B = (byte)(CharacterClass.Space | CharacterClass.Plain);
    private const byte Q = (byte)CharacterClass.Plain;
    private const byte P = (byte)(CharacterClass.Punctuation | CharacterClass.Plain);
    private const byte W = (byte)(CharacterClass.Word | CharacterClass.Plain);
    private const byte V = (byte)CharacterClass.Word;
    private const byte D = (byte)(CharacterClass.Word | CharacterClass.Plain | CharacterClass.Digit | CharacterClass.HexDigit);
    private const byte H = (byte)(CharacterClass.Word | CharacterClass.Plain | CharacterClass.HexDigit);
    private const byte L = (byte)(CharacterClass.Word | CharacterClass.Plain | CharacterClass.Lower);
    private const byte X = (byte)(CharacterClass.Word | CharacterClass.Plain | CharacterClass.Lower | CharacterClass.HexDigit);

    /// <summary>Indexed by byte.</summary>
    public static ReadOnlySpan<byte> Classes =>
    [
        O, O, O, O, O, O, O, O, O, S, S, O, O, S, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        B, W, O, W, W, W, W, W, Q, Q, W, W, P, W, W, W, // sp ! " # $ % & ' ( ) * + , - . /
        D, D, D, D, D, D, D, D, D, D, W, P, W, W, W, W, // 0-9 : ; < = > ?
        W, H, H, H, H, H, H, W, W, W, W, W, W, W, W, W, // @ A-O
        W, W, W, W, W, W, W, W, W, W, W, P, V, P, W, W, // P-Z [ \ ] ^ _
        W, X, X, X, X, X, X, L, L, L, L, L, L, L, L, L, // ` a-o
        L, L, L, L, L, L, L, L, L, L, L, P, W, P, W, O, // p-z { | } ~ del
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
        O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    ];

    public static bool Is(byte value, CharacterClass characterClass) => (Classes[value] & (byte)characterClass) != 0;
}
