using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;
using Wasm.Text;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Native memory comes and goes with stores and modules, and the collected heap stays bounded.</summary>
[TestFixture]
[NonParallelizable]
public sealed class LifetimeTests
{
    private const string Counter = """
        (module
          (memory (export "m") 1)
          (table 4 funcref)
          (elem (i32.const 0) $f)
          (type $t (func (result i32)))
          (func $f (result i32) (i32.store (i32.const 65532) (i32.const 7)) (i32.load (i32.const 65532)))
          (func (export "run") (result i32) (call_indirect (type $t) (i32.const 0))))
        """;

    [Test]
    public void Compiling_instantiating_calling_and_disposing_leave_no_memory_behind()
    {
        byte[] binary = Binary(Counter);
        Cycle(binary, 1_000);
        long before = ResidentBytes();

        // 100,000, or as many as fit in some seconds.
        int cycles = 0;
        for (var clock = Stopwatch.StartNew(); cycles < 3_000 || (cycles < 100_000 && clock.Elapsed < TimeSpan.FromSeconds(8)); cycles += 1_000)
        {
            Cycle(binary, 1_000);
        }

        long more = ResidentBytes() - before;
        TestContext.Out.WriteLine($"{cycles} cycles, {more >> 10} KiB more");
        Assert.That(more, Is.LessThan(24 << 20));
    }

    [Test]
    public void Stores_that_nobody_disposes_are_finalized()
    {
        byte[] binary = Binary(Counter);
        var engine = new JitEngine();
        Module module = Module.FromBytes(engine, binary);
        Abandon(module, 2_000);
        long before = ResidentBytes();
        for (int i = 0; i < 5; i++)
        {
            Abandon(module, 2_000);
        }

        Assert.That(ResidentBytes() - before, Is.LessThan(48 << 20));

        static void Abandon(Module module, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Run(module, dispose: false);
            }

            CollectAll();
        }
    }

    [Test]
    public void Short_lived_objects_run_in_constant_memory()
    {
        using var store = new Store(new JitEngine());
        Instance instance = Instantiate(store, """
            (module
              (type $pair (struct (field (mut i32)) (field (ref null $pair))))
              (type $bytes (array (mut i8)))
              (func (export "run") (param $n i32) (result i32)
                (local $p (ref null $pair)) (local $sum i32)
                (loop $again
                  (local.set $p (struct.new $pair (local.get $n) (ref.null $pair)))
                  (local.set $sum (i32.add (local.get $sum) (struct.get $pair 0 (local.get $p))))
                  (drop (array.new_default $bytes (i32.and (local.get $n) (i32.const 1023))))
                  (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $sum)))
            """);
        Function run = instance.GetFunction("run")!;
        run.Invoke(100_000);
        long before = ResidentBytes();
        Assert.That(run.Invoke(3_000_000)[0].I32, Is.EqualTo(unchecked((int)(3_000_000L * 3_000_001 / 2))));
        Assert.That(ResidentBytes() - before, Is.LessThan(128 << 20));
    }

    [Test]
    public void A_linked_structure_of_millions_of_objects_survives_collections()
    {
        using var store = new Store(new JitEngine(), new StoreLimits { HeapBytes = 2UL << 30 });
        Instance instance = Instantiate(store, """
            (module
              (type $node (struct (field i32) (field (ref null $node))))
              (global $list (mut (ref null $node)) (ref.null $node))
              (func (export "build") (param $n i32)
                (loop $again
                  (global.set $list (struct.new $node (local.get $n) (global.get $list)))
                  (drop (struct.new $node (local.get $n) (ref.null $node)))
                  (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
              (func (export "sum") (result i64)
                (local $p (ref null $node)) (local $sum i64)
                (local.set $p (global.get $list))
                (block $end
                  (loop $again
                    (br_if $end (ref.is_null (local.get $p)))
                    (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (struct.get $node 0 (local.get $p)))))
                    (local.set $p (struct.get $node 1 (local.get $p)))
                    (br $again)))
                (local.get $sum)))
            """);
        const int Count = 3_000_000;
        instance.GetFunction("build")!.Invoke(Count);
        Assert.That(instance.GetFunction("sum")!.Invoke()[0].I64, Is.EqualTo((long)Count * (Count + 1) / 2));
    }

    [Test]
    public void Perf_is_told_the_names_of_functions()
    {
        using var store = new Store(new JitEngine(null, new JitOptions { PerfMap = true }));
        Instance instance = new Linker(store.Engine).Instantiate(store, Module.FromBytes(store.Engine, Binary(
            "(module $named (func $answer (export \"f\") (result i32) (i32.const 42)))", keepIdentifiers: true)));
        instance.GetFunction("f")!.Invoke();
        string[] lines = File.ReadAllLines(Wasm.Jit.Execution.PerfMap.FilePath);
        Assert.That(lines, Has.Some.Matches("^[0-9a-f]+ [0-9a-f]+ wasm named!answer$"));
    }

    [TestCase("disable-passes", "nothing")]
    [TestCase("disable-cpu", "abacus")]
    [TestCase("optimize", "perhaps")]
    [TestCase("colour", "red")]
    public void Options_that_mean_nothing_are_refused_at_creation(string name, string value) => Assert.That(
        () => new JitEngine(null, JitOptions.Parse(new Dictionary<string, string> { [name] = value })),
        Throws.ArgumentException.With.Message.Contains(name == "colour" ? name : value));

    [Test]
    public void A_disposed_store_says_so()
    {
        var store = new Store(new JitEngine());
        Instance instance = Instantiate(store, Counter);
        Function run = instance.GetFunction("run")!;
        Memory memory = instance.GetMemory("m")!;
        store.Dispose();
        store.Dispose();
        Assert.That(() => run.Invoke(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => memory.Read<int>(0), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static void Cycle(byte[] binary, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Run(Module.FromBytes(new JitEngine(), binary), dispose: true);
        }

        CollectAll();
    }

    // Aggressively, so that .NET's own heap gives back what it does not need: what is left is what was not freed.
    private static void CollectAll()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(Module module, bool dispose)
    {
        var store = new Store(module.Engine);
        Instance instance = new Linker(module.Engine).Instantiate(store, module);
        Assert.That(instance.GetFunction("run")!.Invoke()[0].I32, Is.EqualTo(7));
        if (dispose)
        {
            store.Dispose();
        }
    }

    private static Instance Instantiate(Store store, string text) =>
        new Linker(store.Engine).Instantiate(store, Module.FromBytes(store.Engine, Binary(text)));

    private static byte[] Binary(string text, bool keepIdentifiers = false) =>
        ModuleParser.Parse(new SourceText("test", Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3, keepIdentifiers).Encode();

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
