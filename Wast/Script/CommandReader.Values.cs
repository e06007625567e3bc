using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Text;

namespace Wasm.Wast.Script;

// Literals and result patterns.
internal ref partial struct CommandReader
{
    private static readonly HeapType[] HeapTypes =
    [
        HeapType.Any, HeapType.Eq, HeapType.I31, HeapType.Struct, HeapType.Array, HeapType.None, HeapType.Func, HeapType.NoFunc,
        HeapType.Extern, HeapType.NoExtern, HeapType.Exn, HeapType.NoExn,
    ];

    private enum Form : byte
    {
        I32,
        I64,
        F32,
        F64,
        V128,
        Null,
        Extern,
        Host,
        Reference,
        Either,
    }

    private InvokeAction ReadArguments(string? instance, string export)
    {
        if (_token.Kind != TokenKind.LeftParen)
        {
            return new InvokeAction(instance, export, [], []);
        }

        var values = new List<Value>(2);
        var types = new List<ValType>(2);
        while (_token.Kind == TokenKind.LeftParen)
        {
            int start = _token.Start;
            (Value value, ValType type) = ReadLiteral();
            Close(start);
            values.Add(value);
            types.Add(type);
        }

        return new InvokeAction(instance, export, [.. values], [.. types]);
    }

    private (Value Value, ValType Type) ReadLiteral()
    {
        int start = _token.Start;
        switch (ReadForm(out _))
        {
            case Form.I32:
                return (Value.FromI32(NumberParser.ParseI32(TakeNumber(out int at), at)), ValType.I32);
            case Form.I64:
                return (Value.FromI64(NumberParser.ParseI64(TakeNumber(out at), at)), ValType.I64);
            case Form.F32:
                return (Value.FromF32Bits(NumberParser.ParseF32(TakeNumber(out at), at)), ValType.F32);
            case Form.F64:
                return (Value.FromF64Bits(NumberParser.ParseF64(TakeNumber(out at), at)), ValType.F64);
            case Form.V128:
                VectorPattern vector = ReadVector(allowNans: false);
                return (Value.FromV128(vector.Low, vector.High), ValType.V128);
            case Form.Null:
                return (Value.FromReference(null), ValType.Ref(ReadHeapType(out _), nullable: true));
            case Form.Extern:
                return (Value.FromReference(new HostReference(ReadNat())), ValType.Ref(HeapType.Extern, nullable: false));
            case Form.Host:
                return (Value.FromReference(new HostReference(ReadNat())), ValType.Ref(HeapType.Any, nullable: false));
            default:
                throw Unexpected(start);
        }
    }

    private ResultPattern ReadPattern()
    {
        int start = _token.Start;
        ResultPattern pattern = ReadForm(out ReferenceKind reference) switch
        {
            Form.I32 => new NumberPattern(Value.FromI32(NumberParser.ParseI32(TakeNumber(out int at), at))),
            Form.I64 => new NumberPattern(Value.FromI64(NumberParser.ParseI64(TakeNumber(out int at), at))),
            Form.F32 => TryTakeNan(out NanKind nan)
                ? new NanPattern(ValType.F32, nan)
                : new NumberPattern(Value.FromF32Bits(NumberParser.ParseF32(TakeNumber(out int at), at))),
            Form.F64 => TryTakeNan(out NanKind nan)
                ? new NanPattern(ValType.F64, nan)
                : new NumberPattern(Value.FromF64Bits(NumberParser.ParseF64(TakeNumber(out int at), at))),
            Form.V128 => ReadVector(allowNans: true),
            Form.Null when _token.Kind == TokenKind.RightParen => new NullPattern(null),
            Form.Null => ReadNullPattern(),
            Form.Extern when _token.Kind == TokenKind.RightParen => new ReferencePattern(ReferenceKind.External),
            Form.Extern => new HostReferencePattern(ReadNat(), IsExternal: true),
            Form.Host => new HostReferencePattern(ReadNat(), IsExternal: false),
            Form.Reference => new ReferencePattern(reference),
            _ => ReadEither(start),
        };
        Close(start);
        return pattern;
    }

    private EitherPattern ReadEither(int start)
    {
        var alternatives = ImmutableArray.CreateBuilder<ResultPattern>();
        Enter(start);
        do
        {
            alternatives.Add(ReadPattern());
        }
        while (_token.Kind == TokenKind.LeftParen);
        _nesting--;
        return new EitherPattern(alternatives.DrainToImmutable());
    }

    private NullPattern ReadNullPattern()
    {
        ReadHeapType(out string text);
        return new NullPattern(text);
    }

    // The opening parenthesis and the word that tells what follows.
    private Form ReadForm(out ReferenceKind reference)
    {
        int start = _token.Start;
        ReadOnlySpan<byte> word = ReadOpening();
        reference = ReferenceKind.Any;
        switch (word.Length)
        {
            case 3 when word.SequenceEqual("ref"u8):
                return Form.Reference;
            case 6 when word.SequenceEqual("either"u8):
                return Form.Either;
            case 6 when word.SequenceEqual("ref.eq"u8):
                reference = ReferenceKind.Eq;
                return Form.Reference;
            case 7 when word.SequenceEqual("ref.any"u8):
                return Form.Reference;
            case 7 when word.SequenceEqual("ref.i31"u8):
                reference = ReferenceKind.I31;
                return Form.Reference;
            case 7 when word.SequenceEqual("ref.exn"u8):
                reference = ReferenceKind.Exception;
                return Form.Reference;
            case 8 when word.SequenceEqual("ref.null"u8):
                return Form.Null;
            case 8 when word.SequenceEqual("ref.host"u8):
                return Form.Host;
            case 8 when word.SequenceEqual("ref.func"u8):
                reference = ReferenceKind.Function;
                return Form.Reference;
            case 9 when word.SequenceEqual("ref.array"u8):
                reference = ReferenceKind.Array;
                return Form.Reference;
            case 9 when word.SequenceEqual("i32.const"u8):
                return Form.I32;
            case 9 when word.SequenceEqual("i64.const"u8):
                return Form.I64;
            case 9 when word.SequenceEqual("f32.const"u8):
                return Form.F32;
            case 9 when word.SequenceEqual("f64.const"u8):
                return Form.F64;
            case 10 when word.SequenceEqual("v128.const"u8):
                return Form.V128;
            case 10 when word.SequenceEqual("ref.extern"u8):
                return Form.Extern;
            case 10 when word.SequenceEqual("ref.struct"u8):
                reference = ReferenceKind.Struct;
                return Form.Reference;
            default:
                throw new SyntaxException($"{Messages.UnexpectedToken}: {Encoding.UTF8.GetString(word)} is no value", start);
        }
    }

    private VectorPattern ReadVector(bool allowNans)
    {
        if (_token.Kind != TokenKind.Keyword || !VectorShapes.TryParse(_lexer.Text(_token), out VectorShape shape))
        {
            throw Unexpected(_token.Start);
        }

        Advance();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        byte canonical = 0;
        byte arithmetic = 0;
        bool isFloat = shape is VectorShape.F32x4 or VectorShape.F64x2;
        for (int lane = 0; lane < shape.LaneCount(); lane++)
        {
            if (_token.Kind == TokenKind.RightParen)
            {
                throw new SyntaxException(Messages.WrongNumberOfLanes, _token.Start);
            }

            if (allowNans && isFloat && TryTakeNan(out NanKind nan))
            {
                canonical |= (byte)(nan == NanKind.Canonical ? 1 << lane : 0);
                arithmetic |= (byte)(nan == NanKind.Arithmetic ? 1 << lane : 0);
            }
            else
            {
                ReadOnlySpan<byte> number = TakeNumber(out int at);
                NumberParser.ParseLane(shape, number, at, bytes[(lane * shape.LaneBytes())..]);
            }
        }

        if (_token.Kind is TokenKind.Nat or TokenKind.Int or TokenKind.Float)
        {
            throw new SyntaxException(Messages.WrongNumberOfLanes, _token.Start);
        }

        return new VectorPattern(
            shape,
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            canonical,
            arithmetic);
    }

    // The heap type of a null literal. An index means nothing outside a module: it stands for any type.
    private HeapType ReadHeapType(out string text)
    {
        ReadOnlySpan<byte> word = _lexer.Text(_token);
        text = Encoding.UTF8.GetString(word);
        HeapType result = HeapType.Bottom;
        bool known = _token.Kind is TokenKind.Nat or TokenKind.Identifier;
        if (_token.Kind == TokenKind.Keyword)
        {
            foreach (HeapType type in HeapTypes)
            {
                if (type.ToString() == text)
                {
                    result = type;
                    known = true;
                }
            }
        }

        if (!known)
        {
            throw Unexpected(_token.Start);
        }

        Advance();
        return result;
    }

    private uint ReadNat()
    {
        if (_token.Kind != TokenKind.Nat)
        {
            throw Unexpected(_token.Start);
        }

        if (!NumberParser.TryParseU32(_lexer.Text(_token), out uint number))
        {
            throw new SyntaxException(Messages.ConstantOutOfRange, _token.Start);
        }

        Advance();
        return number;
    }

    private ReadOnlySpan<byte> TakeNumber(out int offset)
    {
        if (_token.Kind is not (TokenKind.Nat or TokenKind.Int or TokenKind.Float))
        {
            throw Unexpected(_token.Start);
        }

        offset = _token.Start;
        ReadOnlySpan<byte> text = _lexer.Text(_token);
        Advance();
        return text;
    }

    private bool TryTakeNan(out NanKind nan)
    {
        nan = NanKind.Canonical;
        if (_token.Kind != TokenKind.Keyword)
        {
            return false;
        }

        ReadOnlySpan<byte> word = _lexer.Text(_token);
        if (word.SequenceEqual("nan:arithmetic"u8))
        {
            nan = NanKind.Arithmetic;
        }
        else if (!word.SequenceEqual("nan:canonical"u8))
        {
            return false;
        }

        Advance();
        return true;
    }
}
