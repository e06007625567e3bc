using NUnit.Framework;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>Data of stores, and how host functions reach it and the calling instance.</summary>
public sealed class StoreDataTests(TestEngine engine) : EngineTests(engine)
{
    private const string Text =
        """
        (module
          (import "host" "f" (func $f))
          (memory (export "memory") 1)
          (table (export "table") 3 funcref)
          (global (export "global") i32 (i32.const 4))
          (tag (export "tag"))
          (func (export "g") (call $f)))
        """;

    private struct Counter
    {
        public int Calls;
    }

    [Test]
    public void AStoreHasDataOfAnyKind()
    {
        Store.Data = "mine";
        object? seen = null;

        Call(Store, HostCallback.From((Caller caller) => { seen = caller.Data; }));

        Assert.That(seen, Is.EqualTo("mine"));
    }

    [Test]
    public void TypedDataIsChangedInPlace()
    {
        var store = new Store<Counter>(Engine, new Counter { Calls = 5 });

        Call(store, HostCallback.From((Caller<Counter> caller) => { caller.Data.Calls++; }));
        Call(store, HostCallback.FromDelegate((Caller<Counter> caller) => { caller.Data.Calls++; }));
        Call(store, HostCallback.FromDelegate((Caller caller) => { caller.WithData<Counter>().Data.Calls++; }));

        Assert.That(store.Data.Calls, Is.EqualTo(8));
        Assert.That(((Counter)((Store)store).Data!).Calls, Is.EqualTo(8));
    }

    [Test]
    public void TypedDataMayBeAClass()
    {
        var store = new Store<List<int>>(Engine, []);

        Call(store, HostCallback.From((Caller<List<int>> caller) => { caller.Data.Add(1); }));
        Call(store, HostCallback.From((Caller<List<int>> caller, CancellationToken _) => { caller.Store.Data.Add(2); }));
        Assert.That(store.Data, Is.EqualTo([1, 2]));

        store.Data = [3];
        Assert.That(((Store)store).Data, Is.EqualTo([3]));
    }

    [Test]
    public void AStoreOfAnotherKindIsRefused()
    {
        HostCallback callback = HostCallback.From((Caller<Counter> caller) => { caller.Data.Calls++; });

        Assert.That(() => Call(Store, callback), Throws.InvalidOperationException.With.Message.Contains("Counter").And.Message.Contains("Store without typed data"));
        Assert.That(() => Call(new Store<int>(Engine, 0), callback), Throws.InvalidOperationException.With.Message.Contains("Store<int>"));
        Assert.That(() => new Caller(Store, null).WithData<int>(), Throws.InvalidOperationException);
    }

    [Test]
    public void UntypedAccessToTypedDataChecksTheType()
    {
        var store = new Store<Counter>(Engine, default);
        Store text = new Store<string?>(Engine, "a");
        text.Data = null;

        Assert.That(text.Data, Is.Null);
        Assert.That(() => ((Store)store).Data = "text", Throws.ArgumentException.With.Message.Contains("string"));
        Assert.That(() => ((Store)store).Data = null, Throws.ArgumentException);
        ((Store)store).Data = new Counter { Calls = 2 };
        Assert.That(store.Data.Calls, Is.EqualTo(2));
    }

    [Test]
    public void ACallerReachesTheExportsOfTheCallingInstance()
    {
        Caller seen = default;
        Caller<int> typed = default;
        var store = new Store<int>(Engine, 3);
        Instance instance = Call(store, HostCallback.From((Caller caller) =>
        {
            seen = caller;
            typed = caller.WithData<int>();
        }));

        Assert.That(seen.Store, Is.SameAs(store));
        Assert.That(seen.Instance, Is.SameAs(instance));
        Assert.That(seen.GetMemory("memory"), Is.SameAs(instance.GetMemory("memory")).And.Not.Null);
        Assert.That(seen.GetTable("table"), Is.SameAs(instance.GetTable("table")).And.Not.Null);
        Assert.That(seen.GetGlobal("global"), Is.SameAs(instance.GetGlobal("global")).And.Not.Null);
        Assert.That(seen.GetTag("tag"), Is.SameAs(instance.GetTag("tag")).And.Not.Null);
        Assert.That(seen.GetFunction("g"), Is.SameAs(instance.GetFunction("g")).And.Not.Null);
        Assert.That(seen.GetExport("memory"), Is.SameAs(instance.GetMemory("memory")));
        Assert.That(seen.GetExport("missing"), Is.Null);
        Assert.That(seen.GetMemory("g"), Is.Null);
        Assert.That(typed.Instance, Is.SameAs(instance));
        Assert.That(typed.Store, Is.SameAs(store));
        Assert.That(typed.GetMemory("memory"), Is.SameAs(seen.GetMemory("memory")));
        Assert.That(typed.GetTable("table"), Is.SameAs(seen.GetTable("table")));
        Assert.That(typed.GetGlobal("global"), Is.SameAs(seen.GetGlobal("global")));
        Assert.That(typed.GetTag("tag"), Is.SameAs(seen.GetTag("tag")));
        Assert.That(typed.GetFunction("g"), Is.SameAs(seen.GetFunction("g")));
        Assert.That(typed.GetExport("memory"), Is.SameAs(seen.GetExport("memory")));
        Assert.That((Caller)typed, Is.EqualTo(seen));
        Assert.That(typed.ToCaller() == seen && typed == seen.WithData<int>() && typed.GetHashCode() == seen.GetHashCode());
    }

    [Test]
    public void WithoutACallingInstanceThereAreNoExports()
    {
        var caller = new Caller(Store, null);

        Assert.That(caller.GetExport("memory"), Is.Null);
        Assert.That(caller.GetMemory("memory"), Is.Null);
    }

    // In a store of its own: instances are linked per store.
    private Instance Call(Store store, HostCallback callback)
    {
        var linker = new Runtime.Linking.Linker(Engine);
        linker.Define("host", "f", Function.Create(store, callback));
        Instance instance = linker.Instantiate(store, Wat(Text));
        instance.GetAction("g")!();
        return instance;
    }
}
