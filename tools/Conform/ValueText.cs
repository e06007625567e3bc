using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Text;

namespace Wasm.Conform;

/// <summary>Values as words of the command line: read by the type that a function wants, and written so that they can be read again.</summary>
internal static class ValueText
{
    /// <summary>
    /// Reads an argument: numbers as the text format writes them (<c>-7</c>, <c>0xff</c>, <c>1_000</c>, <c>0x1p-3</c>,
    /// <c>inf</c>, <c>nan:0x4</c>), vectors as <c>"i32x4 1 2 3 4"</c>, references as <c>null</c>, or as a number: an
    /// i31, or a host reference where the type is external.
    /// </summary>
    /// <exception cref="InputException">The word is none of the type.</exception>
    public static Value Parse(string word, ValType type)
    {
        byte[] token = Encoding.UTF8.GetBytes(word);
        bool parsed = false;
        Value value = default;
        switch (Value.KindOf(type))
        {
            case ValueKind.I32 or ValueKind.I64:
                int bits = type == ValType.I32 ? 32 : 64;
                parsed = NumberKind(token) is TokenKind.Nat or TokenKind.Int && NumberParser.TryParseInteger(token, bits, out ulong integer)
                    && Set(bits == 32 ? Value.FromI32((int)integer) : Value.FromI64((long)integer), out value);
                break;
            case ValueKind.F32:
                parsed = IsNumber(token) && NumberParser.TryParseF32(token, out uint single) && Set(Value.FromF32Bits(single), out value);
                break;
            case ValueKind.F64:
                parsed = IsNumber(token) && NumberParser.TryParseF64(token, out ulong wide) && Set(Value.FromF64Bits(wide), out value);
                break;
            case ValueKind.V128:
                parsed = TryParseVector(word, out value);
                break;
            default:
                parsed = TryParseReference(token, type, out value);
                break;
        }

        return parsed ? value : throw new InputException($"`{Terminal.Printable(word)}` is no {type}");
    }

    /// <summary>A value as <see cref="Parse"/> reads it; references that have no such form as scripts write them.</summary>
    public static string Format(Value value) => value.Kind switch
    {
        ValueKind.I32 => value.I32.ToString(),
        ValueKind.I64 => value.I64.ToString(),
        ValueKind.F32 => FloatLiteral.OfF32((uint)value.Low),
        ValueKind.F64 => FloatLiteral.OfF64(value.Low),
        ValueKind.V128 => $"i32x4 0x{(uint)value.Low:x8} 0x{(uint)(value.Low >> 32):x8} 0x{(uint)value.High:x8} 0x{(uint)(value.High >> 32):x8}",
        _ => value.Reference switch
        {
            null => "null",
            I31Reference i31 => i31.SignedValue.ToString(),
            HostReference host => host.ToString(),
            _ => value.ToString(),
        },
    };

    private static bool Set(Value from, out Value to)
    {
        to = from;
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> token) => NumberKind(token) is TokenKind.Nat or TokenKind.Int or TokenKind.Float;

    // The lexer decides what a number is; a word that is not one token is none.
    private static TokenKind NumberKind(ReadOnlySpan<byte> token)
    {
        try
        {
            var lexer = new Lexer(token);
            Token first = lexer.Next();
            return first.Length == token.Length ? first.Kind : TokenKind.Reserved;
        }
        catch (ModuleException)
        {
            return TokenKind.Reserved;
        }
    }

    private static bool TryParseVector(string text, out Value value)
    {
        value = default;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !VectorShapes.TryParse(Encoding.UTF8.GetBytes(words[0]), out VectorShape shape) || words.Length != 1 + shape.LaneCount())
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        int width = shape.LaneBytes();
        for (int lane = 0; lane < shape.LaneCount(); lane++)
        {
            byte[] token = Encoding.UTF8.GetBytes(words[lane + 1]);
            bool isFloat = shape is VectorShape.F32x4 or VectorShape.F64x2;
            if (isFloat ? !IsNumber(token) : NumberKind(token) is not (TokenKind.Nat or TokenKind.Int))
            {
                return false;
            }

            try
            {
                NumberParser.ParseLane(shape, token, 0, bytes[(lane * width)..][..width]);
            }
            catch (SyntaxException)
            {
                return false;
            }
        }

        value = Value.FromV128(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]));
        return true;
    }

    private static bool TryParseReference(ReadOnlySpan<byte> token, ValType type, out Value value)
    {
        value = Value.FromReference(null);
        if (token.SequenceEqual("null"u8))
        {
            return type.IsNullable;
        }

        if (NumberKind(token) is not (TokenKind.Nat or TokenKind.Int) || type.HeapType.IsConcrete || !NumberParser.TryParseInteger(token, 32, out ulong number))
        {
            return false;
        }

        HeapType heap = type.HeapType;
        if (heap == HeapType.Extern)
        {
            value = Value.FromReference(new HostReference((int)number));
            return true;
        }

        value = Value.FromReference(I31Reference.Create((int)number));
        return heap == HeapType.I31 || heap == HeapType.Eq || heap == HeapType.Any;
    }

    /// <summary>A reference of the host's that is nothing but a number.</summary>
    private sealed record HostReference(int Number)
    {
        public override string ToString() => Number.ToString();
    }
}
