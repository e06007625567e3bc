using System.Runtime.CompilerServices;
using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.X64;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Signals: which are traps, which are the runtime's, which are errors of the engine.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed unsafe class FaultTests
{
    private const int Page = 64 << 10;
    private const ulong ReservedBytes = 8UL << 30;

    [Test]
    public void Accesses_beyond_a_memory_trap_with_place_and_address()
    {
        using var memory = new Reservation();
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry load = AddLoad(machine, TrapCode.OutOfBoundsMemoryAccess);
        Assert.That(machine.Call(stack, load, out long last, Page - 4, memory.Address), Is.EqualTo(EntryResult.Returned));
        Assert.That(last, Is.EqualTo(0x01020304));
        foreach (long index in (long[])[Page, Page - 3 + 4, 0xFFFF_FFFF, 0x1_FFFF_FFF0])
        {
            Assert.That(machine.Call(stack, load, out _, index, memory.Address), Is.EqualTo(EntryResult.Exited));
            Assert.Multiple(() =>
            {
                Assert.That(stack.Exit.Trap, Is.EqualTo(TrapCode.OutOfBoundsMemoryAccess));
                Assert.That(stack.Exit.Frames, Is.EqualTo(new[] { new CapturedFrame(load, 31) }));
                Assert.That(stack.Context->TrapAddress, Is.EqualTo((ulong)(memory.Address + index)));
                Assert.That(stack.Context->TrapPc, Is.EqualTo((ulong)load.Start + (ulong)load.Traps[0].Position));
                Assert.That(stack.Context->FaultRegisters[(int)Register.Rax], Is.EqualTo((ulong)index));
                Assert.That(stack.Context->FaultRegisters[(int)Register.R15], Is.EqualTo((ulong)stack.Context));
            });
        }
    }

    [Test]
    public void Division_by_zero_traps()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry divide = AddDivide(machine);
        Assert.That(machine.Call(stack, divide, out long quotient, 84, 2), Is.EqualTo(EntryResult.Returned));
        Assert.That(quotient, Is.EqualTo(42));
        Assert.That(machine.Call(stack, divide, out _, 84, 0), Is.EqualTo(EntryResult.Exited));
        Assert.That(stack.Exit.Trap, Is.EqualTo(TrapCode.IntegerDivideByZero));
        Assert.That(stack.Exit.Frames, Is.EqualTo(new[] { new CapturedFrame(divide, 32) }));
    }

    [Test]
    public void Traps_and_exceptions_of_managed_code_do_not_disturb_each_other()
    {
        using var memory = new Reservation();
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry load = AddLoad(machine, TrapCode.OutOfBoundsMemoryAccess);
        CodeEntry divide = AddDivide(machine);
        int caught = 0;
        CodeEntry caller = StubTests.AddCaller(
            machine,
            machine.Host((on, slots) =>
            {
                // Inside of an entry, with a trap further in, then a null reference out of the host function.
                machine.Call(on, load, out _, 0x8000_0000, memory.Address);
                Assert.That(on.Exit.Trap, Is.EqualTo(TrapCode.OutOfBoundsMemoryAccess));
                slots->I64 = LengthOf(null);
            }),
            0,
            0);
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(machine.Call(stack, load, out _, Page + i, memory.Address), Is.EqualTo(EntryResult.Exited));
            caught += Catch<NullReferenceException>(static () => LengthOf(null));
            Assert.That(machine.Call(stack, divide, out _, i, 0), Is.EqualTo(EntryResult.Exited));
            Assert.That(stack.Exit.Trap, Is.EqualTo(TrapCode.IntegerDivideByZero));
            caught += Catch<DivideByZeroException>(static () => Divide(1, 0));
            Assert.That(machine.Call(stack, caller, out _, 1), Is.EqualTo(EntryResult.Exited));
            caught += stack.Exit.Exception is NullReferenceException ? 1 : 0;
        }

        Assert.That(caught, Is.EqualTo(3000));
    }

    [Test]
    public void Threads_trap_while_the_collector_runs()
    {
        using var memory = new Reservation();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                Thread.Sleep(1);
            }
        });
        collector.Start();
        try
        {
            Parallel.For(0, 4, thread =>
            {
                using var machine = new TestMachine();
                EngineStack stack = machine.NewStack();
                CodeEntry load = AddLoad(machine, TrapCode.OutOfBoundsMemoryAccess);
                CodeEntry divide = AddDivide(machine);
                for (int i = 0; i < 3000; i++)
                {
                    Require(machine.Call(stack, load, out _, Page + i, memory.Address) == EntryResult.Exited);
                    Require(machine.Call(stack, divide, out _, i, 0) == EntryResult.Exited && stack.Exit.Trap == TrapCode.IntegerDivideByZero);
                    Require(Catch<NullReferenceException>(static () => LengthOf(null)) == 1);
                }
            });
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Test]
    public void A_fault_that_is_no_trap_is_reported_as_an_error_of_the_engine()
    {
        using var memory = new Reservation();
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry load = AddLoad(machine, TrapCode.OutOfBoundsMemoryAccess);
        CodeEntry untabled = machine.Add(
            (asm, _) =>
            {
                asm.Mov(OperandSize.Dword, Register.Rax, MemoryOperand.Indexed(Register.Rcx, Register.Rax));
                asm.Ret();
            },
            17);
        Assert.Multiple(() =>
        {
            // The address is in no memory; the instruction is in no table; the instruction is one that divides.
            Assert.That(Fault(machine, stack, load, 0x40, 0x1000), Does.Contain("in no memory or heap"));
            Assert.That(Fault(machine, stack, untabled, Page, memory.Address), Does.Contain("Function 17 of").And.Contain("in a memory or heap"));
            Assert.That(Fault(machine, stack, AddLoad(machine, TrapCode.IntegerDivideByZero), Page, memory.Address), Does.Contain("signal 11"));
            Assert.That(Fault(machine, stack, load, 8, (long)stack.Memory), Does.Contain("the guard of the stack"));
        });
    }

    [Test]
    public void Reservations_are_found_by_their_addresses()
    {
        // Far above what the system gives out.
        const ulong Base = 1UL << 62;
        for (ulong i = 0; i < 100; i++)
        {
            AddressRanges.Add(Base + (i * 37 % 100 * 0x1000), 0x800);
        }

        for (ulong i = 0; i < 100; i++)
        {
            ulong start = Base + (i * 0x1000);
            Require(AddressRanges.Contains(start) && AddressRanges.Contains(start + 0x7FF));
            Require(!AddressRanges.Contains(start - 1) && !AddressRanges.Contains(start + 0x800));
            AddressRanges.Remove(start);
            Require(!AddressRanges.Contains(start));
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            Assert.Fail("wrong");
        }
    }

    private static string Fault(TestMachine machine, EngineStack stack, CodeEntry code, long first, long second)
    {
        Assert.That(machine.Call(stack, code, out _, first, second), Is.EqualTo(EntryResult.Exited));
        Assert.That(stack.Exit.Exception, Is.InstanceOf<InvalidProgramException>());
        return stack.Exit.Exception!.Message;
    }

    /// <summary>(index, base) → the dword there.</summary>
    private static CodeEntry AddLoad(TestMachine machine, TrapCode trap) => machine.Add(
        (asm, tables) =>
        {
            TestMachine.Prologue(asm, 16);
            tables.Traps.Add(new TrapSite(asm.Code.Position, (byte)trap, 31));
            asm.Mov(OperandSize.Dword, Register.Rax, MemoryOperand.Indexed(Register.Rcx, Register.Rax));
            TestMachine.Epilogue(asm);
        },
        5);

    private static CodeEntry AddDivide(TestMachine machine) => machine.Add(
        (asm, tables) =>
        {
            TestMachine.Prologue(asm, 16);
            asm.Zero(Register.Rdx);
            tables.Traps.Add(new TrapSite(asm.Code.Position, (byte)TrapCode.IntegerDivideByZero, 32));
            asm.Unary(UnaryOp.Div, OperandSize.Dword, Register.Rcx);
            TestMachine.Epilogue(asm);
        },
        6);

    private static int Catch<TException>(Action action)
        where TException : Exception
    {
        try
        {
            action();
            return 0;
        }
        catch (TException)
        {
            return 1;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int left, int right) => left / right;

    /// <summary>What a memory of one page reserves.</summary>
    private sealed class Reservation : IDisposable
    {
        private readonly byte* _memory = HostSystem.Current.Reserve(unchecked((nuint)ReservedBytes));

        public Reservation()
        {
            Assert.That(HostSystem.Current.Commit(_memory, Page));
            *(int*)(_memory + Page - 4) = 0x01020304;
            AddressRanges.Add((ulong)_memory, ReservedBytes);
        }

        public long Address => (long)_memory;

        public void Dispose()
        {
            AddressRanges.Remove((ulong)_memory);
            HostSystem.Current.Release(_memory, unchecked((nuint)ReservedBytes));
        }
    }
}
