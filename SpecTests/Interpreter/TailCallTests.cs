using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Tail calls replace their frame, whatever the signatures, across instances and through host functions.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class TailCallTests(TestEngine engine)
{
    private static readonly EngineOptions Shallow = new() { MaximumStackSlots = 200 };

    [Test]
    public void Ten_million_tail_calls_need_one_frame()
    {
        Instance instance = new Wat(Shallow, engine: engine).Load("""
            (module (func $count (export "run") (param i32 i64) (result i64)
              (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
              (return_call $count (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1)))))
            """);
        Assert.That(instance.Invoke("run", 10_000_000, 0L), Is.EqualTo(Value.FromI64(10_000_000)));
    }

    // Odd and even hand each other different numbers of parameters of different classes.
    [TestCase("return_call $odd", "")]
    [TestCase("return_call_ref $odd_type", "(ref.func $odd)")]
    [TestCase("return_call_indirect (type $odd_type)", "(i32.const 0)")]
    public void Signatures_may_differ(string operation, string callee)
    {
        Instance instance = new Wat(Shallow, engine: engine).Load($"""
            (module
              (type $odd_type (func (param v128 i32 externref f64) (result i32)))
              (table 1 funcref) (elem (i32.const 0) func $odd)
              (func $even (export "run") (param i32 externref) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (ref.is_null (local.get 1)))))
                ({operation} (i32x4.splat (local.get 0)) (i32.const 9) (local.get 1) (f64.const 1) {callee}))
              (func $odd (type $odd_type) (local i32 v128 funcref)
                (return_call $even
                  (i32.sub (i32x4.extract_lane 3 (local.get 0)) (i32.trunc_f64_s (local.get 3)))
                  (local.get 2))))
            """);
        Assert.That(instance.Invoke("run", 100_000, Value.FromReference("kept")), Is.EqualTo(Value.FromI32(0)));
    }

    [Test]
    public void Instances_may_differ()
    {
        var wat = new Wat(Shallow, engine: engine);
        wat.Load("""
            (module
              (type $back (func (param i32 funcref) (result i32)))
              (global $state (mut i32) (i32.const 0))
              (memory 1)
              (func (export "ping") (param i32 funcref) (result i32)
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                (return_call_ref $back (local.get 0) (local.get 1) (ref.cast (ref $back) (local.get 1))))
              (func (export "count") (result i32) (i32.load (i32.const 0))))
            """, "a");
        Instance instance = wat.Load("""
            (module
              (import "a" "ping" (func $ping (param i32 funcref) (result i32)))
              (import "a" "count" (func $count (result i32)))
              (memory 2)
              (elem declare func $pong)
              (func $pong (param i32 funcref) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (memory.size))))
                (return_call $ping (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))
              (func (export "run") (param i32) (result i32)
                (i32.add (i32.mul (call $pong (local.get 0) (ref.func $pong)) (i32.const 1000000)) (call $count))))
            """);
        Assert.That(instance.Invoke("run", 200_000), Is.EqualTo(Value.FromI32(2_200_000)), "the caller's memory is its own again");
    }

    [Test]
    public void A_host_function_may_be_tail_called()
    {
        var wat = new Wat(Shallow, engine: engine);
        wat.Host("add", new FunctionType([ValType.I32, ValType.I32], [ValType.I32]), (_, a, r) => r[0] = a[0].I32 + a[1].I32);
        wat.Host("refs", new FunctionType([], [ValType.ExternRef, ValType.V128, ValType.ExternRef]), (_, _, r) =>
        {
            r[0] = Value.FromReference("x");
            r[1] = Value.FromV128(1, 2);
            r[2] = Value.FromReference("y");
        });
        Instance instance = wat.Load("""
            (module
              (import "host" "add" (func $add (param i32 i32) (result i32)))
              (import "host" "refs" (func $refs (result externref v128 externref)))
              (func $sum (param i64 i32) (result i32) (return_call $add (local.get 1) (i32.const 5)))
              (func (export "run") (result i32) (i32.mul (call $sum (i64.const 1) (i32.const 2)) (i32.const 3)))
              (func (export "refs") (result externref v128 externref) (return_call $refs)))
            """);
        Assert.That(instance.Invoke("run"), Is.EqualTo(Value.FromI32(21)));
        Assert.That(
            instance.GetFunction("refs")!.Invoke(),
            Is.EqualTo(new[] { Value.FromReference("x"), Value.FromV128(1, 2), Value.FromReference("y") }));
    }

    [Test]
    public void An_exception_of_a_tail_called_host_function_skips_the_frame_that_is_gone()
    {
        var wat = new Wat(engine: engine);
        var tag = Tag.Create(wat.Store);
        var thrown = ExceptionReference.Create(tag);
        wat.Host("throw", _ => throw new WasmException(thrown));
        Instance instance = wat.Load("""
            (module
              (import "host" "throw" (func $throw))
              (func $tail (result i32)
                (block (result exnref)
                  (try_table (catch_all_ref 0) (return_call $throw_i32))
                  (unreachable))
                (drop) (i32.const 1))
              (func $throw_i32 (result i32) (call $throw) (i32.const 0))
              (func $gone (return_call $throw))
              (func (export "inner") (result i32) (call $tail))
              (func (export "outer") (result i32)
                (block (try_table (catch_all 0) (call $gone)) (return (i32.const 0)))
                (i32.const 2)))
            """);
        Assert.That(instance.Try("inner").Exception, Is.SameAs(thrown), "the tail call left the try_table");
        Assert.That(instance.Invoke("outer"), Is.EqualTo(Value.FromI32(2)));
    }
}
