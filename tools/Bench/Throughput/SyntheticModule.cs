using System.Text;
using Wasm.Bench.Programs;
using Wasm.Text;

namespace Wasm.Bench.Throughput;

/// <summary>
/// A large valid module: the kernels' functions again and again, with one memory and one table, so that there is
/// something to measure on a machine that has no modules.
/// </summary>
internal static class SyntheticModule
{
    private const int Copies = 700;

    /// <summary>The module's text, 20 to 30 kilobytes a copy.</summary>
    public static byte[] Text(int copies = Copies)
    {
        using var output = new MemoryStream();
        output.Write("(module (memory 1) (table 1 funcref)\n"u8);
        byte[][] kernels = [.. Kernel.Load("").Where(kernel => kernel is { Text: not null, IsExtra: false }).Select(kernel => File.ReadAllBytes(kernel.Text!))];
        for (int copy = 0; copy < copies; copy++)
        {
            for (int kernel = 0; kernel < kernels.Length; kernel++)
            {
                Append(output, kernels[kernel], Encoding.UTF8.GetBytes($".{kernel}.{copy}"));
            }
        }

        output.Write(")\n"u8);
        return output.ToArray();
    }

    /// <summary>The module in the binary format, 1.8 MB with all copies.</summary>
    public static byte[] Binary() => Assembler.Assemble("synthetic", Text());

    // Copies the types and functions of a module, without exports and with a suffix to each identifier.
    private static void Append(MemoryStream output, byte[] module, byte[] suffix)
    {
        var lexer = new Lexer(module);
        int depth = 0;
        bool copies = false;
        int skipsFrom = int.MaxValue;
        for (Token token = lexer.Next(); token.Kind != TokenKind.EndOfFile; token = lexer.Next())
        {
            if (token.Kind == TokenKind.LeftParen)
            {
                depth++;
                Lexer ahead = lexer;
                ReadOnlySpan<byte> keyword = ahead.Text(ahead.Next());
                copies = depth == 2 ? keyword.SequenceEqual("func"u8) || keyword.SequenceEqual("type"u8) : copies;
                skipsFrom = keyword.SequenceEqual("export"u8) ? depth : skipsFrom;
            }

            if (copies && depth >= 2 && depth < skipsFrom)
            {
                output.Write(lexer.Text(token));
                output.Write(token.Kind == TokenKind.Identifier ? suffix : []);
                output.Write(" "u8);
            }

            if (token.Kind == TokenKind.RightParen)
            {
                skipsFrom = depth == skipsFrom ? int.MaxValue : skipsFrom;
                depth--;
            }
        }
    }
}
