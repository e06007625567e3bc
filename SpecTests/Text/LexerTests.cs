using System.Text;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

/// <summary>Tokens and lexical errors (specification, 6.2 and 6.3).</summary>
public sealed class LexerTests
{
    // Expected: kind and text of each token. ( and ) stand for themselves; a is an annotation that is asked for.
    [TestCase("", "")]
    [TestCase("()", "( )")]
    [TestCase("(module)", "( K:module )")]
    [TestCase("i32.add nop", "K:i32.add K:nop")]
    [TestCase("a.b_c:d!/x", "K:a.b_c:d!/x")]
    [TestCase("$x $1 $. $$", "I:$x I:$1 I:$. I:$$")]
    [TestCase("$\"a b\" $\"\\41\"", "I:$\"a b\" I:$\"\\41\"")]
    [TestCase("0 12 1_000 0x1F 0xa_b", "N:0 N:12 N:1_000 N:0x1F N:0xa_b")]
    [TestCase("+0 -1 -0x8 +1_0", "S:+0 S:-1 S:-0x8 S:+1_0")]
    [TestCase("1. 1.5 -1e9 1E+1_0 2e-3 1.e1", "F:1. F:1.5 F:-1e9 F:1E+1_0 F:2e-3 F:1.e1")]
    [TestCase("0x1. 0x1.8p1 0xap-1 0xaP+1_0", "F:0x1. F:0x1.8p1 F:0xap-1 F:0xaP+1_0")]
    [TestCase("inf -inf +nan nan nan:0x1 -nan:0xf_f", "F:inf F:-inf F:+nan F:nan F:nan:0x1 F:-nan:0xf_f")]
    [TestCase("nan:canonical nan:1 nan:0x infx nan:", "K:nan:canonical K:nan:1 K:nan:0x K:infx K:nan:")]
    [TestCase("1_ 1__0 _1 0x 0x_1 1x 0xg .5 1e 1e+ 1._5 0x1p 0X1 + - --1", "R:1_ R:1__0 R:_1 R:0x R:0x_1 R:1x R:0xg R:.5 R:1e R:1e+ R:1._5 R:0x1p R:0X1 R:+ R:- R:--1")]
    [TestCase("\"\" \"a\" \"\\t\\n\\r\\\"\\'\\\\\\u{1f60_0}\\fF\"", "\"\" \"a\" \"\\t\\n\\r\\\"\\'\\\\\\u{1f60_0}\\fF\"")]
    [TestCase("\"ä€😀\"", "\"ä€😀\"")]
    [TestCase("\"a\"\"b\" \"a\"b 0\"a\" $x\"a\" $\"a\"b a\"b\"c", "R:\"a\"\"b\" R:\"a\"b R:0\"a\" R:$x\"a\" R:$\"a\"b R:a\"b\"c")]
    [TestCase(", ; [ ] { } @a A _", "R:, R:; R:[ R:] R:{ R:} R:@a R:A R:_")]
    [TestCase("a;;b\nc", "K:a K:c")]
    [TestCase("a;;b\rc", "K:a K:c")]
    [TestCase("a;;b\r\nc;;", "K:a K:c")]
    [TestCase("a(;b;)c(;;)d(;(;;);)e", "K:a K:c K:d K:e")]
    [TestCase("(;;;) a", "K:a")]
    [TestCase("(;\0\u0001ä;)a;;\0", "K:a")]
    [TestCase("((@a)module(@b x y))", "( K:module )")]
    [TestCase("(@a (b) \")\" (;);) ;;)\n $x , ; [ (@) (@ x) (@\"c\" ))a", "K:a")]
    public void Tokens(string text, string expected)
    {
        Assert.That(Describe(text, keepAnnotations: false), Is.EqualTo(expected));
    }

    [TestCase("(@a)", "(@a)")]
    [TestCase("((@a (@b)) x", "( (@a (@b)) K:x")]
    [TestCase("(@\"a b\" 1)(@c)", "(@\"a b\" 1) (@c)")]
    public void AnnotationsWhenAskedFor(string text, string expected)
    {
        Assert.That(Describe(text, keepAnnotations: true), Is.EqualTo(expected));
    }

    [Test]
    public void WithoutTheFeatureAnAnnotationIsParenthesisAndWord()
    {
        byte[] bytes = "(@a)"u8.ToArray();
        var lexer = new Lexer(bytes, 0, bytes.Length, hasAnnotations: false);
        Assert.That(lexer.Next(), Is.EqualTo(new Token(TokenKind.LeftParen, 0, 1)));
        Assert.That(lexer.Next(), Is.EqualTo(new Token(TokenKind.Reserved, 1, 3)));
    }

    // Latin-1 here stands for bytes.
    [TestCase("a \0", Messages.IllegalCharacter, 2)]
    [TestCase("\u007f", Messages.IllegalCharacter, 0)]
    [TestCase("a \u00c3\u00a4", Messages.IllegalCharacter, 2)]
    [TestCase("a \u0080", Messages.MalformedUtf8, 2)]
    [TestCase("a \u00c3", Messages.MalformedUtf8, 2)]
    [TestCase("a \u00ed\u00a0\u0080", Messages.MalformedUtf8, 2)]
    [TestCase(";; ok \u00ff", Messages.MalformedUtf8, 6)]
    [TestCase("(; \u00c0\u0080 ;)", Messages.MalformedUtf8, 3)]
    [TestCase("(; \u00c0", Messages.MalformedUtf8, 3)]
    [TestCase("a (; (; ;)", Messages.UnclosedComment, 2)]
    [TestCase("(;)", Messages.UnclosedComment, 0)]
    [TestCase(" \"ab", Messages.UnclosedString, 1)]
    [TestCase(" \"ab\n\"", Messages.UnclosedString, 1)]
    [TestCase(" \"ab\r\"", Messages.UnclosedString, 1)]
    [TestCase("\"a\\\"", Messages.UnclosedString, 0)]
    [TestCase("\"\t\"", Messages.IllegalControlCharacter, 1)]
    [TestCase("\"a\u007f\"", Messages.IllegalControlCharacter, 2)]
    [TestCase("\"a\u00ff\"", Messages.MalformedUtf8, 2)]
    [TestCase("\"\\q\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\0\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\0g\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{}\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{d800}\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{110000}\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{1_}\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{ffffffffffffffffff}\"", Messages.IllegalEscape, 1)]
    [TestCase("\"\\u{41", Messages.IllegalEscape, 1)]
    [TestCase(" $", Messages.EmptyIdentifier, 1)]
    [TestCase("$\"\"", Messages.EmptyIdentifier, 0)]
    [TestCase("$\"a\nb\"", Messages.EmptyIdentifier, 0)]
    [TestCase("$\"\\ff\"", Messages.MalformedUtf8, 1)]
    [TestCase("(@)", Messages.EmptyAnnotationId, 0)]
    [TestCase("(@ a)", Messages.EmptyAnnotationId, 0)]
    [TestCase("(@\"\")", Messages.EmptyAnnotationId, 0)]
    [TestCase("(@\"\\ff\")", Messages.MalformedUtf8, 2)]
    [TestCase("(@a (@\"\" x))", Messages.EmptyAnnotationId, 4)]
    [TestCase("  (@a (b)", Messages.UnclosedAnnotation, 2)]
    [TestCase("(@a $ )", Messages.EmptyIdentifier, 4)]
    [TestCase("(@a \u0001)", Messages.IllegalCharacter, 4)]
    [TestCase("(@a \u00c3\u00a4)", Messages.IllegalCharacter, 4)]
    [TestCase("(@a \u0080)", Messages.MalformedUtf8, 4)]
    [TestCase("(@a \")", Messages.UnclosedString, 4)]
    [TestCase("(@a (; )", Messages.UnclosedComment, 4)]
    public void Errors(string text, string message, int offset)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        SyntaxException? error = Assert.Throws<SyntaxException>(() => Drain(bytes));
        Assert.That((error!.Message, error.Offset), Is.EqualTo((message, (long)offset)));
    }

    [Test]
    public void ReadsOnlyItsRange()
    {
        byte[] bytes = "abc \"def\" (;;) ghi"u8.ToArray();
        var lexer = new Lexer(bytes, 1, 3);
        Assert.That(lexer.Next(), Is.EqualTo(new Token(TokenKind.Keyword, 1, 3)));
        Assert.That(lexer.Next(), Is.EqualTo(new Token(TokenKind.EndOfFile, 3, 3)));
        Assert.That(lexer.Next(), Is.EqualTo(new Token(TokenKind.EndOfFile, 3, 3)));
        Assert.Throws<SyntaxException>(() => Drain(bytes[..8]));
    }

    [Test]
    public void DeepNestingOfCommentsAndAnnotations()
    {
        const int Depth = 100_000;
        string text = string.Concat(Enumerable.Repeat("(;", Depth)) + string.Concat(Enumerable.Repeat(";)", Depth))
            + string.Concat(Enumerable.Repeat("(@a", Depth)) + new string(')', Depth) + "x";
        Assert.That(Describe(text, keepAnnotations: false), Is.EqualTo("K:x"));
    }

    private static void Drain(byte[] bytes)
    {
        var lexer = new Lexer(bytes);
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
        }
    }

    private static string Describe(string text, bool keepAnnotations)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var lexer = new Lexer(bytes, 0, bytes.Length, keepAnnotations);
        var result = new List<string>();
        for (Token token = lexer.Next(); token.Kind != TokenKind.EndOfFile; token = lexer.Next())
        {
            string prefix = token.Kind switch
            {
                TokenKind.Keyword => "K:",
                TokenKind.Reserved => "R:",
                TokenKind.Nat => "N:",
                TokenKind.Int => "S:",
                TokenKind.Float => "F:",
                TokenKind.Identifier => "I:",
                _ => "",
            };
            result.Add(prefix + Encoding.UTF8.GetString(lexer.Text(token)));
        }

        return string.Join(' ', result);
    }
}
