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

    // A schedule of failures would otherwise mean something else in each engine: the largest table is each engine's own.
    [TestCase("memory", 65_535U, 65_536U)]
    [TestCase("table", 4_294_967_294U, 4_294_967_295U)]
    public void ItIsAskedAboutWhateverTheTypeAllows(string kind, uint possible, uint impossible)
    {
        Instance instance = Instantiate("""
            (module
              (memory 1)
              (table 1 funcref)
              (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))
            """);
        var asked = new List<ulong>();
        Store.GrowthFilter = (_, by) =>
        {
            asked.Add(by);
            return false;
        };

        Assert.That(instance.GetFunction(kind)!.Invoke(Value.FromI32((int)possible))[0].I32, Is.EqualTo(-1));
        Assert.That(instance.GetFunction(kind)!.Invoke(Value.FromI32((int)impossible))[0].I32, Is.EqualTo(-1));
        Assert.That(asked, Is.EqualTo(new ulong[] { possible }));
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
