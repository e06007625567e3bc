using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>After a call, however it ended, the engine keeps nothing alive that only the call referred to.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class CollectionTests(TestEngine engine)
{
    private const string Text = """
        (module
          (import "host" "throw" (func $throw))
          (type $node (struct (field externref) (field (ref null $node))))
          (type $many (array (mut externref)))
          (tag $t (param externref))
          (func (export "returns") (param externref) (result i32)
            (local externref)
            (local.set 1 (local.get 0))
            (call $uses (local.get 0) (struct.new $node (local.get 0) (ref.null $node)))
            (i32.const 1))
          (func (export "traps") (param externref) (call $nested (local.get 0) (i32.const 50)))
          (func (export "throws") (param externref) (call $thrower (local.get 0)) )
          (func (export "host") (param externref) (call $uses (local.get 0) (ref.null $node)) (call $hosted (local.get 0)))
          (func $endless (export "exhausts") (param externref) (local externref) (local.set 1 (local.get 0)) (call $endless (local.get 1)))
          (func (export "array") (param externref) (drop (array.new $many (local.get 0) (i32.const 100))))
          (func (export "tail") (param externref) (return_call $last (i32.const 1) (local.get 0)))
          (func (export "caught") (param externref)
            (block $h (result externref) (try_table (catch $t $h) (call $thrower (local.get 0))) (return))
            (drop))
          (func $last (param i32 externref))
          (func $hosted (param externref) (call $throw))
          (func $thrower (param externref) (throw $t (local.get 0)))
          (func $uses (param externref (ref null $node)) (drop (struct.get $node 0 (struct.new $node (local.get 0) (local.get 1)))))
          (func $nested (param externref i32)
            (if (i32.eqz (local.get 1)) (then unreachable))
            (call $nested (local.get 0) (i32.sub (local.get 1) (i32.const 1)))))
        """;

    [TestCase("returns")]
    [TestCase("traps")]
    [TestCase("throws")]
    [TestCase("host")]
    [TestCase("exhausts")]
    [TestCase("array")]
    [TestCase("tail")]
    [TestCase("caught")]
    public void What_a_call_referred_to_is_collectable(string name)
    {
        var wat = new Wat(engine: engine);
        wat.Host("throw", _ => throw new TimeoutException());
        Instance instance = wat.Load(Text);
        WeakReference passed = CallWithNewObject(instance, name);
        Assert.That(Garbage.IsCollected(passed));
        GC.KeepAlive(wat);
        GC.KeepAlive(instance);
    }

    [Test]
    public void Structs_are_collected_while_code_runs()
    {
        // An engine with a heap of its own may see only at an allocation that it is time for a collection.
        var wat = new Wat(engine: engine);
        WeakReference? seen = null;
        bool collected = false;
        wat.Host("first", new FunctionType([ValType.AnyRef], []), (_, a, _) => seen ??= new WeakReference(a[0].Reference));
        wat.Host("then", new FunctionType([], [ValType.I32]), (_, _, r) =>
        {
            collected |= Garbage.IsCollected(seen!);
            r[0] = collected ? 0 : 1;
        });
        Instance instance = wat.Load("""
            (module
              (import "host" "first" (func $first (param anyref)))
              (import "host" "then" (func $then (result i32)))
              (type $s (struct (field i64)))
              (func $make (call $first (struct.new $s (i64.const 1))))
              (func (export "run") (local $rounds i32)
                (loop $again
                  (call $make)
                  (br_if $again (i32.and
                    (call $then)
                    (i32.lt_u (local.tee $rounds (i32.add (local.get $rounds) (i32.const 1))) (i32.const 4)))))))
            """);
        instance.Invoke("run");
        Assert.That(collected);
    }

    [Test]
    public void A_million_nodes_need_no_more_memory_than_one()
    {
        Instance instance = new Wat(engine: engine).Load("""
            (module
              (type $n (struct (field (mut i64)) (field (mut (ref null $n)))))
              (func (export "run") (param i32) (result i64)
                (local $last (ref null $n))
                (loop $l
                  (local.set $last (struct.new $n (i64.extend_i32_u (local.get 0)) (ref.null $n)))
                  (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (struct.get $n 0 (local.get $last))))
            """);
        instance.Invoke("run", 1000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.That(instance.Invoke("run", 1_000_000), Is.EqualTo(Value.FromI64(1)));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(20_000_000));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithNewObject(Instance instance, string name)
    {
        object passed = new();
        try
        {
            instance.Try(name, Value.FromReference(passed));
        }
        catch (TimeoutException)
        {
            Assert.That(name, Is.EqualTo("host"));
        }

        return new WeakReference(passed);
    }
}
