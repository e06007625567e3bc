using Wasm.Fuzz.Generate;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>Sequences of operations on linkers of each engine do what a small model does.</summary>
internal static class LinkerOracle
{
    private const int Steps = 40;

    /// <summary>Runs one sequence on each engine.</summary>
    public static Verdict Check(IReadOnlyList<EngineUnderTest> engines, byte[] decisions)
    {
        foreach (EngineUnderTest engine in engines)
        {
            using var store = new Store(engine.Get(new ExecutionOptions().EngineOptions, Steps));
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
