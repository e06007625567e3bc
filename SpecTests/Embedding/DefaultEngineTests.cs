using NUnit.Framework;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>The engine of those who do not choose.</summary>
[TestFixture]
public sealed class DefaultEngineTests
{
    [Test]
    public void It_is_one_and_works()
    {
        Engine engine = Engine.Default;
        Assert.That(Engine.Default, Is.SameAs(engine));
        Assert.That(engine.Options, Is.EqualTo(new EngineOptions()));
        using var store = new Store(engine);
        Assert.That(Memory.Create(store, new Core.Types.MemoryType(new Core.Types.Limits(1, null))).PageCount, Is.EqualTo(1));
    }

    [TestCase(true, "high")]
    [TestCase(false, "low")]
    public void It_is_the_best_that_runs_here(bool isSupported, string best)
    {
        var low = new EngineKind(0, () => true, () => new ReferenceEngine());
        var high = new EngineKind(5, () => isSupported, () => new ReferenceEngine());
        EngineKind? chosen = EngineKind.Best([low, high]);
        Assert.That(chosen, Is.SameAs(best == "high" ? high : low));
        Assert.That(EngineKind.Best([high]), Is.SameAs(isSupported ? high : null));
    }
}
