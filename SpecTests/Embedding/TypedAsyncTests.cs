using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Delegates that return tasks: as host functions, and to call WebAssembly.</summary>
public sealed class TypedAsyncTests(TestEngine engine) : EngineTests(engine)
{
    private delegate ValueTask<(long Sum, object? Same)> Custom(int a, long b, object? c, CancellationToken cancellationToken);

    /// <summary>Each kind of task, by each way in. What is called gives its argument plus one, and counts.</summary>
    private static IEnumerable<TestCaseData> Kinds()
    {
        foreach (bool ready in (bool[])[true, false])
        {
            yield return Case("Task<T>", HostCallback.From(async (int a) => { await Wait(ready); return a + 1; }));
            yield return Case("Task<T>", HostCallback.FromDelegate(async (int a) => { await Wait(ready); return a + 1; }));
            yield return Case("ValueTask<T>", HostCallback.From(async ValueTask<int> (int a) => { await Wait(ready); return a + 1; }));
            yield return Case("ValueTask<T>", HostCallback.FromDelegate(async ValueTask<int> (int a) => { await Wait(ready); return a + 1; }));
            yield return Case("Task<tuple of one>", HostCallback.From(async (int a) => { await Wait(ready); return ValueTuple.Create(a + 1); }));
            yield return Case("with Caller", HostCallback.From(async (Caller caller, int a) => { await Wait(ready); return caller.Instance is null ? 0 : a + 1; }));
            yield return Case("with Caller and token", HostCallback.FromDelegate(async (Caller caller, int a, CancellationToken token) =>
            {
                await Wait(ready);
                return token.IsCancellationRequested || token != caller.CancellationToken ? 0 : a + 1;
            }));

            TestCaseData Case(string name, HostCallback callback) => new TestCaseData(callback, ready).SetArgDisplayNames($"{name} by {callback.GetType().Name}", ready ? "ready" : "unready");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task AHostFunctionMayReturnATask(HostCallback callback, bool ready)
    {
        Function function = Import(callback, "(param i32) (result i32)", "(call $f (local.get 0))");

        Task<int> call = function.ToFunc<int, Task<int>>()(41);

        Assert.That(call.IsCompleted, Is.EqualTo(ready));
        Assert.That(await call, Is.EqualTo(42));
        Assert.That(await function.ToFunc<int, ValueTask<int>>()(1), Is.EqualTo(2));
        Assert.That(await function.ToDelegate<Converter<int, Task<int>>>()(2), Is.EqualTo(3));
        Assert.That(() => function.ToFunc<int, int>()(1), Throws.InvalidOperationException);
    }

    [Test]
    public async Task TasksWithoutResultsAreWaitedFor([Values] bool ready)
    {
        int done = 0;
        HostCallback[] callbacks =
        [
            HostCallback.From(async () => { await Wait(ready); done++; }),
            HostCallback.FromDelegate(async () => { await Wait(ready); done++; }),
            HostCallback.From(async ValueTask () => { await Wait(ready); done++; }),
            HostCallback.FromDelegate(async ValueTask () => { await Wait(ready); done++; }),
        ];
        foreach (HostCallback callback in callbacks)
        {
            Function function = Import(callback, "", "(call $f)");

            await function.ToFunc<Task>()();
            await function.ToFunc<ValueTask>()();
        }

        Assert.That(done, Is.EqualTo(8));
    }

    [Test]
    public async Task ResultsOfTasksAreTuplesAndReferences([Values] bool ready)
    {
        HostCallback callback = HostCallback.FromDelegate((Custom)(async (a, b, c, _) =>
        {
            await Wait(ready);
            return (a + b, c);
        }));
        Function function = Import(callback, "(param i32 i64 externref) (result i64 externref)", "(call $f (local.get 0) (local.get 1) (local.get 2))");

        Assert.That(await function.ToDelegate<Custom>()(1, 2, this, default), Is.EqualTo((3L, this)));
        Assert.That(await function.ToFunc<int, long, object?, Task<(long, object?)>>()(1, 2, null), Is.EqualTo((3L, (object?)null)));
    }

    [Test]
    public async Task FunctionsWithoutAsynchronousImportsMayBeCalledSoToo()
    {
        Instance instance = Instantiate("(module (func (export \"f\") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))");

        Assert.That(await instance.GetFunction<int, int, Task<int>>("f")!(7, 2), Is.EqualTo(3));
        TrapException trap = (await Assert.ThrowsAsync<TrapException>(() => instance.GetFunction<int, int, Task<int>>("f")!(7, 0)))!;
        Assert.That(trap.Trap.Code, Is.EqualTo(TrapCode.IntegerDivideByZero));
    }

    [Test]
    public async Task WhatATaskFailsWithPassesThroughAsItself([Values] bool ready)
    {
        var thrown = new FormatException("mine");
        HostCallback[] callbacks =
        [
            HostCallback.From(async () => { await Wait(ready); throw thrown; }),
            HostCallback.From(async Task<int> () => { await Wait(ready); throw thrown; }),
            HostCallback.From(async ValueTask () => { await Wait(ready); throw thrown; }),
            HostCallback.FromDelegate(async ValueTask<int> () => { await Wait(ready); throw thrown; }),
        ];
        foreach (HostCallback callback in callbacks)
        {
            bool none = callback.Signature.Results.IsEmpty;
            Function function = Import(callback, none ? "" : "(result i32)", "(call $f)");

            Assert.That(await Assert.ThrowsAsync<FormatException>(() => none ? function.ToFunc<Task>()() : function.ToFunc<Task<int>>()()), Is.SameAs(thrown));
        }
    }

    [Test]
    public async Task ATaskMayTrap([Values] bool ready)
    {
        Function function = Import(
            HostCallback.From(async () =>
            {
                await Wait(ready);
                throw new TrapException(TrapCode.IntegerOverflow);
            }),
            "",
            "(block (try_table (catch_all 0) (call $f)))");

        Assert.That((await Assert.ThrowsAsync<TrapException>(() => function.ToFunc<Task>()()))!.Trap.Code, Is.EqualTo(TrapCode.IntegerOverflow));
    }

    [Test]
    public void ATaskMustNotBeNull()
    {
        Function[] functions =
        [
            Import(HostCallback.From(Task () => null!), "", "(call $f)"),
            Import(HostCallback.FromDelegate(Task<int> () => null!), "", "(drop (call $f))", "(result i32)"),
        ];
        foreach (Function function in functions)
        {
            Assert.That(() => function.ToFunc<Task>()(), Throws.InvalidOperationException.With.Message.Contains("null instead of a task"));
        }
    }

    [Test]
    public async Task ATokenEndsWaiting()
    {
        using var source = new CancellationTokenSource();
        CancellationToken seen = default;
        Function function = Import(
            HostCallback.From(async (CancellationToken token) =>
            {
                seen = token;
                source.CancelAfter(10);
                await Task.Delay(Timeout.Infinite, token);
            }),
            "",
            "(call $f)");

        OperationCanceledException error = (await Assert.CatchAsync<OperationCanceledException>(() => function.ToFunc<CancellationToken, Task>()(source.Token)))!;

        Assert.That(error.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(seen.IsCancellationRequested);
    }

    [Test]
    public void ATokenEndsSynchronousCallsToo()
    {
        using var source = new CancellationTokenSource(20);
        Instance instance = Instantiate(
            """
            (module
              (func (export "forever") (loop (br 0)))
              (func (export "same") (param i32 externref) (result externref i32) (local.get 1) (local.get 0)))
            """);

        Assert.That(
            instance.GetFunction<int, object, CancellationToken, (object, int)>("same")!(4, this, CancellationToken.None), Is.EqualTo((this, 4)));
        Assert.Catch<OperationCanceledException>(() => instance.GetAction<CancellationToken>("forever")!(source.Token));
        Assert.Catch<OperationCanceledException>(() => instance.GetDelegate<Action<CancellationToken>>("forever")!(source.Token));
    }

    [Test]
    public void ReferencesAreCheckedWhenTheyArePassed()
    {
        Function foreign = Function.Create(new Store(Engine), () => { });
        Instance instance = Instantiate("(module (func (export \"f\") (param funcref)) (func (export \"g\") (param (ref extern))))");

        Assert.That(() => instance.GetFunction<Function, Task>("f")!(foreign), Throws.ArgumentException.With.Message.Contains("another store"));
        Assert.That(() => instance.GetFunction<object?, Task>("g")!(null), Throws.ArgumentException);
        Assert.That(() => instance.GetAction<Function>("f")!(foreign), Throws.ArgumentException.With.Message.Contains("another store"));
    }

    [Test]
    public async Task ResultsThatAreReferencesAreCheckedWhenTheTaskIsDone([Values] bool ready)
    {
        Function foreign = Function.Create(new Store(Engine), () => { });
        Function function = Import(
            HostCallback.From(async Task<Function?> () =>
            {
                await Wait(ready);
                return foreign;
            }),
            "(result funcref)",
            "(call $f)");

        try
        {
            await function.ToFunc<Task<Function>>()();
            Assert.Fail("another store's function was let in");
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            Assert.That(error.Message, Does.Contain("another store"));
        }
    }

    [Test]
    public void ACompletedTaskIsNotWrapped()
    {
        Task<int> seven = Task.FromResult(7);
        foreach (HostCallback callback in (HostCallback[])[HostCallback.From((int _) => new ValueTask<int>(1)), HostCallback.FromDelegate((int _) => seven)])
        {
            Linker.AllowShadowing = true;
            Linker.Define("host", "f", Function.Create(Store, callback));
            Func<int, Task> call = Instantiate(
                """
                (module
                  (import "host" "f" (func $f (param i32) (result i32)))
                  (func (export "g") (param i32)
                    (loop (drop (call $f (local.get 0))) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
                """).GetFunction<int, Task>("g")!;
            // Code that is not optimized yet boxes, and how soon it is depends on how busy the machine is.
            long deadline = Environment.TickCount64 + 20_000;
            while (Allocated(5_000) != Allocated(1) && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(5);
            }

            Assert.That(Allocated(5_000), Is.EqualTo(Allocated(1)), "calls of the host function allocate nothing");

            long Allocated(int count)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Task done = call(count);
                long after = GC.GetAllocatedBytesForCurrentThread();
                Assert.That(done.IsCompletedSuccessfully);
                return after - before;
            }
        }
    }

    private static Task Wait(bool ready) => ready ? Task.CompletedTask : Task.Delay(1);

    /// <summary>A function of a module that imports a callback as <c>$f</c>.</summary>
    private Function Import(HostCallback callback, string type, string body, string? importType = null)
    {
        Linker.AllowShadowing = true;
        Linker.Define("host", "f", Function.Create(Store, callback));
        return Instantiate($"(module (import \"host\" \"f\" (func $f {importType ?? type})) (func (export \"g\") {type} {body}))").GetFunction("g")!;
    }
}
