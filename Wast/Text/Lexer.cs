using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Wasm.Core.Diagnostics;

namespace Wasm.Text;

/// <summary>
/// Splits a range of a source into tokens (specification, 6.3), allocating nothing. A token is as long as it can
/// be; white space and comments are skipped, annotations too unless they are asked for. Whatever is no token is a
/// <see cref="SyntaxException"/> with its offset; after one the lexer must not be used again.
/// </summary>
public ref struct Lexer
{
    private static readonly SearchValues<byte> Newlines = SearchValues.Create("\n\r"u8);
    private static readonly SearchValues<byte> CommentMarks = SearchValues.Create("(;"u8);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _hasAnnotations;
    private readonly bool _keepAnnotations;
    private int _position;

    /// <summary>Reads a part of a source.</summary>
    /// <param name="source">The whole source; offsets in tokens and errors count from its start.</param>
    /// <param name="start">Offset of the first byte to read.</param>
    /// <param name="end">Offset behind the last byte to read.</param>
    /// <param name="keepAnnotations">Whether <see cref="Next"/> returns annotations.</param>
    /// <param name="hasAnnotations">Whether there are annotations at all; without them <c>(@</c> is two tokens.</param>
    public Lexer(ReadOnlySpan<byte> source, int start, int end, bool keepAnnotations = false, bool hasAnnotations = true)
    {
        _bytes = source[..end];
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)end, nameof(start));
        _position = start;
        _keepAnnotations = keepAnnotations;
        _hasAnnotations = hasAnnotations;
    }

    /// <summary>Reads a whole source.</summary>
    public Lexer(ReadOnlySpan<byte> source)
        : this(source, 0, source.Length)
    {
    }

    /// <summary>Offset of the next byte to read.</summary>
    public readonly int Position => _position;

    /// <summary>The bytes of a token, quotes, <c>$</c> and signs included.</summary>
    public readonly ReadOnlySpan<byte> Text(Token token) => _bytes[token.Start..token.End];

    /// <summary>The next token. At the end of the range it is <see cref="TokenKind.EndOfFile"/>, again and again.</summary>
    public Token Next()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        ReadOnlySpan<byte> classes = Characters.Classes;
        while (true)
        {
            int start = _position;
            while ((uint)start < (uint)bytes.Length && (classes[bytes[start]] & (byte)CharacterClass.Space) != 0)
            {
                start++;
            }

            _position = start;
            if ((uint)start >= (uint)bytes.Length)
            {
                return new Token(TokenKind.EndOfFile, start, start);
            }

            byte first = bytes[start];
            if ((classes[first] & (byte)CharacterClass.Word) != 0)
            {
                return ReadWord(start);
            }

            switch (first)
            {
                case (byte)'(':
                    byte second = Peek(start + 1);
                    if (second == ';')
                    {
                        SkipBlockComment(start);
                        continue;
                    }

                    if (second == '@' && _hasAnnotations)
                    {
                        SkipAnnotation(start);
                        if (_keepAnnotations)
                        {
                            return new Token(TokenKind.Annotation, start, _position);
                        }

                        continue;
                    }

                    _position = start + 1;
                    return new Token(TokenKind.LeftParen, start, start + 1);
                case (byte)')':
                    _position = start + 1;
                    return new Token(TokenKind.RightParen, start, start + 1);
                case (byte)'"':
                    return ReadString(start);
                case (byte)';' when Peek(start + 1) == ';':
                    SkipLineComment(start);
                    continue;
                default:
                    if ((classes[first] & (byte)CharacterClass.Punctuation) == 0)
                    {
                        ThrowIllegal(start);
                    }

                    _position = start + 1;
                    return new Token(TokenKind.Reserved, start, start + 1);
            }
        }
    }

    /// <summary>Offset of the first byte that is not part of well-formed UTF-8, or -1.</summary>
    internal static int FindMalformedUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return -1;
        }

        int position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out int consumed) == OperationStatus.Done)
        {
            position += consumed;
        }

        return position;
    }

    private readonly byte Peek(int position) => (uint)position < (uint)_bytes.Length ? _bytes[position] : (byte)0;

    private readonly int WordEnd(int position)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        ReadOnlySpan<byte> classes = Characters.Classes;
        while ((uint)position < (uint)bytes.Length && (classes[bytes[position]] & (byte)CharacterClass.Word) != 0)
        {
            position++;
        }

        return position;
    }

    private Token ReadWord(int start)
    {
        int end = WordEnd(start + 1);
        byte first = _bytes[start];
        if (Peek(end) == '"' && StringScanner.TryScan(_bytes, end, out int stringEnd, out _, out _))
        {
            return ReadMixed(start, end, stringEnd);
        }

        _position = end;
        TokenKind kind;
        if ((Characters.Classes[first] & (byte)CharacterClass.Lower) != 0)
        {
            kind = first is (byte)'i' or (byte)'n' ? NumberSyntax.ClassifyWord(_bytes[start..end]) : TokenKind.Keyword;
        }
        else if (first == '$')
        {
            if (end == start + 1)
            {
                throw new SyntaxException(Messages.EmptyIdentifier, start);
            }

            kind = TokenKind.Identifier;
        }
        else
        {
            kind = NumberSyntax.Classify(_bytes[start..end]);
        }

        return new Token(kind, start, end);
    }

    // A word directly followed by a string: $"x" or something reserved.
    private Token ReadMixed(int start, int wordEnd, int stringEnd)
    {
        int end = MixedEnd(stringEnd);
        _position = end;
        if (end != stringEnd || wordEnd != start + 1 || _bytes[start] != '$')
        {
            return new Token(TokenKind.Reserved, start, end);
        }

        ReadOnlySpan<byte> quoted = _bytes[wordEnd..end];
        CheckQuotedName(quoted, wordEnd, start, Messages.EmptyIdentifier);
        return new Token(TokenKind.Identifier, start, end);
    }

    private Token ReadString(int start)
    {
        if (!StringScanner.TryScan(_bytes, start, out int end, out string? error, out int at))
        {
            throw new SyntaxException(error, at);
        }

        _position = MixedEnd(end);
        return new Token(_position == end ? TokenKind.String : TokenKind.Reserved, start, _position);
    }

    // End of a run of words and strings without space between.
    private readonly int MixedEnd(int position)
    {
        while (true)
        {
            byte next = Peek(position);
            if (Characters.Is(next, CharacterClass.Word))
            {
                position = WordEnd(position);
            }
            else if (next == '"' && StringScanner.TryScan(_bytes, position, out int end, out _, out _))
            {
                position = end;
            }
            else
            {
                return position;
            }
        }
    }

    // Quoted identifiers and annotation ids are names: not empty, and UTF-8 once decoded.
    private static void CheckQuotedName(ReadOnlySpan<byte> quoted, int quotedStart, int tokenStart, string emptyMessage)
    {
        if (quoted.Length == 2)
        {
            throw new SyntaxException(emptyMessage, tokenStart);
        }

        if (!StringLiteral.IsUtf8(quoted))
        {
            throw new SyntaxException(Messages.MalformedUtf8, quotedStart);
        }
    }

    private void SkipLineComment(int start)
    {
        ReadOnlySpan<byte> rest = _bytes[start..];
        int length = rest.IndexOfAny(Newlines);
        rest = length < 0 ? rest : rest[..length];
        CheckUtf8(rest, start);
        _position = start + rest.Length;
    }

    private void SkipBlockComment(int start)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int position = start + 2;
        int depth = 1;
        while (depth > 0)
        {
            int next = bytes[position..].IndexOfAny(CommentMarks);
            if (next < 0)
            {
                CheckUtf8(bytes[start..], start);
                throw new SyntaxException(Messages.UnclosedComment, start);
            }

            position += next;
            byte mark = bytes[position++];
            byte second = Peek(position);
            if (mark == ';' && second == ')')
            {
                depth--;
                position++;
            }
            else if (mark == '(' && second == ';')
            {
                depth++;
                position++;
            }
        }

        CheckUtf8(bytes[start..position], start);
        _position = position;
    }

    private static void CheckUtf8(ReadOnlySpan<byte> bytes, int start)
    {
        int at = FindMalformedUtf8(bytes);
        if (at >= 0)
        {
            throw new SyntaxException(Messages.MalformedUtf8, start + at);
        }
    }

    // Specification, 6.3.6: after the id come any tokens, reserved ones too, with balanced parentheses.
    private void SkipAnnotation(int start)
    {
        if (!TryAnnotationHead(start, out int position))
        {
            throw new SyntaxException(Messages.EmptyAnnotationId, start);
        }

        _position = position;
        int depth = 1;
        while (depth > 0)
        {
            position = _position;
            if ((uint)position >= (uint)_bytes.Length)
            {
                throw new SyntaxException(Messages.UnclosedAnnotation, start);
            }

            switch (_bytes[position])
            {
                case (byte)'(':
                    depth += SkipAnnotationParen(position);
                    break;
                case (byte)')':
                    _position = position + 1;
                    depth--;
                    break;
                case (byte)';' when Peek(position + 1) == ';':
                    SkipLineComment(position);
                    break;
                default:
                    SkipAnnotationToken(position);
                    break;
            }
        }
    }

    // Returns by how much the nesting grows. Inside an annotation, "(@" without an id is a parenthesis and a word.
    private int SkipAnnotationParen(int position)
    {
        if (Peek(position + 1) == ';')
        {
            SkipBlockComment(position);
            return 0;
        }

        _position = Peek(position + 1) == '@' && TryAnnotationHead(position, out int end) ? end : position + 1;
        return 1;
    }

    private void SkipAnnotationToken(int position)
    {
        byte first = _bytes[position];
        if (Characters.Is(first, CharacterClass.Word))
        {
            ReadWord(position);
        }
        else if (first == '"')
        {
            ReadString(position);
        }
        else if (Characters.Is(first, CharacterClass.Space | CharacterClass.Punctuation))
        {
            _position = position + 1;
        }
        else
        {
            ThrowIllegal(position);
        }
    }

    // "(@" with the id behind it, which is a word or a string.
    private readonly bool TryAnnotationHead(int start, out int end)
    {
        end = WordEnd(start + 2);
        if (end > start + 2)
        {
            return true;
        }

        if (Peek(end) != '"' || !StringScanner.TryScan(_bytes, end, out int stringEnd, out _, out _))
        {
            return false;
        }

        CheckQuotedName(_bytes[end..stringEnd], end, start, Messages.EmptyAnnotationId);
        end = stringEnd;
        return true;
    }

    [DoesNotReturn]
    private readonly void ThrowIllegal(int position)
    {
        bool isCharacter = Rune.DecodeFromUtf8(_bytes[position..], out _, out _) == OperationStatus.Done;
        throw new SyntaxException(isCharacter ? Messages.IllegalCharacter : Messages.MalformedUtf8, position);
    }
}
