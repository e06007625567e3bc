using System.Runtime.CompilerServices;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.SpecTests.Embedding;
using Wasm.Text;

namespace Wasm.SpecTests.Interpreter;

/// <summary>What a run leaves behind that did not return, and calls where there may be none.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class RunEndTests(TestEngine engine)
{
    private static Instance Instantiate(string text, Store store)
    {
        byte[] binary = ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3).Encode();
        return new Linker(store.Engine).Instantiate(store, Module.FromBytes(store.Engine, binary));
    }

    // Popped operands are above the frame that traps, and not its own.
    [TestCase("(func $end (unreachable))", OutcomeKind.Trap)]
    [TestCase("(tag $e) (func $end (throw $e))", OutcomeKind.Exception)]
    [TestCase("(func $end (call $end))", OutcomeKind.Exhaustion)]
    public void A_run_that_does_not_return_keeps_no_references(string end, OutcomeKind outcome)
    {
        Instance instance = Instantiate(
            $"""
            (module {end}
              (func $same (param externref) (result externref) (local.get 0))
              (func (export "f") (param externref)
                (local.get 0) (local.get 0) (local.get 0) (drop (call $same)) (drop) (drop)
                (call $end)))
            """,
            new Store(engine.Create(new EngineOptions())));
        WeakReference reference = CallWithNewObject(instance.GetFunction("f")!, outcome);
        Assert.That(Garbage.IsCollected(reference));
    }

    [Test]
    public void A_growth_filter_cannot_call_functions_and_disturbs_nothing_by_trying()
    {
        var store = new Store(engine.Create(new EngineOptions()));
        Instance instance = Instantiate(
            """
            (module (memory 1)
              (func (export "id") (param i32) (result i32) (local.get 0))
              (func (export "grow") (param i32) (result i32) (i32.add (local.get 0) (memory.grow (i32.const 1)))))
            """,
            store);
        store.GrowthFilter = (_, _) =>
        {
            Assert.Throws<InvalidOperationException>(() => instance.GetFunction("id")!.Invoke(Value.FromI32(1)));
            return true;
        };
        Assert.That(instance.GetFunction("grow")!.Invoke(Value.FromI32(100))[0].I32, Is.EqualTo(101));
        Assert.That(instance.GetFunction("grow")!.Invoke(Value.FromI32(100))[0].I32, Is.EqualTo(102));
        Assert.That(instance.GetFunction("id")!.Invoke(Value.FromI32(7))[0].I32, Is.EqualTo(7));
    }

    // A method of its own, so that no register or slot of the caller holds the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithNewObject(Function function, OutcomeKind outcome)
    {
        object value = new();
        Assert.That(function.Call([Value.FromReference(value)], []).Kind, Is.EqualTo(outcome));
        return new WeakReference(value);
    }
}
