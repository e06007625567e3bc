using System.Buffers.Binary;
using Wasm.Core.Diagnostics;

namespace Wasm.Text;

/// <summary>
/// The values of number tokens (specification, 6.4). Every method takes a token of kind Nat, Int or Float as the
/// lexer returned it. The <c>Try</c> methods return false where the number does not fit or is of the wrong kind;
/// the others throw a <see cref="SyntaxException"/> "constant out of range" at the given offset. Floats are bits:
/// they never pass through another float type, and signalling NaNs stay what they are.
/// </summary>
public static partial class NumberParser
{
    /// <summary>An i8 constant, signed (-128…) or unsigned (…255), as its bits.</summary>
    public static byte ParseI8(ReadOnlySpan<byte> token, long offset) => (byte)ParseInteger(token, 8, offset);

    /// <summary>An i16 constant, signed or unsigned, as its bits.</summary>
    public static ushort ParseI16(ReadOnlySpan<byte> token, long offset) => (ushort)ParseInteger(token, 16, offset);

    /// <summary>An i32 constant, signed or unsigned.</summary>
    public static int ParseI32(ReadOnlySpan<byte> token, long offset) => (int)ParseInteger(token, 32, offset);

    /// <summary>An i64 constant, signed or unsigned.</summary>
    public static long ParseI64(ReadOnlySpan<byte> token, long offset) => (long)ParseInteger(token, 64, offset);

    /// <summary>The bits of an f32 constant.</summary>
    public static uint ParseF32(ReadOnlySpan<byte> token, long offset) => TryParseF32(token, out uint bits) ? bits : throw OutOfRange(offset);

    /// <summary>The bits of an f64 constant.</summary>
    public static ulong ParseF64(ReadOnlySpan<byte> token, long offset) => TryParseF64(token, out ulong bits) ? bits : throw OutOfRange(offset);

    /// <summary>One lane of a vector constant, written to memory order.</summary>
    /// <param name="shape">The vector's shape.</param>
    /// <param name="token">The number.</param>
    /// <param name="offset">Its offset, for errors.</param>
    /// <param name="destination">Where the lane's bytes go: at least <see cref="VectorShapes.LaneBytes"/>.</param>
    public static void ParseLane(VectorShape shape, ReadOnlySpan<byte> token, long offset, Span<byte> destination)
    {
        switch (shape)
        {
            case VectorShape.I8x16:
                destination[0] = ParseI8(token, offset);
                break;
            case VectorShape.I16x8:
                BinaryPrimitives.WriteUInt16LittleEndian(destination, ParseI16(token, offset));
                break;
            case VectorShape.I32x4:
                BinaryPrimitives.WriteInt32LittleEndian(destination, ParseI32(token, offset));
                break;
            case VectorShape.I64x2:
                BinaryPrimitives.WriteInt64LittleEndian(destination, ParseI64(token, offset));
                break;
            case VectorShape.F32x4:
                BinaryPrimitives.WriteUInt32LittleEndian(destination, ParseF32(token, offset));
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(destination, ParseF64(token, offset));
                break;
        }
    }

    /// <summary>An unsigned integer (token kind Nat) of up to 32 bits: indices, counts.</summary>
    public static bool TryParseU32(ReadOnlySpan<byte> token, out uint value)
    {
        bool fits = TryParseU64(token, out ulong wide) && wide <= uint.MaxValue;
        value = fits ? (uint)wide : 0;
        return fits;
    }

    /// <summary>An unsigned integer (token kind Nat) of up to 64 bits: limits, offsets, alignments.</summary>
    public static bool TryParseU64(ReadOnlySpan<byte> token, out ulong value) =>
        NumberSyntax.IsHex(token) ? TryHexDigits(token[2..], out value) : TryDecimalDigits(token, out value);

    /// <summary>An integer that fits into a number of bits, signed or unsigned.</summary>
    /// <param name="token">The number.</param>
    /// <param name="bits">8, 16, 32 or 64.</param>
    /// <param name="value">Its two's complement in the low bits; the bits above are those of the signed value.</param>
    public static bool TryParseInteger(ReadOnlySpan<byte> token, int bits, out ulong value)
    {
        bool negative = token[0] == '-';
        if (!TryParseU64(token[0] is (byte)'-' or (byte)'+' ? token[1..] : token, out value))
        {
            return false;
        }

        ulong limit = negative ? 1UL << (bits - 1) : ulong.MaxValue >> (64 - bits);
        if (value > limit)
        {
            return false;
        }

        value = negative ? 0 - value : value;
        return true;
    }

    /// <summary>Hexadecimal digits with underscores; false if they are none or exceed 64 bits.</summary>
    internal static bool TryHexDigits(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            if (value >> 60 != 0 || !Characters.Is(digit, CharacterClass.HexDigit))
            {
                return false;
            }

            value = value << 4 | (uint)HexValue(digit);
        }

        return true;
    }

    internal static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool TryDecimalDigits(ReadOnlySpan<byte> digits, out ulong value)
    {
        const ulong SafeToExtend = (ulong.MaxValue - 9) / 10;
        value = 0;
        foreach (byte digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            uint number = (uint)(digit - '0');
            if (number > 9)
            {
                return false;
            }

            if (value > SafeToExtend && (value > ulong.MaxValue / 10 || value * 10 > ulong.MaxValue - number))
            {
                return false;
            }

            value = value * 10 + number;
        }

        return true;
    }

    private static ulong ParseInteger(ReadOnlySpan<byte> token, int bits, long offset) =>
        TryParseInteger(token, bits, out ulong value) ? value : throw OutOfRange(offset);

    private static SyntaxException OutOfRange(long offset) => new(Messages.ConstantOutOfRange, offset);
}
