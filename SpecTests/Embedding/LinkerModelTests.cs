using NUnit.Framework;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;

namespace Wasm.SpecTests.Embedding;

/// <summary>Random sequences of what a linker can do, each also done to a list of pairs that is as simple as can be.</summary>
public sealed class LinkerModelTests(TestEngine engine) : EngineTests(engine)
{
    private const int Sequences = 2_000;
    private const int Steps = 40;
    private const int DecisionBytes = 1_024;

    [Test]
    public void RandomSequencesDoWhatTheModelDoes()
    {
        int instantiated = 0;
        int duplicates = 0;
        for (ulong seed = 0; seed < Sequences; seed++)
        {
            var run = new LinkerSequence(Store, new ByteSource(SeedBytes.Expand(seed, DecisionBytes)));
            run.Run(Steps);
            Assert.That(run.Difference, Is.Null, $"seed {seed}\n{run.Log}");
            instantiated += run.Instantiated;
            duplicates += run.Duplicates;
        }

        Assert.That(instantiated, Is.GreaterThan(Sequences), "the sequences must reach what matters");
        Assert.That(duplicates, Is.GreaterThan(Sequences));
    }
}
