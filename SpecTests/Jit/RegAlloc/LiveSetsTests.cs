using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.RegAlloc;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>What is live where blocks begin, compared with the solution of the textbook's equations; loops; next uses.</summary>
[TestFixture]
public sealed class LiveSetsTests
{
    [Test]
    public void Sets_are_those_of_the_equations([Values(10, 100, 500)] int size)
    {
        var sets = new LiveSets();
        for (int seed = 0; seed < 6000 / size; seed++)
        {
            MachineFunction function = RandomMachine.Make(seed, MachineBuilder.Sixteen, size);
            Compute(function, sets, int.MaxValue);
            var expected = new CheckerLiveness(function);
            for (int b = 0; b < function.Blocks.Count; b++)
            {
                sets.LoadIn(b);
                for (int register = 0; register < function.RegisterTypes.Count; register++)
                {
                    int number = sets.NumberOf(register);
                    Assert.That(number >= 0 && sets.Has(number), Is.EqualTo(expected.IsLiveIn(b, register)), () => $"seed {seed}, register {register}, block {b}\n{MachineText.Print(function)}");
                }

                Assert.That(sets.In(b).ToArray().Select(chunk => chunk.Word), Is.Unique);
            }
        }
    }

    [Test]
    public void Uses_are_found_by_time()
    {
        var sets = new LiveSets();
        for (int seed = 0; seed < 20; seed++)
        {
            MachineFunction function = RandomMachine.Make(seed, MachineBuilder.Sixteen, 100);
            Compute(function, sets, int.MaxValue);
            for (int number = 0; number < sets.Count; number++)
            {
                int[] times = [.. Enumerable.Range(0, function.Blocks.Count).SelectMany(b => sets.UsesIn(b).ToArray()).Where(use => use.Number == number).Select(use => use.Time)];
                Assert.That(times, Is.Not.Empty.And.Ordered);
                foreach (int time in times.Append(-1))
                {
                    Assert.That(sets.UseFrom(number, time + 1), Is.EqualTo(times.FirstOrDefault(other => other > time, int.MaxValue)));
                }
            }
        }
    }

    [Test]
    public void A_budget_ends_the_work()
    {
        MachineFunction function = RandomMachine.Make(3, MachineBuilder.Sixteen, 500);
        Assert.That(Compute(function, new LiveSets(), 10), Is.False);
    }

    [Test]
    public void Loops_lie_in_one_another()
    {
        // 0 → 1 ⇄ (2 ⇄ 3) → 4, and block 5 of the outer loop only.
        var nest = new LoopNest();
        MachineFunction function = Graph([1], [2], [3], [2, 5], [], [1, 4]);
        var liveness = new Liveness();
        liveness.Prepare(function);
        Assert.Multiple(() =>
        {
            Assert.That(nest.Compute(function, liveness), Is.True);
            Assert.That(nest.LoopCount, Is.EqualTo(2));
            Assert.That(Enumerable.Range(0, 6).Select(nest.Innermost), Is.EqualTo([-1, 1, 2, 2, -1, 1]));
            Assert.That(Enumerable.Range(0, 6).Select(nest.Around), Is.EqualTo([-1, -1, 1, 2, -1, 1]));
            Assert.That(nest.IsBackEdge(3, 2), Is.True);
            Assert.That(nest.IsBackEdge(5, 4), Is.False);
        });
    }

    [Test]
    public void Loops_with_two_entries_are_none()
    {
        MachineFunction function = Graph([1, 2], [2, 3], [1], []);
        var liveness = new Liveness();
        liveness.Prepare(function);
        Assert.That(new LoopNest().Compute(function, liveness), Is.False);
    }

    private static bool Compute(MachineFunction function, LiveSets sets, int budget)
    {
        int[] order = [.. Enumerable.Range(0, function.Blocks.Count)];
        int[] start = [.. order.Select(b => function.Blocks[b].First + b)];
        var liveness = new Liveness();
        liveness.Prepare(function);
        var nest = new LoopNest();
        Assert.That(nest.Compute(function, liveness), Is.True);
        return sets.Compute(function, order, start, liveness, nest, budget);
    }

    private static MachineFunction Graph(params int[][] targets)
    {
        var function = new MachineFunction();
        foreach (int[] edges in targets)
        {
            function.Instructions.Add(new MachineInstruction { Flags = MachineFlags.Terminator });
            function.Blocks.Add(new MachineBlock { First = function.Blocks.Count, End = function.Blocks.Count + 1, FirstEdge = function.Edges.Count, EdgeCount = edges.Length });
            foreach (int target in edges)
            {
                function.Edges.Add(new MachineEdge { Target = target });
            }
        }

        return function;
    }
}
