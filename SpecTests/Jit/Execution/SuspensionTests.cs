using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Computations that stop in the middle and go on later, on any thread.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed unsafe class SuspensionTests
{
    [Test]
    public void Ten_thousand_are_suspended_at_once_and_resumed_on_other_threads()
    {
        const int Count = 10_000;
        const int Rounds = 3;
        const int Threads = 4;
        using var machine = new TestMachine(256 << 10);
        CodeEntry code = AddSummer(machine, Rounds, 20);
        var computations = new Suspended[Count];
        for (int i = 0; i < Count; i++)
        {
            computations[i] = new Suspended(machine, code, i);
        }

        using var stop = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                Thread.Sleep(5);
            }
        });
        for (int round = 1; round <= Rounds; round++)
        {
            int[] order = [.. Enumerable.Range(0, Count)];
            new Random(round).Shuffle(order);
            int expectedRound = round;

            // Each task has a thread of its own, all of them new.
            Task.WaitAll([.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    for (int n = thread; n < Count; n += Threads)
                    {
                        Suspended computation = computations[order[n]];
                        Require(computation.Stack.IsSuspended, "not suspended");
                        Require(computation.Thread != Thread.CurrentThread, "not another thread");
                        EntryResult result = computation.Resume(order[n] * expectedRound);
                        Require(result == (expectedRound == Rounds ? EntryResult.Returned : EntryResult.Suspended), $"{result}");
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))]);
        }

        stop.Cancel();
        collector.Wait();
        for (int i = 0; i < Count; i++)
        {
            Require(computations[i].Result == i + (i * (1 + 2 + 3)), $"{i}: {computations[i].Result}");
            computations[i].Dispose();
        }
    }

    [Test]
    public void Frames_and_roots_of_a_suspended_computation_are_found()
    {
        using var machine = new TestMachine();
        CodeEntry code = AddSummer(machine, 1, 7);
        using var computation = new Suspended(machine, code, 5);
        CapturedFrame[] frames = Unwinder.Capture(FrameWalker.Of(computation.Stack.Context));
        Assert.That(frames, Has.Length.EqualTo(8));
        Assert.That(computation.Resume(1), Is.EqualTo(EntryResult.Returned));
        Assert.That(Unwinder.Capture(FrameWalker.Of(computation.Stack.Context)), Is.Empty);
    }

    [Test]
    public void A_computation_suspends_inside_a_host_function_of_another()
    {
        using var machine = new TestMachine();
        EngineStack outer = machine.NewStack();
        CodeEntry inner = AddSummer(machine, 2, 3);
        Suspended? computation = null;
        CodeEntry caller = StubTests.AddCaller(
            machine,
            machine.Host((_, slots) =>
            {
                if (computation is null)
                {
                    computation = new Suspended(machine, inner, 100);
                    return;
                }

                EntryResult result = computation.Resume(slots->I64);
                slots->I64 = result == EntryResult.Returned ? computation.Result : -1;
            }),
            0,
            0);
        for (int i = 0; i < 1000; i++)
        {
            computation?.Dispose();
            computation = null;
            Assert.That(machine.Call(outer, caller, out _, 0), Is.EqualTo(EntryResult.Returned));
            Assert.That(machine.Call(outer, caller, out long first, 10), Is.EqualTo(EntryResult.Returned));
            Assert.That(first, Is.EqualTo(-1));
            Assert.That(machine.Call(outer, caller, out long second, 20), Is.EqualTo(EntryResult.Returned));
            Assert.That(second, Is.EqualTo(130));
        }

        computation?.Dispose();
    }

    [Test]
    public void A_stack_with_another_entry_is_not_suspended()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        Exception? refused = null;
        CodeEntry inner = StubTests.AddCaller(
            machine,
            machine.Host((on, _) =>
            {
                try
                {
                    on.Suspend();
                }
                catch (InvalidOperationException e)
                {
                    refused = e;
                }
            }),
            0,
            0);
        CodeEntry outer = StubTests.AddCaller(machine, machine.Host((on, _) => machine.Call(on, inner, out long _, 1)), 0, 0);
        Assert.That(machine.Call(stack, outer, out _, 3), Is.EqualTo(EntryResult.Returned));
        Assert.That(refused, Is.Not.Null);
    }

    [Test]
    public void What_is_suspended_can_only_be_resumed_once_and_can_be_dropped()
    {
        using var machine = new TestMachine();
        CodeEntry code = AddSummer(machine, 1, 3);
        using var computation = new Suspended(machine, code, 1);
        EngineStack stack = computation.Stack;
        Assert.That(() => machine.Call(stack, code, out _, 1), Throws.InvalidOperationException.With.Message.Contains("suspended"));
        Assert.That(computation.Resume(5), Is.EqualTo(EntryResult.Returned));
        Assert.That(() => stack.Resume(0), Throws.InvalidOperationException);
        using var dropped = new Suspended(machine, code, 1);
        dropped.Stack.Abandon();
        Assert.That(dropped.Stack.IsSuspended, Is.False);
        Assert.That(machine.Call(dropped.Stack, StubTests.AddCaller(machine, machine.Host((_, slots) => slots->I64 = 9), 0, 0), out long result, 1), Is.EqualTo(EntryResult.Returned));
        Assert.That(result, Is.EqualTo(9));
    }

    [Test]
    public void Dropping_suspended_computations_gives_their_memory_back()
    {
        using var machine = new TestMachine(1 << 20);
        CodeEntry code = AddSummer(machine, 1, 50);
        long before = 0;
        for (int round = 0; round < 20; round++)
        {
            var computations = new List<Suspended>();
            for (int i = 0; i < 200; i++)
            {
                computations.Add(new Suspended(machine, code, i));
            }

            computations.ForEach(computation => computation.Dispose());
            long now = Mappings();
            if (round == 4)
            {
                before = now;
            }

            if (round > 4)
            {
                // Other tests run meanwhile: only growth without bound would show.
                Assert.That(now, Is.LessThan(before + (1L << 30)));
            }
        }
    }

    private static long Mappings()
    {
        string status = File.ReadAllText("/proc/self/status");
        string line = status.Split('\n').First(candidate => candidate.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            Assert.Fail(message);
        }
    }

    /// <summary>(n) → n plus the results of so many calls of a host function that suspends, all under so many frames.</summary>
    private static CodeEntry AddSummer(TestMachine machine, int rounds, int frames)
    {
        ulong record = machine.Host((on, _) => on.Suspend());
        nuint thunk = machine.Thunks.HostThunk(TestMachine.Signature("l", "l"));
        CodeEntry code = machine.Add((asm, tables) =>
        {
            TestMachine.Prologue(asm, 32);
            asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -16), Register.Rax);
            for (int i = 0; i < rounds; i++)
            {
                TestMachine.CallFar(asm, thunk, record);
                tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 0, -1, -1));
                asm.Alu(AluOp.Add, OperandSize.Qword, MemoryOperand.At(Register.Rbp, -16), Register.Rax);
            }

            asm.Mov(OperandSize.Qword, Register.Rax, MemoryOperand.At(Register.Rbp, -16));
            TestMachine.Epilogue(asm);
        });
        for (int i = 0; i < frames; i++)
        {
            CodeEntry callee = code;
            code = machine.Add((asm, tables) =>
            {
                TestMachine.Prologue(asm, 32);
                TestMachine.CallFar(asm, callee.Start, 0);
                tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 0, -1, -1));
                TestMachine.Epilogue(asm);
            });
        }

        return code;
    }

    /// <summary>A call that has suspended. The results of its host functions go into the slots that they got.</summary>
    private sealed class Suspended : IDisposable
    {
        private readonly RawValue[] _slots = GC.AllocateArray<RawValue>(1, pinned: true);

        public Suspended(TestMachine machine, CodeEntry code, long argument)
        {
            Stack = machine.NewStack();
            _slots[0].I64 = argument;
            Thread = Thread.CurrentThread;
            EntryResult result = machine.Call(Stack, "l", "l", code.Start, machine.Handle, _slots);
            Require(result == EntryResult.Suspended, $"{result}: {Stack.Exit.Exception}");
        }

        public EngineStack Stack { get; }

        public Thread Thread { get; }

        public long Result => _slots[0].I64;

        public EntryResult Resume(long value)
        {
            // The innermost frame is the host thunk's: its slots are where its stack pointer was.
            ulong fp = *(ulong*)Stack.Context->SuspendedSp;
            ((RawValue*)(fp - 32))->I64 = value;
            return Stack.Resume(0);
        }

        public void Dispose() => Stack.Dispose();
    }
}
