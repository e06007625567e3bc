using System.Buffers;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.Text;

/// <summary>A token with what the parser needs to know about it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="End">Offset behind its last byte.</param>
/// <param name="Data">
/// Keyword: its number (<see cref="KeywordTable"/>). Identifier: its symbol. Left parenthesis: index of the token that
/// closes it, or of the end.
/// </param>
internal record struct ParserToken(TokenKind Kind, int Start, int End, int Data);

/// <summary>An annotation that means something to this library.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Token">Index of the token behind it.</param>
/// <param name="Depth">Number of parentheses open around it.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="End">Offset behind its last byte.</param>
internal readonly record struct AnnotationToken(string Name, int Token, int Depth, int Start, int End);

/// <summary>
/// All tokens of a module, lexed once: the parser goes over them more than once, since names may be used before
/// they are defined, and can skip over whole parentheses. An error in the text ends the list and is kept for the
/// parser to throw if it gets there, so that of two errors the first is reported.
/// </summary>
internal sealed class TokenList : IDisposable
{
    private ParserToken[] _items;

    /// <param name="source">The source.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where to end.</param>
    /// <param name="features">Instructions of features that are off are unknown words.</param>
    public TokenList(SourceText source, int start, int end, FeatureSet features)
    {
        _items = ArrayPool<ParserToken>.Shared.Rent((end - start) / 8 + 16);
        Symbols = new SymbolTable(source.Bytes);
        try
        {
            ReadAll(source.Bytes.Span, start, end, features);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tokens; the last of <see cref="Count"/> is the end.</summary>
    public ParserToken[] Items => _items;

    public int Count { get; private set; }

    public SymbolTable Symbols { get; }

    public List<AnnotationToken> Annotations { get; } = [];

    /// <summary>What is wrong at the last token, if it is not the end of the text.</summary>
    public SyntaxException? Error { get; private set; }

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        ArrayPool<ParserToken>.Shared.Return(_items);
        _items = [];
    }

    private void ReadAll(ReadOnlySpan<byte> bytes, int start, int end, FeatureSet features)
    {
        var lexer = new Lexer(bytes, start, end, keepAnnotations: true, features.Has(Feature.Annotations));

        // While a parenthesis is open, its Data is the index of the one around it: the stack needs no room of its own.
        int open = -1;
        int depth = 0;
        try
        {
            while (true)
            {
                Token token = lexer.Next();
                int data = 0;
                switch (token.Kind)
                {
                    case TokenKind.Keyword:
                        data = FindKeyword(lexer.Text(token), features);
                        break;
                    case TokenKind.Identifier:
                        data = Symbols.Intern(token.Start, token.End);
                        break;
                    case TokenKind.LeftParen:
                        data = open;
                        open = Count;
                        depth++;
                        break;
                    case TokenKind.RightParen when open >= 0:
                        int opened = open;
                        open = _items[opened].Data;
                        _items[opened].Data = Count;
                        depth--;
                        break;
                    case TokenKind.Annotation:
                        AddAnnotation(bytes, token, depth);
                        continue;
                    default:
                        break;
                }

                Add(new ParserToken(token.Kind, token.Start, token.End, data));
                if (token.Kind == TokenKind.EndOfFile)
                {
                    break;
                }
            }
        }
        catch (SyntaxException error)
        {
            Error = error;
            Add(new ParserToken(TokenKind.EndOfFile, (int)error.Offset, (int)error.Offset, 0));
        }

        while (open >= 0)
        {
            int around = _items[open].Data;
            _items[open].Data = Count - 1;
            open = around;
        }
    }

    private static int FindKeyword(ReadOnlySpan<byte> word, FeatureSet features)
    {
        int number = KeywordTable.Find(word);
        return number < InstructionTable.Size && !features.Has(InstructionTable.Get((Op)number).Feature) ? (int)Keyword.None : number;
    }

    private void AddAnnotation(ReadOnlySpan<byte> bytes, Token token, int depth)
    {
        string? name = AnnotationReader.KnownName(bytes[token.Start..token.End]);
        if (name is not null)
        {
            Annotations.Add(new AnnotationToken(name, Count, depth, token.Start, token.End));
        }
    }

    private void Add(ParserToken token)
    {
        if (Count == _items.Length)
        {
            ParserToken[] larger = ArrayPool<ParserToken>.Shared.Rent(Count * 2);
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<ParserToken>.Shared.Return(_items);
            _items = larger;
        }

        _items[Count++] = token;
    }
}
