using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Asynchronous calls: suspended at unready host functions, and resumed.</summary>
public sealed class SuspensionTests(TestEngine engine) : EngineTests(engine), IDisposable
{
    private static readonly FunctionType IntToInt = new([ValType.I32], [ValType.I32]);

    private readonly List<TaskCompletionSource<int>> _waiting = [];
    private readonly SemaphoreSlim _arrivals = new(0);
    private int _arrived;

    // $wait waits for the host, in each of the ways to call.
    private const string Ways =
        """
        (module
          (import "host" "wait" (func $wait (param i32) (result i32)))
          (type $f (func (param i32) (result i32)))
          (table 1 funcref) (elem (i32.const 0) func $wait)
          (elem declare func $wait)
          (func (export "call") (param i32) (result i32) (i32.add (call $wait (local.get 0)) (local.get 0)))
          (func (export "indirect") (param i32) (result i32)
            (i32.add (local.get 0) (call_indirect (type $f) (local.get 0) (i32.const 0))))
          (func (export "ref") (param i32) (result i32)
            (i32.add (local.get 0) (call_ref $f (local.get 0) (ref.func $wait))))
          (func $tail (param i32) (result i32) (return_call $wait (local.get 0)))
          (func $tail_indirect (param i32) (result i32) (return_call_indirect (type $f) (local.get 0) (i32.const 0)))
          (func $tail_ref (param i32) (result i32) (return_call_ref $f (local.get 0) (ref.func $wait)))
          (func (export "tail") (param i32) (result i32) (i32.add (local.get 0) (call $tail (local.get 0))))
          (func (export "tail_indirect") (param i32) (result i32) (i32.add (local.get 0) (call $tail_indirect (local.get 0))))
          (func (export "tail_ref") (param i32) (result i32) (i32.add (local.get 0) (call $tail_ref (local.get 0))))
          (func (export "only_tail") (param i32) (result i32) (return_call $wait (i32.mul (local.get 0) (i32.const 2))))
          (func (export "loop") (param i32) (result i32) (local i32)
            (loop $again
              (local.set 1 (i32.add (local.get 1) (call $wait (i32.const 1))))
              (br_if $again (i32.lt_u (local.get 1) (local.get 0))))
            (i32.add (local.get 1) (local.get 0)))
          (func $deep (export "deep") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (i32.const 2) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
              (else (call $wait (i32.const 0))))))
        """;

    [Test]
    public async Task EveryCallMaySuspend(
        [Values("call", "indirect", "ref", "tail", "tail_indirect", "tail_ref", "only_tail", "loop", "deep")] string name,
        [Values] bool ready)
    {
        DefineWait(ready);
        Function function = Instantiate(Ways).GetFunction(name)!;

        Task<Value[]> call = function.InvokeAsync(7);
        int waits = 0;
        while (!ready)
        {
            Task<bool> arrival = _arrivals.WaitAsync(10_000);
            if (await Task.WhenAny(call, arrival) == call)
            {
                break;
            }

            Assert.That(_waiting, Has.Count.EqualTo(++waits));
            _waiting[^1].SetResult(0);
        }

        Assert.That((await call)[0].I32, Is.EqualTo(14));
        Assert.That(waits, Is.EqualTo(ready ? 0 : name == "loop" ? 7 : 1));
    }

    [Test]
    public async Task SuspendedCallsInterleave()
    {
        DefineWait();
        Instance instance = Instantiate(Ways);
        Task<Value[]>[] calls = [.. Enumerable.Range(0, 50).Select(i => instance.GetFunction(i % 2 == 0 ? "call" : "deep")!.InvokeAsync(i))];
        Assert.That(_waiting, Has.Count.EqualTo(50));
        for (int i = 0; i < 50; i++)
        {
            int at = i * 31 % 50;
            Assert.That(calls[at].IsCompleted, Is.False);
            _waiting[at].SetResult(0);
            Assert.That((await calls[at])[0].I32, Is.EqualTo(2 * at));
        }
    }

    [Test]
    public async Task FramesKeepReferencesAndVectors()
    {
        DefineWait();
        Function function = Instantiate(
            """
            (module
              (import "host" "wait" (func $wait (param i32) (result i32)))
              (func $inner (param externref v128) (result externref v128)
                (local v128) (local.set 2 (v128.const i64x2 5 6))
                (drop (call $wait (i32.const 0)))
                (local.get 0) (i64x2.add (local.get 1) (local.get 2)))
              (func $plain (param i64) (result i64) (drop (call $wait (i32.const 0))) (local.get 0))
              (func (export "f") (param externref externref v128) (result externref v128 externref i64)
                (local externref v128)
                (local.get 0)
                (local.get 2)
                (call $inner (local.get 1) (local.get 2))
                (local.set 4) (local.set 3)
                (drop)
                (drop)
                (local.get 0) (local.get 4) (local.get 3) (call $plain (i64.const 9))))
            """).GetFunction("f")!;
        Task<Value[]>[] calls = [.. Enumerable.Range(0, 3).Select(i =>
            function.InvokeAsync(Value.FromReference($"a{i}"), Value.FromReference($"b{i}"), Value.FromV128((ulong)i, 100)))];

        // Others use the same stacks meanwhile.
        Task<Value[]> other = function.InvokeAsync(Value.FromReference("x"), Value.FromReference("y"), Value.FromV128(7, 7));
        GC.Collect();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 2; i >= 0; i--)
            {
                TaskCompletionSource<int> source = _waiting[round == 0 ? i : 6 - i];
                source.SetResult(0);
                await WaitForArrivals(round == 0 ? 7 - i : 7);
            }
        }

        for (int i = 0; i < 3; i++)
        {
            Value[] results = await calls[i];
            Assert.That(results[0].Reference, Is.EqualTo($"a{i}"));
            Assert.That(results[1], Is.EqualTo(Value.FromV128((ulong)i + 5, 106)));
            Assert.That(results[2].Reference, Is.EqualTo($"b{i}"));
            Assert.That(results[3].I64, Is.EqualTo(9));
        }

        Assert.That(other.IsCompleted, Is.False);
    }

    [Test]
    public async Task ModulesInBetweenFindTheirOwnMemoriesAgain()
    {
        DefineWait();
        Linker.DefineInstance("c", Instantiate(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "f") (result i32) (i32.store (i32.const 0) (i32.const 1))
                (drop (call $wait (i32.const 0)))
                (i32.load (i32.const 0))))
            """));
        Linker.DefineInstance("b", Instantiate(
            """
            (module (import "c" "f" (func $f (result i32)))
              (memory (export "memory") 1)
              (func (export "grow") (drop (memory.grow (i32.const 1))) (i32.store (i32.const 70000) (i32.const 300)))
              (func (export "f") (result i32) (i32.store (i32.const 0) (i32.const 20))
                (call $f)
                (i32.add (i32.load (i32.const 0)))
                (i32.add (i32.load (i32.const 70000)))))
            """));
        Instance outer = Instantiate(
            """
            (module (import "b" "f" (func $f (result i32))) (import "b" "grow" (func $grow))
              (memory 1)
              (export "grow" (func $grow))
              (func (export "f") (result i32) (i32.store (i32.const 0) (i32.const 4000))
                (call $f)
                (i32.add (i32.load (i32.const 0)))))
            """);

        Task<Value[]> call = outer.GetFunction("f")!.InvokeAsync();
        outer.GetFunction("grow")!.Invoke();
        _waiting[0].SetResult(0);

        Assert.That((await call)[0].I32, Is.EqualTo(4321));
    }

    [Test]
    public async Task TheStartFunctionMaySuspend()
    {
        DefineWait();
        Module module = Wat(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (global $g (export "g") (mut i32) (i32.const 0))
              (start $start)
              (func $start (global.set $g (call $wait (i32.const 40)))))
            """);
        Extern[] imports = [Linker.Get(Store, "host", "wait")];

        ValueTask<Instance> instantiation = Instantiator.InstantiateAsync(Store, module, imports);
        Assert.That(instantiation.IsCompleted, Is.False);
        _waiting[0].SetResult(2);

        Assert.That((await instantiation).GetGlobal("g")!.Value.I32, Is.EqualTo(42));
        Assert.That(
            () => Instantiator.Instantiate(Store, module, imports),
            Throws.InvalidOperationException.With.Message.Contains("`host::wait`").And.Message.Contains("InstantiateAsync"));
    }

    [Test]
    public async Task SynchronousCallsAreRefused([Values] bool ready)
    {
        DefineWait(ready);
        Instance direct = Instantiate(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (func (export "f") (result i32) (call $wait (i32.const 1)))
              (func (export "innocent") (result i32) (i32.const 3)))
            """);
        Linker.DefineInstance("direct", direct);
        Function indirect = Instantiate(
            """
            (module (import "direct" "f" (func $f (result i32)))
              (func (export "f") (param i32) (result i32)
                (block $h (try_table (catch_all $h) (if (local.get 0) (then (drop (call $f))))) (return (i32.const 7)))
                (i32.const 8)))
            """).GetFunction("f")!;

        // At once where the import is the instance's own, whatever the function does.
        Assert.That(
            () => direct.GetFunction("innocent")!.Invoke(),
            Throws.InvalidOperationException.With.Message.Contains("`host::wait`").And.Message.Contains("CallAsync"));
        Assert.That(() => direct.GetFunction("f")!.CallUnchecked(new RawValue[1], []), Throws.InvalidOperationException);
        Assert.That(() => ((Function)Linker.Get(Store, "host", "wait")).Invoke(1), Throws.InvalidOperationException);

        // When it is reached elsewhere.
        Assert.That(indirect.Invoke(0)[0].I32, Is.EqualTo(7));
        Assert.That(
            () => indirect.Invoke(1),
            Throws.InvalidOperationException.With.Message.Contains("`host::wait`").And.Message.Contains("CallAsync"));
        Assert.That(_waiting, Is.Empty, "the host function must not have begun");

        Task<Value[]> call = indirect.InvokeAsync(1);
        if (!ready)
        {
            _waiting[0].SetResult(0);
        }

        Assert.That((await call)[0].I32, Is.EqualTo(7));
    }

    [Test]
    public async Task ASynchronousCallInsideAnAsynchronousOneIsRefusedToo()
    {
        DefineWait();
        Function? inner = null;
        Linker.Define("host", "nest", Function.Create(Store, IntToInt, (_, arguments, results) =>
        {
            Assert.Throws<InvalidOperationException>(() => inner!.Invoke(1));
            results[0] = 5;
        }));
        inner = Instantiate(
            """
            (module (import "host" "wait" (func $f (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (call $f (local.get 0))))
            """).GetFunction("f");
        Linker.Define("inner", "f", inner!);
        Function outer = Instantiate(
            """
            (module (import "host" "nest" (func $nest (param i32) (result i32))) (import "inner" "f" (func $f (param i32) (result i32)))
              (func (export "f") (result i32) (i32.add (call $nest (i32.const 0)) (call $f (i32.const 10)))))
            """).GetFunction("f")!;

        Task<Value[]> call = outer.InvokeAsync();
        _waiting[0].SetResult(100);

        Assert.That((await call)[0].I32, Is.EqualTo(115));
    }

    [Test]
    public async Task HostFunctionsMayCallAsynchronously()
    {
        // Recursion, each level in a computation of its own; each waits before and after.
        DefineAsync("down", async (caller, arguments, results) =>
        {
            int level = arguments.Span[0].I32;
            Function again = caller.GetFunction("f")!;
            await Task.Yield();
            int below = level == 0 ? 0 : (await again.InvokeAsync(level - 1))[0].I32;
            await Task.Yield();
            results.Span[0] = below + 1;
        });
        Function function = Instantiate(
            """
            (module (import "host" "down" (func $down (param i32) (result i32)))
              (func $f (export "f") (param i32) (result i32) (i32.add (call $down (local.get 0)) (i32.const 100))))
            """).GetFunction("f")!;

        Task<Value[]>[] calls = [.. Enumerable.Range(0, 20).Select(i => function.InvokeAsync(i))];

        for (int i = 0; i < calls.Length; i++)
        {
            Assert.That((await calls[i])[0].I32, Is.EqualTo(101 * (i + 1)));
        }
    }

    [Test]
    public async Task ACallBegunByASynchronousHostFunctionOutlivesIt()
    {
        DefineWait();
        Function? waits = null;
        Task<Value[]>? begun = null;
        Linker.Define("host", "begin", Function.Create(Store, IntToInt, (_, arguments, results) =>
        {
            begun = waits!.InvokeAsync(arguments[0]);
            results[0] = begun.IsCompleted ? 1 : 0;
        }));
        waits = Instantiate(Ways).GetFunction("deep")!;
        Function begins = Instantiate(
            """
            (module (import "host" "begin" (func $begin (param i32) (result i32)))
              (func (export "f") (param i64 i32) (result i64 i32) (local.get 0) (call $begin (local.get 1))))
            """).GetFunction("f")!;

        Value[] results = begins.Invoke(77L, 30);
        Assert.That(results, Is.EqualTo(new Value[] { 77L, 0 }));
        _waiting[0].SetResult(0);
        Assert.That((await begun!)[0].I32, Is.EqualTo(60));
    }

    [Test]
    public async Task ASuspendedCallGoesOnAfterTheOneThatMadeItReady()
    {
        DefineWait();
        Instance instance = Instantiate(Ways);
        Task<Value[]>? first = null;
        Linker.Define("host", "resume", Function.Create(Store, IntToInt, (_, arguments, results) =>
        {
            _waiting[0].SetResult(0);
            Assert.That(first!.IsCompleted, Is.False);
            results[0] = arguments[0];
        }));
        Function resumes = Instantiate(
            """
            (module (import "host" "resume" (func $resume (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (i32.add (call $resume (local.get 0)) (local.get 0))))
            """).GetFunction("f")!;

        first = instance.GetFunction("deep")!.InvokeAsync(25);
        Assert.That(resumes.Invoke(4)[0].I32, Is.EqualTo(8));
        Assert.That((await first)[0].I32, Is.EqualTo(50));
    }

    [Test]
    public async Task EachCallHasADepthOfItsOwn([Values] bool countsSlots)
    {
        Engine small = NewEngine(new EngineOptions { MaximumStackSlots = 20_000, CountStackSlots = countsSlots });
        var store = new Store(small);
        var linker = new Linker(small);
        var source = new TaskCompletionSource();
        linker.Define("host", "wait", Function.CreateAsync(store, IntToInt, async (_, arguments, results) =>
        {
            await source.Task;
            results.Span[0] = arguments.Span[0];
        }));
        Function deep = linker.Instantiate(store, Wat(Ways, small)).GetFunction("deep")!;

        Task<Value[]>[] calls = [.. Enumerable.Range(0, 5).Select(_ => deep.InvokeAsync(800))];
        Assert.That((await deep.CallAsync(new Value[] { countsSlots ? 2_000 : 100_000 }, new Value[1])).Kind, Is.EqualTo(OutcomeKind.Exhaustion));
        source.SetResult();

        foreach (Task<Value[]> call in calls)
        {
            Assert.That((await call)[0].I32, Is.EqualTo(1600));
        }
    }

    [Test]
    public async Task EndlessAsynchronousRecursionIsExhaustion()
    {
        DefineAsync("again", async (caller, _, results) =>
        {
            Value[] values = await caller.GetFunction("f")!.InvokeAsync(0);
            results.Span[0] = values[0];
        });
        Function function = Instantiate(
            """
            (module (import "host" "again" (func $again (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) (call $again (local.get 0))))
            """).GetFunction("f")!;

        Outcome outcome = await function.CallAsync(new Value[] { 0 }, new Value[1]);

        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Exhaustion));
    }

    [Test]
    public async Task HostFunctionsMayBeCalledAsynchronouslyByTheHost()
    {
        DefineWait();
        var function = (Function)Linker.Get(Store, "host", "wait");

        Task<Value[]> call = function.InvokeAsync(40);
        Assert.That(call.IsCompleted, Is.False);
        _waiting[0].SetResult(2);

        Assert.That((await call)[0].I32, Is.EqualTo(42));
    }

    [Test]
    public async Task UncheckedCallsSuspend()
    {
        DefineWait();
        Function function = Instantiate(Ways).GetFunction("call")!;
        RawValue[] slots = [new(20)];

        ValueTask<Outcome> call = function.CallUncheckedAsync(slots, []);
        _waiting[0].SetResult(2);

        Assert.That((await call).Kind, Is.EqualTo(OutcomeKind.Return));
        Assert.That(slots[0].I32, Is.EqualTo(42));
        Assert.Throws<ArgumentException>(() => function.CallUncheckedAsync([], []).AsTask());
    }

    [Test]
    public void MisuseIsFoundBeforeTheCall()
    {
        DefineWait();
        Function function = Instantiate(Ways).GetFunction("call")!;

        Assert.Throws<ArgumentException>(() => function.InvokeAsync());
        Assert.Throws<ArgumentException>(() => function.InvokeAsync(1L));
        Assert.Throws<ArgumentException>(() => function.CallAsync(new Value[] { 1 }, default).AsTask());
    }

    [Test]
    public async Task ABacktraceAfterASuspensionIsWhole()
    {
        DefineWait();
        Function function = Instantiate(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (func $inner (drop (call $wait (i32.const 0))) (unreachable))
              (func $outer (export "f") (call $inner)))
            """).GetFunction("f")!;

        ValueTask<Outcome> call = function.CallAsync(default, default);
        _waiting[0].SetResult(0);

        Assert.That((await call).Trap!.Backtrace!.Select(frame => frame.FunctionName), Is.EqualTo(new[] { "inner", "outer" }));
    }

    [Test]
    public async Task AFinishedCallKeepsNothing()
    {
        DefineWait();
        (WeakReference reference, Task call) = Begin(Instantiate(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (func (export "f") (param externref)
                (drop (call $wait (i32.const 0)))
                (if (ref.is_null (local.get 0)) (then (unreachable)))))
            """).GetFunction("f")!);
        GC.Collect();
        Assert.That(reference.IsAlive, Is.True, "the frame needs it");
        _waiting[0].SetResult(0);
        await call;
        Assert.That(Garbage.IsCollected(reference));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (WeakReference Reference, Task Call) Begin(Function function)
        {
            var value = new object();
            return (new WeakReference(value), function.InvokeAsync(Value.FromReference(value)));
        }
    }

    [Test]
    public void StacksThatHaveGrownKeepNothing()
    {
        // On a thread of its own, whose first stacks are those of an asynchronous call; the next call outgrows them.
        Function function = Instantiate(
            """
            (module (func $f (export "f") (param externref i32)
              (if (i32.eqz (local.get 1)) (then unreachable))
              (call $f (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
            """).GetFunction("f")!;
        WeakReference? reference = null;
        bool collected = false;
        var thread = new Thread(() =>
        {
            _ = function.CallAsync(new Value[] { Value.FromReference("x"), 1 }, default).AsTask().GetAwaiter().GetResult();
            reference = Call(function);
            collected = Garbage.IsCollected(reference);
        });
        thread.Start();
        thread.Join();
        Assert.That(collected);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Call(Function function)
        {
            var value = new object();
            Assert.That(function.Call([Value.FromReference(value), 1000], []).Kind, Is.EqualTo(OutcomeKind.Trap));
            return new WeakReference(value);
        }
    }

    public void Dispose() => _arrivals.Dispose();

    /// <summary>Defines <c>host::wait</c>: its argument, plus what its task gives.</summary>
    private void DefineWait(bool ready = false) => DefineAsync("wait", async (_, arguments, results) =>
    {
        int argument = arguments.Span[0].I32;
        if (!ready)
        {
            var source = new TaskCompletionSource<int>();
            _waiting.Add(source);
            _arrivals.Release();
            argument += await source.Task.ConfigureAwait(false);
        }

        results.Span[0] = argument;
    });

    private void DefineAsync(string name, AsyncHostDelegate function) =>
        Linker.Define("host", name, Function.CreateAsync(Store, IntToInt, function));

    private async Task WaitForArrivals(int count)
    {
        for (; _arrived < count; _arrived++)
        {
            Assert.That(await _arrivals.WaitAsync(10_000));
        }
    }
}
