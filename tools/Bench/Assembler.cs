using Wasm.Core.Instructions;
using Wasm.Text;

namespace Wasm.Bench;

/// <summary>From text to binary.</summary>
internal static class Assembler
{
    public static byte[] Assemble(string path, byte[] text) =>
        ModuleParser.Parse(new SourceText(path, text), FeatureSet.Wasm3).Encode();
}
