using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>The engines of this build, by the names that the command line and reports use.</summary>
internal static class EngineRegistry
{
    /// <summary>The engine taken when none is named.</summary>
    public const string Default = "reference";

    // A new engine is a new row; `jit` will stand for the host's own.
    private static readonly (string Name, Func<EngineOptions, Engine> Create)[] Engines =
    [
        ("reference", options => new ReferenceEngine(options)),
    ];

    // Words that the command line knows, though this build may not have what they mean.
    private static readonly string[] JitNames = ["jit", "jit-x64", "jit-arm64"];

    /// <summary>Names of the engines in this build.</summary>
    public static IEnumerable<string> Names => Engines.Select(engine => engine.Name);

    /// <summary>Makes the engine with a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static Engine Create(string name, EngineOptions options) => name is "all" or "both"
        ? throw new InputException($"--engine {name}: one engine is needed here")
        : Select(name).First().Create(options);

    /// <summary>The engines that a word stands for: a name, <c>both</c> (reference and JIT) or <c>all</c>.</summary>
    /// <exception cref="InputException">An engine that it names is not in this build.</exception>
    public static IEnumerable<EngineChoice> Select(string word)
    {
        EngineChoice[] all = [.. Engines.Select(engine => new EngineChoice(engine.Name, engine.Create))];
        return word switch
        {
            "all" => all,
            "both" => all.Length > 1 ? all[..2] : throw NotInThisBuild(word),
            _ => [Array.Find(all, engine => engine.Name == word) ?? throw (JitNames.Contains(word) ? NotInThisBuild(word) : Unknown(word))],
        };
    }

    private static InputException NotInThisBuild(string name) =>
        new($"--engine {name}: the JIT is not in this build; it has: {string.Join(", ", Names)}");

    private static InputException Unknown(string name) =>
        new($"--engine {name}: no such engine; known: {string.Join(", ", Names)}, jit, both, all");
}
