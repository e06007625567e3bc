using Wasm.Interpreter;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench;

/// <summary>The engines that can be measured, by their names in reports.</summary>
internal static class EngineChoice
{
    public static IReadOnlyList<string> Names { get; } = ["reference"];

    public static Engine Create(string name) => name switch
    {
        "reference" => new ReferenceEngine(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such engine"),
    };
}
