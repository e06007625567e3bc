using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Wasm.Text;

/// <summary>What string tokens stand for: bytes, which need not be UTF-8 (specification, 6.3.3).</summary>
public static class StringLiteral
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a string token.</summary>
    /// <param name="token">The token with its quotes, as the lexer returned it.</param>
    /// <param name="destination">At least <c>token.Length - 2</c> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Decode(ReadOnlySpan<byte> token, Span<byte> destination)
    {
        ReadOnlySpan<byte> text = token[1..^1];
        int written = 0;
        while (true)
        {
            int plain = text.IndexOf((byte)'\\');
            ReadOnlySpan<byte> head = plain < 0 ? text : text[..plain];
            head.CopyTo(destination[written..]);
            written += head.Length;
            if (plain < 0)
            {
                return written;
            }

            text = text[(plain + 1)..];
            int length = 1;
            switch (text[0])
            {
                case (byte)'n':
                    destination[written++] = (byte)'\n';
                    break;
                case (byte)'r':
                    destination[written++] = (byte)'\r';
                    break;
                case (byte)'t':
                    destination[written++] = (byte)'\t';
                    break;
                case (byte)'\\' or (byte)'\'' or (byte)'"':
                    destination[written++] = text[0];
                    break;
                case (byte)'u':
                    length = text.IndexOf((byte)'}') + 1;
                    NumberParser.TryHexDigits(text[2..(length - 1)], out ulong scalar);
                    written += new Rune((uint)scalar).EncodeToUtf8(destination[written..]);
                    break;
                default:
                    length = 2;
                    destination[written++] = (byte)(NumberParser.HexValue(text[0]) << 4 | NumberParser.HexValue(text[1]));
                    break;
            }

            text = text[length..];
        }
    }

    /// <summary>Decodes a string token into an array of its own.</summary>
    /// <param name="token">The token with its quotes.</param>
    public static byte[] Decode(ReadOnlySpan<byte> token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(token.Length);
        byte[] result = buffer[..Decode(token, buffer)];
        ArrayPool<byte>.Shared.Return(buffer);
        return result;
    }

    /// <summary>Decodes a string token that stands for a name.</summary>
    /// <param name="token">The token with its quotes.</param>
    /// <param name="name">The name, if the bytes are UTF-8.</param>
    public static bool TryDecodeName(ReadOnlySpan<byte> token, out string name)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(token.Length);
        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, Decode(token, buffer));
        bool valid = Utf8.IsValid(bytes);
        name = valid ? StrictUtf8.GetString(bytes) : "";
        ArrayPool<byte>.Shared.Return(buffer);
        return valid;
    }

    /// <summary>The name of an identifier token, without <c>$</c>: <c>$x</c> and <c>$"x"</c> are both <c>x</c>.</summary>
    /// <param name="token">The token, as the lexer returned it.</param>
    public static string DecodeIdentifier(ReadOnlySpan<byte> token)
    {
        if (token[1] != '"')
        {
            return StrictUtf8.GetString(token[1..]);
        }

        TryDecodeName(token[1..], out string name);
        return name;
    }

    /// <summary>Whether the decoded bytes of a string token are UTF-8.</summary>
    internal static bool IsUtf8(ReadOnlySpan<byte> token)
    {
        if (!token.Contains((byte)'\\'))
        {
            return true; // The lexer has seen to it.
        }

        return TryDecodeName(token, out _);
    }
}
