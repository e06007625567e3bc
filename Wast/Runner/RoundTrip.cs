using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Text;

namespace Wasm.Wast.Runner;

/// <summary>A module did not come back the same from printing and parsing.</summary>
internal sealed class RoundTripException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Binary → text → binary, as the official interpreter's test driver does it: what comes out must be what went in.
/// </summary>
internal static class RoundTrip
{
    /// <summary>Takes a module through the printer, the text parser and the encoder.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="binary">Its binary.</param>
    /// <param name="isOwnEncoding">
    /// Whether our encoder wrote it. Others may write numbers longer than needed; then the bytes may differ once, but
    /// not when the result goes round again.
    /// </param>
    /// <param name="features">Features that are on.</param>
    /// <returns>The binary that came out.</returns>
    /// <exception cref="RoundTripException">The bytes differ, or the printed text cannot be read.</exception>
    public static byte[] Check(ModuleDefinition definition, byte[] binary, bool isOwnEncoding, FeatureSet features)
    {
        byte[] once = PrintAndParse(definition, features);
        if (isOwnEncoding)
        {
            Compare(binary, once);
            return once;
        }

        byte[] twice = PrintAndParse(ModuleDecoder.Decode(once, features, DecodeOptions.Default), features);
        Compare(once, twice);
        return twice;
    }

    private static byte[] PrintAndParse(ModuleDefinition definition, FeatureSet features)
    {
        string text = ModulePrinter.Print(definition);
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        var source = new SourceText("printed module", utf8);
        try
        {
            return ModuleEncoder.Encode(ModuleParser.Parse(source, features).Definition);
        }
        catch (ModuleException e)
        {
            TextPosition position = source.GetPosition(e.Offset);
            throw new RoundTripException(
                $"the printed module cannot be parsed: {e.Message} at {position}: {source.GetLine(position.Line).Trim()}", e);
        }
    }

    private static void Compare(byte[] before, byte[] after)
    {
        int same = before.AsSpan().CommonPrefixLength(after);
        if (same < before.Length || same < after.Length)
        {
            throw new RoundTripException(
                $"the binary differs at offset 0x{same:x} after printing and parsing ({before.Length} bytes before, {after.Length} after)");
        }
    }
}
