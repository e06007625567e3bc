using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>A table as the host sees it.</summary>
public sealed class TableTests(TestEngine engine) : EngineTests(engine)
{
    private const string Functions = """
        (module
          (type $get (func (result i32)))
          (table (export "t") 3 funcref)
          (table (export "typed") 1 (ref null $get))
          (func (export "one") (result i32) (i32.const 1))
          (func (export "none"))
          (func (export "call") (param i32) (result i32) (call_indirect 0 (type $get) (local.get 0))))
        """;

    [Test]
    public void HostAndCodeSeeTheSameElements()
    {
        Instance instance = Instantiate(Functions);
        Table table = instance.GetTable("t")!;
        Function one = instance.GetFunction("one")!;

        table.Set(1, one);
        table[2] = one;

        Assert.That(instance.GetFunction("call")!.Invoke(1)[0].I32, Is.EqualTo(1));
        Assert.That(table.Get(0), Is.Null);
        Assert.That(table[2], Is.SameAs(one));
    }

    [Test]
    public void ItGrowsAndIsFilled()
    {
        var table = Table.Create(Store, new TableType(ValType.ExternRef, new Limits(2, 5)), this);

        Assert.That(table.Grow(2), Is.EqualTo(2));
        Assert.That(table.Grow(2), Is.EqualTo(-1));
        Assert.That(table.Grow(1, "new"), Is.EqualTo(4));
        table.Fill(1, "filled", 2);

        Assert.That(Enumerable.Range(0, 5).Select(i => table[(ulong)i]), Is.EqualTo(new object?[] { this, "filled", "filled", null, "new" }));
        Assert.That(table.Type, Is.EqualTo(new TableType(ValType.ExternRef, new Limits(5, 5))));
        Assert.That((table.Count, table.ElementType), Is.EqualTo((5UL, ValType.ExternRef)));
    }

    [Test]
    public void AccessOutsideSaysWhereAndHowLargeTheTableIs()
    {
        var table = Table.Create(Store, new TableType(ValType.ExternRef, new Limits(4, null)));

        Assert.That(() => table.Get(4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("index 4").And.Message.Contains("4 elements"));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Get(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Set(4, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Fill(3, "x", 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Fill(1, "x", ulong.MaxValue));
        Assert.DoesNotThrow(() => table.Fill(4, "x", 0));
        Assert.That(table.Get(3), Is.Null);
    }

    [Test]
    public void AnElementOfAnotherTypeIsRefused()
    {
        Instance instance = Instantiate(Functions);
        Table typed = instance.GetTable("typed")!;
        Function none = instance.GetFunction("none")!;
        void Refused(Action action) => Assert.That(action, Throws.ArgumentException.With.Message.Contains("expected"));

        Refused(() => typed.Set(0, none));
        Refused(() => typed.Set(0, "text"));
        Refused(() => typed.Fill(0, none, 1));
        Refused(() => typed.Grow(1, none));
        Refused(() => Table.Create(Store, new TableType(ValType.FuncRef, new Limits(1, null)), "text"));
        Refused(() => Table.Create(Store, new TableType(ValType.FuncRef.AsNonNull(), new Limits(1, null))));
        typed.Set(0, instance.GetFunction("one"));
        Assert.That(typed.Count, Is.EqualTo(1));
    }

    [Test]
    public void AnElementOfAnotherStoreIsRefused()
    {
        Function foreign = Linker.Instantiate(new Store(Engine), Wat("(module (func (export \"f\")))")).GetFunction("f")!;
        var table = Table.Create(Store, new TableType(ValType.FuncRef, new Limits(1, null)));
        void Refused(Action action) => Assert.That(action, Throws.ArgumentException.With.Message.Contains("belongs to another store"));

        Refused(() => table.Set(0, foreign));
        Refused(() => table.Fill(0, foreign, 1));
        Refused(() => table.Grow(1, foreign));
        Refused(() => Table.Create(Store, new TableType(ValType.FuncRef, new Limits(1, null)), foreign));
    }

    [TestCase(3UL, 2UL, false, "size minimum must not be greater than maximum")]
    [TestCase(0UL, 1UL << 32, false, "table size must be at most 2^32-1 elements")]
    public void AnInvalidTypeIsRefused(ulong minimum, ulong? maximum, bool is64, string message) => Assert.That(
        () => Table.Create(Store, new TableType(ValType.FuncRef, new Limits(minimum, maximum), is64)),
        Throws.ArgumentException.With.Message.StartsWith(message));
}
