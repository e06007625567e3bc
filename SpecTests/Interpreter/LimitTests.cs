using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.SpecTests.Embedding;

namespace Wasm.SpecTests.Interpreter;

/// <summary>Sizes that the store or the engine does not allow end in a clear error, -1 or a trap.</summary>
[TestFixtureSource(typeof(TestEngines), nameof(TestEngines.All))]
public sealed class LimitTests(TestEngine engine)
{
    private const int Page = MemoryType.PageSize;

    // What an engine's own limit ends before the store's depends on the engine.
    [TestCase("(module (memory 32768))", "limit of 32767 pages", "655360 bytes")]
    [TestCase("(module (memory i64 0x1000000000000))", "limit of 32767 pages", "limit of 1048576 pages")]
    [TestCase("(module (memory 11))", "655360 bytes", "655360 bytes")]
    [TestCase("(module (table 101 funcref))", "100 elements", "100 elements")]
    [TestCase("(module (table i64 0xffffffffffffffff funcref))", "100 elements", "100 elements")]
    public void Too_large_to_instantiate(string text, string onReference, string onJit)
    {
        string message = engine.Name == "reference" ? onReference : onJit;
        var wat = new Wat(limits: new StoreLimits { MemoryBytes = 10 * Page, TableElements = 100 }, engine: engine);
        Assert.That(() => wat.Load(text), Throws.TypeOf<ResourceLimitException>().With.Message.Contains(message));
    }

    [TestCase("i32", 9, 1, -1)]
    [TestCase("i64", 9, 1, -1)]
    public void Memory_grows_to_the_stores_limit(string address, int most, int one, int failed)
    {
        var wat = new Wat(limits: new StoreLimits { MemoryBytes = 10 * Page }, engine: engine);
        Instance instance = wat.Load($"""
            (module (memory (export "m") {address} 1)
              (func (export "grow") (param {address}) (result {address}) (memory.grow (local.get 0)))
              (func (export "last") (param {address}) (result i32) (i32.load8_u (local.get 0))))
            """);
        Value Address(long value) => address == "i64" ? Value.FromI64(value) : Value.FromI32((int)value);
        Assert.That(instance.Invoke("grow", Address(most)), Is.EqualTo(Address(one)));
        Assert.That(instance.Invoke("grow", Address(one)), Is.EqualTo(Address(failed)));
        Assert.That(instance.Invoke("grow", Address(0)), Is.EqualTo(Address(10)));
        Assert.That(instance.Invoke("last", Address((10 * Page) - 1)), Is.EqualTo(Value.FromI32(0)));
        Assert.That(instance.Trap("last", Address(10 * Page)), Is.EqualTo("out of bounds memory access"));
        Assert.That(instance.GetMemory("m")!.Type, Is.EqualTo(new MemoryType(new Limits(10, null), address == "i64")));
    }

    [TestCase("i32", -1)]
    [TestCase("i64", -1)]
    [TestCase("i64", long.MinValue)]
    public void Absurd_growth_fails(string address, long pages)
    {
        Instance instance = new Wat(engine: engine).Load($"""
            (module (memory {address} 1) (table $t {address} 1 externref)
              (func (export "memory") (param {address}) (result {address}) (memory.grow (local.get 0)))
              (func (export "table") (param {address}) (result {address}) (table.grow $t (ref.null extern) (local.get 0))))
            """);
        Value argument = address == "i64" ? Value.FromI64(pages) : Value.FromI32((int)pages);
        Value failed = address == "i64" ? Value.FromI64(-1) : Value.FromI32(-1);
        Assert.That(instance.Invoke("memory", argument), Is.EqualTo(failed));
        Assert.That(instance.Invoke("table", argument), Is.EqualTo(failed));
    }

    [Test]
    public void A_filter_decides_over_growth()
    {
        var wat = new Wat(engine: engine);
        var asked = new List<(Extern, ulong)>();
        wat.Store.GrowthFilter = (item, by) =>
        {
            asked.Add((item, by));
            return by != 2;
        };
        Instance instance = wat.Load("""
            (module (memory (export "m") 1 5) (table (export "t") 1 funcref)
              (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))
            """);
        Assert.That(instance.Invoke("memory", 1), Is.EqualTo(Value.FromI32(1)));
        Assert.That(instance.Invoke("memory", 2), Is.EqualTo(Value.FromI32(-1)));
        Assert.That(instance.Invoke("memory", 4), Is.EqualTo(Value.FromI32(-1)));
        Assert.That(instance.Invoke("table", 3), Is.EqualTo(Value.FromI32(1)));
        Extern memory = instance.GetMemory("m")!;
        Assert.That(asked, Is.EqualTo(new[] { (memory, 1UL), (memory, 2UL), (instance.GetTable("t")!, 3UL) }), "not asked beyond the maximum");
    }

    [Test]
    public void Growing_page_by_page_keeps_the_contents()
    {
        Instance instance = new Wat(engine: engine).Load("""
            (module (memory 1)
              (func (export "run") (param i32) (result i32)
                (local $sum i32) (local $i i32)
                (loop $l
                  (i32.store (i32.mul (local.get $i) (i32.const 65536)) (local.get $i))
                  (if (i32.ne (memory.grow (i32.const 1)) (i32.add (local.get $i) (i32.const 1))) (then unreachable))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
                (loop $l
                  (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                  (local.set $sum (i32.add (local.get $sum) (i32.load (i32.mul (local.get $i) (i32.const 65536)))))
                  (br_if $l (local.get $i)))
                (local.get $sum)))
            """);
        Assert.That(instance.Invoke("run", 300), Is.EqualTo(Value.FromI32(300 * 299 / 2)));
    }

    [TestCase("(array.new_default $bytes (i32.const -1))")]
    [TestCase("(array.new $longs (i64.const 1) (i32.const 0x10000001))")]
    [TestCase("(array.new_default $refs (i32.const 0x7fffffff))")]
    public void An_array_too_large_traps(string expression)
    {
        string types = "(type $bytes (array i8)) (type $longs (array i64)) (type $refs (array anyref))";
        Instance instance = new Wat(engine: engine).Load($"(module {types} (func (export \"run\") (drop {expression})))");
        Assert.That(instance.Trap("run"), Is.EqualTo("allocation size too large"));
        Assert.That(
            () => new Wat(engine: engine).Load($"(module {types} (global anyref {expression}))"),
            Throws.TypeOf<TrapException>().With.Message.EqualTo("allocation size too large"));
    }
}
