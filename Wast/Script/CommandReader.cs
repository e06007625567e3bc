using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>Reads a script's commands one by one. Every error is a <see cref="SyntaxException"/>.</summary>
internal ref partial struct CommandReader
{
    // Subscripts and "either" patterns may nest; this is far more than anyone writes, and far less than the stack.
    private const int MaximumNesting = 200;

    private readonly SourceText _source;
    private readonly ReadOnlySpan<byte> _bytes;
    private Lexer _lexer;
    private Token _token;
    private int _consumed; // End of the token before the current one: annotations may stand in between.
    private int _nesting;

    public CommandReader(SourceText source)
    {
        _source = source;
        _bytes = source.Bytes.Span;
        _lexer = new Lexer(_bytes);
        _token = _lexer.Next();
    }

    /// <summary>Whether the script begins with a module field instead of a command.</summary>
    public readonly bool IsAtModuleField
    {
        get
        {
            if (_token.Kind != TokenKind.LeftParen)
            {
                return false;
            }

            Lexer ahead = _lexer;
            Token word = ahead.Next();
            return word.Kind == TokenKind.Keyword && IsModuleField(_bytes[word.Start..word.End]);
        }
    }

    /// <summary>The whole script as the fields of one module.</summary>
    public readonly TextModuleSource ReadImplicitModule() => new(_source, new SourceRange(0, _bytes.Length));

    /// <summary>Reads the next command, unless the script ends.</summary>
    public bool TryReadCommand([NotNullWhen(true)] out Command? command)
    {
        if (_token.Kind == TokenKind.EndOfFile)
        {
            command = null;
            return false;
        }

        command = ReadCommand();
        return true;
    }

    private static bool IsModuleField(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("func"u8) || word.SequenceEqual("type"u8) || word.SequenceEqual("memory"u8) ||
        word.SequenceEqual("table"u8) || word.SequenceEqual("global"u8) || word.SequenceEqual("import"u8) ||
        word.SequenceEqual("export"u8) || word.SequenceEqual("start"u8) || word.SequenceEqual("elem"u8) ||
        word.SequenceEqual("data"u8) || word.SequenceEqual("tag"u8) || word.SequenceEqual("rec"u8);

    private Command ReadCommand()
    {
        int start = _token.Start;
        ReadOnlySpan<byte> word = PeekOpening();
        if (word.SequenceEqual("module"u8))
        {
            return ReadModuleCommand(start);
        }

        Advance();
        if (word.SequenceEqual("assert_return"u8))
        {
            ScriptAction action = ReadAction();
            var results = ImmutableArray.CreateBuilder<ResultPattern>();
            while (_token.Kind == TokenKind.LeftParen)
            {
                results.Add(ReadPattern());
            }

            return new AssertReturnCommand(Close(start), action, results.DrainToImmutable());
        }

        if (word.SequenceEqual("invoke"u8) || word.SequenceEqual("get"u8))
        {
            ScriptAction action = ReadActionRest(word);
            return new ActionCommand(Close(start), action);
        }

        if (word.SequenceEqual("register"u8))
        {
            string name = ReadName();
            string? instance = ReadOptionalIdentifier();
            return new RegisterCommand(Close(start), name, instance);
        }

        return word.StartsWith("assert_"u8) ? ReadAssertion(start, word) : ReadMeta(start, word);
    }

    private Command ReadAssertion(int start, ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("assert_trap"u8))
        {
            return IsAtModule() ? ReadInstantiationAssertion(start, InstantiationFailure.Uninstantiable)
                : ReadActionAssertion(start, ActionFailure.Trap);
        }

        if (word.SequenceEqual("assert_invalid"u8))
        {
            return ReadModuleAssertion(start, ModuleFailure.Invalid);
        }

        if (word.SequenceEqual("assert_malformed"u8))
        {
            return ReadModuleAssertion(start, ModuleFailure.Malformed);
        }

        if (word.SequenceEqual("assert_unlinkable"u8))
        {
            return ReadInstantiationAssertion(start, InstantiationFailure.Unlinkable);
        }

        if (word.SequenceEqual("assert_exhaustion"u8))
        {
            return ReadActionAssertion(start, ActionFailure.Exhaustion);
        }

        if (word.SequenceEqual("assert_exception"u8))
        {
            ScriptAction action = ReadAction();
            return new AssertActionFailsCommand(Close(start), ActionFailure.Exception, action, "");
        }

        if (word.SequenceEqual("assert_malformed_custom"u8))
        {
            return ReadModuleAssertion(start, ModuleFailure.MalformedCustom);
        }

        if (word.SequenceEqual("assert_invalid_custom"u8))
        {
            return ReadModuleAssertion(start, ModuleFailure.InvalidCustom);
        }

        throw UnknownCommand(start, word);
    }

    private AssertActionFailsCommand ReadActionAssertion(int start, ActionFailure kind)
    {
        ScriptAction action = ReadAction();
        string message = ReadMessage();
        return new AssertActionFailsCommand(Close(start), kind, action, message);
    }

    private AssertModuleFailsCommand ReadModuleAssertion(int start, ModuleFailure kind)
    {
        ModuleHead head = ReadModule();
        if (head.Source is null)
        {
            throw Unexpected(head.Start);
        }

        string message = ReadMessage();
        return new AssertModuleFailsCommand(Close(start), kind, head.Source, message);
    }

    private AssertInstantiationFailsCommand ReadInstantiationAssertion(int start, InstantiationFailure kind)
    {
        ModuleHead head = ReadModule();
        if (head.IsDefinition)
        {
            throw new SyntaxException(Messages.MisplacedModuleDefinition, head.Start);
        }

        string message = ReadMessage();
        return new AssertInstantiationFailsCommand(Close(start), kind, head.Source, head.Module, message);
    }

    private Command ReadMeta(int start, ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("script"u8))
        {
            string? name = ReadOptionalIdentifier();
            var commands = ImmutableArray.CreateBuilder<Command>();
            Enter(start);
            while (_token.Kind == TokenKind.LeftParen)
            {
                commands.Add(ReadCommand());
            }

            _nesting--;
            return new SubscriptCommand(Close(start), name, commands.DrainToImmutable());
        }

        if (word.SequenceEqual("input"u8))
        {
            string? name = ReadOptionalIdentifier();
            string file = ReadMessage();
            return new InputCommand(Close(start), name, file);
        }

        if (word.SequenceEqual("output"u8))
        {
            string? name = ReadOptionalIdentifier();
            string? file = _token.Kind == TokenKind.String ? ReadMessage() : null;
            return new OutputCommand(Close(start), name, file);
        }

        throw UnknownCommand(start, word);
    }

    private ScriptAction ReadAction()
    {
        int start = _token.Start;
        ReadOnlySpan<byte> word = ReadOpening();
        if (!word.SequenceEqual("invoke"u8) && !word.SequenceEqual("get"u8))
        {
            throw Unexpected(start);
        }

        ScriptAction action = ReadActionRest(word);
        Close(start);
        return action;
    }

    private ScriptAction ReadActionRest(ReadOnlySpan<byte> word)
    {
        string? instance = ReadOptionalIdentifier();
        string export = ReadName();
        return word.SequenceEqual("get"u8) ? new GetAction(instance, export) : ReadArguments(instance, export);
    }

    // A parenthesis and a word, which becomes the current token.
    private ReadOnlySpan<byte> PeekOpening()
    {
        if (_token.Kind != TokenKind.LeftParen)
        {
            throw Unexpected(_token.Start);
        }

        Advance();
        if (_token.Kind != TokenKind.Keyword)
        {
            throw Unexpected(_token.Start);
        }

        return _lexer.Text(_token);
    }

    private ReadOnlySpan<byte> ReadOpening()
    {
        ReadOnlySpan<byte> word = PeekOpening();
        Advance();
        return word;
    }

    // The closing parenthesis of what began at start.
    private SourceRange Close(int start)
    {
        if (_token.Kind != TokenKind.RightParen)
        {
            throw Unexpected(_token.Start);
        }

        int end = _token.End;
        Advance();
        return new SourceRange(start, end);
    }

    private string? ReadOptionalIdentifier()
    {
        if (_token.Kind != TokenKind.Identifier)
        {
            return null;
        }

        string name = StringLiteral.DecodeIdentifier(_lexer.Text(_token));
        Advance();
        return name;
    }

    // A name is UTF-8 (specification, 6.3.4); the strings of messages and files need not be.
    private string ReadName()
    {
        if (_token.Kind != TokenKind.String)
        {
            throw Unexpected(_token.Start);
        }

        if (!StringLiteral.TryDecodeName(_lexer.Text(_token), out string name))
        {
            throw new SyntaxException(Messages.MalformedUtf8, _token.Start);
        }

        Advance();
        return name;
    }

    private string ReadMessage()
    {
        if (_token.Kind != TokenKind.String)
        {
            throw Unexpected(_token.Start);
        }

        string text = Encoding.UTF8.GetString(StringLiteral.Decode(_lexer.Text(_token)));
        Advance();
        return text;
    }

    private void Enter(int start)
    {
        if (++_nesting > MaximumNesting)
        {
            throw new SyntaxException(Messages.NestingTooDeep, start);
        }
    }

    private void Advance()
    {
        _consumed = _token.End;
        _token = _lexer.Next();
    }

    private static SyntaxException Unexpected(int offset) => new(Messages.UnexpectedToken, offset);

    private static SyntaxException UnknownCommand(int start, ReadOnlySpan<byte> word) =>
        new($"{Messages.UnexpectedToken}: unknown command {Encoding.UTF8.GetString(word)}", start);
}
