namespace Wasm.Text;

/// <summary>Kinds of token (specification, 6.3.1).</summary>
public enum TokenKind : byte
{
    /// <summary>The end of the range that is read.</summary>
    EndOfFile,

    /// <summary><c>(</c>.</summary>
    LeftParen,

    /// <summary><c>)</c>.</summary>
    RightParen,

    /// <summary>A word that begins with a-z. Whether it means anything is the parser's question.</summary>
    Keyword,

    /// <summary>What looks like a token and is none, such as <c>0x</c>, <c>"a"b</c> or <c>;</c>.</summary>
    Reserved,

    /// <summary>An unsigned integer.</summary>
    Nat,

    /// <summary>An integer with a sign.</summary>
    Int,

    /// <summary>A number with a fraction or an exponent, <c>inf</c>, <c>nan</c> or <c>nan:0x…</c>, with or without a sign.</summary>
    Float,

    /// <summary>A string with its quotes.</summary>
    String,

    /// <summary><c>$x</c> or <c>$"x"</c>.</summary>
    Identifier,

    /// <summary>A whole annotation from <c>(@</c> to the closing parenthesis; only where it is asked for.</summary>
    Annotation,
}

/// <summary>A token: what it is and where it stands.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Start">Byte offset of its first byte in the source.</param>
/// <param name="End">Byte offset behind its last byte.</param>
public readonly record struct Token(TokenKind Kind, int Start, int End)
{
    /// <summary>Length in bytes.</summary>
    public int Length => End - Start;
}
