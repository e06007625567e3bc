using System.Globalization;
using System.Text;

namespace Wasm.Text;

/// <summary>
/// Strings, names and identifiers in the text format's notation (specification, 6.3), exact: reading them back gives the same.
/// </summary>
public static class TextLiterals
{
    /// <summary>Bytes as a string literal with its quotes; everything but printable ASCII is escaped.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes)
    {
        var output = new ModulePrinterOutput(null);
        WriteBytes(output, bytes);
        return output.Slice(0, output.Length).ToString();
    }

    /// <summary>
    /// A name as a string literal with its quotes. Characters that do not show, or change how others show
    /// (controls, direction marks, leading combining marks), are escaped.
    /// </summary>
    public static string Name(string name)
    {
        var output = new ModulePrinterOutput(null);
        WriteName(output, name);
        return output.Slice(0, output.Length).ToString();
    }

    /// <summary>An identifier with its <c>$</c>, quoted where it has other characters than the format allows bare.</summary>
    /// <exception cref="ArgumentException">The name is empty: there is no empty identifier.</exception>
    public static string Identifier(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (char c in name)
        {
            if (!IsIdentifierCharacter(c))
            {
                return "$" + Name(name);
            }
        }

        return "$" + name;
    }

    internal static void WriteBytes(ModulePrinterOutput output, ReadOnlySpan<byte> bytes)
    {
        output.Write('"');
        foreach (byte b in bytes)
        {
            if (!WriteSimple(output, b))
            {
                output.Write('\\');
                output.Write(HexDigit(b >> 4));
                output.Write(HexDigit(b & 15));
            }
        }

        output.Write('"');
    }

    internal static void WriteName(ModulePrinterOutput output, string name)
    {
        Span<char> units = stackalloc char[2];
        output.Write('"');
        bool first = true;
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (!WriteSimple(output, rune.Value))
            {
                if (Shows(rune, first))
                {
                    output.Write(units[..rune.EncodeToUtf16(units)]);
                }
                else
                {
                    output.Write("\\u{");
                    output.Write(rune.Value.ToString("x", CultureInfo.InvariantCulture));
                    output.Write('}');
                }
            }

            first = false;
        }

        output.Write('"');
    }

    // ASCII: itself or a one-letter escape (specification, 6.3.3).
    private static bool WriteSimple(ModulePrinterOutput output, int code)
    {
        switch (code)
        {
            case '\t':
                output.Write("\\t");
                return true;
            case '\n':
                output.Write("\\n");
                return true;
            case '\r':
                output.Write("\\r");
                return true;
            case '"':
                output.Write("\\\"");
                return true;
            case '\\':
                output.Write("\\\\");
                return true;
            case >= 0x20 and < 0x7F:
                output.Write((char)code);
                return true;
            default:
                return false;
        }
    }

    private static bool Shows(Rune rune, bool first) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => !first,
        _ => true,
    };

    private static bool IsIdentifierCharacter(char c) =>
        c is > ' ' and < (char)0x7F and not ('"' or ',' or ';' or '(' or ')' or '[' or ']' or '{' or '}');

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);

    // .NET writes 1E+20 and 1E-05.
}
