using Wasm.Fuzz.Generate;
namespace Wasm.Fuzz.Campaign;
public static class CorpusFolder { public static GeneratedCase? TryRead(string path) => null; }
