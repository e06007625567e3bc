using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>To which engine and store things belong, what of others is refused, and that nothing is kept too long.</summary>
public sealed class LinkerOwnershipTests(TestEngine engine) : EngineTests(engine)
{
    private const string CrossEngine = "cross-`Engine` instantiation is not currently supported";
    private const string CrossStore = "cross-`Store` instantiation is not currently supported";
    private const string DifferentEngines = "different engines for this linker and the store provided";

    private static readonly string[] Kinds = ["function", "global", "memory", "table", "tag"];

    [Test]
    public void ItemsOfAnotherEngineCannotBeDefined([ValueSource(nameof(Kinds))] string kind)
    {
        Extern item = Create(kind, new Store(NewEngine()));
        AssertRefused("the item belongs to a different engine than this linker", () => Linker.Define("m", "x", item));
        AssertRefused("the item belongs to a different engine than this linker", () => Linker.DefineName("x", item));
        Assert.That(Linker.ToString(), Is.EqualTo("linker with 0 items in 0 modules"));
    }

    [Test]
    public void AnotherEnginesItemIsRefusedEvenIfTheNameIsTaken()
    {
        Linker.DefineFunction("m", "x", () => { });
        AssertRefused("the item belongs to a different engine", () => Linker.Define("m", "x", Create("function", new Store(NewEngine()))));
    }

    [Test]
    public void AnInstanceOfAnotherEngineCannotBeDefined([Values("", """(func (export "f"))""")] string fields)
    {
        Engine other = NewEngine();
        Instance instance = new Linker(other).Instantiate(new Store(other), Wat($"(module {fields})", other));
        AssertRefused("the instance belongs to a different engine", () => Linker.DefineInstance("m", instance));
    }

    [Test]
    public void ATypeOfAnotherEngineIsRefused()
    {
        DefinedType type = NewEngine().Types.Register(FunctionType.Empty);
        AssertRefused("the type belongs to a different engine", () => Linker.DefineFunction("m", "x", type, (_, _, _) => { }));
        AssertRefused("the type belongs to a different engine", () => Linker.DefineUncheckedFunction("m", "x", type, (_, _, _) => { }));
        AssertRefused("the type belongs to a different engine", () => Linker.DefineFunction("m", "x", type, HostCallback.From(() => { })));
    }

    [Test]
    public void AGlobalOrTableOfATypeOfNoEngineIsRefused()
    {
        ValType type = ValType.Ref(HeapType.Concrete(1_000_000), nullable: true);
        AssertRefused("(ref null 1000000) is not a type of this engine", () => Global.Create(Store, new GlobalType(type, Mutable: true), Value.FromReference(null)));
        AssertRefused("(ref null 1000000) is not a type of this engine", () => Table.Create(Store, new TableType(type, new Limits(1, null))));
    }

    [Test]
    public void AFunctionOfAnotherEnginesTypeIsRefused()
    {
        DefinedType type = NewEngine().Types.Register(FunctionType.Empty);
        Assert.That(
            () => Function.Create(Store, type, HostCallback.From(() => { })),
            Throws.ArgumentException.With.Message.Contains("belongs to another engine"));
    }

    [Test]
    public void AModuleOfAnotherEngineIsNotInstantiated()
    {
        Engine other = NewEngine();
        Module module = Wat("(module)", other);
        AssertRefused(CrossEngine, () => Linker.Instantiate(Store, module));
        AssertRefused(CrossEngine, () => Linker.Instantiate(new Store(other), module));
        AssertRefused(CrossEngine, () => Linker.InstantiatePre(module));
        AssertRefused(CrossEngine, () => Linker.Instantiate(new Store(other), Wat("(module)")));
        AssertRefused(CrossEngine, () => Instantiator.Instantiate(Store, module, []));
    }

    [Test]
    public void AModuleOfAnotherEngineIsRefusedBeforeItsImportsAreLookedAt()
    {
        // Type numbers of two engines mean different things: comparing them must not be tried.
        Engine other = NewEngine();
        AssertRefused(CrossEngine, () => Linker.Instantiate(Store, Wat("""(module (import "m" "x" (func)))""", other)));
    }

    [Test]
    public void AStoreOfAnotherEngineCannotBeLookedUpIn()
    {
        var store = new Store(NewEngine());
        Linker.DefineFunction("m", "x", () => { });
        ImportType import = Wat("""(module (import "m" "x" (func)))""").Imports[0];
        AssertRefused(DifferentEngines, () => Linker.Get(store, "m", "x"));
        AssertRefused(DifferentEngines, () => Linker.Get(store, "m", "unknown"));
        AssertRefused(DifferentEngines, () => Linker.TryGet(store, "m", "x", out _));
        AssertRefused(DifferentEngines, () => Linker.TryGetByName(store, "m", out _));
        AssertRefused(DifferentEngines, () => Linker.GetByImport(store, import));
        AssertRefused(DifferentEngines, () => Linker.TryGetByImport(store, import, out _));
        AssertRefused(DifferentEngines, () => Linker.GetDefault(store, "m"));
        AssertRefused(DifferentEngines, () => Linker.Definitions(store));
    }

    [Test]
    public void EveryItemMustComeFromTheSameStore([ValueSource(nameof(Kinds))] string kind)
    {
        Extern item = Create(kind, Store);
        Linker.DefineFunction("m", "ok", () => { }).Define("m", "x", item);
        string type = kind switch
        {
            "function" => "(func)",
            "global" => "(global i32)",
            "memory" => "(memory 1)",
            "table" => "(table 1 funcref)",
            _ => "(tag)",
        };
        Module module = Wat($"""(module (import "m" "ok" (func)) (import "m" "x" {type}))""");
        var other = new Store(Engine);

        Linker.Instantiate(Store, module);
        AssertRefused($"{CrossStore}: the item defined as `m::x` must come from the same store", () => Linker.Instantiate(other, module));
        AssertRefused($"{CrossStore}: the item defined as `m::x` must come from the same store", () => Linker.InstantiatePre(module).Instantiate(other));
        AssertRefused($"{CrossStore}: the item defined as `m::x` must come from the same store", () => Instantiator.Instantiate(other, module, [Linker.Get(other, "m", "ok"), item]));
    }

    [Test]
    public void ItemsOfAnotherStoreAreNotGiven()
    {
        Linker.Define("m", "x", Create("global", Store)).Define("m", "", Create("function", Store)).DefineName("n", Create("tag", Store));
        var other = new Store(Engine);
        AssertRefused($"{CrossStore}: the item defined as `m::x` must come from the same store", () => Linker.Get(other, "m", "x"));
        AssertRefused(CrossStore, () => Linker.TryGet(other, "m", "x", out _));
        AssertRefused($"{CrossStore}: the item defined as `n` must come from the same store", () => Linker.TryGetByName(other, "n", out _));
        AssertRefused(CrossStore, () => Linker.GetDefault(other, "m"));
        AssertRefused(CrossStore, () => _ = Linker.Definitions(other).Count());
        Assert.That(Linker.TryGet(other, "m", "unknown", out _), Is.False);
    }

    [Test]
    public void AfterAnInstanceIsDefinedTheLinkerBelongsToItsStore([Values] bool asModule)
    {
        Module module = Wat("""(module (func (export "f")))""");
        _ = asModule ? Linker.DefineModule(Store, "m", module) : Linker.DefineInstance("m", Linker.Instantiate(Store, module));
        Module user = Wat("""(module (import "m" "f" (func)))""");
        Linker.Instantiate(Store, user);
        AssertRefused($"{CrossStore}: the item defined as `m::f` must come from the same store", () => Linker.Instantiate(new Store(Engine), user));
    }

    [Test]
    public void AnAliasBelongsToTheSameStore()
    {
        Linker.Define("m", "x", Create("memory", Store)).Alias("m", "x", "n", "y").AliasModule("n", "o");
        AssertRefused($"{CrossStore}: the item defined as `o::y` must", () => Linker.Get(new Store(Engine), "o", "y"));
    }

    [Test]
    public void OneLinkerCanHoldItemsOfTwoStores()
    {
        var other = new Store(Engine);
        Linker.Define("a", "x", Create("global", Store)).Define("b", "x", Create("global", other));
        Linker.Instantiate(Store, Wat("""(module (import "a" "x" (global i32)))"""));
        Linker.Instantiate(other, Wat("""(module (import "b" "x" (global i32)))"""));
        AssertRefused($"{CrossStore}: the item defined as `b::x`", () => Linker.Instantiate(Store, Wat("""(module (import "a" "x" (global i32)) (import "b" "x" (global i32)))""")));
    }

    [Test]
    public void AStoreAndALinkerThatKnowEachOtherAreCollected()
    {
        WeakReference data = Use();
        Collect();
        Assert.That(data.IsAlive, Is.False);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Use()
        {
            var mark = new object();
            var store = new Store(Engine) { Data = mark };
            var linker = new Linker(Engine);
            linker.DefineFunction("", "", () => { _ = mark.ToString(); });
            linker.DefineModule(store, "a", Wat("""(module (import "" "" (func $f)) (func (export "_start") (call $f)))"""));
            linker.GetDefault(store, "a").Invoke();
            return new WeakReference(mark);
        }
    }

    [Test]
    public void AHostFunctionLivesAsLongAsTheLinkerAndNoStoreIsKept()
    {
        var calls = new StrongBox<int>();
        var linker = new StrongBox<Linker?>();
        (WeakReference target, WeakReference store) = Use(calls, linker);
        Collect();
        Assert.That(target.IsAlive, "the linker needs it");
        Assert.That(store.IsAlive, Is.False, "the linker does not keep stores");

        CallInNewStore(linker);
        Assert.That(calls.Value, Is.EqualTo(2));
        linker.Value = null;
        Collect();
        Assert.That(target.IsAlive, Is.False);
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallInNewStore(StrongBox<Linker?> linker) => ((Function)linker.Value!.Get(new Store(linker.Value.Engine), "", "")).Invoke();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Target, WeakReference Store) Use(StrongBox<int> calls, StrongBox<Linker?> linker)
    {
        var target = new Counter(calls);
        linker.Value = new Linker(Engine).DefineFunction("", "", target.Count);
        var store = new Store(Engine);
        ((Function)linker.Value.Get(store, "", "")).Invoke();
        return (new WeakReference(target), new WeakReference(store));
    }

    private static void AssertRefused(string message, Action action) =>
        Assert.That(Assert.Throws<ArgumentException>(action)!.Message, Does.StartWith(message));

    private static Extern Create(string kind, Store store) => kind switch
    {
        "function" => Function.Create(store, () => { }),
        "global" => Global.Create(store, new GlobalType(ValType.I32, Mutable: false), 1),
        "memory" => Memory.Create(store, new MemoryType(new Limits(1, null))),
        "table" => Table.Create(store, new TableType(ValType.FuncRef, new Limits(1, null))),
        _ => Tag.Create(store),
    };

    private sealed class Counter(StrongBox<int> calls)
    {
        public void Count() => calls.Value++;
    }
}
