using NUnit.Framework;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>What a growth filter may do beside giving an answer.</summary>
public sealed class GrowthFilterTests(TestEngine engine) : EngineTests(engine)
{
    private const string Text =
        """
        (module
          (import "host" "wait" (func $wait))
          (memory (export "memory") 1 20)
          (table (export "table") 1 20 funcref)
          (func (export "grow memory") (result i32) (memory.grow (i32.const 1)))
          (func (export "grow table") (result i32) (table.grow (ref.null func) (i32.const 1)))
          (func (export "wait") (call $wait) (drop (memory.grow (i32.const 5))) (drop (table.grow (ref.null func) (i32.const 5)))))
        """;

    private bool _isInside;

    [Test]
    public void ItMayGrowTheSame([Values("memory", "table")] string kind, [Values(5, 19)] int pages)
    {
        Linker.DefineFunction("host", "wait", () => { });
        Instance instance = Instantiate(Text);
        Memory memory = instance.GetMemory("memory")!;
        Table table = instance.GetTable("table")!;
        Store.GrowthFilter = (item, by) =>
        {
            if (!_isInside)
            {
                _isInside = true;
                _ = ReferenceEquals(item, memory) ? memory.Grow((ulong)pages) : table.Grow((ulong)pages);
            }

            return true;
        };

        int old = instance.GetFunction($"grow {kind}")!.Invoke()[0].I32;

        // 20 are too few for one more.
        Assert.That(old, Is.EqualTo(pages == 5 ? 6 : -1));
        Assert.That(kind == "memory" ? memory.PageCount : table.Count, Is.EqualTo(pages == 5 ? 7 : 20));
    }

    [Test]
    public async Task ItMayLetASuspendedCallGoOn([Values("memory", "table")] string kind)
    {
        var source = new TaskCompletionSource();
        Linker.DefineFunction("host", "wait", new Func<Task>(() => source.Task));
        Instance instance = Instantiate(Text);
        Task<Value[]> suspended = instance.GetFunction("wait")!.InvokeAsync();
        Store.GrowthFilter = (_, _) =>
        {
            if (!_isInside)
            {
                _isInside = true;
                source.SetResult();
            }

            return true;
        };

        await instance.GetFunction($"grow {kind}")!.InvokeAsync();

        // Whichever of the two was the first.
        await suspended;
        Assert.That(kind == "memory" ? instance.GetMemory("memory")!.PageCount : instance.GetTable("table")!.Count, Is.EqualTo(7));
    }
}
