using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Embedding;
using Wasm.Text;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Functions can be made ready before their first call.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class CompileFunctionsTests(TestEngine engine)
{
    private const string Text = """
        (module
          (func $helper (result i32) i32.const 20)
          (func (export "run") (param i32) (result i32) (i32.add (call $helper) (local.get 0)))
          (func unreachable))
        """;

    [Test]
    public void They_run_as_usual_afterwards([Values(1, 2)] int threads, [Values] bool ranBefore)
    {
        Module module = Compile();
        Function run = new Linker(module.Engine).Instantiate(new Store(module.Engine), module).GetFunction("run")!;
        if (ranBefore)
        {
            Assert.That(run.Invoke(1)[0], Is.EqualTo(Value.FromI32(21)));
        }

        module.Compiled.CompileFunctions(threads);
        module.Compiled.CompileFunctions(threads);
        Assert.That(run.Invoke(22)[0], Is.EqualTo(Value.FromI32(42)));
        Assert.That(module.Compiled.CodeSize, engine.Name == "reference" ? Is.Zero : Is.Positive, "machine code, where the engine makes some");
    }

    [Test]
    public void At_least_one_thread_works() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Compile().Compiled.CompileFunctions(0));

    private Module Compile()
    {
        byte[] binary = ModuleParser.Parse(new SourceText("m", Encoding.UTF8.GetBytes(Text)), FeatureSet.Wasm3).Encode();
        return Module.FromBytes(engine.Create(new EngineOptions()), binary);
    }
}
