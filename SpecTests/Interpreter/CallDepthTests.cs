using NUnit.Framework;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>The depth of the call stack is a number: never a crash, however deep and through whatever.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class CallDepthTests(TestEngine engine)
{
    private const string Recursive = """
        (module
          (type $f (func))
          (type $count (func (param i32) (result i32)))
          (table 2 funcref) (elem (i32.const 0) func $indirect)
          (func $direct (export "direct") (call $direct))
          (func $mutual (export "mutual") (call $other))
          (func $other (call $mutual))
          (func $indirect (export "indirect") (call_indirect (type $f) (i32.const 0)))
          (elem declare func $ref)
          (func $ref (export "ref") (call_ref $f (ref.func $ref)))
          (func $locals (export "locals") (local i32 i64 f64 v128 externref) (call $locals))
          (func $down (export "down") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
              (else (i32.const 0)))))
        """;

    [TestCase("direct")]
    [TestCase("mutual")]
    [TestCase("indirect")]
    [TestCase("ref")]
    [TestCase("locals")]
    public void Endless_recursion_exhausts_the_stack(string name)
    {
        Instance instance = new Wat(engine: engine).Load(Recursive);
        for (int i = 0; i < 3; i++)
        {
            Outcome outcome = instance.Try(name);
            Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Exhaustion));
            Assert.That(outcome.Exhausted, Is.EqualTo("call stack exhausted"));
        }

        Assert.That(instance.Invoke("down", 100), Is.EqualTo(Value.FromI32(100)), "the store still works");
    }

    // A frame of $down costs 16 + 1 local + at most 2 operands.
    [TestCase(100)]
    [TestCase(5000)]
    public void The_budget_counts_slots(int frames)
    {
        var wat = new Wat(new EngineOptions { MaximumStackSlots = frames * 19, CountStackSlots = true }, engine: engine);
        Instance instance = wat.Load(Recursive);
        Assert.That(instance.Invoke("down", frames - 1), Is.EqualTo(Value.FromI32(frames - 1)));
        Assert.That(instance.Try("down", frames).Kind, Is.EqualTo(OutcomeKind.Exhaustion));
    }

    [Test]
    public void The_default_budget_is_deep()
    {
        Instance instance = new Wat(engine: engine).Load(Recursive);
        Assert.That(instance.Invoke("down", 50_000), Is.EqualTo(Value.FromI32(50_000)));
    }

    [TestCase(256 * 1024)]
    [TestCase(0)]
    public void Recursion_through_the_host_ends_as_exhaustion(int stackBytes)
    {
        Outcome outcome = default;
        var thread = new Thread(() => outcome = RecurseThroughHost(new EngineOptions { MaximumStackSlots = 1 << 28 }), stackBytes);
        thread.Start();
        thread.Join();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Exhaustion));
        Assert.That(outcome.Exhausted, Is.EqualTo("call stack exhausted"));
    }

    [Test]
    public void Frames_below_a_host_function_count()
    {
        // 17 slots for each frame of $run, whose only call is to the host.
        Outcome outcome = RecurseThroughHost(new EngineOptions { MaximumStackSlots = 170, CountStackSlots = true });
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Exhaustion));
    }

    private Outcome RecurseThroughHost(EngineOptions options)
    {
        var wat = new Wat(options, engine: engine);
        wat.Host("again", caller => ((Function)caller.GetExport("run")!).Invoke());
        Instance instance = wat.Load("""(module (import "host" "again" (func $again)) (func (export "run") (local i32) (call $again)))""");
        return instance.Try("run");
    }

    [Test]
    public void A_frame_larger_than_any_other_runs_or_is_refused_when_called()
    {
        // 50,000 locals and 20,000 operands at a time: more slots than an instruction of the reference engine can name.
        string locals = string.Join(' ', Enumerable.Repeat("i32", 50_000));
        string pushes = string.Concat(Enumerable.Repeat("(call $one)", 20_000));
        string drops = string.Concat(Enumerable.Repeat("drop ", 20_000));
        Instance instance = new Wat(engine: engine).Load(
            $"(module (func $one (result i32) i32.const 1) (func (export \"large\") (local {locals}) {pushes} {drops}) (func (export \"small\") (result i32) i32.const 7))");
        Assert.That(instance.Try("large").Kind, Is.EqualTo(engine.Name == "reference" ? OutcomeKind.Exhaustion : OutcomeKind.Return));
        Assert.That(instance.Invoke("small"), Is.EqualTo(Value.FromI32(7)));
    }

    [Test]
    public void Many_locals_start_at_zero()
    {
        string locals = string.Join(' ', Enumerable.Repeat("i64", 49_999));
        Instance instance = new Wat(engine: engine).Load($"(module (func (export \"run\") (param i64) (result i64) (local {locals}) (i64.add (local.get 0) (local.get 49999))))");
        Assert.That(instance.Invoke("run", 5L), Is.EqualTo(Value.FromI64(5)));
    }
}
