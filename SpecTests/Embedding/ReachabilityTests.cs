using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Runtime.Linking;

namespace Wasm.SpecTests.Embedding;

/// <summary>A thread that has run a store's code keeps nothing of the store, however the code ended.</summary>
public sealed class ReachabilityTests(TestEngine engine) : EngineTests(engine)
{
    private const string Ends =
        """
        (module
          (import "host" "throw" (func $throw))
          (import "host" "fail" (func $fail))
          (import "host" "get" (func $get (result externref)))
          (table 1 funcref)
          (func (export "return") (drop (call $get)))
          (func (export "catch") (block $caught (try_table (catch_all $caught) (call $throw))))
          (func (export "throw") (call $throw))
          (func (export "trap") (drop (call $get)) (unreachable))
          (func (export "trap in a call") (call_indirect (i32.const 0)))
          (func (export "host exception") (call $fail))
          (func $deep (export "exhaustion") (call $deep))
          (func $deep_reference (export "exhaustion with references") (local externref) (local.set 0 (call $get)) (call $deep_reference))
          (func $used (param i32) (local externref externref externref) (local.set 3 (call $get)))
          (func (export "tail call") (return_call $used (i32.const 1))))
        """;

    [Test]
    public void AThreadForgetsTheStoreThatItRanIn(
        [Values("return", "catch", "throw", "trap", "trap in a call", "host exception", "exhaustion", "exhaustion with references", "tail call")] string end)
    {
        // A thread of its own, so that nothing later could push out what it keeps.
        WeakReference? store = null;
        bool alive = true;
        var thread = new Thread(() =>
        {
            store = Run(end);
            for (int i = 0; i < 5 && store.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            alive = store.IsAlive;
        });
        thread.Start();
        thread.Join();
        Assert.That(store, Is.Not.Null);
        Assert.That(alive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Run(string end)
    {
        var store = new Store(Engine);
        var tag = Tag.Create(store, Engine.Types.Register(FunctionType.Empty));
        Linker linker = new Linker(Engine)
            .DefineFunction("host", "throw", (Action)(() => throw new WasmException(tag)))
            .DefineFunction("host", "fail", (Action)(() => throw new TimeoutException()))
            .DefineFunction("host", "get", () => (object)store);
        Function function = linker.Instantiate(store, Wat(Ends)).GetFunction(end)!;
        try
        {
            function.Call([], []);
        }
        catch (TimeoutException)
        {
        }

        return new WeakReference(store);
    }
}
