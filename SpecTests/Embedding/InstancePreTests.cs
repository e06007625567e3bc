using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>Instances prepared once: when what is looked at, and in which stores they can be made.</summary>
public sealed class InstancePreTests(TestEngine engine) : EngineTests(engine)
{
    [Test]
    public void WithoutItemsOfAStoreAnyStoreWillDo()
    {
        Linker.DefineFunction("", "", () => 5);
        Module module = Wat("""(module (import "" "" (func $f (result i32))) (func (export "run") (result i32) (call $f)))""");
        InstancePre pre = Linker.InstantiatePre(module);

        Assert.That(pre.Module, Is.SameAs(module));
        Assert.That(pre.IsStoreIndependent);
        for (int i = 0; i < 10; i++)
        {
            var store = new Store(Engine);
            Instance instance = pre.Instantiate(store);
            Assert.That(instance.Store, Is.SameAs(store));
            Assert.That(instance.GetFunction<int>("run")!(), Is.EqualTo(5));
        }
    }

    [Test]
    public void WithAnItemOfAStoreOnlyThatStoreWillDo()
    {
        Linker.DefineFunction("", "", () => { });
        Linker.Define("", "g", Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1));
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (import "" "" (func)) (import "" "g" (global i32)))"""));

        Assert.That(pre.IsStoreIndependent, Is.False);
        pre.Instantiate(Store);
        pre.Instantiate(Store);
        ArgumentException error = Assert.Throws<ArgumentException>(() => pre.Instantiate(new Store(Engine)))!;
        Assert.That(error.Message, Does.StartWith("cross-`Store` instantiation is not currently supported").And.Contain("`::g` must come from the same store"));
    }

    [Test]
    public void AStoreOfAnotherEngineIsRefused()
    {
        InstancePre pre = Linker.InstantiatePre(Wat("(module)"));
        ArgumentException error = Assert.Throws<ArgumentException>(() => pre.Instantiate(new Store(NewEngine())))!;
        Assert.That(error.Message, Does.StartWith("cross-`Engine` instantiation is not currently supported"));
        Assert.Throws<ArgumentNullException>(() => pre.Instantiate(null!));
    }

    [Test]
    public void EachInstanceHasItsOwnState()
    {
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (global (export "g") (mut i32) (i32.const 1)))"""));
        Instance first = pre.Instantiate(Store);
        Instance second = pre.Instantiate(Store);
        first.GetGlobal("g")!.Value = 2;
        Assert.That(second.GetGlobal("g")!.Value, Is.EqualTo((Value)1));
    }

    [Test]
    public void AHostFunctionIsTheSameForAllInstancesOfAStore()
    {
        Linker.DefineFunction("", "", () => { });
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (import "" "" (func $f)) (export "f" (func $f)))"""));

        Extern function = pre.Instantiate(Store).GetExport("f")!;

        Assert.That(pre.Instantiate(Store).GetExport("f"), Is.SameAs(function));
        Assert.That(Linker.Get(Store, "", ""), Is.SameAs(function));
        Assert.That(pre.Instantiate(new Store(Engine)).GetExport("f"), Is.Not.SameAs(function));
    }

    [Test]
    public void WhatIsDefinedLaterDoesNotMatter()
    {
        Linker.AllowShadowing = true;
        Linker.DefineFunction("m", "f", () => 1);
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (import "m" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))"""));

        Linker.DefineFunction("m", "f", () => 2);
        Assert.That(pre.Instantiate(Store).GetFunction<int>("run")!(), Is.EqualTo(1));
        Linker.RemoveModule("m");
        Assert.That(pre.Instantiate(Store).GetFunction<int>("run")!(), Is.EqualTo(1));
    }

    [Test]
    public void SizesAreThoseOfTheMomentAndNotOfTheDefinition()
    {
        Memory memory = Memory.Create(Store, new MemoryType(new Limits(1, 10)));
        Table table = Table.Create(Store, new TableType(ValType.FuncRef, new Limits(1, 10)));
        Linker.Define("m", "memory", memory).Define("m", "table", table);
        Module needsMemory = Wat("""(module (import "m" "memory" (memory 2 10)))""");
        Module needsTable = Wat("""(module (import "m" "table" (table 2 funcref)))""");
        foreach (Module module in new[] { needsMemory, needsTable })
        {
            Assert.Throws<IncompatibleImportTypeException>(() => Linker.InstantiatePre(module));
            Assert.Throws<IncompatibleImportTypeException>(() => Linker.Instantiate(Store, module));
        }

        memory.Grow(1);
        table.Grow(1);

        foreach (Module module in new[] { needsMemory, needsTable })
        {
            InstancePre pre = Linker.InstantiatePre(module);
            memory.Grow(1);
            table.Grow(1);
            pre.Instantiate(Store);
            Linker.Instantiate(Store, module);
        }
    }

    [Test]
    public void ThePreparedInstanceSeesWhatTheStoreDoesMeanwhile()
    {
        Memory memory = Memory.Create(Store, new MemoryType(new Limits(1, null)));
        Linker.Define("m", "memory", memory);
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (import "m" "memory" (memory 1)) (func (export "size") (result i32) (memory.size)))"""));
        Instance instance = pre.Instantiate(Store);

        memory.Grow(2);

        Assert.That(instance.GetFunction<int>("size")!(), Is.EqualTo(3));
        Assert.That(pre.Instantiate(Store).GetFunction<int>("size")!(), Is.EqualTo(3));
    }

    [Test]
    public void WhatIsMissingIsSaidBeforeWhatDoesNotMatch()
    {
        Linker.DefineFunction("m", "f", () => { });
        Linker.Define("m", "g", Global.Create(Store, new GlobalType(ValType.I32, Mutable: false), 1));
        Module missing = Wat("""(module (import "m" "f" (func (param i32))) (import "m" "x" (func)))""");
        Module mismatch = Wat("""(module (import "m" "g" (global i32)) (import "m" "f" (func (param i32))))""");

        Assert.Throws<UnknownImportException>(() => Linker.InstantiatePre(missing));
        Assert.Throws<IncompatibleImportTypeException>(() => Linker.Instantiate(new Store(Engine), mismatch), "types come before stores");
    }

    [Test]
    public void TheStartFunctionRunsForEachInstance()
    {
        int starts = 0;
        Linker.DefineFunction("m", "f", () => { starts++; });
        InstancePre pre = Linker.InstantiatePre(Wat("""(module (import "m" "f" (func $f)) (start $f))"""));
        Assert.That(starts, Is.Zero);
        pre.Instantiate(Store);
        pre.Instantiate(Store);
        Assert.That(starts, Is.EqualTo(2));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(40)]
    public void ImportsKeepTheirOrder(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int result = i;
            Linker.DefineFunction($"m{i % 3}", $"f{i}", () => result);
        }

        string imports = string.Concat(Enumerable.Range(0, count).Select(i => $"""(import "m{i % 3}" "f{i}" (func (result i32)))"""));
        string exports = string.Concat(Enumerable.Range(0, count).Select(i => $"""(export "{i}" (func {i}))"""));
        Instance instance = Linker.InstantiatePre(Wat($"(module {imports} {exports})")).Instantiate(Store);

        Assert.That(Enumerable.Range(0, count).Select(i => instance.GetFunction<int>($"{i}")!()), Is.EqualTo(Enumerable.Range(0, count)));
    }

    [Test]
    public void TenThousandImportsAreLookedUpQuickly()
    {
        const int Count = 10_000;
        for (int i = 0; i < Count; i++)
        {
            Linker.DefineUncheckedFunction("host", $"function number {i}", FunctionType.Empty, static (_, _, _) => { });
        }

        string imports = string.Concat(Enumerable.Range(0, Count).Select(i => $"""(import "host" "function number {i}" (func))"""));
        Module module = Wat($"""(module {imports} (export "first" (func 0)) (export "last" (func {Count - 1})))""");
        Linker.Instantiate(Store, module);

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Instance instance = Linker.Instantiate(Store, module);
        TimeSpan time = System.Diagnostics.Stopwatch.GetElapsedTime(start);

        Assert.That(instance.GetExport("first"), Is.SameAs(Linker.Get(Store, "host", "function number 0")));
        Assert.That(instance.GetExport("last"), Is.SameAs(Linker.Get(Store, "host", $"function number {Count - 1}")));
        Assert.That(time, Is.LessThan(TimeSpan.FromMilliseconds(250)), "a look-up each is some milliseconds; comparing all would be seconds");
    }
}
