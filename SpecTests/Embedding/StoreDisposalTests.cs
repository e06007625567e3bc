using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>A disposed store is of no use any more, and says so.</summary>
public sealed class StoreDisposalTests(TestEngine engine) : EngineTests(engine)
{
    private const string Text =
        """
        (module
          (import "host" "f" (func $host))
          (import "host" "wait" (func $wait))
          (memory (export "memory") 1)
          (table (export "table") 1 funcref)
          (global (export "global") (mut i32) (i32.const 1))
          (tag (export "tag") (param i32))
          (func (export "answer") (result i32) (i32.const 42))
          (func (export "host") (call $host))
          (func (export "wait") (call $wait)))
        """;

    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _host = () => { };

    [Test]
    public void WhateverTouchesItThrows()
    {
        Instance instance = Load(isAsync: false);
        Function answer = instance.GetFunction("answer")!;
        Memory memory = instance.GetMemory("memory")!;
        Table table = instance.GetTable("table")!;
        Global global = instance.GetGlobal("global")!;
        Tag tag = instance.GetTag("tag")!;
        Func<int> typed = answer.ToDelegate<Func<int>>();
        Engine engine = Store.Engine;
        DefinedType @struct = engine.Types.Register(new StructType([new FieldType(new StorageType(ValType.I32), Mutable: true)]));
        DefinedType array = engine.Types.Register(new ArrayType(new FieldType(new StorageType(ValType.I32), Mutable: true)));
        var one = StructReference.CreateDefault(Store, @struct);
        var many = ArrayReference.CreateDefault(Store, array, 3);
        Module module = instance.Compiled is { } compiled ? Module.FromValidated(engine, compiled.Module) : null!;
        Assert.That(typed(), Is.EqualTo(42));

        Assert.That(Store.IsDisposed, Is.False);
        Store.Dispose();
        Assert.That(Store.IsDisposed);
        foreach ((string what, Action use) in new (string, Action)[]
        {
            ("Invoke", () => answer.Invoke()),
            ("Call", () => answer.Call([], new Value[1])),
            ("CallUnchecked", () => answer.CallUnchecked(new RawValue[1], [])),
            ("typed", () => typed()),
            ("Limit", () => Store.Limit(default)),
            ("GetExport", () => instance.GetExport("answer")),
            ("Exports", () => _ = instance.Exports.Count()),
            ("PageCount", () => _ = memory.PageCount),
            ("Span", () => _ = memory.Span.Length),
            ("GetSpan", () => _ = memory.GetSpan(0, 1).Length),
            ("Read", () => memory.Read<int>(0)),
            ("Write", () => memory.Write(0, 1)),
            ("memory.Grow", () => memory.Grow(0)),
            ("Count", () => _ = table.Count),
            ("table.Get", () => table.Get(0)),
            ("table.Set", () => table.Set(0, null)),
            ("table.Fill", () => table.Fill(0, null, 1)),
            ("table.Grow", () => table.Grow(0)),
            ("global.Value", () => _ = global.Value),
            ("global.Value =", () => global.Value = 2),
            ("GetValue", () => global.GetValue<int>()),
            ("SetValue", () => global.SetValue(2)),
            ("GetField", () => one.GetField(0)),
            ("SetField", () => one.SetField(0, 1)),
            ("GetElement", () => many.GetElement(0)),
            ("SetElement", () => many.SetElement(0, 1)),
            ("array.Fill", () => many.Fill(0, 1, 1)),
            ("CopyTo", () => many.CopyTo(0, new int[3].AsSpan())),
            ("new struct", () => StructReference.CreateDefault(Store, @struct)),
            ("new array", () => ArrayReference.CreateDefault(Store, array, 1)),
            ("new exception", () => ExceptionReference.Create(tag, 1)),
            ("new memory", () => Memory.Create(Store, new MemoryType(new Limits(0, null)))),
            ("new table", () => Table.Create(Store, new TableType(ValType.FuncRef, new Limits(0, null)))),
            ("new global", () => Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1)),
            ("new tag", () => Tag.Create(Store, ValType.I32)),
            ("new function", () => Function.Create(Store, FunctionType.Empty, (_, _, _) => { })),
            ("instantiate", () => Linker.Instantiate(Store, module)),
        })
        {
            Assert.That(use, Throws.TypeOf<ObjectDisposedException>(), what);
        }

        Assert.That(async () => await answer.InvokeAsync(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(Store.Dispose, Throws.Nothing, "a second time");
        Assert.That(Store.Interrupt, Throws.Nothing, "from another thread it may come too late");
    }

    [Test]
    public void NotWhileSomethingRuns()
    {
        Instance instance = Load(isAsync: false);
        Function host = instance.GetFunction("host")!;
        _host = () => Assert.That(Store.Dispose, Throws.InvalidOperationException);
        host.Invoke();
        _host = () => Assert.That(Task.Run(Store.Dispose).Wait, Throws.InnerException.TypeOf<InvalidOperationException>());
        host.Invoke();
        using (Store.Limit(default))
        {
            Assert.That(Store.Dispose, Throws.InvalidOperationException);
        }

        Assert.That(instance.GetFunction("answer")!.Invoke()[0].I32, Is.EqualTo(42), "the store is as it was");
    }

    [Test]
    public void SuspendedCallsEndWhenTheyWouldGoOn()
    {
        Instance instance = Load(isAsync: true);
        Task<Value[]>[] calls = [.. Enumerable.Range(0, 5).Select(_ => instance.GetFunction("wait")!.InvokeAsync())];
        Store.Dispose();
        Assert.That(calls.Any(call => call.IsCompleted), Is.False);
        _waiting.SetResult();
        foreach (Task<Value[]> call in calls)
        {
            Assert.That(async () => await call, Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task CallsThatWaitForTheirTurnEndToo()
    {
        // Woken while the store is in use, they wait in its queue when it is disposed.
        Instance instance = Load(isAsync: true);
        Task<Value[]> call = instance.GetFunction("wait")!.InvokeAsync();
        WakeWhileInUse();

        // Who comes first is open: the call or the disposal. Neither may hang.
        try
        {
            Store.Dispose();
        }
        catch (InvalidOperationException)
        {
        }

        Task ended = await Task.WhenAny(call, Task.Delay(10_000));
        Assert.That(ended, Is.SameAs(call));
    }

    private void WakeWhileInUse()
    {
        using LimitScope scope = Store.Limit(default);
        _waiting.SetResult();
        Thread.Sleep(50);
    }

    private Instance Load(bool isAsync)
    {
        Linker.DefineFunction("host", "f", FunctionType.Empty, (_, _, _) => _host());
        if (isAsync)
        {
            Linker.DefineFunction("host", "wait", () => _waiting.Task);
        }
        else
        {
            Linker.DefineFunction("host", "wait", FunctionType.Empty, (_, _, _) => { });
        }

        return Instantiate(Text);
    }
}

/// <summary>What an engine is told of a store's life.</summary>
[TestFixture]
public sealed class EngineHookTests
{
    [Test]
    public void StateIsDisposedOnce()
    {
        var engine = new NotingEngine(new EngineOptions());
        var store = new Store(engine);
        var state = (NotingEngine.State)store.EngineState!;
        Assert.That(state.Disposals, Is.Zero);
        store.Dispose();
        store.Dispose();
        Assert.That(state.Disposals, Is.EqualTo(1));
        Assert.That(store.IsDisposed);
    }

    [Test]
    public void RequestsToStopReachTheEngine()
    {
        var engine = new NotingEngine(new EngineOptions());
        using var store = new Store(engine);
        store.Interrupt();
        Assert.That(engine.Stopped, Is.EqualTo(new[] { store }));
        Assert.That(store.ConfirmStop(), "it stands");
        Assert.That(engine.Stopped, Has.Count.EqualTo(2), "and was set again");
        store.ClearInterrupt();
        Assert.That(store.ConfirmStop(), Is.False);
        Assert.That(engine.Stopped, Has.Count.EqualTo(2));

        using var cancellation = new CancellationTokenSource();
        using (store.Limit(cancellation.Token))
        {
            cancellation.Cancel();
            Assert.That(engine.Stopped, Has.Count.EqualTo(3));
            Assert.That(() => store.ConfirmStop(), Throws.TypeOf<OperationCanceledException>());
            Assert.That(engine.Stopped, Has.Count.EqualTo(4));
        }
    }

    [Test]
    public void ADisposedStoreRequestsNothing()
    {
        var engine = new NotingEngine(new EngineOptions());
        var store = new Store(engine);
        store.Dispose();
        store.Interrupt();
        Assert.That(engine.Stopped, Is.Empty);
    }

    [Test]
    public void RequestsAndDisposalDoNotMeet()
    {
        var engine = new NotingEngine(new EngineOptions());
        for (int i = 0; i < 200; i++)
        {
            var store = new Store(engine);
            using var start = new Barrier(2);
            var interrupting = Task.Run(() =>
            {
                start.SignalAndWait();
                store.Interrupt();
            });
            start.SignalAndWait();
            store.Dispose();
            interrupting.Wait();
        }

        Assert.That(engine.StoppedAfterDisposal, Is.Zero);
    }

    /// <summary>Notes what it is told; it has neither code nor objects.</summary>
    [SuppressMessage("Design", "CA1065", Justification = "Nothing of that is called.")]
    private sealed class NotingEngine(EngineOptions options) : Engine(options)
    {
        private int _late;

        public List<Store> Stopped { get; } = [];

        public int StoppedAfterDisposal => _late;

        public override string Name => "noting";

        public override CompiledModule Compile(Core.Validation.ValidatedModule module) => throw new NotSupportedException();

        protected internal override Memory CreateMemory(Store store, MemoryType type) => throw new NotSupportedException();

        protected internal override Table CreateTable(Store store, TableType type, object? initial) => throw new NotSupportedException();

        protected internal override Global CreateGlobal(Store store, GlobalType type, Value value) => throw new NotSupportedException();

        protected internal override Tag CreateTag(Store store, DefinedType type) => throw new NotSupportedException();

        protected internal override HostFunction CreateHostFunction(Store store, DefinedType type, HostCallback callback) => throw new NotSupportedException();

        protected internal override StructReference CreateStruct(Store store, DefinedType type) => throw new NotSupportedException();

        protected internal override ArrayReference CreateArray(Store store, DefinedType type, int length) => throw new NotSupportedException();

        protected internal override ExceptionReference CreateException(Tag tag, ImmutableArray<Value> payload) => throw new NotSupportedException();

        protected internal override object CreateStoreState(Store store) => new State();

        protected internal override void OnStopRequested(Store store)
        {
            lock (Stopped)
            {
                Stopped.Add(store);
            }

            if (((State)store.EngineState!).Disposals > 0)
            {
                Interlocked.Increment(ref _late);
            }
        }

        public sealed class State : IDisposable
        {
            public int Disposals { get; private set; }

            public void Dispose() => Disposals++;
        }
    }
}
