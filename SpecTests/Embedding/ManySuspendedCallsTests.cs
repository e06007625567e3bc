using System.Diagnostics;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Suspended calls cost memory, and no threads.</summary>
[NonParallelizable]
public sealed class ManySuspendedCallsTests(TestEngine engine) : EngineTests(engine)
{
    private const int Calls = 10_000;

    /// <summary>What one may hold: frames, task, and what the test itself keeps for it.</summary>
    private const int BytesPerCall = 6_000;

    [Test]
    public async Task TenThousandAtOnce([Values] bool oneStore)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new int[Calls];
        int waiting = 0;
        var linker = new Linker(Engine);
        HostCallback callback = HostCallback.FromDelegate(
            Engine,
            new FunctionType([ValType.I32], [ValType.I32]),
            (AsyncHostDelegate)(async (_, arguments, results) =>
            {
                int i = arguments.Span[0].I32;
                Interlocked.Increment(ref waiting);
                await release.Task.ConfigureAwait(false);
                seen[i]++;
                results.Span[0] = 2 * i;
            }));
        Module module = Wat(
            """
            (module (import "host" "wait" (func $wait (param i32) (result i32)))
              (func $deep (param i32 i32) (result i32)
                (if (result i32) (local.get 1)
                  (then (i32.add (i32.const 1) (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
                  (else (call $wait (local.get 0)))))
              (func (export "f") (param i32) (result i32) (call $deep (local.get 0) (i32.const 10))))
            """);
        Function[] functions = new Function[Calls];
        for (int i = 0; i < Calls; i++)
        {
            Store store = oneStore ? Store : new Store(Engine);
            functions[i] = oneStore && i > 0
                ? functions[0]
                : Instantiator.Instantiate(store, module, [Function.Create(store, callback)]).GetFunction("f")!;
        }

        var calls = new Task<Value[]>[Calls];

        // The pool's threads that other tests have left do not go at once.
        int threadsBefore = ThreadPool.ThreadCount;
        int processThreadsBefore = Process.GetCurrentProcess().Threads.Count;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Calls; i++)
        {
            calls[i] = functions[i].InvokeAsync(i);
        }

        Assert.That(waiting, Is.EqualTo(Calls));
        Assert.That(calls.Any(call => call.IsCompleted), Is.False);
        long perCall = (GC.GetTotalMemory(forceFullCollection: true) - before) / Calls;
        int threads = ThreadPool.ThreadCount;
        int processThreads = Process.GetCurrentProcess().Threads.Count;
        Assert.That(perCall, Is.LessThan(BytesPerCall));

        release.SetResult();
        Value[][] results = await Task.WhenAll(calls);

        threads = Math.Max(threads, ThreadPool.ThreadCount);
        processThreads = Math.Max(processThreads, Process.GetCurrentProcess().Threads.Count);
        Assert.That(results.Select(values => values[0].I32), Is.EqualTo(Enumerable.Range(0, Calls).Select(i => (2 * i) + 10)));
        Assert.That(seen, Is.All.EqualTo(1));
        TestContext.Out.WriteLine($"{perCall} bytes a call; {threads} threads in the pool, {processThreads} in the process, {processThreadsBefore} before");
        Assert.That(threads - threadsBefore, Is.LessThan(10));
        Assert.That(processThreads - processThreadsBefore, Is.LessThan(10));
    }
}
