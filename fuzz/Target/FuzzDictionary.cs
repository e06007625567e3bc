using System.Globalization;
using System.Text;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Target;

/// <summary>The words of the binary format for fuzzers that put words together: instructions with more than a byte, types, the header.</summary>
public static class FuzzDictionary
{
    private static ReadOnlySpan<byte> Header => [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    /// <summary>A dictionary as AFL++ and libFuzzer read it: a name and a string with escapes in each line.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        Add(text, "header", Header);
        foreach (InstructionInfo row in InstructionTable.All)
        {
            if (row.Prefix != 0)
            {
                Add(text, row.Mnemonic, [row.Prefix, .. Leb(row.Code)]);
            }
        }

        for (int code = 0x60; code < 0x80; code++)
        {
            if (HeapType.TryFromCode((byte)code, out HeapType heap))
            {
                Add(text, $"ref {heap}", [0x64, (byte)code]);
                Add(text, $"ref null {heap}", [0x63, (byte)code]);
            }
        }

        Add(text, "largest i32", [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]);
        Add(text, "smallest i32", [0x80, 0x80, 0x80, 0x80, 0x78]);
        Add(text, "smallest i64", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F]);
        return text.ToString();
    }

    private static byte[] Leb(uint number) => number < 0x80 ? [(byte)number] : [(byte)(number | 0x80), .. Leb(number >> 7)];

    private static void Add(StringBuilder text, string name, ReadOnlySpan<byte> bytes)
    {
        foreach (char c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        text.Append("=\"");
        foreach (byte b in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        text.Append("\"\n");
    }
}
