using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Heap;

namespace Wasm.SpecTests.Embedding;

/// <summary>A store's limits: what goes beyond them is an error, -1 or exhaustion, and the store goes on.</summary>
public sealed class LimitTests(TestEngine engine) : EngineTests(engine)
{
    private const int Page = MemoryType.PageSize;

    // 24 bytes a node.
    private const string Lists = """
        (module
          (type $node (struct (field (ref null $node))))
          (type $bytes (array (mut i8)))
          (tag $t (param (ref null $node)))
          (global $kept (export "kept") (mut (ref null $node)) (ref.null $node))
          (table $table 1 exnref)
          (func (export "garbage") (param $n i32)
            (loop $l
              (drop (struct.new $node (ref.null $node)))
              (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
          (func (export "keep") (param $n i32) (local $list (ref null $node))
            (loop $l
              (local.set $list (struct.new $node (local.get $list)))
              (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (global.set $kept (local.get $list)))
          (func (export "forget") (global.set $kept (ref.null $node)))
          (func (export "length") (result i32) (local $n i32) (local $list (ref null $node))
            (local.set $list (global.get $kept))
            (block $done
              (loop $l
                (br_if $done (ref.is_null (local.get $list)))
                (local.set $list (struct.get $node 0 (local.get $list)))
                (local.set $n (i32.add (local.get $n) (i32.const 1)))
                (br $l)))
            (local.get $n))
          (func (export "bytes") (param i32) (drop (array.new_default $bytes (local.get 0))))
          (func (export "throws") (param $n i32)
            (loop $l
              (block $h (result exnref) (try_table (catch_all_ref $h) (throw $t (ref.null $node))) (unreachable))
              (drop)
              (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
        """;

    [TestCase("(memory 11)", nameof(StoreLimits.MemoryBytes), "a memory of 11 pages is larger than the store's limit of 655360 bytes")]
    [TestCase("(memory 8) (memory 8)", nameof(StoreLimits.TotalMemoryBytes), "a memory of 8 pages and other memories of 524288 bytes are larger than the store's limit of 983040 bytes")]
    [TestCase("(memory 1) (memory 1) (memory 1) (memory 1)", nameof(StoreLimits.Memories), "the store has 3 memories")]
    [TestCase("(table 101 funcref)", nameof(StoreLimits.TableElements), "a table of 101 elements is larger than the store's limit of 100 elements")]
    [TestCase("(table 80 funcref) (table 80 funcref)", nameof(StoreLimits.TotalTableElements), "a table of 80 elements and other tables of 80 are larger than the store's limit of 150 elements")]
    [TestCase("(table 0 funcref) (table 0 funcref) (table 0 funcref) (table 0 funcref)", nameof(StoreLimits.Tables), "the store has 3 tables")]
    public void TooMuchIsNotInstantiated(string items, string limit, string message)
    {
        Store store = Limited(new()
        {
            MemoryBytes = 10 * Page,
            TotalMemoryBytes = 15 * Page,
            Memories = 3,
            TableElements = 100,
            TotalTableElements = 150,
            Tables = 3,
        });

        ResourceLimitException error = Assert.Throws<ResourceLimitException>(() => Linker.Instantiate(store, Wat($"(module {items})")))!;
        Assert.That(error.Message, Does.StartWith(message).And.EndWith($"(StoreLimits.{limit})"));
        Assert.That(error.Limit, Is.EqualTo(limit));
        Assert.DoesNotThrow(() => Linker.Instantiate(store, Wat("(module (memory 1) (table 1 funcref))")), "the store is usable");
    }

    [Test]
    public void TheHostIsLimitedToo()
    {
        Store store = Limited(new() { MemoryBytes = Page, TableElements = 5, Instances = 1 });

        Assert.Throws<ResourceLimitException>(() => Memory.Create(store, new MemoryType(new Limits(2, null))));
        Assert.Throws<ResourceLimitException>(() => Table.Create(store, new TableType(ValType.FuncRef, new Limits(6, null))));
        Instance first = Linker.Instantiate(store, Wat("(module)"));
        Assert.That(() => Linker.Instantiate(store, Wat("(module)")), Throws.TypeOf<ResourceLimitException>().With.Message.StartsWith("the store has 1 instances"));
        GC.KeepAlive(first);
    }

    [Test]
    public void AllMemoriesAndTablesTogetherGrowToTheLimit()
    {
        Store store = Limited(new() { TotalMemoryBytes = 10 * Page, TotalTableElements = 100 });
        Instance instance = Linker.Instantiate(store, Wat("""
            (module
              (memory $a 1) (memory $b 1) (table $t 1 funcref) (table $u 1 funcref)
              (func (export "a") (param i32) (result i32) (memory.grow $a (local.get 0)))
              (func (export "b") (param i32) (result i32) (memory.grow $b (local.get 0)))
              (func (export "t") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
              (func (export "u") (param i32) (result i32) (table.grow $u (ref.null func) (local.get 0))))
            """));
        int Grow(string name, int by) => instance.GetFunction(name)!.Invoke(by)[0].I32;

        Assert.That((Grow("a", 5), Grow("b", 4), Grow("b", 3), Grow("a", 1), Grow("a", 0)), Is.EqualTo((1, -1, 1, -1, 6)));
        Assert.That((Grow("t", 50), Grow("u", 49), Grow("u", 48), Grow("t", 1), Grow("t", 0)), Is.EqualTo((1, -1, 1, -1, 51)));
    }

    [Test]
    public void WhatIsCollectedCountsNoLonger()
    {
        Store store = Limited(new() { TotalMemoryBytes = 20 * Page, Instances = 5, Tables = 5 });
        Module module = Wat("(module (memory 5) (table 1 funcref))");

        for (int i = 0; i < 40; i++)
        {
            Forget(store, module);
        }
    }

    [Test]
    public void AMemoryThatTheProcessHasNoRoomForIsAnError()
    {
        Store store = Limited(StoreLimits.None);
        var kept = new List<Memory>();
        var small = Memory.Create(store, new MemoryType(new Limits(1, null)));

        // No process has room for so many; how many there are is the machine's business.
        Assert.Throws<ResourceLimitException>(() => kept.Add(Memory.Create(store, new MemoryType(new Limits(1UL << 48, null), Is64: true))));
        Assert.That(Memory.Create(store, new MemoryType(new Limits(0, null), Is64: true)).Grow((1UL << 48) - 1), Is.EqualTo(-1));
        Assert.Throws<ResourceLimitException>(() => Table.Create(store, new TableType(ValType.FuncRef, new Limits(ulong.MaxValue, null), Is64: true)));
        Assert.That(Table.Create(store, new TableType(ValType.FuncRef, new Limits(1, null), Is64: true)).Grow(ulong.MaxValue), Is.EqualTo(-1));
        Assert.That(small.Grow(1), Is.EqualTo(1));
    }

    [Test]
    public void GarbageDoesNotCount()
    {
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 100_000 }), Wat(Lists));

        Assert.DoesNotThrow(() => instance.GetFunction("garbage")!.Invoke(2_000_000));
        Assert.DoesNotThrow(() => instance.GetFunction("throws")!.Invoke(20_000));
        for (int i = 0; i < 50; i++)
        {
            instance.GetFunction("keep")!.Invoke(1500);
            instance.GetFunction("forget")!.Invoke();
        }
    }

    [Test]
    public void AListThatGrowsPastTheLimitExhaustsTheHeap()
    {
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 100_000 }), Wat(Lists));

        for (int i = 0; i < 3; i++)
        {
            ExhaustionException error = Assert.Throws<ExhaustionException>(() => instance.GetFunction("keep")!.Invoke(10_000))!;
            Assert.That(error.Message, Does.StartWith("heap exhausted: 24 bytes asked for").And.Contains("limit of 100000 bytes"));
            instance.GetFunction("keep")!.Invoke(2000);
            Assert.That(instance.GetFunction("length")!.Invoke()[0].I32, Is.EqualTo(2000));
            instance.GetFunction("forget")!.Invoke();
        }
    }

    [Test]
    public void ALimitIsPassedByAnEighthAtMost()
    {
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 240_000 }), Wat(Lists));

        instance.GetFunction("keep")!.Invoke(10_000);
        instance.GetFunction("forget")!.Invoke();

        Assert.Throws<ExhaustionException>(() => instance.GetFunction("keep")!.Invoke(11_251));
    }

    [Test]
    public void AnArrayLargerThanTheLimitExhaustsTheHeap()
    {
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 100_000 }), Wat(Lists));

        Assert.Throws<ExhaustionException>(() => instance.GetFunction("bytes")!.Invoke(100_000));
        Assert.DoesNotThrow(() => instance.GetFunction("bytes")!.Invoke(100_000 - ObjectSize.Header));
    }

    [Test]
    public void AListOfAMillionIsCounted()
    {
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 30_000_000 }), Wat(Lists));

        instance.GetFunction("keep")!.Invoke(1_000_000);
        Assert.DoesNotThrow(() => instance.GetFunction("garbage")!.Invoke(1_000_000), "counted, and there is room");
        Assert.Throws<ExhaustionException>(() => instance.GetFunction("keep")!.Invoke(1_000_000), "there is none for a second list");
        Assert.That(instance.GetFunction("length")!.Invoke()[0].I32, Is.EqualTo(1_000_000));
    }

    [Test]
    public void TheHostsObjectsExhaustTheHeapToo()
    {
        Store store = Limited(new() { HeapBytes = 100_000 });
        DefinedType type = Engine.Types.Register(new ArrayType(new FieldType(StorageType.I8, Mutable: true)));
        var table = Table.Create(store, new TableType(ValType.AnyRef, new Limits(200, null)));

        ExhaustionException error = Assert.Throws<ExhaustionException>(() =>
        {
            for (ulong i = 0; i < 200; i++)
            {
                table[i] = ArrayReference.CreateDefault(store, type, 1000);
            }
        })!;
        Assert.That(error.Message, Does.StartWith("heap exhausted"));
        table.Fill(0, null, 200);
        Assert.DoesNotThrow(() => table[0] = ArrayReference.CreateDefault(store, type, 50_000));
        Assert.Throws<ExhaustionException>(() => table[1] = ArrayReference.CreateDefault(store, type, 50_000));
    }

    [TestCase("global", "(global $g (mut anyref) (ref.null any))", "(global.set $g (local.get 0))")]
    [TestCase("table", "(table $t 2 anyref)", "(table.set $t (i32.const 1) (local.get 0))")]
    [TestCase("externref", "(global $g (mut externref) (ref.null extern))", "(global.set $g (extern.convert_any (local.get 0)))")]
    [TestCase("struct", "(type $s (struct (field i32) (field anyref))) (global $g (mut (ref null $s)) (ref.null $s))", "(global.set $g (struct.new $s (i32.const 1) (local.get 0)))")]
    [TestCase("wide struct", "(type $s (struct (field anyref) (field anyref) (field v128) (field anyref))) (global $g (mut (ref null $s)) (ref.null $s))",
        "(global.set $g (struct.new $s (ref.null any) (ref.null any) (v128.const i64x2 0 0) (local.get 0)))")]
    [TestCase("array", "(type $s (array anyref)) (global $g (mut (ref null $s)) (ref.null $s))", "(global.set $g (array.new $s (local.get 0) (i32.const 3)))")]
    [TestCase("exception", "(tag $e (param anyref)) (global $g (mut exnref) (ref.null exn))",
        "(global.set $g (block $h (result exnref) (try_table (catch_all_ref $h) (throw $e (local.get 0))) (unreachable)))")]
    [TestCase("frame", "", "(call $outer (local.get 0)) (br_if 0 (ref.is_null (local.get 0)))")]
    [TestCase("segment", "(table $t 1 anyref) (elem $p anyref (array.new_default $a (i32.const 60000)))", "")]
    public void WhatIsReachableIsInUse(string from, string declarations, string keep)
    {
        // The global, table and so on hold an array that fills more than half of the heap: there is no room for another.
        string elements = from == "segment" ? "" : "(local.set 0 (array.new_default $a (i32.const 60000)))";
        Instance instance = Linker.Instantiate(Limited(new() { HeapBytes = 100_000 }), Wat($"""
            (module (type $a (array i8)) {declarations}
              (func $outer (param anyref) (drop (array.new_default $a (i32.const 60000))))
              (func $fill (local anyref) {elements} {keep})
              (func (export "fill") (call $fill))
              (func (export "more") (drop (array.new_default $a (i32.const 60000)))))
            """));
        if (from == "frame")
        {
            Assert.Throws<ExhaustionException>(() => instance.GetFunction("fill")!.Invoke());
            Assert.DoesNotThrow(() => instance.GetFunction("more")!.Invoke());
            return;
        }

        instance.GetFunction("fill")!.Invoke();
        Assert.Throws<ExhaustionException>(() => instance.GetFunction("more")!.Invoke(), from);
    }

    [Test]
    public async Task WhatASuspendedCallRefersToIsInUse()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Linker.DefineAsyncFunction("host", "wait", () => ready.Task);
        Instance instance = await Linker.InstantiateAsync(Limited(new() { HeapBytes = 100_000 }), Wat("""
            (module (type $a (array i8)) (import "host" "wait" (func $wait))
              (func (export "hold") (result i32) (local $held (ref null $a))
                (local.set $held (array.new_default $a (i32.const 60000)))
                (call $wait)
                (array.len (local.get $held)))
              (func (export "more") (drop (array.new_default $a (i32.const 60000)))))
            """));
        var result = new Value[1];

        Task<Outcome> held = instance.GetFunction("hold")!.CallAsync(default, result).AsTask();
        Outcome more = await instance.GetFunction("more")!.CallAsync(default, default);
        ready.SetResult();
        Outcome outcome = await held;

        Assert.That((more.Kind, outcome.Kind, result[0].I32), Is.EqualTo((OutcomeKind.Exhaustion, OutcomeKind.Return, 60_000)));
        Assert.That((await instance.GetFunction("more")!.CallAsync(default, default)).Kind, Is.EqualTo(OutcomeKind.Return));
    }

    [Test]
    public void OfALargeLimitHalfIsGivenOutForGood()
    {
        Store store = Limited(new() { Instances = 1000 });
        Module module = Wat("(module)");

        for (int i = 0; i < 3000; i++)
        {
            Forget(store, module);
        }

        Instance[] kept = [.. Enumerable.Range(0, 500).Select(_ => Linker.Instantiate(store, module))];
        Assert.That(() => Linker.Instantiate(store, module), Throws.TypeOf<ResourceLimitException>().With.Message.StartsWith("the store has 1000 instances"));
        GC.KeepAlive(kept);
    }

    [Test]
    public void WhatGrowsBeyondTheHalfIsNotGivenOutForGood()
    {
        Store store = Limited(new() { TotalMemoryBytes = 1UL << 30, TotalTableElements = 1_000_000 });
        Module module = Wat("""
            (module
              (memory 1) (table 1 funcref)
              (func (export "grow") (result i32 i32)
                (memory.grow (i32.const 8500)) (table.grow (ref.null func) (i32.const 600000))))
            """);

        // There is no room for two, if the first one counts though it has gone.
        for (int i = 0; i < 3; i++)
        {
            Assert.That(ForgetGrown(store, module), Is.EqualTo((1, 1)), $"{i}");
        }
    }

    [Test]
    public void AfterAnInstantiationThatFailsAnotherMaySucceedAtOnce()
    {
        Store store = Limited(new() { Memories = 3 });
        Module tooMany = Wat("(module (memory 1) (memory 1) (memory 1) (memory 1))");
        Module one = Wat("(module (memory 1))");

        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ResourceLimitException>(() => Linker.Instantiate(store, tooMany));
            Assert.DoesNotThrow(() => Linker.Instantiate(store, one));
        }
    }

    [Test]
    public void ExhaustionWhileInstantiatingLeavesTheStoreUsable()
    {
        Store store = Limited(new() { HeapBytes = 100_000 });

        Assert.Throws<ExhaustionException>(() => Linker.Instantiate(store, Wat("""
            (module (type $a (array i8))
              (global anyref (array.new_default $a (i32.const 60000))) (global anyref (array.new_default $a (i32.const 60000))))
            """)));
        Assert.DoesNotThrow(() => Linker.Instantiate(store, Wat("(module (type $a (array i8)) (global anyref (array.new_default $a (i32.const 60000))))")));
    }

    [Test]
    public void AnInstanceThatIsGoneUsesNothing()
    {
        Store store = Limited(new() { HeapBytes = 100_000 });
        Module module = Wat("(module (type $a (array i8)) (global anyref (array.new_default $a (i32.const 60000))))");

        for (int i = 0; i < 5; i++)
        {
            Forget(store, module);
        }
    }

    [TestCase(0, 16)]
    [TestCase(1, 24)]
    [TestCase(3, 40)]
    public void SizesAreTheDocumentedOnes(int references, int bytes)
    {
        var field = new FieldType(ValType.AnyRef, Mutable: true);
        Assert.That(ObjectSize.OfStruct(new StructType([.. Enumerable.Repeat(field, references)])), Is.EqualTo(bytes));
        Assert.That(ObjectSize.OfArray(new ArrayType(field), references), Is.EqualTo(bytes));
        Assert.That(ObjectSize.OfException(new FunctionType([.. Enumerable.Repeat(ValType.AnyRef, references)], [])), Is.EqualTo(bytes));
        Assert.That(ObjectSize.OfStruct(new StructType([new(StorageType.I8, Mutable: false), new(ValType.V128, Mutable: false)])), Is.EqualTo(40));
        Assert.That(ObjectSize.OfArray(new ArrayType(new FieldType(StorageType.I16, Mutable: false)), uint.MaxValue), Is.EqualTo((2L * uint.MaxValue) + 18));
    }

    private Store Limited(StoreLimits limits) => new(Engine, limits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget(Store store, Module module) => Linker.Instantiate(store, module);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int Memory, int Table) ForgetGrown(Store store, Module module)
    {
        Value[] old = Linker.Instantiate(store, module).GetFunction("grow")!.Invoke();
        return (old[0].I32, old[1].I32);
    }
}
