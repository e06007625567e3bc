using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Traps as .NET callers see them.</summary>
public sealed class TrapTests(TestEngine engine) : EngineTests(engine)
{
    [TestCase("unreachable", TrapCode.Unreachable, "unreachable")]
    [TestCase("(drop (i32.div_s (i32.const 1) (i32.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero")]
    [TestCase("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", TrapCode.IntegerOverflow, "integer overflow")]
    [TestCase("(drop (i32.trunc_f32_s (f32.const nan)))", TrapCode.InvalidConversionToInteger, "invalid conversion to integer")]
    [TestCase("(drop (i32.load (i32.const 65533)))", TrapCode.OutOfBoundsMemoryAccess, "out of bounds memory access")]
    [TestCase("(drop (table.get 0 (i32.const 3)))", TrapCode.OutOfBoundsTableAccess, "out of bounds table access")]
    [TestCase("(call_indirect (i32.const 9))", TrapCode.UndefinedElement, "undefined element 9")]
    [TestCase("(call_indirect (i32.const 2))", TrapCode.UninitializedElement, "uninitialized element 2")]
    [TestCase("(drop (ref.as_non_null (ref.null func)))", TrapCode.NullReference, "null reference")]
    [TestCase("(drop (ref.cast (ref i31) (ref.null any)))", TrapCode.CastFailure, "cast failure")]
    public void CodeAndMessageAreTheSpecifications(string instruction, TrapCode code, string message)
    {
        Function function = Instantiate($"(module (memory 1) (table 3 funcref) (func (export \"f\") {instruction}))").GetFunction("f")!;

        TrapException trap = Assert.Throws<TrapException>(() => function.Invoke())!;
        Assert.That((trap.Code, trap.Message), Is.EqualTo((code, message)));
        Assert.That(trap.Backtrace, Has.Count.EqualTo(1));
    }

    [Test]
    public void ABacktraceNamesFunctionsAndOffsets()
    {
        Instance instance = Instantiate("""
            (module $m
              (func $outer (export "f") (call 1))
              (func (call $inner))
              (func $inner (unreachable)))
            """);

        TrapException trap = Assert.Throws<TrapException>(() => instance.GetFunction("f")!.Invoke())!;

        Assert.That(
            trap.Backtrace.Select(frame => (frame.Module, frame.FunctionIndex, frame.FunctionName)),
            Is.EqualTo(new (string?, int, string?)[] { ("m", 2, "inner"), ("m", 1, null), ("m", 0, "outer") }));
        Assert.That(trap.Backtrace.Select(frame => frame.Offset), Is.Ordered.Descending.And.Unique.And.All.GreaterThan(8L));
        string[] lines = trap.ToString().Split('\n');
        Assert.That(lines[0], Is.EqualTo("Wasm.Runtime.Embedding.TrapException: unreachable"));
        Assert.That(lines[1], Is.EqualTo("wasm backtrace:"));
        Assert.That(lines[2], Does.Match(@"^    0:     0x[0-9a-f]{2} - m!inner$"));
        Assert.That(lines[3], Does.Match(@"^    1:     0x[0-9a-f]{2} - m!<wasm function 1>$"));
        Assert.That(lines[4], Does.Match(@"^    2:     0x[0-9a-f]{2} - m!outer$"));
        Assert.That(lines[5], Does.Contain("at Wasm."), "then the .NET stack");
        Assert.That(trap.Trap.ToString(), Is.EqualTo(string.Join('\n', ["unreachable", .. lines[1..5]])));
    }

    [Test]
    public void ABacktraceCrossesTheHostAndInstances()
    {
        Instance inner = Instantiate("""(module $inner (func $fails (export "fails") (drop (i32.rem_u (i32.const 1) (i32.const 0)))))""");
        Linker.DefineInstance("inner", inner);
        Instance middle = Instantiate("""(module $middle (import "inner" "fails" (func $f)) (func $passes (export "passes") (call $f)))""");
        DefineHost(() => middle.GetFunction("passes")!.Invoke());
        Instance outer = Instantiate("""(module (import "host" "call" (func $h)) (func $starts (export "starts") (call $h)))""");

        TrapException trap = Assert.Throws<TrapException>(() => outer.GetFunction("starts")!.Invoke())!;

        Assert.That(
            trap.Backtrace.Select(frame => (frame.Module, frame.FunctionName, frame.FunctionIndex)),
            Is.EqualTo(new (string?, string?, int)[] { ("inner", "fails", 0), ("middle", "passes", 1), (null, "starts", 1) }));
        Assert.That(trap.ToString(), Does.Contain(" - <unknown>!starts"));
    }

    [Test]
    public void ATrapOfTheHostGetsItsCallersFrames()
    {
        DefineHost(() => throw new TrapException(TrapCode.OutOfBoundsTableAccess));
        Instance instance = Instantiate("""(module $m (import "host" "call" (func $h)) (func $f (export "f") (call $h)))""");

        TrapException trap = Assert.Throws<TrapException>(() => instance.GetFunction("f")!.Invoke())!;

        Assert.That(trap.Code, Is.EqualTo(TrapCode.OutOfBoundsTableAccess));
        Assert.That(trap.Backtrace.Select(frame => frame.FunctionName), Is.EqualTo(new[] { "f" }));
        Assert.That(new TrapException(TrapCode.Unreachable).Backtrace, Is.Empty);
        Assert.That(new TrapException(TrapCode.Unreachable).ToString(), Is.EqualTo("Wasm.Runtime.Embedding.TrapException: unreachable"));
    }

    [Test]
    public void ABacktraceOfADeepRecursionIsBounded()
    {
        Instance instance = Instantiate("""
            (module (func $f (export "f") (param i32)
              (if (i32.eqz (local.get 0)) (then unreachable))
              (call $f (i32.sub (local.get 0) (i32.const 1)))))
            """);

        Assert.That(Assert.Throws<TrapException>(() => instance.GetFunction("f")!.Invoke(5000)).Backtrace, Has.Count.EqualTo(100));
    }

    [Test]
    public void AfterATrapTheStoreIsUsable()
    {
        Instance instance = Instantiate("""
            (module (global $g (mut i32) (i32.const 0))
              (func (export "fail") (global.set $g (i32.const 5)) (unreachable))
              (func (export "get") (result i32) (global.get $g)))
            """);

        Assert.Throws<TrapException>(() => instance.GetFunction("fail")!.Invoke());

        Assert.That(instance.GetFunction("get")!.Invoke()[0].I32, Is.EqualTo(5));
    }

    private void DefineHost(Action call) =>
        Linker.Define("host", "call", Function.Create(Store, FunctionType.Empty, (_, _, _) => call()));
}
