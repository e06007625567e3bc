using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>
/// What the ways between host and WebAssembly must not do: allocate, mix up stores, keep anything alive; and that any
/// number of threads may go them at once.
/// </summary>
public sealed class CallPathTests(TestEngine kind) : EngineTests(kind)
{
    private const string Adder =
        """
        (func (export "nothing"))
        (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "three") (param i64 i64 f64) (result f64)
          (f64.add (local.get 2) (f64.convert_i64_s (i64.sub (local.get 0) (local.get 1)))))
        (func (export "reference") (param externref) (result externref) (local.get 0))
        """;

    [Test]
    public void A_call_by_values_or_slots_allocates_nothing()
    {
        Function add = Instantiate(Adder).GetFunction("add")!;
        Value[] arguments = [1, 2];
        var results = new Value[1];
        var slots = new RawValue[2];
        AssertAllocatesNothing(() =>
        {
            add.Call(arguments, results);
            add.CallUnchecked(slots, []);
        });
        Assert.That(results[0], Is.EqualTo(Value.FromI32(3)));
    }

    [Test]
    public void A_call_of_a_host_function_allocates_nothing()
    {
        Linker.Define("host", "typed", Function.Create(Store, (int x) => x + 1));
        Linker.Define("host", "values", Function.Create(Store, HostType(), (HostDelegate)((_, arguments, results) => results[0] = arguments[0].I32 + 1)));
        Linker.Define("host", "slots", Function.Create(Store, HostType(), (RawHostDelegate)((_, slots, _) => slots[0].I32++)));
        Linker.Define("host", "reference", Function.Create(Store, (object? x) => x));
        Func<object?, int> run = Instantiate(
            """
            (import "host" "typed" (func $typed (param i32) (result i32)))
            (import "host" "values" (func $values (param i32) (result i32)))
            (import "host" "slots" (func $slots (param i32) (result i32)))
            (import "host" "reference" (func $reference (param externref) (result externref)))
            (func (export "run") (param externref) (result i32)
              (drop (call $reference (local.get 0)))
              (call $typed (call $values (call $slots (i32.const 4)))))
            """).GetFunction<object?, int>("run")!;
        Assert.That(run(this), Is.EqualTo(7));
        AssertAllocatesNothing(() => run(this));

        static FunctionType HostType() => new([ValType.I32], [ValType.I32]);
    }

    [Test]
    public void Host_functions_call_into_other_stores()
    {
        // Each store's function calls the next store's, which calls back into all before.
        const int Depth = 6;
        const string Fields =
            """
            (import "host" "next" (func $next (param i32) (result i32)))
            (func (export "run") (param i32) (result i32) (local $x externref)
              (i32.add (local.get 0) (call $next (i32.add (local.get 0) (i32.const 1)))))
            (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
            """;
        Module module = Wat(Fields);
        var instances = new Instance[Depth];
        for (int i = 0; i < Depth; i++)
        {
            int index = i;
            var store = new Store(Engine);
            Function next = Function.Create(store, (int x) => index + 1 == Depth
                ? instances.Sum(instance => instance.GetFunction<int, int>("double")!(x))
                : instances[index + 1].GetFunction<int, int>("run")!(x));
            instances[i] = Instantiator.Instantiate(store, module, [next]);
        }

        Func<int, int> run = instances[0].GetFunction<int, int>("run")!;
        for (int round = 0; round < 3; round++)
        {
            Assert.That(run(10), Is.EqualTo(10 + 11 + 12 + 13 + 14 + 15 + (Depth * 2 * 16)));
        }
    }

    [Test]
    public void A_host_exception_leaves_every_store_usable()
    {
        var thrown = new InvalidDataException("of the host");
        var other = new Store(Engine);
        Linker.Define("host", "throw", Function.Create(Store, void (int depth) => throw thrown));
        Instance instance = Instantiate(
            """
            (import "host" "throw" (func $throw (param i32)))
            (func $f (export "f") (param i32)
              (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))) (else (call $throw (local.get 0)))))
            """);
        Func<int, int, int> add = Instantiator.Instantiate(other, Wat(Adder), []).GetFunction<int, int, int>("add")!;
        Action<int> f = instance.GetAction<int>("f")!;
        for (int depth = 0; depth < 100; depth += 33)
        {
            Assert.That(() => f(depth), Throws.Exception.SameAs(thrown));
            Assert.That(add(2, 3), Is.EqualTo(5));
        }
    }

    [Test]
    public void Deep_recursion_leaves_every_store_usable()
    {
        Action recurse = Instantiate("""(func $f (export "f") (call $f))""").GetAction("f")!;
        Func<int, int, int> add = Instantiate(Adder).GetFunction<int, int, int>("add")!;
        for (int round = 0; round < 2; round++)
        {
            Assert.That(() => recurse(), Throws.TypeOf<ExhaustionException>());
            Assert.That(add(2, 3), Is.EqualTo(5));
        }
    }

    [Test]
    public void A_thread_keeps_nothing_of_the_stores_that_it_has_called()
    {
        WeakReference[] dead = [];

        // A thread of its own, whose stacks grow while they hold references.
        using var called = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            dead = [Call(host: true, depth: 0), Call(host: true, depth: 2000), Call(host: false, depth: 0), Call(host: false, depth: 5000)];
            called.Set();
            end.Wait();
        });
        thread.Start();
        called.Wait();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int alive = dead.Count(reference => reference.IsAlive);
        end.Set();
        thread.Join();
        Assert.That(dead, Has.Length.EqualTo(4));
        Assert.That(alive, Is.Zero);
    }

    [Test]
    public void Threads_with_stores_of_their_own_share_a_linker()
    {
        const int Threads = 8;
        const int Calls = 10_000;
        const int Instances = 200;
        Linker.DefineFunction("host", "twice", (int x) => 2 * x);
        Module module = Wat(
            """
            (import "host" "twice" (func $twice (param i32) (result i32)))
            (memory (export "memory") 1)
            (global $count (mut i32) (i32.const 0))
            (func (export "add") (param i32) (result i32)
              (global.set $count (i32.add (global.get $count) (call $twice (local.get 0))))
              (i32.store (i32.const 8) (global.get $count))
              (i32.load (i32.const 8)))
            """);
        int[] sums = new int[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() => Work(thread)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(sums, Is.EqualTo(Enumerable.Range(0, Threads).Select(thread => 2 * thread * Calls)));

        void Work(int thread)
        {
            var store = new Store(Engine);
            Instance instance = Linker.Instantiate(store, module);
            for (int i = 1; i < Instances; i++)
            {
                instance = Linker.Instantiate(store, module);
            }

            Func<int, int> add = instance.GetFunction<int, int>("add")!;
            for (int i = 0; i < Calls; i++)
            {
                sums[thread] = add(thread);
            }
        }
    }

    private static void AssertAllocatesNothing(Action action)
    {
        // Code that is not optimized yet may box, and so may whatever is made at the first call.
        for (int i = 0; i < 100; i++)
        {
            action();
        }

        long least = long.MaxValue;
        for (int round = 0; round < 50 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(least > 0 ? 10 : 0);
        }

        Assert.That(least, Is.Zero, "bytes for 100 rounds");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Call(bool host, int depth)
    {
        var store = new Store(Engine);
        var exception = new InvalidDataException();
        Function function = Function.Create(store, (object? x) => host ? throw exception : x);
        Instance instance = Instantiator.Instantiate(
            store,
            Wat(
                """
                (import "host" "f" (func $f (param externref) (result externref)))
                (memory 1)
                (func $run (export "run") (param externref i32) (result externref) (local externref)
                  (local.set 2 (local.get 0))
                  (if (result externref) (local.get 1)
                    (then (call $run (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
                    (else (call $f (local.get 2)))))
                """),
            [function]);
        Func<object?, int, object?> run = instance.GetFunction<object?, int, object?>("run")!;
        if (host)
        {
            Assert.That(() => run(instance, depth), Throws.Exception.SameAs(exception));
        }
        else
        {
            Assert.That(run(instance, depth), Is.SameAs(instance));
        }

        return new WeakReference(instance);
    }
}
