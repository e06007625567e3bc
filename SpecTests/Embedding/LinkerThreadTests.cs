using NUnit.Framework;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>One linker that nobody changes, used by many threads with stores of their own.</summary>
public sealed class LinkerThreadTests(TestEngine engine) : EngineTests(engine)
{
    private const int Threads = 8;
    private const int StoresPerThread = 40;
    private const int Functions = 20;

    [Test]
    public void ManyThreadsInstantiateAndLookUpAtOnce()
    {
        int calls = 0;
        for (int i = 0; i < Functions; i++)
        {
            int result = i;
            Linker.DefineFunction("m", $"f{i}", (Caller caller, int x) =>
            {
                Interlocked.Increment(ref calls);
                return (int)caller.Store.Data! + x + result;
            });
        }

        Linker.DefineName("one-level", Function.Create(Store, () => { }));
        string imports = string.Concat(Enumerable.Range(0, Functions).Select(i => $"""(import "m" "f{i}" (func $f{i} (param i32) (result i32)))"""));
        string sum = string.Concat(Enumerable.Range(0, Functions).Select(i => $"(local.set 1 (i32.add (local.get 1) (call $f{i} (local.get 0))))"));
        Module module = Wat($"""(module {imports} (func (export "sum") (param i32) (result i32) (local i32) {sum} (local.get 1)) (export "last" (func $f{Functions - 1})))""");
        InstancePre pre = Linker.InstantiatePre(module);
        using var start = new Barrier(Threads);

        RunThreads(thread =>
        {
            start.SignalAndWait();
            for (int i = 0; i < StoresPerThread; i++)
            {
                var store = new Store(Engine) { Data = thread * 1000 };
                Instance instance = (i % 3) switch
                {
                    0 => pre.Instantiate(store),
                    1 => Linker.Instantiate(store, module),
                    _ => Linker.InstantiatePre(module).Instantiate(store),
                };
                int expected = (Functions * ((thread * 1000) + i)) + (Functions * (Functions - 1) / 2);
                Assert.That(instance.GetFunction<int, int>("sum")!(i), Is.EqualTo(expected));
                Assert.That(instance.GetExport("last"), Is.SameAs(Linker.Get(store, "m", $"f{Functions - 1}")));
                Assert.That(Linker.TryGet(store, "m", $"unknown{thread}-{i}", out _), Is.False);
                Assert.That(Linker.GetByImport(store, module.Imports[0]), Is.SameAs(Linker.Get(store, "m", "f0")));
                Assert.That(Linker.Definitions(store).Count(), Is.EqualTo(Functions));
                Assert.That(module.GetExport("sum"), Is.EqualTo(module.Exports[0]));
            }
        });

        Assert.That(calls, Is.EqualTo(Threads * StoresPerThread * Functions));
    }

    [Test]
    public void ACloneCanBeChangedWhileTheOriginalIsUsed()
    {
        Linker.DefineFunction("m", "f", () => 7);
        Module module = Wat("""(module (import "m" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))""");

        RunThreads(thread =>
        {
            for (int i = 0; i < StoresPerThread; i++)
            {
                Linker clone = Linker.Clone();
                clone.DefineFunction("m", $"g{thread}-{i}", () => thread).AliasModule("m", $"n{i}").RemoveModule("m");
                Assert.That(Linker.Instantiate(new Store(Engine), module).GetFunction<int>("run")!(), Is.EqualTo(7));
                Assert.That(clone.Definitions(new Store(Engine)).Count(), Is.EqualTo(2));
            }
        });

        Assert.That(Linker.Definitions(Store), Has.Exactly(1).Items);
    }

    private static void RunThreads(Action<int> body)
    {
        var errors = new Exception?[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            try
            {
                using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
                {
                    body(i);
                }
            }
            catch (Exception error)
            {
                errors[i] = error;
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.That(errors, Is.All.Null);
    }
}
