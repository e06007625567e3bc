using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Depth, stop requests, and who may use a stack.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed unsafe class StackTests
{
    [TestCase(0)]
    [TestCase(1 << 16)]
    [TestCase(1 << 20)]
    [TestCase(64 << 20)]
    public void Deep_recursion_exhausts_the_stack_and_can_be_repeated(int bytes)
    {
        using var machine = new TestMachine(bytes);
        EngineStack stack = machine.NewStack();
        CodeEntry recurse = AddRecursion(machine);
        int frames = bytes / 48;
        for (int i = 0; i < 20; i++)
        {
            Assert.That(machine.Call(stack, recurse, out _, long.MaxValue), Is.EqualTo(EntryResult.Exited));
            Assert.That(stack.Exit.Kind, Is.EqualTo(ExitKind.Exhaustion));
            Assert.That(stack.Exit.Message, Is.EqualTo(Messages.CallStackExhausted));
            Assert.That(stack.Exit.Frames!.Length, Is.EqualTo(Math.Min(Unwinder.MaximumFrames, stack.UsableBytes / 48)).Within(2));
            Assert.That(stack.Exit.Frames, Is.All.Matches<CapturedFrame>(frame => frame.Code == recurse));
            if (frames > 3)
            {
                Assert.That(machine.Call(stack, recurse, out long result, frames - 3), Is.EqualTo(EntryResult.Returned));
                Assert.That(result, Is.Zero);
            }
        }
    }

    [Test]
    public void Default_options_allow_about_the_depth_of_the_reference_engine()
    {
        // Its smallest recursive function takes 16 slots and one for its parameter, and a few operands.
        using var pool = new StackPool(TestMachine.Target, new EngineOptions());
        using EngineStack stack = pool.Rent();
        Assert.That(stack.UsableBytes / 64, Is.GreaterThan(new EngineOptions().MaximumStackSlots / 18));
    }

    [TestCase((int)StubId.StopRequested)]
    [TestCase((int)StubId.StackOverflow)]
    public void Stop_requests_that_are_over_keep_all_registers(int stub)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        var owner = new Owner(_ => false);
        stack.Owner = owner;
        CodeEntry code = machine.Add((asm, _) => WriteRegisterCheck(asm, (StubId)stub));
        for (int i = 0; i < 100; i++)
        {
            stack.RequestStop();
            Assert.That(machine.Call(stack, code, out long wrong), Is.EqualTo(EntryResult.Returned));
            Assert.That(wrong, Is.Zero);
        }

        Assert.That(owner.Asked, Is.EqualTo(100));
        Assert.That(stack.IsLimitReal);
    }

    [Test]
    public void Running_code_is_interrupted_from_another_thread([Values] bool byPrologue, [Values] bool throws)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        var cancelled = new OperationCanceledException();
        using var running = new SemaphoreSlim(0);
        using var asked = new SemaphoreSlim(0);
        var owner = new Owner(count =>
        {
            asked.Release();
            return count > 3 && (throws ? throw cancelled : true);
        });
        stack.Owner = owner;
        nuint started = machine.Thunks.HostThunk(TestMachine.Signature("", ""));
        ulong record = machine.Host((_, _) => running.Release());
        CodeEntry leaf = machine.Add((asm, _) =>
        {
            TestMachine.Prologue(asm, 16);
            TestMachine.Epilogue(asm);
        });
        CodeEntry loop = machine.Add(
            (asm, _) =>
            {
                Label again = asm.Code.NewLabel();
                Label cold = asm.Code.NewLabel();
                TestMachine.Prologue(asm, 32);
                TestMachine.CallFar(asm, started, record);
                asm.Bind(again);
                if (byPrologue)
                {
                    TestMachine.CallFar(asm, leaf.Start, 0);
                }
                else
                {
                    asm.Alu(AluOp.Cmp, OperandSize.Dword, MemoryOperand.At(Register.R15, StoreContext.StopRequestedOffset), 0);
                    asm.Jcc(Condition.NotEqual, cold);
                }

                asm.Jmp(again);
                asm.Bind(cold);
                asm.Call(Symbol.Stub((int)StubId.StopRequested));
                asm.Jmp(again);
            },
            8);
        EntryResult result = default;
        var thread = new Thread(() => result = machine.Call(stack, loop, out _));
        thread.Start();
        running.Wait();
        for (int i = 0; i < 4; i++)
        {
            stack.RequestStop();
            asked.Wait();
        }

        thread.Join();
        Assert.That(result, Is.EqualTo(EntryResult.Exited));
        Assert.That(owner.Asked, Is.EqualTo(4));
        if (throws)
        {
            Assert.That(stack.Exit.Exception, Is.SameAs(cancelled));
        }
        else
        {
            Assert.That(stack.Exit.Trap, Is.EqualTo(TrapCode.Interrupted));
        }

        Assert.That(stack.Exit.Frames![^1].Code, Is.SameAs(loop));
    }

    [Test]
    public void A_second_thread_is_refused()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        Exception? refused = null;
        CodeEntry code = StubTests.AddCaller(
            machine,
            machine.Host((on, _) =>
            {
                var other = new Thread(() => refused = Catch(() => machine.Call(on, "", "", 0, 0, [])));
                other.Start();
                other.Join();
                Assert.That(Catch(on.Dispose), Is.InstanceOf<InvalidOperationException>());
                Assert.That(Catch(on.Suspend), Is.Null);
                on.Context->Pending = 0;
            }),
            0,
            0);
        Assert.That(machine.Call(stack, code, out _, 1), Is.EqualTo(EntryResult.Returned), () => stack.Exit.Exception?.ToString() ?? "");
        Assert.That(refused, Is.InstanceOf<InvalidOperationException>().With.Message.Contains("in use on another thread"));
        stack.Dispose();
        Assert.That(Catch(() => machine.Call(stack, code, out _, 1)), Is.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Nesting_is_bounded_by_the_thread_too()
    {
        // Managed frames between the entries are on the thread's stack, which is small here.
        EntryResult last = default;
        int depth = 0;
        var thread = new Thread(
            () =>
            {
                using var machine = new TestMachine(64 << 20);
                EngineStack stack = machine.NewStack();
                CodeEntry? code = null;
                code = StubTests.AddCaller(
                    machine,
                    machine.Host((on, _) =>
                    {
                        depth++;
                        EntryResult result = machine.Call(on, code!, out long _, 1);
                        last = result == EntryResult.NoThreadStack ? result : last;
                    }),
                    0,
                    0);
                machine.Call(stack, code, out _, 1);
            },
            512 << 10);
        thread.Start();
        thread.Join();
        Assert.That(last, Is.EqualTo(EntryResult.NoThreadStack));
        Assert.That(depth, Is.GreaterThan(100));
    }

    [Test]
    public void Stacks_are_reused_clean()
    {
        using var pool = new StackPool(TestMachine.Target, 1 << 20);
        byte* memory;
        using (EngineStack first = pool.Rent())
        {
            memory = first.Memory;
            for (byte* p = first.Memory + EngineStack.GuardBytes; p < (byte*)first.Context; p += 4096)
            {
                *p = 1;
            }

            first.Context->Fuel = 5;
            first.RequestStop();
        }

        using EngineStack second = pool.Rent();
        Assert.That((nint)second.Memory, Is.EqualTo((nint)memory));
        Assert.That(second.IsLimitReal);
        Assert.That(second.Context->Fuel, Is.Zero);
        Assert.That(second.Context->StopRequested, Is.Zero);
        Assert.That(*(second.Memory + EngineStack.GuardBytes), Is.Zero, "what was touched deep down is given back");
    }

    /// <summary>(n) → 0: calls itself n times. 48 bytes a frame.</summary>
    private static CodeEntry AddRecursion(TestMachine machine) => machine.Add((asm, tables) =>
    {
        Label self = asm.Code.NewLabel();
        Label end = asm.Code.NewLabel();
        Label retry = asm.Code.NewLabel();
        Label overflow = asm.Code.NewLabel();
        asm.Bind(self);
        asm.Push(Register.Rbp);
        asm.Mov(OperandSize.Qword, Register.Rbp, Register.Rsp);
        asm.Bind(retry);
        asm.Alu(AluOp.Cmp, OperandSize.Qword, Register.Rsp, MemoryOperand.At(Register.R15, StoreContext.StackLimitOffset));
        asm.Jcc(Condition.Below, overflow);
        asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rsp, 32);
        asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rax, 1);
        asm.Jcc(Condition.Below, end);
        asm.Call(self);
        tables.Calls.Add(new CallSite(asm.Code.Position, 1, 0, 0, -1, -1));
        asm.Bind(end);
        asm.Zero(Register.Rax);
        TestMachine.Epilogue(asm);
        asm.Bind(overflow);
        asm.Call(Symbol.Stub((int)StubId.StackOverflow));
        tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 0, -1, -1));
        asm.Jmp(retry);
    });

    /// <summary>() → number of registers that a call of a stub changed.</summary>
    private static void WriteRegisterCheck(Assembler asm, StubId stub)
    {
        Register[] registers =
        [
            Register.Rax, Register.Rcx, Register.Rdx, Register.Rbx, Register.Rsi, Register.Rdi,
            Register.R8, Register.R9, Register.R10, Register.R12, Register.R13, Register.R14,
        ];
        asm.Push(Register.Rbp);
        asm.Mov(OperandSize.Qword, Register.Rbp, Register.Rsp);
        asm.Alu(AluOp.Sub, OperandSize.Qword, Register.Rsp, 16);
        asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -16), 0);
        for (int i = 0; i < 16; i++)
        {
            asm.Mov(Register.Rax, unchecked((long)0x9E3779B97F4A7C15 * (i + 1)));
            asm.Move(OperandSize.Qword, (RegisterXmm)i, Register.Rax);
            asm.InsertLane(OperandSize.Qword, (RegisterXmm)i, (RegisterXmm)i, Register.Rax, 1);
        }

        for (int i = 0; i < registers.Length; i++)
        {
            asm.Mov(registers[i], 0x1234_5678_9ABC_0000 + i);
        }

        asm.Call(Symbol.Stub((int)stub));
        for (int i = 0; i < registers.Length; i++)
        {
            asm.Mov(Register.R11, 0x1234_5678_9ABC_0000 + i);
            CountIfDifferent(asm, registers[i], Register.R11);
        }

        for (int i = 0; i < 16; i++)
        {
            asm.Mov(Register.R11, unchecked((long)0x9E3779B97F4A7C15 * (i + 1)));
            for (byte half = 0; half < 2; half++)
            {
                asm.ExtractLane(OperandSize.Qword, Register.Rax, (RegisterXmm)i, half);
                CountIfDifferent(asm, Register.Rax, Register.R11);
            }
        }

        asm.Mov(OperandSize.Qword, Register.Rax, MemoryOperand.At(Register.Rbp, -16));
        TestMachine.Epilogue(asm);
    }

    private static void CountIfDifferent(Assembler asm, Register left, Register right)
    {
        Label same = asm.Code.NewLabel();
        asm.Alu(AluOp.Cmp, OperandSize.Qword, left, right);
        asm.Jcc(Condition.Equal, same);
        asm.Inc(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -16));
        asm.Bind(same);
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private sealed class Owner(Func<int, bool> confirm) : IStackOwner
    {
        public int Asked { get; private set; }

        public bool ConfirmStop() => confirm(++Asked);
    }
}
