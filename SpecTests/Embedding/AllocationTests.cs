using NUnit.Framework;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>What may allocate nothing: typed calls in both directions.</summary>
public sealed class AllocationTests(TestEngine engine) : EngineTests(engine)
{
    private delegate (int First, int Second) Pair(int first, int second);

    [Test]
    public void TypedCallsAllocateNothing()
    {
        Instance sample = Instantiate(
            """
            (module
              (type $s (struct (field i32)))
              (func (export "nop"))
              (func (export "one") (param i32) (result i32) (local.get 0))
              (func (export "six") (param i32 i64 f32 f64 i32 i64) (result f64) (local.get 3))
              (func (export "div") (param i32 i32) (result i32 i32) (local.get 0) (local.get 1))
              (func (export "pass") (param externref funcref) (result funcref externref) (local.get 1) (local.get 0))
              (func (export "new") (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
              (func (export "field") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0))))
            """);
        StructReference mine = sample.GetFunction<int, StructReference>("new")!(11);
        Function nop = sample.GetFunction("nop")!;
        Action none = sample.GetAction("nop")!;
        Func<int, int> one = sample.GetFunction<int, int>("one")!;
        Func<int, long, float, double, int, long, double> six = sample.GetFunction<int, long, float, double, int, long, double>("six")!;
        Func<int, int, (int, int)> tuple = sample.GetFunction<int, int, (int, int)>("div")!;
        Func<object, Function, (Function, object)> references = sample.GetFunction<object, Function, (Function, object)>("pass")!;
        Func<StructReference, int> field = sample.GetFunction<StructReference, int>("field")!;
        Pair pair = sample.GetDelegate<Pair>("div")!;

        AssertAllocatesNothing(() =>
        {
            none();
            one(1);
            six(1, 2, 3, 4, 5, 6);
            tuple(7, 2);
            references(this, nop);
            field(mine);
            pair(7, 2);
        });
    }

    [Test]
    public void CallsOfTypedHostFunctionsAllocateNothing()
    {
        int sum = 0;
        Linker.Define("host", "a", Function.Create(Store, HostCallback.From((Caller caller, int a, long b) =>
        {
            sum += a;
            return b;
        })));
        Linker.Define("host", "b", Function.Create(Store, (object a, double b, float c, int d, long e) => (e, a, d)));
        Linker.Define("host", "c", Function.Create(Store, HostCallback.From((Function? a) => a)));
        Action call = Instantiate(
            """
            (module
              (import "host" "a" (func $a (param i32 i64) (result i64)))
              (import "host" "b" (func $b (param externref f64 f32 i32 i64) (result i64 externref i32)))
              (import "host" "c" (func $c (param funcref) (result funcref)))
              (func $g (export "g")
                (drop (call $a (i32.const 1) (i64.const 2)))
                (call $b (ref.null extern) (f64.const 1) (f32.const 2) (i32.const 3) (i64.const 4)) drop drop drop
                (drop (call $c (ref.func $g)))))
            """).GetAction("g")!;

        AssertAllocatesNothing(call);
        Assert.That(sum, Is.GreaterThan(10_000));
    }

    private static void AssertAllocatesNothing(Action action)
    {
        // Code that is not optimized yet boxes, and how soon it is depends on how busy the machine is.
        long deadline = Environment.TickCount64 + 20_000;
        long allocated;
        do
        {
            Thread.Sleep(5);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++)
            {
                action();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (allocated != 0 && Environment.TickCount64 < deadline);

        Assert.That(allocated, Is.Zero);
    }
}
