using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Embedding;
using Wasm.Text;

namespace Wasm.SpecTests.Interpreter;

/// <summary>A host function that is tail-called may change what its caller's caller stands on.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class TailCalledHostTests(TestEngine engine)
{
    private const string Text = """
        (module
          (import "host" "f" (func $f))
          (memory (export "memory") 1)
          (func $tail (return_call $f))
          (func (export "run") (result i32)
            (i32.store (i32.const 8) (i32.const 1))
            (call $tail)
            (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
            (i32.load (i32.const 8)))
          (func (export "last") (result i32)
            (call $tail)
            (i32.load (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)))))
        """;

    private static Module Parse(Engine target, string text) =>
        Module.FromBytes(target, ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3).Encode());

    private static Instance Instantiate(Store store, Action host)
    {
        var linker = new Linker(store.Engine);
        linker.Define("host", "f", Function.Create(store, FunctionType.Empty, (_, _, _) => host()));
        return linker.Instantiate(store, Parse(store.Engine, Text));
    }

    [Test]
    public void It_may_grow_the_memory()
    {
        var store = new Store(engine.Create(new EngineOptions()));
        Instance? instance = null;
        instance = Instantiate(store, () => instance!.GetMemory("memory")!.Grow(1));
        Assert.That(instance.GetFunction("run")!.Invoke()[0].I32, Is.EqualTo(2));
        Assert.That(instance.GetMemory("memory")!.Span[8], Is.EqualTo(2));
        Assert.That(instance.GetFunction("last")!.Invoke()[0].I32, Is.Zero);
    }

    [Test]
    public void It_may_call_an_instance_with_another_memory()
    {
        var store = new Store(engine.Create(new EngineOptions()));
        Instance other = new Linker(store.Engine).Instantiate(
            store,
            Parse(store.Engine, """(module (memory (export "memory") 1) (func (export "f") (i32.store (i32.const 8) (i32.const 50))))"""));
        Instance instance = Instantiate(store, () => other.GetFunction("f")!.Invoke());
        Assert.That(instance.GetFunction("run")!.Invoke()[0].I32, Is.EqualTo(2));
        Assert.That(other.GetMemory("memory")!.Span[8], Is.EqualTo(50));
    }
}
