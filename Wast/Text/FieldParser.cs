using System.Diagnostics.CodeAnalysis;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Text;

/// <summary>
/// Parses the fields of one module, in three passes over its tokens, as the specification's text format needs
/// it (6.1.3, 6.4.9): names of all index spaces; types; everything else in the order of the text. Instructions are
/// written straight into one code buffer.
/// <para>
/// A text that is no sentence of the grammar is reported before a name that is unknown or defined twice: errors of
/// the second kind are noted (<see cref="Note"/>) and thrown at the end.
/// </para>
/// </summary>
internal sealed partial class FieldParser
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly TokenList _tokens;
    private readonly ParserToken[] _items;
    private readonly ModuleDefinition _module = new();
    private readonly SourceMap _map = new();
    private readonly InstructionWriter _code;

    private SyntaxException? _noted;
    private int _next;

    /// <param name="source">The source.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="keepIdentifiers">Whether identifiers become names of the name section.</param>
    public FieldParser(SourceText source, TokenList tokens, bool keepIdentifiers)
    {
        _identifiers = keepIdentifiers ? new NameSection() : null;
        _bytes = source.Bytes;
        _tokens = tokens;
        _items = tokens.Items;
        _code = new InstructionWriter(tokens.Count);
        _locals = new int[tokens.Symbols.Count];
        _labels = new int[tokens.Symbols.Count];
    }

    private ref ParserToken Current => ref _items[_next];

    /// <summary>Parses all tokens.</summary>
    /// <param name="mayHaveHeader">Whether the fields may stand in <c>(module $id? …)</c>.</param>
    public TextModule Parse(bool mayHaveHeader)
    {
        string? identifier = null;
        bool hasHeader = mayHaveHeader && TakeLeft(Keyword.Module);
        if (hasHeader && Current.Kind == TokenKind.Identifier)
        {
            identifier = _tokens.Symbols.NameOf(Current.Data);
            _next++;
        }

        int first = _next;
        CollectNames();
        _next = first;
        ParseTypes();
        _next = first;
        ParseFields();
        if (hasHeader)
        {
            ExpectRight();
        }

        if (Current.Kind != TokenKind.EndOfFile || _tokens.Error is not null)
        {
            ThrowUnexpected(ref Current, hasHeader ? "the end" : "a module field");
        }

        if (_noted is not null)
        {
            throw _noted;
        }

        FinishAnnotations(first, hasHeader ? 1 : 0, identifier);
        return new TextModule(identifier, _module, _map);
    }

    private ReadOnlySpan<byte> Text(ref readonly ParserToken token) => _bytes.Span[token.Start..token.End];

    /// <summary>Notes an error that is thrown at the end, unless the text turns out not to follow the grammar.</summary>
    private void Note(string message, int offset) => _noted ??= new SyntaxException(message, offset);

    [DoesNotReturn]
    private void ThrowUnexpected(ref readonly ParserToken token, string expected)
    {
        if (token.Kind == TokenKind.EndOfFile)
        {
            throw _tokens.Error ?? new SyntaxException($"{Messages.UnexpectedToken}: end of text, expected {expected}", token.Start);
        }

        const int LongestShown = 40;
        string text = Encoding.UTF8.GetString(_bytes.Span[token.Start..Math.Min(token.End, token.Start + LongestShown)]);
        if (token.Kind == TokenKind.Reserved || (token.Kind == TokenKind.Keyword && token.Data == (int)Keyword.None))
        {
            string hint = InstructionTable.Find(text) is { } info ? $" (needs {FeatureSet.NameOf(info.Feature)})" : "";
            throw new SyntaxException($"{Messages.UnknownOperator} {text}{hint}", token.Start);
        }

        throw new SyntaxException($"{Messages.UnexpectedToken} {text}, expected {expected}", token.Start);
    }

    private bool AtKeyword(Keyword keyword) => Current.Kind == TokenKind.Keyword && Current.Data == (int)keyword;

    private bool TakeKeyword(Keyword keyword)
    {
        bool found = AtKeyword(keyword);
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Whether a left parenthesis and a keyword follow. (The end is never a parenthesis, so there is a next token.)</summary>
    private bool AtLeft(Keyword keyword)
    {
        if (Current.Kind != TokenKind.LeftParen)
        {
            return false;
        }

        ref ParserToken second = ref _items[_next + 1];
        return second.Kind == TokenKind.Keyword && second.Data == (int)keyword;
    }

    private bool TakeLeft(Keyword keyword)
    {
        bool found = AtLeft(keyword);
        _next += found ? 2 : 0;
        return found;
    }

    private void ExpectLeft(Keyword keyword, string expected)
    {
        if (!TakeLeft(keyword))
        {
            ThrowUnexpectedInside(expected);
        }
    }

    private void ExpectRight() => Expect(TokenKind.RightParen, ")");

    private ref ParserToken Expect(TokenKind kind, string expected)
    {
        ref ParserToken token = ref Current;
        if (token.Kind != kind)
        {
            ThrowUnexpected(ref token, expected);
        }

        _next++;
        return ref token;
    }

    /// <summary>What follows is not the parenthesis with the keyword that it should be: reports the token that is wrong.</summary>
    [DoesNotReturn]
    private void ThrowUnexpectedInside(string expected) =>
        ThrowUnexpected(ref _items[Current.Kind == TokenKind.LeftParen ? _next + 1 : _next], expected);

    /// <summary>A string that is a name (specification, 6.3.4).</summary>
    private string ParseName()
    {
        ref ParserToken token = ref Expect(TokenKind.String, "a string");
        if (!StringLiteral.TryDecodeName(Text(ref token), out string name))
        {
            throw new SyntaxException(Messages.MalformedUtf8, token.Start);
        }

        return name;
    }

    /// <summary>Any number of strings, decoded and put together.</summary>
    private byte[] ParseStrings()
    {
        int first = _next;
        int length = 0;
        while (Current.Kind == TokenKind.String)
        {
            length += Current.End - Current.Start;
            _next++;
        }

        byte[] buffer = new byte[length];
        int written = 0;
        for (int index = first; index < _next; index++)
        {
            written += StringLiteral.Decode(Text(ref _items[index]), buffer.AsSpan(written));
        }

        return written == length ? buffer : buffer[..written];
    }

    /// <summary>A 64-bit number: limits, offsets, alignments.</summary>
    private ulong ParseU64()
    {
        ref ParserToken token = ref Expect(TokenKind.Nat, "an unsigned integer");
        return ParseU64(Text(ref token), token.Start);
    }

    private static ulong ParseU64(ReadOnlySpan<byte> digits, int offset) =>
        NumberParser.TryParseU64(digits, out ulong value) ? value : throw new SyntaxException(Messages.I64ConstantOutOfRange, offset);
}
