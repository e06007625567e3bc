using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>What is referred to lives, wherever the reference is; what is not is collected.</summary>
public sealed class RootingTests(TestEngine engine) : EngineTests(engine)
{
    private const string Keeping = """
        (module
          (type $s (struct (field (mut anyref))))
          (global $global (export "global") (mut anyref) (ref.null any))
          (global $external (export "external") (mut externref) (ref.null extern))
          (table $table (export "table") 2 anyref)
          (global $object (mut (ref null $s)) (ref.null $s))
          (func (export "make") (result anyref) (struct.new $s (ref.null any)))
          (func (export "in global") (param anyref) (global.set $global (local.get 0)))
          (func (export "in table") (param anyref) (table.set $table (i32.const 1) (local.get 0)))
          (func (export "in object") (param anyref) (global.set $object (struct.new $s (local.get 0))))
          (func (export "as externref") (param anyref) (global.set $external (extern.convert_any (local.get 0))))
          (func (export "nowhere") (param anyref) (local anyref) (local.set 1 (struct.new $s (local.get 0))))
          (func (export "clear")
            (global.set $global (ref.null any)) (global.set $external (ref.null extern))
            (table.set $table (i32.const 1) (ref.null any)) (global.set $object (ref.null $s))))
        """;

    [TestCase("in global")]
    [TestCase("in table")]
    [TestCase("in object")]
    [TestCase("as externref")]
    public void WhatCodeKeepsLives(string where)
    {
        Instance instance = Instantiate(Keeping);
        WeakReference made = MakeAndPass(instance, where);

        Assert.That(Garbage.IsCollected(made), Is.False);
        instance.GetFunction("clear")!.Invoke();
        Assert.That(Garbage.IsCollected(made));
        GC.KeepAlive(instance);
    }

    [Test]
    public void WhatCodeDropsIsCollected()
    {
        Instance instance = Instantiate(Keeping);

        Assert.That(Garbage.IsCollected(MakeAndPass(instance, "nowhere")));
        GC.KeepAlive(instance);
    }

    [Test]
    public void WhatTheHostHoldsLives()
    {
        Instance instance = Instantiate(Keeping);
        object made = instance.GetFunction("make")!.Invoke()[0].Reference!;
        var weak = new WeakReference(made);

        Garbage.Collect();

        Assert.That(weak.IsAlive);
        Assert.That(instance.GetFunction("make")!.Invoke()[0].Reference, Is.Not.SameAs(made));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AHostsObjectLivesAsLongAsCodeRefersToIt(bool internalized)
    {
        Instance instance = Instantiate("""
            (module
              (global $e (mut externref) (ref.null extern)) (global $a (mut anyref) (ref.null any))
              (func (export "keep") (param externref i32)
                (if (local.get 1)
                  (then (global.set $a (any.convert_extern (local.get 0))))
                  (else (global.set $e (local.get 0)))))
              (func (export "get") (result externref)
                (if (result externref) (ref.is_null (global.get $e)) (then (extern.convert_any (global.get $a))) (else (global.get $e))))
              (func (export "clear") (global.set $e (ref.null extern)) (global.set $a (ref.null any))))
            """);
        WeakReference passed = PassNewObject(instance, internalized);

        Assert.That(Garbage.IsCollected(passed), Is.False);
        Assert.That(ReadBack(instance, passed), "the same object comes back");
        instance.GetFunction("clear")!.Invoke();
        Assert.That(Garbage.IsCollected(passed));
        GC.KeepAlive(instance);
    }

    [Test]
    public void TablesAndGlobalsOfTheHostAreRoots()
    {
        var table = Table.Create(Store, new TableType(ValType.AnyRef, new Limits(1, null)));
        var global = Global.Create(Store, new GlobalType(ValType.ExternRef, Mutable: true), Value.FromReference(null));
        WeakReference inTable = Put(reference => table[0] = reference);
        WeakReference inGlobal = Put(reference => global.Value = Value.FromReference(reference));

        Garbage.Collect();
        Assert.That((inTable.IsAlive, inGlobal.IsAlive), Is.EqualTo((true, true)));
        table[0] = null;
        global.Value = Value.FromReference(null);
        Assert.That((Garbage.IsCollected(inTable), Garbage.IsCollected(inGlobal)), Is.EqualTo((true, true)));
    }

    [Test]
    public void AStoreDoesNotKeepItsInstancesAlive()
    {
        WeakReference[] items = InstantiateAndForget();

        Assert.That(items.Select(Garbage.IsCollected), Is.All.True);
        Assert.That(Instantiate("(module (memory 1))").GetMemory("m"), Is.Null, "the store is usable");
    }

    [Test]
    public void AFunctionKeepsItsInstanceAlive()
    {
        Function get = FunctionOfForgottenInstance();

        Garbage.Collect();

        Assert.That(get.Invoke()[0].I32, Is.EqualTo(42));
    }

    [Test]
    public void ExceptionsInFlightKeepTheirPayload()
    {
        var tag = Tag.Create(Store, ValType.AnyRef);
        Linker.Define("host", "tag", tag);
        WeakReference? payload = null;
        bool alive = false;
        Linker.Define("host", "throw", Function.Create(Store, FunctionType.Empty, (_, _, _) => payload = ThrowNew(tag)));
        Linker.Define("host", "collect", Function.Create(Store, FunctionType.Empty, (_, _, _) => Garbage.Collect()));
        Linker.Define("host", "see", Function.Create(
            Store, new FunctionType([ValType.AnyRef], []), (_, arguments, _) => alive = !arguments[0].IsNull));
        Instance instance = Instantiate("""
            (module
              (import "host" "tag" (tag $t (param anyref)))
              (import "host" "throw" (func $throw)) (import "host" "collect" (func $collect)) (import "host" "see" (func $see (param anyref)))
              (func (export "run") (local exnref)
                (block $h (result anyref exnref) (try_table (catch_ref $t $h) (call $throw)) (return))
                (local.set 0) (drop)
                (call $collect)
                (block $k (result anyref) (try_table (catch $t $k) (throw_ref (local.get 0))) (return))
                (call $see)))
            """);

        instance.GetFunction("run")!.Invoke();

        Assert.That((payload, alive), Is.EqualTo(((WeakReference?)null, true)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference ThrowNew(Tag tag) =>
        throw new WasmException(tag, Value.FromReference(StructReference.CreateDefault(Store, Engine.Types.Register(new StructType([])))));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeAndPass(Instance instance, string to)
    {
        Value made = instance.GetFunction("make")!.Invoke()[0];
        instance.GetFunction(to)!.Invoke(made);
        return new WeakReference(made.Reference);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PassNewObject(Instance instance, bool internalized)
    {
        object passed = new();
        instance.GetFunction("keep")!.Invoke(Value.FromReference(passed), internalized ? 1 : 0);
        return new WeakReference(passed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ReadBack(Instance instance, WeakReference passed) =>
        ReferenceEquals(instance.GetFunction("get")!.Invoke()[0].Reference, passed.Target);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Put(Action<object> put)
    {
        var made = StructReference.CreateDefault(Store, Engine.Types.Register(new StructType([])));
        put(made);
        return new WeakReference(made);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] InstantiateAndForget()
    {
        Instance instance = Instantiate("""(module (memory (export "m") 1) (table (export "t") 1 anyref) (global (export "g") anyref (ref.null any)))""");
        return [new(instance), new(instance.GetMemory("m")), new(instance.GetTable("t")), new(instance.GetGlobal("g"))];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Function FunctionOfForgottenInstance() =>
        Instantiate("""(module (global $g i32 (i32.const 42)) (func (export "get") (result i32) (global.get $g)))""").GetFunction("get")!;
}
