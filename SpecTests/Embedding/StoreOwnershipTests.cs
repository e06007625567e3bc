using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>One thread at a time runs in a store.</summary>
public sealed class StoreOwnershipTests(TestEngine engine) : EngineTests(engine)
{
    private const string Text =
        """
        (module
          (import "host" "block" (func $block))
          (memory 1)
          (func (export "block") (call $block))
          (func (export "id") (param i32) (result i32) (local.get 0))
          (func (export "nest") (param i32) (result i32) (call $block) (local.get 0)))
        """;

    [Test]
    public async Task ASecondThreadIsRefusedWhileTheFirstRuns()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        Instance instance = Load(() =>
        {
            entered.Set();
            leave.Wait();
        });
        Function id = instance.GetFunction("id")!;
        Task first = Task.Factory.StartNew(() => instance.GetFunction("block")!.Invoke(), TaskCreationOptions.LongRunning);
        entered.Wait();
        try
        {
            Assert.That(() => id.Invoke(1), InUse);
            Assert.That(() => id.CallUnchecked(new RawValue[1], []), InUse);
            Assert.That(() => Instantiate("(module)"), InUse);
            Assert.That(() => Store.Limit(default).Dispose(), InUse);
        }
        finally
        {
            leave.Set();
        }

        await first;
        Assert.That(id.Invoke(3)[0].I32, Is.EqualTo(3));
    }

    [Test]
    public void AScopeEndsOnceAndInOrder()
    {
        using var cancellation = new CancellationTokenSource();
        LimitScope outer = Store.Limit(cancellation.Token);
        LimitScope inner = Store.Limit(cancellation.Token);
        LimitScope copy = outer;
        InvalidOperationException? early = null;
        try
        {
            outer.Dispose();
        }
        catch (InvalidOperationException error)
        {
            early = error;
        }

        inner.Dispose();
        outer.Dispose();
        InvalidOperationException? again = null;
        try
        {
            copy.Dispose();
        }
        catch (InvalidOperationException error)
        {
            again = error;
        }

        Assert.That(early, Is.Not.Null);
        Assert.That(again, Is.Not.Null);
        Task other = Task.Factory.StartNew(() => Instantiate("(module)"), TaskCreationOptions.LongRunning);
        Assert.That(async () => await other, Throws.Nothing);
    }

    [Test]
    public void TheSameThreadMayEnterAgain()
    {
        int depth = 0;
        Function? nest = null;
        nest = Load(() =>
        {
            if (++depth < 20)
            {
                int at = depth;
                Assert.That(nest!.Invoke(at)[0].I32, Is.EqualTo(at));
                Assert.That(Instantiate("(module (func (export \"f\")))").GetFunction("f")!.Invoke(), Is.Empty);
            }
        }).GetFunction("nest");
        Assert.That(nest!.Invoke(99)[0].I32, Is.EqualTo(99));
        Assert.That(depth, Is.EqualTo(20));
    }

    [Test]
    public async Task AsynchronousCallsWaitForTheirTurn()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        Instance instance = Load(() =>
        {
            entered.Set();
            leave.Wait();
        });
        Function id = instance.GetFunction("id")!;
        Task first = Task.Factory.StartNew(() => instance.GetFunction("block")!.Invoke(), TaskCreationOptions.LongRunning);
        entered.Wait();
        using var cancellation = new CancellationTokenSource();
        Task<Value[]>[] calls = [.. Enumerable.Range(0, 10).Select(i => id.InvokeAsync(i))];
        Task<Value[]> cancelled = id.InvokeAsync([100], cancellation.Token);
        Task<Instance> instantiation = Instantiator.InstantiateAsync(Store, Wat("(module)"), []).AsTask();
        Task<Value[]> last = id.InvokeAsync(11);
        Assert.That(calls.Any(call => call.IsCompleted), Is.False);

        await cancellation.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(last.IsCompleted, Is.False);
        leave.Set();

        await first;
        for (int i = 0; i < calls.Length; i++)
        {
            Assert.That((await calls[i])[0].I32, Is.EqualTo(i));
        }

        Assert.That((await last)[0].I32, Is.EqualTo(11));
        Assert.That((await instantiation).Store, Is.SameAs(Store));
        Assert.That(id.Invoke(3)[0].I32, Is.EqualTo(3));
    }

    [Test]
    public async Task AScopeKeepsTheStore()
    {
        Function id = Load(() => { }).GetFunction("id")!;
        Task<Value[]> call = InScope();
        Assert.That((await call)[0].I32, Is.EqualTo(5));

        Task<Value[]> InScope()
        {
            using LimitScope scope = Store.Limit(default);
            Task<Value[]> call = Task.Run(() => id.InvokeAsync(5));
            Task<Exception?> refused = Task.Run(() =>
            {
                try
                {
                    id.Invoke(6);
                    return null;
                }
                catch (InvalidOperationException error)
                {
                    return error as Exception;
                }
            });
            Assert.That(refused.GetAwaiter().GetResult()!.Message, Does.Contain("in use on another thread"));
            Assert.That(id.Invoke(7)[0].I32, Is.EqualTo(7));
            Assert.That(call.IsCompleted, Is.False);
            return call;
        }
    }

    [Test]
    public async Task CallsOfManyThreadsNeverOverlap()
    {
        // Increments that would be lost if two ran at once; each call waits in the middle and comes back on any thread.
        Linker.Define("host", "yield", Function.CreateAsync(Store, FunctionType.Empty, async (_, _, _) => await Task.Yield()));
        Instance instance = Instantiate(
            """
            (module (import "host" "yield" (func $yield))
              (memory 1)
              (func $add (param i32) (loop $l
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "f") (call $add (i32.const 300)) (call $yield) (call $add (i32.const 300)) (call $yield) (call $add (i32.const 400)))
              (func (export "get") (result i32) (i32.load (i32.const 0))))
            """);
        Function function = instance.GetFunction("f")!;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => function.InvokeAsync()));
        })));

        Assert.That((await instance.GetFunction("get")!.InvokeAsync())[0].I32, Is.EqualTo(200_000));
    }

    [Test]
    public void AStoreIsFreeAfterEveryKindOfEnd()
    {
        Exception? thrown = null;
        Instance instance = Load(() => throw thrown!);
        foreach (Exception error in new Exception[] { new TrapException(TrapCode.Unreachable), new TimeoutException(), new ExhaustionException("x") })
        {
            thrown = error;
            Assert.Throws(error.GetType(), () => instance.GetFunction("block")!.Invoke());
            Task<Value[]> other = Task.Run(() => instance.GetFunction("id")!.Invoke(4));
            Assert.That(other.GetAwaiter().GetResult()[0].I32, Is.EqualTo(4));
        }
    }

    private static NUnit.Framework.Constraints.IResolveConstraint InUse =>
        Throws.InvalidOperationException.With.Message.EqualTo("the store is in use on another thread");

    private Instance Load(Action block)
    {
        Linker.Define("host", "block", Function.Create(Store, FunctionType.Empty, (_, _, _) => block()));
        return Instantiate(Text);
    }
}
