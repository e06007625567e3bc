using System.Diagnostics;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;
using Wasm.Jit.Passes;
using Wasm.SpecTests.Jit.Ir;

namespace Wasm.SpecTests.Jit.Passes;

/// <summary>Functions of hostile shape and size: time near linear, no recursion, nothing allocated once arrays have grown.</summary>
[TestFixture]
public sealed class PassScaleTests
{
    // Far above what it takes, far below what anything quadratic would.
    private const int Milliseconds = 60_000;

    [Test]
    [CancelAfter(Milliseconds)]
    public void A_million_instructions_in_a_row() => Run("row", Row);

    [Test]
    [CancelAfter(Milliseconds)]
    public void A_hundred_thousand_blocks_in_a_row() => Run("blocks", Blocks);

    [Test]
    [CancelAfter(Milliseconds)]
    public void A_hundred_thousand_nested_loops() => Run("loops", Loops);

    [Test]
    [CancelAfter(Milliseconds)]
    public void A_branch_table_of_all_sizes() => Run("table", Table);

    [Test]
    [CancelAfter(Milliseconds)]
    public void A_ladder_of_branches_to_far_blocks() => Run("ladder", Ladder);

    [Test]
    public void Nothing_is_allocated_after_the_first_functions()
    {
        var list = new PassList();
        IrFunction[] warm = [.. Enumerable.Range(0, 40).Select(seed => IrGenerator.Generate(seed, 200))];
        IrFunction[] measured = [.. Enumerable.Range(0, 40).Select(seed => IrGenerator.Generate(seed, 200))];
        foreach (IrFunction function in warm)
        {
            list.Run(function);
        }

        // The functions' own arrays may grow: each is new here.
        long own = 0;
        long start = GC.GetAllocatedBytesForCurrentThread();
        foreach (IrFunction function in measured)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            list.Run(function);
            own = Math.Max(own, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        long average = (GC.GetAllocatedBytesForCurrentThread() - start) / measured.Length;
        TestContext.Out.WriteLine($"{average} bytes a function on average, at most {own}");
        Assert.That(average, Is.LessThan(40_000));
        Reuse(list);
    }

    [Test]
    public void Functions_of_usual_size_take_little_time()
    {
        var list = new PassList();
        long instructions = 0;
        TimeSpan processor = default;
        for (int round = 0; round < 20; round++)
        {
            IrFunction[] functions = [.. Enumerable.Range(0, 50).Select(seed => IrGenerator.Generate(seed, 200))];
            if (round == 10)
            {
                (instructions, processor) = (0, default);
            }

            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach (IrFunction function in functions)
            {
                instructions += function.InstructionCount;
                list.Run(function);
            }

            processor += Environment.CpuUsage.TotalTime - start;
        }

        double each = processor.TotalNanoseconds / instructions;
        TestContext.Out.WriteLine($"usual: {instructions} instructions, processor {each:F0} ns each");
        Assert.That(each, Is.LessThan(5_000));
    }

    // One function object, built again and again: all its arrays are there.
    private static void Reuse(PassList list)
    {
        var function = new IrFunction();
        for (int i = 0; i < 3; i++)
        {
            function.Reset();
            Diamonds(function, 200);
            long before = GC.GetAllocatedBytesForCurrentThread();
            list.Run(function);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (i == 2)
            {
                Assert.That(allocated, Is.Zero);
            }
        }
    }

    private static void Run(string name, Action<IrFunction> build)
    {
        var list = new PassList();
        var function = new IrFunction();
        for (int i = 0; i < 2; i++)
        {
            function.Reset();
            function.Name = name;
            build(function);
            int count = function.InstructionCount;
            long[] before = [.. Enumerable.Range(0, list.Rows.Length).Select(list.TicksOf)];
            long start = Stopwatch.GetTimestamp();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            list.Run(function);
            processor = Environment.CpuUsage.TotalTime - processor;
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            TestContext.Out.WriteLine($"{name}: {count} instructions, {time.TotalMilliseconds:F0} ms, {time.TotalNanoseconds / count:F0} ns each, processor {processor.TotalNanoseconds / count:F0}");
            for (int row = 0; row < list.Rows.Length; row++)
            {
                TestContext.Out.WriteLine($"  {list.Rows[row].Name}: {(list.TicksOf(row) - before[row]) * 1e9 / Stopwatch.Frequency / count:F1} ns");
            }
        }

        Assert.That(new IrVerifier().Verify(function), Is.Null);
    }

    private static Value Add(IrFunction function, Block block, Op op, IrType type, Value a = default, Value b = default, long immediate = 0) =>
        function.Append(block, new Instruction { Op = (IrOp)op, Type = type, A = a, B = b, Imm = immediate });

    private static Value Begin(IrFunction function, int blocks)
    {
        function.Signature = new IrSignature([IrType.I32], [IrType.I32]);
        for (int i = 0; i < blocks; i++)
        {
            function.BlockOrder.Add(function.AddBlock());
        }

        function.AddParameter(IrFunction.Entry, IrType.I64);
        return function.AddParameter(IrFunction.Entry, IrType.I32);
    }

    private static void Jump(IrFunction function, int from, int to) =>
        function.Append(new Block(from), new Instruction { Op = IrOp.Jump, A = new Value(function.AddEdge(new Block(to), [])) });

    private static void Branch(IrFunction function, int from, Value condition, int to, int otherwise)
    {
        int edge = function.AddEdge(new Block(to), []);
        int other = function.AddEdge(new Block(otherwise), []);
        function.Append(new Block(from), new Instruction { Op = IrOp.BranchIf, A = condition, B = new Value(edge), C = new Value(other) });
    }

    private static void Return(IrFunction function, int block, Value value) =>
        function.Append(new Block(block), new Instruction { Op = IrOp.Return, A = new Value(function.AddList([value])), B = new Value(1) });

    private static void Row(IrFunction function)
    {
        Value last = Begin(function, 1);
        Value first = function[IrFunction.Entry].FirstParameter;
        var access = new MemoryAccess(MemoryRegion.LinearMemory, 5);
        for (int i = 0; i < 125_000; i++)
        {
            Value constant = Add(function, IrFunction.Entry, Op.I32Const, IrType.I32, default, default, i * 77 % 1000);
            Value sum = Add(function, IrFunction.Entry, Op.I32Add, IrType.I32, last, constant);
            Value load = Add(function, IrFunction.Entry, Op.I32Load, IrType.I32, first, sum, access.Place(8));
            Value product = Add(function, IrFunction.Entry, Op.I32Mul, IrType.I32, load, last);
            Value mixed = Add(function, IrFunction.Entry, Op.I32Xor, IrType.I32, product, sum);
            function.Append(IrFunction.Entry, new Instruction { Op = (IrOp)Op.I32Store, A = first, B = last, C = mixed, Imm = access.Place(16) });
            Value less = Add(function, IrFunction.Entry, Op.I32LtS, IrType.I32, mixed, last);
            last = function.Append(IrFunction.Entry, new Instruction { Op = (IrOp)Op.Select, Type = IrType.I32, A = mixed, B = product, C = less });
        }

        Return(function, 0, last);
    }

    private static void Blocks(IrFunction function)
    {
        const int Count = 100_000;
        Value last = Begin(function, Count);
        for (int i = 0; i < Count - 1; i++)
        {
            last = Add(function, new Block(i), Op.I32Mul, IrType.I32, last, last);
            Jump(function, i, i + 1);
        }

        Return(function, Count - 1, last);
    }

    // Headers one in the other, then their ends.
    private static void Loops(IrFunction function)
    {
        const int Count = 100_000;
        Value parameter = Begin(function, (2 * Count) + 1);
        Jump(function, 0, 1);
        for (int i = 1; i < Count; i++)
        {
            Add(function, new Block(i), Op.I32Mul, IrType.I32, parameter, parameter);
            Jump(function, i, i + 1);
        }

        Jump(function, Count, Count + 1);
        for (int i = 1; i < Count; i++)
        {
            Value load = Add(function, new Block(Count + i), Op.I32Load, IrType.I32, function[IrFunction.Entry].FirstParameter, default, new MemoryAccess(MemoryRegion.Globals).Place(8));
            Branch(function, Count + i, load, Count + 1 - i, Count + i + 1);
        }

        Return(function, 2 * Count, parameter);
    }

    private static void Table(IrFunction function)
    {
        const int Count = 65_520;
        Value parameter = Begin(function, Count + 2);
        int first = function.EdgeCount;
        for (int i = 0; i < Count; i++)
        {
            function.AddEdge(new Block(i + 1), []);
        }

        function.Append(IrFunction.Entry, new Instruction { Op = IrOp.BranchTable, A = parameter, B = new Value(first), C = new Value(Count) });
        for (int i = 0; i < Count; i++)
        {
            if (i % 2 == 0)
            {
                Add(function, new Block(i + 1), Op.I32Mul, IrType.I32, parameter, parameter);
            }

            Jump(function, i + 1, Count + 1);
        }

        Return(function, Count + 1, parameter);
    }

    private static void Ladder(IrFunction function)
    {
        const int Count = 100_000;
        Value parameter = Begin(function, (2 * Count) + 1);
        Jump(function, 0, 1);
        for (int i = 1; i < Count; i++)
        {
            Value load = Add(function, new Block(i), Op.I32Load, IrType.I32, function[IrFunction.Entry].FirstParameter, default, new MemoryAccess(MemoryRegion.Globals).Place(8));
            Branch(function, i, load, i + 1, (2 * Count) - i);
        }

        for (int i = Count; i < 2 * Count; i++)
        {
            function.Append(new Block(i), new Instruction { Op = (IrOp)Op.I32Store, A = function[IrFunction.Entry].FirstParameter, C = parameter, Imm = new MemoryAccess(MemoryRegion.Globals).Place(8) });
            Jump(function, i, i + 1);
        }

        Return(function, 2 * Count, parameter);
    }

    private static void Diamonds(IrFunction function, int count)
    {
        Value last = Begin(function, (3 * count) + 1);
        for (int i = 0; i < count; i++)
        {
            last = Add(function, new Block(3 * i), Op.I32Mul, IrType.I32, last, last);
            Branch(function, 3 * i, last, (3 * i) + 1, (3 * i) + 2);
            Value square = Add(function, new Block((3 * i) + 1), Op.I32Mul, IrType.I32, last, last);
            int edge = function.AddEdge(new Block(3 * (i + 1)), [square]);
            function.Append(new Block((3 * i) + 1), new Instruction { Op = IrOp.Jump, A = new Value(edge) });
            edge = function.AddEdge(new Block(3 * (i + 1)), [last]);
            function.Append(new Block((3 * i) + 2), new Instruction { Op = IrOp.Jump, A = new Value(edge) });
            last = function.AddParameter(new Block(3 * (i + 1)), IrType.I32);
        }

        Return(function, 3 * count, last);
    }
}
