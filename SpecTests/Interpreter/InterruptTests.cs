using NUnit.Framework;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Running code ends when another thread asks for it.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class InterruptTests(TestEngine engine)
{
    private const string Endless = """
        (module
          (type $f (func))
          (func (export "loop") (loop (br 0)))
          (func (export "work") (param i32)
            (loop $l (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if $l (i32.ne (local.get 0) (i32.const 0))) (br $l)))
          (func (export "table") (param i32) (loop $l (br_table $l $l $l (local.get 0))))
          (func $tail (export "tail") (return_call $tail))
          (func $tree (export "tree") (param i32) (if (local.get 0) (then
            (call $tree (i32.sub (local.get 0) (i32.const 1)))
            (call $tree (i32.sub (local.get 0) (i32.const 1)))
            (call $tree (i32.sub (local.get 0) (i32.const 1))))))
          (func (export "answer") (result i32) (i32.const 42)))
        """;

    [TestCase("loop", -1)]
    [TestCase("work", 1)]
    [TestCase("table", 1)]
    [TestCase("tail", -1)]
    [TestCase("tree", 1000)]
    public void Another_thread_ends_what_would_not_end(string name, int argument)
    {
        var wat = new Wat(engine: engine);
        Instance instance = wat.Load(Endless);
        using var timer = new Timer(_ => wat.Store.Interrupt(), null, 30, Timeout.Infinite);
        Assert.That(instance.Trap(name, argument < 0 ? [] : [argument]), Is.EqualTo("interrupted"));
        Assert.That(instance.Trap("answer"), Is.EqualTo("interrupted"), "it stays until it is cleared");
        wat.Store.ClearInterrupt();
        Assert.That(instance.Invoke("answer"), Is.EqualTo(Value.FromI32(42)));
    }

    [Test]
    public void A_host_function_ends_its_caller()
    {
        var wat = new Wat(engine: engine);
        wat.Host("stop", caller => caller.Store.Interrupt());
        Instance instance = wat.Load("""(module (import "host" "stop" (func $stop)) (func (export "run") (loop (call $stop) (br 0))))""");
        Assert.That(instance.Trap("run"), Is.EqualTo("interrupted"));
    }

    [Test]
    public void An_engine_without_the_option_refuses()
    {
        var wat = new Wat(new EngineOptions { Interruptible = false }, engine: engine);
        Assert.That(wat.Store.Interrupt, Throws.InvalidOperationException.With.Message.Contains("Interruptible"));
    }
}
