using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench;

/// <summary>The engines that can be measured, by their names in reports.</summary>
internal static class EngineChoice
{
    // An engine is a row here, and nothing else: all that is measured comes from what engines have in common.
    private static readonly (string Name, bool IsSupported, Func<EngineOptions, Engine> Create)[] Engines =
    [
        ("reference", true, options => new ReferenceEngine(options)),
        ("jit-x64", JitEngine.IsSupported, options => new JitEngine(options)),
    ];

    // What may follow a name, after a colon: to measure what an option costs.
    private static readonly (string Name, EngineOptions Options)[] Variants =
    [
        ("uninterruptible", new EngineOptions { Interruptible = false }),
        ("fuel", new EngineOptions { ConsumeFuel = true }),
        ("canonical", new EngineOptions { CanonicalizeNaNs = true }),
    ];

    /// <summary>The engines that run here: they are measured unless some are named.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Engines.Where(engine => engine.IsSupported).Select(engine => engine.Name)];

    /// <summary>All engines, each also with what may follow its name: <c>reference:fuel</c>.</summary>
    public static IReadOnlyList<string> NamesWithVariants { get; } =
        [.. Engines.Select(engine => engine.Name), .. Engines.SelectMany(engine => Variants.Select(variant => $"{engine.Name}:{variant.Name}"))];

    public static Engine Create(string name)
    {
        string[] parts = name.Split(':', 2);
        Func<EngineOptions, Engine> create = Array.Find(Engines, engine => engine.Name == parts[0]).Create
            ?? throw new ArgumentOutOfRangeException(nameof(name), name, "no such engine");
        return create(parts.Length == 1 ? new EngineOptions() : Array.Find(Variants, variant => variant.Name == parts[1]).Options
            ?? throw new ArgumentOutOfRangeException(nameof(name), name, "no such variant"));
    }
}
