using System.Diagnostics;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>A token ends a call, whatever it does at the time, and only that call.</summary>
public sealed class CancellationTests(TestEngine engine) : EngineTests(engine), IDisposable
{
    private const string Text =
        """
        (module
          (import "host" "f" (func $host))
          (memory (export "memory") 1)
          (table $t 10 externref)
          (func (export "loop") (loop (br 0)))
          (func $tail (export "tail") (return_call $tail))
          (func $tree (export "tree") (result i32) (call $fib (i32.const 100)))
          (func $fib (param i32) (result i32)
            (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
              (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
          (func (export "caught")
            (loop $l (block $h (try_table (catch_all $h) (loop (br 0)))) (br $l)))
          (func (export "host") (result i32) (call $host) (loop (br_if 0 (i32.const 0))) (i32.const 1))
          (func (export "answer") (result i32) (i32.const 42)))
        """;

    private readonly CancellationTokenSource _outer = new();
    private readonly CancellationTokenSource _inner = new();
    private Action<Caller> _host = _ => { };

    public void Dispose()
    {
        _outer.Dispose();
        _inner.Dispose();
    }

    [Test]
    public async Task RunningCodeEnds([Values("loop", "tail", "tree", "caught")] string name, [Values] bool asynchronous)
    {
        Instance instance = Load();
        Function function = instance.GetFunction(name)!;
        for (int i = 0; i < 3; i++)
        {
            using var cancellation = new CancellationTokenSource(20);
            OperationCanceledException? error = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                if (asynchronous)
                {
                    await function.InvokeAsync([], cancellation.Token);
                }
                else
                {
                    function.Invoke([], cancellation.Token);
                }
            });
            Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
            Assert.That(instance.GetFunction("answer")!.Invoke()[0].I32, Is.EqualTo(42));
        }
    }

    [Test]
    public void ATokenThatHasFiredEndsTheCallBeforeItBegins()
    {
        int calls = 0;
        _host = _ => calls++;
        Function function = Load().GetFunction("host")!;
        _outer.Cancel();

        Assert.Throws<OperationCanceledException>(() => function.Invoke([], _outer.Token));
        Assert.Throws<OperationCanceledException>(() => function.CallUnchecked(new RawValue[1], [], _outer.Token));
        Assert.That(async () => await function.CallAsync(default, new Value[1], _outer.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.Throws<OperationCanceledException>(() => Store.Limit(_outer.Token));
        Assert.That(calls, Is.Zero);
    }

    [Test]
    public void ATokenThatFiresAfterTheCallLeavesNothingBehind()
    {
        Instance instance = Load();
        instance.GetFunction("answer")!.Invoke([], _outer.Token);
        _outer.Cancel();
        Assert.That(instance.GetFunction("host")!.Invoke()[0].I32, Is.EqualTo(1));

        // Or at its very end: the request is there, and not for the next call.
        using var cancellation = new CancellationTokenSource();
        _host = _ => cancellation.Cancel();
        using (Store.Limit(cancellation.Token))
        {
            MakeHostFunction().Invoke();
        }

        _host = _ => { };
        Assert.That(instance.GetFunction("host")!.Invoke()[0].I32, Is.EqualTo(1));
        Assert.That(instance.GetFunction("host")!.Invoke([], _inner.Token)[0].I32, Is.EqualTo(1));
    }

    [Test]
    public void TheInnersTokenEndsTheInnerCallOnly()
    {
        Instance instance = Load();
        Exception? seen = null;
        _host = _ =>
        {
            _inner.CancelAfter(10);
            seen = Assert.Throws<OperationCanceledException>(() => instance.GetFunction("loop")!.Invoke([], _inner.Token));
        };

        Assert.That(instance.GetFunction("host")!.Invoke([], _outer.Token)[0].I32, Is.EqualTo(1));
        Assert.That(((OperationCanceledException)seen!).CancellationToken, Is.EqualTo(_inner.Token));
    }

    [Test]
    public void TheOutersTokenEndsBoth([Values] bool innerToken, [Values] bool swallowed)
    {
        Instance instance = Load();
        Exception? seen = null;
        _host = caller =>
        {
            _outer.CancelAfter(10);
            try
            {
                instance.GetFunction("loop")!.Invoke([], innerToken ? _inner.Token : default(CallOptions));
            }
            catch (OperationCanceledException error) when (swallowed)
            {
                seen = error;
            }
        };

        OperationCanceledException? thrown = Assert.Throws<OperationCanceledException>(() => instance.GetFunction("host")!.Invoke([], _outer.Token));

        Assert.That(thrown!.CancellationToken, Is.EqualTo(_outer.Token));
        if (swallowed)
        {
            Assert.That(((OperationCanceledException)seen!).CancellationToken, Is.EqualTo(_outer.Token));
        }

        Assert.That(instance.GetFunction("answer")!.Invoke([], _inner.Token)[0].I32, Is.EqualTo(42));
    }

    [Test]
    public void HostFunctionsSeeTheTokens()
    {
        Instance instance = Load();
        var tokens = new List<CancellationToken>();
        _host = caller =>
        {
            tokens.Add(caller.CancellationToken);
            if (tokens.Count == 2)
            {
                instance.GetFunction("host")!.Invoke([], _inner.Token);
                _outer.Cancel();
                Assert.That(tokens[2].IsCancellationRequested, Is.False, "it is valid until the call's end");
            }
            else if (tokens.Count == 4)
            {
                instance.GetFunction("host")!.Invoke([], _inner.Token);
            }
            else if (tokens.Count == 5)
            {
                Assert.That(tokens[4].IsCancellationRequested, Is.False);
                _inner.Cancel();
                Assert.That(tokens[4].IsCancellationRequested, Is.True);
            }
        };

        instance.GetFunction("host")!.Invoke();
        Assert.Throws<OperationCanceledException>(() => instance.GetFunction("host")!.Invoke([], _outer.Token));
        Assert.That(tokens[0].CanBeCanceled, Is.False);
        Assert.That(tokens[1], Is.EqualTo(_outer.Token));
        Assert.That(tokens[2], Is.Not.EqualTo(_inner.Token).And.Not.EqualTo(_outer.Token), "either may fire");

        using var third = new CancellationTokenSource();
        OperationCanceledException? error = Assert.Throws<OperationCanceledException>(() => instance.GetFunction("host")!.Invoke([], third.Token));
        Assert.That(error!.CancellationToken, Is.EqualTo(_inner.Token));
    }

    [Test]
    public void TypedCallsAreEndedByAScope()
    {
        Action loop = Load().GetFunction("loop")!.ToAction();
        _outer.CancelAfter(20);
        OperationCanceledException? error = Assert.Throws<OperationCanceledException>(() =>
        {
            using LimitScope scope = Store.Limit(_outer.Token);
            loop();
        });
        Assert.That(error!.CancellationToken, Is.EqualTo(_outer.Token));
    }

    [Test]
    public async Task WaitingForAHostFunctionEndsAtOnce()
    {
        var never = new TaskCompletionSource();
        CancellationToken given = default;
        Linker.Define("host", "f", Function.CreateAsync(Store, FunctionType.Empty, async (caller, _, _) =>
        {
            given = caller.CancellationToken;
            await never.Task.ConfigureAwait(false);
        }));
        Instance instance = Instantiate(Text);
        Task<Value[]> cancelled = instance.GetFunction("host")!.InvokeAsync([], _outer.Token);
        Task<Value[]> other = instance.GetFunction("host")!.InvokeAsync([], _inner.Token);

        await _outer.CancelAsync();

        OperationCanceledException error = (await Assert.CatchAsync<OperationCanceledException>(() => cancelled))!;
        Assert.That(error.CancellationToken, Is.EqualTo(_outer.Token));
        Assert.That(cancelled.IsCanceled);
        Assert.That(given.CanBeCanceled);
        Assert.That(other.IsCompleted, Is.False);
        never.SetException(new TimeoutException("of one that nobody waits for, and one that somebody does"));
        await Assert.ThrowsAsync<TimeoutException>(() => other);
        Assert.That((await instance.GetFunction("answer")!.InvokeAsync())[0].I32, Is.EqualTo(42));
    }

    [Test]
    public async Task ACancelledCallDoesNotEndOneThatItMakesReady()
    {
        var source = new TaskCompletionSource();
        Linker.Define("host", "wait", Function.CreateAsync(
            Store, FunctionType.Empty, async (_, _, _) => await source.Task.ConfigureAwait(false)));
        Function waits = Instantiate(
            """
            (module (import "host" "wait" (func $wait))
              (func (export "f") (result i32) (call $wait) (loop (br_if 0 (i32.const 0))) (i32.const 9)))
            """).GetFunction("f")!;
        Instance instance = Load();
        _host = _ =>
        {
            _outer.Cancel();
            source.SetResult();
        };

        Task<Value[]> call = waits.InvokeAsync();
        Assert.Throws<OperationCanceledException>(() => instance.GetFunction("host")!.Invoke([], _outer.Token));

        Assert.That((await call)[0].I32, Is.EqualTo(9));
    }

    [Test]
    public async Task ACancelledCallFreesWhatItHolds()
    {
        Linker.Define("host", "f", Function.CreateAsync(
            Store, FunctionType.Empty, async (_, _, _) => await new TaskCompletionSource().Task));
        Function function = Instantiate(
            """(module (import "host" "f" (func $f)) (func (export "f") (param externref) (result externref) (call $f) (local.get 0)))""").GetFunction("f")!;
        (WeakReference reference, Task call) = Begin(function, _outer.Token);
        GC.Collect();
        Assert.That(reference.IsAlive, Is.True);

        await _outer.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => call);
        Assert.That(Garbage.IsCollected(reference));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (WeakReference Reference, Task Call) Begin(Function function, CancellationToken token)
        {
            var value = new object();
            return (new WeakReference(value), function.InvokeAsync([Value.FromReference(value)], token));
        }
    }

    // 500 times what takes at least milliseconds once.
    [TestCase("memory.fill (i32.const 0) (i32.const 7) (i32.const 0x20000000)")]
    [TestCase("memory.copy (i32.const 0) (i32.const 0x1000) (i32.const 0x1fffF000)")]
    [TestCase("memory.copy (i32.const 0x1000) (i32.const 0) (i32.const 0x1fffF000)")]
    [TestCase("memory.init $d (i32.const 0) (i32.const 0) (i32.const 0x1000000)")]
    [TestCase("table.fill (i32.const 0) (ref.null func) (i32.const 10000000)")]
    [TestCase("table.copy (i32.const 0) (i32.const 1) (i32.const 9999999)")]
    [TestCase("table.copy (i32.const 1) (i32.const 0) (i32.const 9999999)")]
    [TestCase("table.init $e (i32.const 0) (i32.const 0) (i32.const 1000000)")]
    public void LongInstructionsEndInTheMiddle(string instruction)
    {
        string memory = instruction.StartsWith('m') ? "(memory 8192)" : "(memory 0)";
        string data = instruction.StartsWith("memory.init", StringComparison.Ordinal) ? new string('x', 0x1000000) : "";
        string elements = instruction.StartsWith("table.init", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Repeat(" $f", 1_000_000)) : "";
        string table = instruction.StartsWith('t') ? "(table 10000000 funcref)" : "(table 1 funcref)";

        // No branch and no call: only the instructions themselves can notice.
        string code = string.Concat(Enumerable.Repeat($"({instruction})", 500));
        Instance instance = Instantiate(
            $"""
            (module {memory} {table} (func $f) (data $d "{data}") (elem $e func {elements})
              (global $done (export "done") (mut i32) (i32.const 0))
              (func (export "f") {code} (global.set $done (i32.const 1))))
            """);
        _outer.CancelAfter(30);
        var clock = Stopwatch.StartNew();

        Assert.Throws<OperationCanceledException>(() => instance.GetFunction("f")!.Invoke([], _outer.Token));

        Assert.That(instance.GetGlobal("done")!.Value.I32, Is.Zero);
        Assert.That(clock.ElapsedMilliseconds, Is.LessThan(3000));
    }

    [Test]
    public void WhatALongInstructionHasWrittenStays()
    {
        // A copy onto itself in both directions and a fill, larger than a piece, are right when nobody ends them.
        Instance instance = Instantiate(
            """
            (module (memory (export "memory") 16)
              (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
              (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))
            """);
        Span<byte> memory = instance.GetMemory("memory")!.Span;
        var expected = new byte[memory.Length];
        new Random(1).NextBytes(expected);
        expected.CopyTo(memory);
        foreach ((int target, int source, int count) in new[] { (10, 0, 900_000), (0, 10, 900_000), (100_000, 0, 800_000), (0, 100_000, 800_000), (3, 3, 200_000) })
        {
            instance.GetFunction("copy")!.Invoke(target, source, count);
            expected.AsSpan(source, count).CopyTo(expected.AsSpan(target));
            Assert.That(memory.SequenceEqual(expected), $"{source} to {target}");
            memory = instance.GetMemory("memory")!.Span;
        }

        instance.GetFunction("fill")!.Invoke(1, 9, 500_000);
        expected.AsSpan(1, 500_000).Fill(9);
        Assert.That(memory.SequenceEqual(expected));
    }

    [Test]
    public void AnEngineWithoutTheOptionRefuses()
    {
        Engine engine = NewEngine(new EngineOptions { Interruptible = false });
        var store = new Store(engine);
        Function function = new Runtime.Linking.Linker(engine).Instantiate(store, Wat("(module (func (export \"f\")))", engine)).GetFunction("f")!;

        Assert.That(
            () => function.Invoke([], _outer.Token),
            Throws.InvalidOperationException.With.Message.Contains(nameof(EngineOptions.Interruptible)));
        Assert.That(
            async () => await function.InvokeAsync([], _outer.Token),
            Throws.InvalidOperationException.With.Message.Contains(nameof(EngineOptions.Interruptible)));
        Assert.That(function.Invoke([], CancellationToken.None), Is.Empty);
    }

    /// <summary>Runs what the test says. Called by the host, nobody looks at a request after it.</summary>
    private Function MakeHostFunction() => Function.Create(Store, FunctionType.Empty, (caller, _, _) => _host(caller));

    private Instance Load()
    {
        Linker.Define("host", "f", MakeHostFunction());
        return Instantiate(Text);
    }
}
