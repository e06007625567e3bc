using System.Text;
using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.SpecTests.Text;

internal static class ParseHelper
{
    private const int PreambleBytes = 8;

    public static TextModule Parse(string text) => ModuleParser.Parse(Source(text), FeatureSet.Wasm3);

    public static SourceText Source(string text) => new("test.wat", Encoding.UTF8.GetBytes(text));

    /// <summary>The binary in hexadecimal digits, without magic number and version.</summary>
    public static string Hex(string text) => Convert.ToHexString(Parse(text).Encode().AsSpan(PreambleBytes));

    public static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
