using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.SpecTests.Embedding;

/// <summary>An engine that tests run on.</summary>
/// <param name="Name">As in reports.</param>
/// <param name="Create">Makes one with options.</param>
public sealed record TestEngine(string Name, Func<EngineOptions, Engine> Create)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The engines that tests run on. A new engine is a new row.</summary>
public static class TestEngines
{
    /// <summary>The engine that is there on every machine.</summary>
    public static TestEngine Reference { get; } = new("reference", options => new ReferenceEngine(options));

    /// <summary>What holds for one must hold for all: tests of the embedding run on each of these. Those that run here.</summary>
    public static IReadOnlyList<TestEngine> All { get; } =
        [Reference, .. JitEngine.IsSupported ? [new TestEngine("jit-x64", options => new JitEngine(options))] : Array.Empty<TestEngine>()];
}

/// <summary>Tests that are written once and run on every engine, each with an engine, a store and a linker of its own.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class EngineTests
{
    private readonly TestEngine _kind;

    protected EngineTests(TestEngine kind)
    {
        _kind = kind;
        Engine = NewEngine();
        Store = new Store(Engine);
        Linker = new Linker(Engine);
    }

    protected Engine Engine { get; }

    protected Store Store { get; }

    protected Linker Linker { get; }

    // What native memory an engine has for it goes at once, not when it is collected.
    [TearDown]
    public void DisposeStore() => Store.Dispose();

    /// <summary>Another engine of the same kind.</summary>
    protected Engine NewEngine(EngineOptions? options = null) => _kind.Create(options ?? new EngineOptions());

    /// <summary>A module from its text, for the test's engine or another.</summary>
    protected Module Wat(string text, Engine? engine = null)
    {
        TextModule module = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3, keepIdentifiers: true);
        return Module.FromBytes(engine ?? Engine, module.Encode());
    }

    /// <summary>An instance of a module's text, linked by the test's linker.</summary>
    protected Instance Instantiate(string text) => Linker.Instantiate(Store, Wat(text));
}
