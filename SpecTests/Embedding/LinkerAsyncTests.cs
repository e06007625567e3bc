using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>What the linker does asynchronously: host functions, instances, commands and reactors.</summary>
public sealed class LinkerAsyncTests(TestEngine engine) : EngineTests(engine)
{
    private const string Sum =
        """
        (module
          (import "host" "f" (func $f (param i32 i64) (result i64)))
          (func (export "run") (result i64) (call $f (i32.const 2) (i64.const 40))))
        """;

    private const string Counter =
        """
        (module
          (import "host" "wait" (func $wait (param i32) (result i32)))
          (global $n (mut i32) (i32.const 0))
          (func (export "_start"))
          (func (export "count") (param i32) (result i32)
            (global.set $n (i32.add (global.get $n) (call $wait (local.get 0))))
            (global.set $n (i32.add (global.get $n) (call $wait (local.get 0))))
            (global.get $n)))
        """;

    private static readonly FunctionType SumType = new([ValType.I32, ValType.I64], [ValType.I64]);

    private static IEnumerable<TestCaseData> Forms()
    {
        yield return Form("values", linker => linker.DefineAsyncFunction("host", "f", SumType, AddValues));
        yield return Form("values, registered type", linker => linker.DefineAsyncFunction("host", "f", linker.Engine.Types.Register(SumType), AddValues));
        yield return Form("Task", linker => linker.DefineAsyncFunction("host", "f", async (int a, long b) => await Add(a, b)));
        yield return Form("Task with caller", linker => linker.DefineAsyncFunction("host", "f", async (Caller caller, int a, long b) => await Add(a, b)));
        yield return Form("ValueTask", linker => linker.DefineAsyncFunction("host", "f", (int a, long b) => new ValueTask<long>(Add(a, b))));
        yield return Form("any delegate", linker => linker.DefineAsyncFunction("host", "f", (Delegate)((int a, long b) => Add(a, b))));
        yield return Form("DefineFunction", linker => linker.DefineFunction("host", "f", (int a, long b) => Add(a, b)));

        static TestCaseData Form(string name, Func<Linker, Linker> define) => new TestCaseData(define).SetArgDisplayNames(name);

        static async Task<long> Add(int a, long b)
        {
            await Task.Yield();
            return a + b;
        }

        static async ValueTask AddValues(Caller caller, ReadOnlyMemory<Value> arguments, Memory<Value> results)
        {
            long sum = arguments.Span[0].I32 + arguments.Span[1].I64;
            await Task.Yield();
            results.Span[0] = sum;
        }
    }

    [TestCaseSource(nameof(Forms))]
    public async Task EveryFormIsAFunctionOfEveryStore(Func<Linker, Linker> define)
    {
        Assert.That(define(Linker), Is.SameAs(Linker));
        Module module = Wat(Sum);
        for (int i = 0; i < 3; i++)
        {
            Instance instance = Linker.Instantiate(new Store(Engine), module);
            Assert.That(await instance.GetFunction("run")!.InvokeAsync(), Is.EqualTo(new Value[] { 42L }));
            Assert.Throws<InvalidOperationException>(() => instance.GetFunction("run")!.Invoke(), "a synchronous call is refused");
        }
    }

    [TestCaseSource(nameof(Forms))]
    public void EveryFormObeysTheShadowingRule(Func<Linker, Linker> define)
    {
        define(Linker);
        Assert.Throws<DuplicateDefinitionException>(() => define(Linker));
    }

    [Test]
    public async Task DelegatesOfTheCommonestArities()
    {
        int called = 0;
        Linker
            .DefineAsyncFunction("m", "f0", async () => { await Task.Yield(); called++; })
            .DefineAsyncFunction("m", "f1", async (int a) => { await Task.Yield(); return a; })
            .DefineAsyncFunction("m", "f2", async (int a, int b) => { await Task.Yield(); return a + b; })
            .DefineAsyncFunction("m", "f3", async (int a, int b, int c) => { await Task.Yield(); return a + b + c; })
            .DefineAsyncFunction("m", "f4", async (int a, int b, int c, int d) => { await Task.Yield(); return (a, b + c + d); })
            .DefineAsyncFunction("m", "f5", async (int a, int b, int c, int d, int e) => { await Task.Yield(); return a + b + c + d + e; });
        var results = new List<Value[]>();
        for (int i = 0; i <= 5; i++)
        {
            results.Add(await ((Function)Linker.Get(Store, "m", $"f{i}")).InvokeAsync([.. Enumerable.Range(1, i).Select(n => (Value)n)]));
        }

        Assert.That(called, Is.EqualTo(1));
        Assert.That(results, Is.EqualTo(new Value[][] { [], [1], [3], [6], [1, 9], [15] }));
    }

    [Test]
    public void AnAsyncFunctionReturnsATask()
    {
        Assert.Throws<ArgumentException>(() => Linker.DefineAsyncFunction("m", "f", () => 1));
        Assert.Throws<ArgumentException>(() => Linker.DefineAsyncFunction("m", "f", (Delegate)(() => 1)));
        Assert.That(Linker.Definitions(Store), Is.Empty);
    }

    [Test]
    public async Task AStartFunctionMayWait()
    {
        int started = 0;
        Linker.DefineAsyncFunction("host", "start", async () => { await Task.Yield(); started++; });
        Module module = Wat("""(module (import "host" "start" (func $f)) (start $f) (func (export "x")))""");
        InstancePre pre = Linker.InstantiatePre(module);

        await pre.InstantiateAsync(Store);
        await pre.InstantiateAsync(new Store(Engine));
        Instance instance = await Linker.InstantiateAsync(Store, module);

        Assert.That(started, Is.EqualTo(3));
        Assert.That(instance.GetFunction("x"), Is.Not.Null);
        Assert.Throws<InvalidOperationException>(() => Linker.Instantiate(Store, module), "it may not wait in a synchronous instantiation");
        Assert.Throws<InvalidOperationException>(() => pre.Instantiate(Store));
        Assert.That(started, Is.EqualTo(3));
    }

    [Test]
    public async Task ImportsAreLookedUpBeforeTheInstantiationWaits()
    {
        var gate = new TaskCompletionSource();
        Linker.DefineAsyncFunction("host", "start", () => gate.Task).DefineFunction("host", "f", () => 5);
        ValueTask<Instance> pending = Linker.InstantiateAsync(
            Store,
            Wat("""(module (import "host" "start" (func $s)) (import "host" "f" (func $f (result i32))) (start $s) (export "f" (func $f)))"""));
        Assert.That(pending.IsCompleted, Is.False);
        Linker.RemoveModule("host");
        gate.SetResult();

        Assert.That((await pending).GetFunction<int>("f")!(), Is.EqualTo(5));
    }

    [Test]
    public async Task FailuresOfLinkingAreInTheTask()
    {
        Linker.DefineFunction("m", "x", () => { });
        Task<Instance> unknown = Linker.InstantiateAsync(Store, Wat("""(module (import "m" "unknown" (func)))""")).AsTask();
        Task<Instance> incompatible = Linker.InstantiateAsync(Store, Wat("""(module (import "m" "x" (func (param i32))))""")).AsTask();

        await Assert.ThrowsAsync<UnknownImportException>(() => unknown);
        await Assert.ThrowsAsync<IncompatibleImportTypeException>(() => incompatible);
    }

    [Test]
    public void MisuseIsRefusedAtOnce()
    {
        Linker.Define("m", "x", Memory.Create(Store, new MemoryType(new Limits(1, null))));
        Module module = Wat("""(module (import "m" "x" (memory 1)))""");
        Engine other = NewEngine();

        AssertRefused("cross-`Store` instantiation is not currently supported", () => Linker.InstantiateAsync(new Store(Engine), module).AsTask());
        AssertRefused("cross-`Store` instantiation is not currently supported", () => Linker.InstantiatePre(module).InstantiateAsync(new Store(Engine)).AsTask());
        AssertRefused("cross-`Engine` instantiation is not currently supported", () => Linker.InstantiateAsync(Store, Wat("(module)", other)).AsTask());
        AssertRefused("cross-`Engine` instantiation is not currently supported", () => Linker.InstantiatePre(Wat("(module)")).InstantiateAsync(new Store(other)).AsTask());
        AssertRefused("different engines for this linker and the store provided", () => Linker.DefineModuleAsync(new Store(other), "m", Wat("(module)")));

        static void AssertRefused(string message, Func<object> action) =>
            Assert.That(Assert.Throws<ArgumentException>(() => _ = action())!.Message, Does.StartWith(message));
    }

    [Test]
    public async Task EachCallOfAnAsyncCommandHasAnInstanceOfItsOwn()
    {
        DefineWait();
        Assert.That(await Linker.DefineModuleAsync(Store, "m", Wat(Counter)), Is.SameAs(Linker));
        Function count = Exported("count");

        Task<Value[]>[] calls = [.. Enumerable.Range(1, 20).Select(i => count.InvokeAsync(i))];
        Value[][] results = await Task.WhenAll(calls);

        Assert.That(results.Select(result => result[0].I32), Is.EqualTo(Enumerable.Range(1, 20).Select(i => 2 * i)));
        Assert.Throws<InvalidOperationException>(() => count.Invoke(1), "it is an asynchronous function");
    }

    [Test]
    public async Task AnAsyncCommandIsCalledByWebAssembly()
    {
        DefineWait();
        await Linker.DefineModuleAsync(Store, "m", Wat(Counter));
        Instance caller = Instantiate(
            """
            (module
              (import "m" "count" (func $count (param i32) (result i32)))
              (import "m" "_start" (func $start))
              (func (export "run") (result i32)
                (call $start)
                (i32.add (call $count (i32.const 1)) (call $count (i32.const 10)))))
            """);

        Assert.That(await caller.GetFunction("run")!.InvokeAsync(), Is.EqualTo(new Value[] { 22 }));
    }

    [Test]
    public async Task AnAsyncCommandsFunctionHasTheTypeAndTheValuesOfTheExport([Values] bool waits)
    {
        Linker.DefineAsyncFunction("host", "wait", async () =>
        {
            if (waits)
            {
                await Task.Yield();
            }
        });
        await Linker.DefineModuleAsync(
            Store,
            "m",
            Wat(
                """
                (module
                  (import "host" "wait" (func $wait))
                  (func (export "_start"))
                  (func (export "swap") (param i32 f64 externref v128) (result v128 externref f64 i32)
                    (call $wait)
                    (local.get 3) (local.get 2) (local.get 1) (local.get 0))
                  (func (export "none") (param externref) (call $wait))
                  (func (export "more") (param i32) (result i32 i32 funcref) (call $wait) (local.get 0) (local.get 0) (ref.null func)))
                """));

        Value[] swapped = await Exported("swap").InvokeAsync(7, 0.5, Value.FromReference(this), Value.FromV128(1, 2));
        Assert.That(swapped, Is.EqualTo(new[] { Value.FromV128(1, 2), Value.FromReference(this), 0.5, 7 }));
        Assert.That(await Exported("none").InvokeAsync(Value.FromReference(this)), Is.Empty);
        Assert.That(await Exported("more").InvokeAsync(3), Is.EqualTo(new[] { 3, 3, Value.FromReference(null) }));
    }

    [Test]
    public async Task TrapsAndExceptionsPassAnAsyncCommand([Values] bool waits)
    {
        var thrown = new TimeoutException("mine");
        Linker.Define("host", "tag", Tag.Create(Store, ValType.I32)).DefineAsyncFunction("host", "f", async (int fail) =>
        {
            if (waits)
            {
                await Task.Yield();
            }

            if (fail != 0)
            {
                throw thrown;
            }
        });
        await Linker.DefineModuleAsync(
            Store,
            "m",
            Wat(
                """
                (module
                  (import "host" "tag" (tag $t (param i32)))
                  (import "host" "f" (func $f (param i32)))
                  (func (export "_start"))
                  (func (export "trap") (call $f (i32.const 0)) (unreachable))
                  (func (export "throw") (call $f (i32.const 0)) (throw $t (i32.const 5)))
                  (func (export "fail") (call $f (i32.const 1))))
                """));
        Instance caller = Instantiate(
            """
            (module
              (import "host" "tag" (tag $t (param i32)))
              (import "m" "throw" (func $throw))
              (func (export "run") (result i32)
                (block $h (result i32)
                  (try_table (catch $t $h) (call $throw))
                  (i32.const 0))))
            """);

        Assert.That((await Assert.ThrowsAsync<TrapException>(() => Exported("trap").InvokeAsync()))!.Message, Is.EqualTo("unreachable"));
        Assert.That(await caller.GetFunction("run")!.InvokeAsync(), Is.EqualTo(new Value[] { 5 }));
        Assert.That(await Assert.ThrowsAsync<TimeoutException>(() => Exported("fail").InvokeAsync()), Is.SameAs(thrown));
    }

    [Test]
    public async Task CancellationReachesAnAsyncCommand()
    {
        var gate = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        Linker.DefineAsyncFunction("host", "wait", () => gate.Task);
        await Linker.DefineModuleAsync(Store, "m", Wat("""(module (import "host" "wait" (func $wait)) (func (export "_start") (call $wait)))"""));
        Task<Value[]> call = Exported("_start").InvokeAsync([], new CallOptions { CancellationToken = cancellation.Token });
        Assert.That(call.IsCompleted, Is.False);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        gate.SetResult();
        await Exported("_start").InvokeAsync();
    }

    [Test]
    public async Task AnAsyncCommandThatRunsItselfForEverIsEnded([Values] bool waits)
    {
        Linker.DefineAsyncFunction("host", "again", async (Caller caller) =>
        {
            if (waits)
            {
                await Task.Yield();
            }

            // Each wait frees the stack, so that only a number can end it.
            if (waits && (int)(caller.Store.Data = (caller.Store.Data as int? ?? 0) + 1) > 1_000)
            {
                throw new ExhaustionException("enough");
            }

            await Linker.GetDefault(caller.Store, "m").InvokeAsync();
        });
        await Linker.DefineModuleAsync(Store, "m", Wat("""(module (import "host" "again" (func $f)) (func (export "_start") (call $f)))"""));

        await Assert.ThrowsAsync<ExhaustionException>(() => Exported("_start").InvokeAsync());
    }

    [Test]
    public async Task AReactorMayWaitInItsInitialization()
    {
        int initialized = 0;
        Linker.DefineAsyncFunction("host", "init", async () => { await Task.Yield(); initialized++; });
        await Linker.DefineModuleAsync(Store, "m", Wat("""(module (import "host" "init" (func $i)) (func (export "_initialize") (call $i)) (func (export "x")))"""));

        Assert.That(initialized, Is.EqualTo(1));
        Assert.That(Linker.Definitions(Store).Select(item => item.Name), Does.Contain("x").And.Contain("_initialize"));
    }

    [Test]
    public async Task APlainModuleIsInstantiatedAsynchronously()
    {
        int started = 0;
        Linker.DefineAsyncFunction("host", "start", async () => { await Task.Yield(); started++; });
        await Linker.DefineModuleAsync(Store, "m", Wat("""(module (import "host" "start" (func $s)) (start $s) (memory (export "memory") 1))"""));
        Assert.That(started, Is.EqualTo(1));
        Assert.That(Linker.Get(Store, "m", "memory"), Is.InstanceOf<Memory>());
    }

    [Test]
    public async Task AnAsyncReactorThatFailsSaysWhy()
    {
        var thrown = new TimeoutException("mine");
        Linker.DefineAsyncFunction("host", "f", async () => { await Task.Yield(); throw thrown; });
        await AssertCause(Is.SameAs(thrown), """(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)))""");
        await AssertCause(Is.InstanceOf<TrapException>(), """(module (func (export "_initialize") (unreachable)))""");
        await AssertCause(Is.InstanceOf<WasmException>(), """(module (tag $t) (func (export "_initialize") (throw $t)))""");
        await AssertCause(
            Is.InstanceOf<ProgramKindException>().With.Message.EqualTo("`_initialize` must have the type [] -> [], but has [] -> [i32]"),
            """(module (func (export "_initialize") (result i32) (i32.const 0)))""");
        Assert.That(Linker.ToString(), Is.EqualTo("linker with 1 items in 1 modules"));

        async Task AssertCause(NUnit.Framework.Constraints.IResolveConstraint expected, string text)
        {
            ReactorInitializationException error = (await Assert.ThrowsAsync<ReactorInitializationException>(() => Linker.DefineModuleAsync(Store, "m", Wat(text))))!;
            Assert.That(error.Message, Is.EqualTo("calling the Reactor initialization function"));
            Assert.That(error.InnerException, expected);
        }
    }

    [Test]
    public async Task CancellationOfAnAsyncInitializationStaysItself()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        Linker.DefineAsyncFunction("host", "f", () => gate.Task);
        Task<Linker> definition = Linker.DefineModuleAsync(
            Store,
            "m",
            Wat("""(module (import "host" "f" (func $f)) (func (export "_initialize") (call $f)))"""),
            cancellation.Token);
        Assert.That(definition.IsCompleted, Is.False);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => definition);
        Assert.That(Linker.TryGet(Store, "m", "_initialize", out _), Is.False);
    }

    [Test]
    public async Task WhatAModuleIsMustBeClear()
    {
        await Assert.ThrowsAsync<ProgramKindException>(() => Linker.DefineModuleAsync(Store, "m", Wat("""(module (func (export "_start")) (func (export "_initialize")))""")));
        await Assert.ThrowsAsync<ProgramKindException>(() => Linker.DefineModuleAsync(Store, "m", Wat("""(module (func (export "_start")) (tag (export "t")))""")));
        Assert.That(Linker.TryGet(Store, "m", "_start", out _), "what was defined before stays");
    }

    [Test]
    public async Task WithoutAsyncDefinitionNothingMayWait()
    {
        DefineWait();
        Linker.DefineModule(Store, "m", Wat(Counter));
        Assert.Throws<InvalidOperationException>(() => Exported("count").Invoke(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Exported("count").InvokeAsync(1));

        Module reactor = Wat("""(module (import "host" "wait" (func $w (param i32) (result i32))) (func (export "_initialize") (drop (call $w (i32.const 0)))))""");
        ReactorInitializationException error = Assert.Throws<ReactorInitializationException>(() => Linker.DefineModule(Store, "r", reactor))!;
        Assert.That(error.InnerException, Is.InstanceOf<InvalidOperationException>());
    }

    [Test]
    public async Task ManyThreadsInstantiateInOneStore()
    {
        DefineWait();
        InstancePre pre = Linker.InstantiatePre(
            Wat("""(module (import "host" "wait" (func $w (param i32) (result i32))) (func $s (drop (call $w (i32.const 1)))) (start $s) (export "wait" (func $w)))"""));

        Instance[] instances = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await pre.InstantiateAsync(Store))));

        Assert.That(instances.Select(instance => instance.GetExport("wait")).Distinct(), Has.Exactly(1).Items);
        Assert.That(instances.Distinct(), Has.Exactly(100).Items);
    }

    private Function Exported(string name) => (Function)Linker.Get(Store, "m", name);

    /// <summary>Defines <c>host::wait</c>: its argument, some time later.</summary>
    private void DefineWait() => Linker.DefineAsyncFunction("host", "wait", async (int value) =>
    {
        await Task.Yield();
        return value;
    });
}
