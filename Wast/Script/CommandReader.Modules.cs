using System.Buffers;
using Wasm.Core.Diagnostics;
using Wasm.Text;

namespace Wasm.Wast.Script;

// Modules in a script.
internal ref partial struct CommandReader
{
    /// <summary>What stands in a module form.</summary>
    /// <param name="Start">Offset of the form.</param>
    /// <param name="Range">All of it.</param>
    /// <param name="IsDefinition">Whether it is only a definition.</param>
    /// <param name="Source">The contents; null for the instance form.</param>
    /// <param name="Name">Name of the module, or of the instance.</param>
    /// <param name="Module">Instance form: name of the module.</param>
    private readonly record struct ModuleHead(
        int Start, SourceRange Range, bool IsDefinition, ModuleSource? Source, string? Name, string? Module);

    private Command ReadModuleCommand(int start)
    {
        ModuleHead head = ReadModuleRest(start);
        return head.Source is null
            ? new InstanceCommand(head.Range, head.Name, head.Module)
            : new ModuleCommand(head.Range, head.Name, head.Source, head.IsDefinition);
    }

    private readonly bool IsAtModule()
    {
        Lexer ahead = _lexer;
        return _token.Kind == TokenKind.LeftParen && ahead.Next() is { Kind: TokenKind.Keyword } word &&
            ahead.Text(word).SequenceEqual("module"u8);
    }

    private ModuleHead ReadModule()
    {
        int start = _token.Start;
        if (!IsAtModule())
        {
            throw Unexpected(start);
        }

        PeekOpening();
        return ReadModuleRest(start);
    }

    // Everything from the word "module" on. What cannot be read there fails the command, not the script.
    private ModuleHead ReadModuleRest(int start)
    {
        int body = _token.End;
        try
        {
            Advance();
            return ReadModuleContents(start);
        }
        catch (SyntaxException) when (TryFindEnd(body, out int end))
        {
            _lexer = new Lexer(_bytes, end + 1, _bytes.Length);
            Advance();
            var source = new TextModuleSource(_source, new SourceRange(body, end));
            return new ModuleHead(start, new SourceRange(start, end + 1), false, source, null, null);
        }
    }

    private ModuleHead ReadModuleContents(int start)
    {
        if (TakeKeyword("instance"u8))
        {
            string? first = ReadOptionalIdentifier();
            string? second = ReadOptionalIdentifier();
            (string? name, string? module) = second is null ? (null, first) : (first, second);
            return new ModuleHead(start, Close(start), false, null, name, module);
        }

        bool isDefinition = TakeKeyword("definition"u8);
        string? identifier = ReadOptionalIdentifier();
        ModuleSource source;
        if (TakeKeyword("binary"u8))
        {
            source = new BinaryModuleSource(ReadStrings());
        }
        else if (TakeKeyword("quote"u8))
        {
            source = new QuotedModuleSource(ReadStrings());
        }
        else
        {
            int fields = _consumed;
            SkipFields(start);
            source = new TextModuleSource(_source, new SourceRange(fields, _token.Start));
        }

        return new ModuleHead(start, Close(start), isDefinition, source, identifier, null);
    }

    private bool TakeKeyword(ReadOnlySpan<byte> word)
    {
        if (_token.Kind != TokenKind.Keyword || !_lexer.Text(_token).SequenceEqual(word))
        {
            return false;
        }

        Advance();
        return true;
    }

    private byte[] ReadStrings()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(256);
        int length = 0;
        while (_token.Kind == TokenKind.String)
        {
            ReadOnlySpan<byte> token = _lexer.Text(_token);
            if (buffer.Length - length < token.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + token.Length));
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            length += StringLiteral.Decode(token, buffer.AsSpan(length));
            Advance();
        }

        byte[] result = buffer[..length];
        ArrayPool<byte>.Shared.Return(buffer);
        return result;
    }

    /// <summary>Goes to the parenthesis that closes the module that began at <paramref name="start"/>.</summary>
    private void SkipFields(int start)
    {
        for (int depth = 0; depth > 0 || _token.Kind != TokenKind.RightParen; Advance())
        {
            depth += _token.Kind == TokenKind.LeftParen ? 1 : _token.Kind == TokenKind.RightParen ? -1 : 0;
            if (_token.Kind == TokenKind.EndOfFile)
            {
                throw new SyntaxException(Messages.UnexpectedToken + ": the module is not closed", start);
            }
        }
    }

    // Balances parentheses where the lexer gives up: knows only strings and comments. A string ends at its line's end.
    private readonly bool TryFindEnd(int position, out int end)
    {
        int depth = 1;
        for (end = position; end < _bytes.Length; end++)
        {
            byte next = end + 1 < _bytes.Length ? _bytes[end + 1] : (byte)0;
            switch (_bytes[end])
            {
                case (byte)'(' when next == ';':
                    int close = _bytes[end..].IndexOf(";)"u8);
                    end = close < 0 ? _bytes.Length : end + close + 1;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return true;
                case (byte)';' when next == ';':
                    end += LineLength(end);
                    break;
                case (byte)'"':
                    end += StringLength(end);
                    break;
            }
        }

        return false;
    }

    private readonly int LineLength(int position)
    {
        int length = _bytes[position..].IndexOfAny((byte)'\n', (byte)'\r');
        return length < 0 ? _bytes.Length - position : length;
    }

    // Offset of the closing quote, or of the line's end, from the opening quote.
    private readonly int StringLength(int position)
    {
        int length = LineLength(position);
        for (int i = 1; i < length; i++)
        {
            byte b = _bytes[position + i];
            if (b == '"')
            {
                return i;
            }

            i += b == '\\' ? 1 : 0;
        }

        return length;
    }
}
