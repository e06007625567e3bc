using System.Globalization;
using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Room for code, and what is found at its addresses.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class CodeMemoryTests
{
    private static readonly string[] Protections = ["r-xs", "rw-s"];

    [Test]
    public void Blocks_do_not_overlap_and_free_ones_join()
    {
        var memory = new CodeMemory(HostSystem.Current, 1 << 20);
        var random = new Random(3);
        var blocks = new List<CodeBlock>();
        for (int i = 0; i < 5000; i++)
        {
            if (blocks.Count > 0 && random.Next(2) == 0)
            {
                int index = random.Next(blocks.Count);
                memory.Free(blocks[index]);
                blocks.RemoveAt(index);
                continue;
            }

            int size = random.Next(1, 5) * random.Next(1, 8000);
            CodeBlock block;
            try
            {
                block = memory.Allocate(size);
            }
            catch (InsufficientMemoryException)
            {
                continue;
            }

            if (block.Size < size || !blocks.TrueForAll(other => other.Address + (nuint)other.Size <= block.Address || block.Address + (nuint)block.Size <= other.Address))
            {
                Assert.Fail($"{block} overlaps or is too small");
            }

            memory.Writable(block.Address, block.Size).Fill((byte)i);
            blocks.Add(block);
        }

        blocks.ForEach(memory.Free);
        Assert.That(memory.Used, Is.Zero);
        Assert.That(memory.Allocate(memory.Size - CodeMemory.Granule).IsReused);
        Assert.That(() => memory.Allocate(2 * CodeMemory.Granule), Throws.InstanceOf<InsufficientMemoryException>());
    }

    [Test]
    public void No_mapping_of_code_is_both_writable_and_executable()
    {
        _ = HostTarget.Instance;
        string[] lines = File.ReadAllLines("/proc/self/maps");
        string[] code = [.. lines.Where(line => line.Contains("wasm-code", StringComparison.Ordinal))];
        Assert.Multiple(() =>
        {
            Assert.That(code.Select(line => line.Split(' ')[1]).Distinct(), Is.EquivalentTo(Protections));
            Assert.That(
                code.Where(line => line.Contains("r-x", StringComparison.Ordinal)).Any(line => Contains(line, HostTarget.Instance.Code.Start)));
        });
    }

    [Test]
    public void Freed_code_is_not_found_and_its_room_is_used_again()
    {
        CodeEntry entry;
        using (var machine = new TestMachine())
        {
            entry = machine.Add((asm, _) => asm.Ret(), 3);
            Assert.Multiple(() =>
            {
                Assert.That(CodeMap.Find(entry.Start), Is.SameAs(entry));
                Assert.That(CodeMap.Find(entry.Start + (nuint)entry.Length), Is.Not.SameAs(entry));
                Assert.That(CodeMap.FindReturn(entry.Start + (nuint)entry.Length), Is.SameAs(entry));
                Assert.That(entry.Owner, Is.SameAs(machine));
            });
        }

        Assert.That(CodeMap.Find(entry.Start), Is.Not.SameAs(entry));
    }

    [Test]
    public void Modules_come_and_go_while_others_are_looked_at_and_run()
    {
        Parallel.For(0, 4, thread =>
        {
            var random = new Random(thread);
            for (int round = 0; round < 100; round++)
            {
                using var machine = new TestMachine(64 << 10);
                EngineStack stack = machine.NewStack();
                var entries = new List<CodeEntry>();
                for (int i = 0; i < 50; i++)
                {
                    int number = (thread * 1_000_000) + (round * 1000) + i;
                    entries.Add(machine.Add(
                        (asm, _) =>
                        {
                            asm.Mov(Register.Rax, number);
                            asm.Nop(random.Next(1, 9));
                            asm.Ret();
                        },
                        number));
                }

                foreach (CodeEntry entry in entries)
                {
                    if (CodeMap.Find(entry.Start + (nuint)random.Next(entry.Length)) != entry)
                    {
                        Assert.Fail($"{entry.FunctionIndex} is not found");
                    }

                    if (machine.Call(stack, entry, out long result) != EntryResult.Returned || result != entry.FunctionIndex)
                    {
                        Assert.Fail($"{entry.FunctionIndex} returned {result}");
                    }
                }
            }
        });
    }

    [Test]
    public void Places_in_the_tables_are_found()
    {
        var entry = new CodeEntry
        {
            Kind = CodeKind.Function,
            Start = 0x1000,
            Length = 100,
            Traps = [new(10, 6, 1), new(20, 6, 2)],
            Calls = [new(30, 3, 0, 0, -1, -1), new(100, 4, 0, 0, -1, -1)],
            Catches = [new CatchEntry(-1, 0), CatchEntry.End],
            Sources = [new SourcePosition(5, 50, 0), new SourcePosition(40, 51, 0)],
        };
        Assert.Multiple(() =>
        {
            Assert.That(entry.TryFindTrap(0x1000 + 20, out TrapSite trap) && trap.Offset == 2);
            Assert.That(entry.TryFindTrap(0x1000 + 21, out _), Is.False);
            Assert.That(entry.TryFindCall(0x1000 + 100, out CallSite call) && call.Offset == 4);
            Assert.That(entry.TryFindCall(0x1000 + 99, out _), Is.False);
            Assert.That(entry.OffsetOf(0x1000 + 10, isFault: true), Is.EqualTo(1));
            Assert.That(entry.OffsetOf(0x1000 + 30, isFault: false), Is.EqualTo(3));
            Assert.That(entry.OffsetOf(0x1000 + 41, isFault: false), Is.EqualTo(51));
            Assert.That(entry.OffsetOf(0x1000 + 40, isFault: false), Is.EqualTo(50));
            Assert.That(entry.OffsetOf(0x1000 + 4, isFault: true), Is.EqualTo(-1));
        });
    }

    private static bool Contains(string mapping, nuint address)
    {
        string[] range = mapping.Split(' ')[0].Split('-');
        return ulong.Parse(range[0], NumberStyles.HexNumber) <= address && address < ulong.Parse(range[1], NumberStyles.HexNumber);
    }
}
