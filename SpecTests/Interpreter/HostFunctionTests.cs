using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Host functions between WebAssembly frames: what they throw, and what happens while they run.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class HostFunctionTests(TestEngine engine)
{
    // inner throws or traps; the host is between middle and inner; outer catches.
    private const string Layers = """
        (module
          (import "host" "call" (func $host (param funcref)))
          (tag $t (export "tag") (param i32 externref))
          (type $f (func))
          (elem declare func $throws $traps $returns)
          (func $throws (throw $t (i32.const 7) (ref.null extern)))
          (func $traps (unreachable))
          (func $returns)
          (func (export "catch") (result i32)
            (block $h (result i32 externref)
              (try_table (catch $t $h) (call $host (ref.func $throws)))
              (return (i32.const 0)))
            (drop))
          (func (export "catch_ref") (result exnref)
            (block $h (result exnref)
              (try_table (catch_all_ref $h) (call $host (ref.func $throws)))
              (unreachable)))
          (func (export "uncaught") (call $host (ref.func $throws)))
          (func (export "trap") (result i32)
            (block $h (try_table (catch_all $h) (call $host (ref.func $traps))))
            (i32.const 1))
          (func (export "any") (result i32)
            (block $h (try_table (catch_all $h) (call $host (ref.func $returns))) (return (i32.const 0)))
            (i32.const 1)))
        """;

    private static readonly FunctionType TakesFunction = new([ValType.FuncRef], []);

    [Test]
    public void An_exception_passes_the_host_as_the_same_object()
    {
        var seen = new List<ExceptionReference>();
        Instance instance = Load(function =>
        {
            try
            {
                function.Invoke();
            }
            catch (WasmException error)
            {
                seen.Add(error.Exception);
                throw;
            }
        });
        Assert.That(instance.Invoke("catch"), Is.EqualTo(Value.FromI32(7)));
        object? caught = instance.Invoke("catch_ref").Reference;
        Outcome uncaught = instance.Try("uncaught");
        Assert.That(seen, Has.Count.EqualTo(3));
        Assert.That(caught, Is.SameAs(seen[1]));
        Assert.That(uncaught.Exception, Is.SameAs(seen[2]));
        Assert.That(uncaught.Exception!.Tag, Is.SameAs(instance.GetTag("tag")));
        Assert.That(uncaught.Exception.Payload, Is.EqualTo(new[] { Value.FromI32(7), Value.FromReference(null) }));
    }

    [Test]
    public void A_host_function_may_handle_what_its_callee_threw()
    {
        OutcomeKind kind = default;
        Instance instance = Load(function => kind = function.Call([], []).Kind);
        Assert.That(instance.Invoke("catch"), Is.EqualTo(Value.FromI32(0)));
        Assert.That(kind, Is.EqualTo(OutcomeKind.Exception));
    }

    [Test]
    public void A_trap_is_caught_by_nothing()
    {
        Instance instance = Load(function => function.Invoke());
        Assert.That(instance.Trap("trap"), Is.EqualTo("unreachable"));
    }

    [Test]
    public void A_host_function_may_trap()
    {
        Instance instance = Load(_ => throw new TrapException(TrapCode.OutOfBoundsTableAccess));
        Assert.That(instance.Trap("any"), Is.EqualTo("out of bounds table access"));
    }

    [Test]
    public void Other_exceptions_pass_uncaught_and_leave_the_store_usable()
    {
        var error = new TimeoutException("mine");
        bool fail = true;
        Instance instance = Load(function =>
        {
            if (fail)
            {
                throw error;
            }

            function.Invoke();
        });
        for (int i = 0; i < 3; i++)
        {
            fail = true;
            Assert.That(Assert.Throws<TimeoutException>(() => instance.Try("any")), Is.SameAs(error));
            fail = false;
            Assert.That(instance.Invoke("any"), Is.EqualTo(Value.FromI32(0)));
            Assert.That(instance.Invoke("catch"), Is.EqualTo(Value.FromI32(7)));
        }
    }

    [Test]
    public void Wrong_results_are_the_hosts_error()
    {
        var wat = new Wat(engine: engine);
        wat.Host("bad", new FunctionType([], [ValType.I32]), (_, _, results) => results[0] = 1.0);
        wat.Host("none", new FunctionType([], [ValType.I64]), (_, _, _) => { });
        Instance instance = wat.Load("""
            (module (import "host" "bad" (func $bad (result i32))) (import "host" "none" (func $none (result i64)))
              (func (export "bad") (drop (call $bad))) (func (export "none") (drop (call $none))))
            """);
        Assert.That(() => instance.Try("bad"), Throws.InvalidOperationException.With.Message.Contains("i32"));
        Assert.That(() => instance.Try("none"), Throws.InvalidOperationException);
    }

    [Test]
    public void What_a_nested_call_grows_is_seen_after_it()
    {
        var wat = new Wat(engine: engine);
        wat.Host("nest", caller => ((Function)caller.GetExport("grow")!).Invoke(20_000));
        Instance instance = wat.Load("""
            (module
              (import "host" "nest" (func $nest))
              (memory (export "memory") 1)
              (table $t 1 externref)
              (func $deep (param i32) (local v128 externref)
                (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "grow") (param i32)
                (drop (memory.grow (i32.const 3)))
                (drop (table.grow $t (ref.null extern) (i32.const 9)))
                (call $deep (local.get 0)))
              (func (export "run") (param i32 externref) (result i32)
                (local i32)
                (local.set 2 (i32.mul (local.get 0) (i32.const 3)))
                (call $nest)
                (i32.store (i32.const 200000) (local.get 2))
                (table.set $t (i32.const 9) (local.get 1))
                (if (ref.is_null (table.get $t (i32.const 9))) (then unreachable))
                (i32.add (i32.load (i32.const 200000)) (memory.size))))
            """);
        Assert.That(instance.Invoke("run", 5, Value.FromReference("x")), Is.EqualTo(Value.FromI32(19)));
    }

    [Test]
    public void Values_survive_nested_calls()
    {
        var wat = new Wat(engine: engine);
        wat.Host("deeper", new FunctionType([ValType.I32, ValType.V128, ValType.ExternRef], [ValType.ExternRef, ValType.I32]), (caller, a, r) =>
        {
            Value[] inner = a[0].I32 == 0 ? [a[2], 1] : ((Function)caller.GetExport("run")!).Invoke(a[0].I32 - 1, a[1], a[2]);
            r[0] = inner[0];
            r[1] = inner[1].I32 + a[0].I32;
        });
        Instance instance = wat.Load("""
            (module (import "host" "deeper" (func $deeper (param i32 v128 externref) (result externref i32)))
              (func (export "run") (param i32 v128 externref) (result externref i32)
                (call $deeper (local.get 0) (local.get 1) (local.get 2))
                (if (i32.ne (i32x4.extract_lane 2 (local.get 1)) (i32.const 77)) (then unreachable))))
            """);
        Value[] results = instance.GetFunction("run")!.Invoke(50, Value.FromV128(0, 77), Value.FromReference(this));
        Assert.That(results[0].Reference, Is.SameAs(this));
        Assert.That(results[1].I32, Is.EqualTo(1 + (50 * 51 / 2)));
    }

    [Test]
    public void A_backtrace_shows_the_frames_on_both_sides_of_the_host()
    {
        var wat = new Wat(engine: engine);
        wat.Host("call", TakesFunction, (_, a, _) => ((Function)a[0].Reference!).Invoke());
        Instance instance = wat.Load("""
            (module $traced
              (import "host" "call" (func $host (param funcref)))
              (elem declare func $inner)
              (func $inner (call $innermost))
              (func $innermost (unreachable))
              (func $outer (export "run") (call $host (ref.func $inner))))
            """);
        IReadOnlyList<StackFrame> trace = instance.Try("run").Trap!.Backtrace!;
        Assert.That(trace.Select(frame => frame.FunctionIndex), Is.EqualTo(new[] { 2, 1, 3 }));
        Assert.That(trace.Select(frame => frame.FunctionName), Is.EqualTo(new[] { "innermost", "inner", "outer" }));
        Assert.That(trace.Select(frame => frame.Module), Is.All.EqualTo("traced"));
        Assert.That(trace.Select(frame => frame.Offset), Is.Unique.And.All.GreaterThan(8));
    }

    private Instance Load(Action<Function> callback)
    {
        var wat = new Wat(engine: engine);
        wat.Host("call", TakesFunction, (_, a, _) => callback((Function)a[0].Reference!));
        return wat.Load(Layers);
    }
}
