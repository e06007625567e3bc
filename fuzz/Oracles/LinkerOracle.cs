using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>Sequences of operations on linkers of each engine do what a small model does.</summary>
internal static class LinkerOracle
{
    private const int Steps = 40;

    /// <summary>Runs one sequence on each engine.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="decisions">Decide about the steps.</param>
    /// <param name="options">What engines are made with; null: as for execution.</param>
    public static Verdict Check(IReadOnlyList<EngineUnderTest> engines, byte[] decisions, EngineOptions? options = null)
    {
        options ??= new ExecutionOptions().EngineOptions;
        foreach (EngineUnderTest engine in engines)
        {
            using var store = new Store(engine.Get(options, Steps));
            var sequence = new LinkerSequence(store, new ByteSource(decisions));
            sequence.Run(Steps);
            if (sequence.Difference is { } difference)
            {
                return new Flaw("linker", difference, $"{engine.Name}:\n{sequence.Log}");
            }
        }

        return Verdict.Same;
    }
}
