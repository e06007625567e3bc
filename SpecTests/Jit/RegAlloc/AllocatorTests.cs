using System.Diagnostics;
using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.RegAlloc;
using static Wasm.SpecTests.Jit.RegAlloc.MachineBuilder;

namespace Wasm.SpecTests.Jit.RegAlloc;

/// <summary>Functions through the allocators: the checker and the interpreter find nothing.</summary>
[TestFixture]
public sealed class AllocatorTests
{
    [Test]
    public void Random_functions(
        [Values("simple", "linear")] string allocator,
        [Values(10, 60, 400)] int size,
        [Values] bool tight)
    {
        IRegisterAllocator instance = Make(allocator);
        var allocation = new Allocation();
        int count = int.Parse(Environment.GetEnvironmentVariable("CONFORM_ALLOCATOR_RUNS") ?? "12000", System.Globalization.CultureInfo.InvariantCulture) / size;
        for (int seed = 0; seed < count; seed++)
        {
            RegisterFile file = tight ? Tight : Sixteen;
            Compare(instance, allocation, file, RandomMachine.Make(seed, file, size), $"seed {seed}, size {size}");
        }
    }

    [Test]
    public void A_loop_without_calls_stays_in_registers()
    {
        var b = new MachineBuilder();
        int entry = b.Block();
        int bound = b.Define(entry, RegisterType.I64, 1);
        int other = b.Define(entry, RegisterType.I64, 2);
        int zero = b.Constant(entry, RegisterType.I64, 0);
        int header = b.Block(1, false, RegisterType.I64, RegisterType.I64);
        b.Jump(entry, header, zero, other);
        int i = b.Parameters(header)[0];
        int sum = b.Parameters(header)[1];
        int nextSum = b.Register(RegisterType.I64);
        b.Add(header, MachineFlags.None, 3, Use(sum), Use(i), Same(nextSum, 0));
        int nextI = b.Register(RegisterType.I64);
        b.Add(header, MachineFlags.None, 4, Use(i), Same(nextI, 0));
        int back = b.Block(1);
        int exit = b.Block();
        b.Add(header, MachineFlags.Terminator, 5, Use(nextI), Use(bound, OperandConstraint.Any));
        b.Edge(header, back);
        b.Edge(header, exit);
        b.Jump(back, header, nextI, nextSum);
        b.Return(exit, nextSum);
        MachineFunction function = b.Build(Sixteen);
        var allocation = new Allocation();
        Compare(new LinearScanAllocator(), allocation, Sixteen, function, "loop");
        int first = function.Blocks[header].First;
        Assert.Multiple(() =>
        {
            Assert.That(allocation.SlotCount, Is.Zero);
            Assert.That(allocation.Moves.Span.ToArray().Count(move => move.Before >= first && move.Before < function.Blocks[exit].First), Is.Zero, () => MachineText.Print(function, allocation));
        });
    }

    [Test]
    public void A_value_is_stored_once_and_cold_calls_cost_the_warm_path_nothing()
    {
        var b = new MachineBuilder();
        int entry = b.Block();
        int value = b.Define(entry, RegisterType.Ref, 1);
        int start = b.Define(entry, RegisterType.I64, 2);
        int header = b.Block(1, false, RegisterType.I64);
        b.Jump(entry, header, start);
        int i = b.Parameters(header)[0];
        int cold = b.Block(1, true);
        int warm = b.Block(1);
        b.Branch(header, i, cold, warm);
        int merge = b.Block(1);
        b.Jump(warm, merge);
        b.Add(cold, MachineFlags.Call | MachineFlags.Safepoint, 3, In(i, 0));
        b.Jump(cold, merge);
        int next = b.Register(RegisterType.I64);
        b.Add(merge, MachineFlags.None, 4, Use(i), Use(value), Same(next, 0));
        int back = b.Block(1);
        int exit = b.Block();
        b.Branch(merge, next, back, exit);
        b.Jump(back, header, next);
        b.Return(exit, value);
        MachineFunction function = b.Build(Sixteen, coldLast: true);
        var allocation = new Allocation();
        Compare(new LinearScanAllocator(), allocation, Sixteen, function, "cold call");
        int coldFirst = function.Blocks[function.Blocks.Count - 1].First;
        Assert.That(allocation.Moves.Span.ToArray().Where(move => move.Before < coldFirst && (move.From.IsSlot || move.To.IsSlot)), Is.Empty, () => MachineText.Print(function, allocation));
    }

    /// <summary>A parameter in a fixed register lives over a call on the second edge of a fused comparison: its store is at its definition.</summary>
    [Test]
    public void A_parameter_is_stored_at_the_entry([Values] bool backwards)
    {
        foreach (string name in Names)
        {
            var b = new MachineBuilder { StoresInstance = true };
            int entry = b.Block();
            int returns = b.Block();
            int calls = b.Block();
            int parameter = b.Register(RegisterType.I32);
            b.Add(entry, MachineFlags.None, 1, Out(parameter, 0));
            b.Add(entry, MachineFlags.Terminator, 2, Use(parameter), Use(parameter, OperandConstraint.Any));
            b.Edge(entry, returns);
            b.Edge(entry, calls);
            b.Return(returns, parameter);
            int result = b.Register(RegisterType.I32);
            b.Add(calls, MachineFlags.Call | MachineFlags.Safepoint, 3, In(parameter, 0), Out(result, 0));
            b.Return(calls, result, parameter);
            Compare(Make(name), new Allocation(), Sixteen, b.Build(Sixteen, backwards: backwards), $"{name}, backwards: {backwards}");
        }
    }

    [Test]
    public void Fixed_constraints_in_conflict()
    {
        foreach (string name in Names)
        {
            var b = new MachineBuilder();
            int entry = b.Block();
            int x = b.Register(RegisterType.I64);
            int y = b.Register(RegisterType.I64);
            b.Add(entry, MachineFlags.None, 1, Out(x, 0), Out(y, 1));

            // Crosswise, twice the same value, a division's shape, a shift's, and a definition where a live value is.
            b.Add(entry, MachineFlags.None, 2, In(x, 1), In(y, 0));
            b.Add(entry, MachineFlags.None, 3, In(x, 0), In(x, 1), In(x, 2));
            int quotient = b.Register(RegisterType.I64);
            int remainder = b.Register(RegisterType.I64);
            b.Add(entry, MachineFlags.None, 4, In(x, 0), Late(y), Out(quotient, 0), In(remainder, 2, OperandKind.EarlyDef));
            int shifted = b.Register(RegisterType.I64);
            b.Add(entry, MachineFlags.None, 5, Use(y), In(y, 1), Same(shifted, 0));
            int result = b.Register(RegisterType.I64);
            b.Add(entry, MachineFlags.Call, 6, In(quotient, 1), In(shifted, 0), Use(remainder, OperandConstraint.Any), Out(result, 0));
            b.Return(entry, result, x, y, shifted, quotient);
            Compare(Make(name), new Allocation(), Tight, b.Build(Tight), name);
        }
    }

    [Test]
    public void A_call_with_more_constants_than_registers()
    {
        foreach (string name in Names)
        {
            var b = new MachineBuilder();
            int entry = b.Block();
            var operands = new List<Operand>();
            for (int n = 0; n < 1000; n++)
            {
                int constant = b.Constant(entry, n % 2 == 0 ? RegisterType.I64 : RegisterType.V128, n);
                operands.Add(n < 4 ? In(constant, (n % 2 == 0 ? 0 : 32) + (n / 2)) : Use(constant, OperandConstraint.Any));
            }

            b.Add(entry, MachineFlags.Call, 1, [.. operands]);
            b.Return(entry);
            Compare(Make(name), new Allocation(), Tight, b.Build(Tight), name);
        }
    }

    /// <summary>Enormous functions of one shape each: twice the size takes at most some three times as long.</summary>
    [TestCase("simple", "block", 200_000)]
    [TestCase("simple", "blocks", 50_000)]
    [TestCase("simple", "live", 25_000)]
    [TestCase("simple", "references", 20_000)]
    [TestCase("simple", "table", 32_760)]
    [TestCase("linear", "block", 200_000)]
    [TestCase("linear", "blocks", 50_000)]
    [TestCase("linear", "live", 25_000)]
    [TestCase("linear", "references", 20_000)]
    [TestCase("linear", "table", 32_760)]
    [TestCase("linear", "nested", 20_000)]
    [TestCase("linear", "through", 10_000)]
    public void Enormous_functions_take_linear_time(string name, string shape, int size)
    {
        IRegisterAllocator allocator = Make(name);
        var allocation = new Allocation();
        MachineFunction small = Enormous(shape, size);
        MachineFunction large = Enormous(shape, size * 2);
        allocator.Allocate(large, Sixteen, allocation);
        double first = Time(allocator, small, allocation);
        double second = Time(allocator, large, allocation);
        TestContext.Out.WriteLine($"{name} {shape}: {small.Instructions.Count} instructions {first:F1} ms, {large.Instructions.Count} {second:F1} ms, {second * 1e6 / large.Instructions.Count:F0} ns each");
        Assert.That(second, Is.LessThan((4 * first) + 200));
    }

    internal static readonly string[] Names = ["simple", "linear"];

    internal static IRegisterAllocator Make(string name) => name == "simple" ? new SimpleAllocator() : new LinearScanAllocator();

    internal static void Compare(IRegisterAllocator allocator, Allocation allocation, RegisterFile file, MachineFunction function, string what)
    {
        try
        {
            allocator.Allocate(function, file, allocation);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{what}: {MachineText.Print(function)}", exception);
        }

        string? complaint = AllocationChecker.Check(function, file, allocation);
        Assert.That(complaint, Is.Null, () => $"{what}\n{MachineText.Print(function, allocation)}");
        for (ulong run = 0; run < 3; run++)
        {
            List<ulong> expected = MachineInterpreter.Run(function, file, null, run, 2000);
            Assert.That(MachineInterpreter.Run(function, file, allocation, run, 2000), Is.EqualTo(expected), () => $"{what}, run {run}\n{MachineText.Print(function, allocation)}");
        }
    }

    private static double Time(IRegisterAllocator allocator, MachineFunction function, Allocation allocation)
    {
        double best = double.MaxValue;
        for (int run = 0; run < 3; run++)
        {
            long start = Stopwatch.GetTimestamp();
            allocator.Allocate(function, Sixteen, allocation);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    private static MachineFunction Enormous(string shape, int size)
    {
        var b = new MachineBuilder();
        int block = b.Block();
        int first = b.Define(block, RegisterType.I64, 0);
        var values = new List<int> { first };
        switch (shape)
        {
            case "block":
                for (int n = 0; n < size; n++)
                {
                    int result = b.Register(RegisterType.I64);
                    b.Add(block, n % 50 == 49 ? MachineFlags.Call : MachineFlags.None, n, Use(values[values.Count - 1 - (n * 7 % Math.Min(20, values.Count))]), Use(values[^1]), n % 50 == 49 ? Out(result, 0) : Same(result, 0));
                    values.Add(result);
                }

                break;
            case "blocks":
                for (int n = 0; n < size; n++)
                {
                    int yes = b.Block();
                    int no = b.Block();
                    int merge = b.Block(0, false, RegisterType.I64);
                    b.Branch(block, values[^1], yes, no);
                    b.Jump(yes, merge, b.Define(yes, RegisterType.I64, n, Use(first)));
                    b.Jump(no, merge, values[^1]);
                    values.Add(b.Parameters(merge)[0]);
                    block = merge;
                }

                break;
            case "live" or "references":
                // All are live over calls, and over many blocks.
                RegisterType type = shape == "live" ? RegisterType.I64 : RegisterType.Ref;
                b.StoresInstance = true;
                for (int n = 0; n < size; n++)
                {
                    int made = b.Register(type);
                    b.Add(block, MachineFlags.Call | MachineFlags.Safepoint, n, Out(made, 0));
                    values.Add(made);
                    if (n % 100 == 0)
                    {
                        int next = b.Block();
                        b.Jump(block, next);
                        block = next;
                    }
                }

                foreach (int value in values)
                {
                    b.Add(block, MachineFlags.None, 1, Use(value));
                }

                break;
            case "nested":
                // Loops in one another; what is defined before all of them is used within all, and after them.
                var headers = new Stack<int>();
                for (int n = 0; n < size; n++)
                {
                    int header = b.Block(n + 1);
                    b.Jump(block, header);
                    headers.Push(header);
                    block = header;
                }

                while (headers.TryPop(out int header))
                {
                    int back = b.Block(headers.Count + 1);
                    int after = b.Block(headers.Count);
                    b.Branch(block, first, back, after);
                    b.Jump(back, header);
                    block = after;
                }

                break;
            case "through":
                // 500 values live through a loop of many blocks.
                for (int n = 0; n < 500; n++)
                {
                    values.Add(b.Define(block, RegisterType.I64, n));
                }

                int loop = b.Block(1);
                b.Jump(block, loop);
                block = loop;
                for (int n = 0; n < size; n++)
                {
                    int next = b.Block(1);
                    int other = b.Block(1);
                    int merge = b.Block(1);
                    b.Branch(block, values[n * 7 % values.Count], next, other);
                    b.Jump(next, merge);
                    b.Jump(other, merge);
                    block = merge;
                }

                int again = b.Block(1);
                int left = b.Block();
                b.Branch(block, first, again, left);
                b.Jump(again, loop);
                block = left;
                foreach (int value in values)
                {
                    b.Add(block, MachineFlags.None, 1, Use(value));
                }

                break;
            default:
                int end = b.Block(0, false, RegisterType.I64);
                b.Add(block, MachineFlags.Terminator, 0, Use(first));
                for (int n = 0; n < size; n++)
                {
                    int target = b.Block();
                    b.Edge(block, target);
                    b.Jump(target, end, first);
                }

                block = end;
                break;
        }

        b.Return(block, values[^1]);
        return b.Build(Sixteen);
    }
}
