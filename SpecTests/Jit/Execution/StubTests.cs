using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Ir;
using Wasm.Jit.X64;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Jit.Execution;

/// <summary>Calls in both directions, helpers, traps, exceptions, through the stubs.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed unsafe class StubTests
{
    [Test]
    public void A_function_is_called_and_returns()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry add = machine.Add((asm, _) =>
        {
            asm.Alu(AluOp.Add, OperandSize.Qword, Register.Rax, Register.Rcx);
            asm.Ret();
        });
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(machine.Call(stack, add, out long sum, i, 1000), Is.EqualTo(EntryResult.Returned));
            Assert.That(sum, Is.EqualTo(i + 1000));
        }
    }

    [Test]
    public void Helpers_get_five_arguments_and_give_a_result()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry code = machine.Add((asm, _) =>
        {
            TestMachine.Prologue(asm, 16);
            MoveArguments(asm);
            asm.Call(Symbol.Helper((int)HelperId.ArrayCopy));
            TestMachine.Epilogue(asm);
        });
        Assert.That(machine.Call(stack, code, out long result, 1, 2, 3, 4, 5), Is.EqualTo(EntryResult.Returned));
        Assert.That(result, Is.EqualTo(54321));
    }

    [Test]
    public void A_helper_that_is_missing_is_an_exception()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry code = machine.Add((asm, _) =>
        {
            TestMachine.Prologue(asm, 16);
            asm.Call(Symbol.Helper((int)HelperId.DataDrop));
            TestMachine.Epilogue(asm);
        });
        Assert.That(machine.Call(stack, code, out _), Is.EqualTo(EntryResult.Exited));
        Assert.That(stack.Exit.Exception, Is.InstanceOf<InvalidOperationException>());
    }

    [Test]
    public void Entries_nest_and_backtraces_cross_them([Values(1, 2, 48)] int levels)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry? code = null;
        CapturedFrame[] frames = [];
        int depth = 0;
        ulong record = machine.Host((on, slots) =>
        {
            long n = slots->I64;
            depth = Math.Max(depth, on.Depth);
            if (n == 0)
            {
                frames = Unwinder.Capture(FrameWalker.Of(on.Context));
                slots->I64 = 0;
                return;
            }

            Assert.That(machine.Call(on, code!, out long result, n - 1), Is.EqualTo(EntryResult.Returned));
            slots->I64 = result + 1;
        });
        code = AddCaller(machine, record, 7, 123);
        for (int round = 0; round < 100; round++)
        {
            Assert.That(machine.Call(stack, code, out long result, levels - 1), Is.EqualTo(EntryResult.Returned));
            Assert.That(result, Is.EqualTo(levels - 1));
        }

        Assert.Multiple(() =>
        {
            Assert.That(depth, Is.EqualTo(levels));
            Assert.That(frames, Has.Length.EqualTo(levels));
            Assert.That(frames, Is.All.EqualTo(new CapturedFrame(code, 123)));
            Assert.That(stack.Depth, Is.Zero);
            Assert.That(stack.Context->LastExitPc, Is.Zero);
            Assert.That(stack.Context->EngineSp, Is.EqualTo((ulong)stack.Context));
        });
    }

    [Test]
    public void Traps_at_every_level_end_only_their_entry()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry trap = AddTrap(machine, TrapCode.UninitializedElement, 5);
        CodeEntry? code = null;
        ulong record = machine.Host((on, slots) =>
        {
            long n = slots->I64;
            Assert.That(machine.Call(on, n == 0 ? trap : code!, out long result, n - 1), Is.EqualTo(n == 0 ? EntryResult.Exited : EntryResult.Returned));
            if (n == 0)
            {
                Assert.That(on.Exit.Trap, Is.EqualTo(TrapCode.UninitializedElement));
                Assert.That(on.Exit.Frames, Has.Length.EqualTo(50));
            }

            if (n % 2 == 1)
            {
                try
                {
                    throw new InvalidOperationException("inner");
                }
                catch (InvalidOperationException)
                {
                    result++;
                }
            }

            slots->I64 = n == 0 ? 0 : result + 1;
        });
        code = AddCaller(machine, record, 0, 1);
        for (int round = 0; round < 20; round++)
        {
            Assert.That(machine.Call(stack, code, out long result, 48), Is.EqualTo(EntryResult.Returned));
            Assert.That(result, Is.EqualTo(48 + 24));
        }
    }

    [Test]
    public void Each_trap_code_arrives_with_detail_place_and_frames([Values] TrapCode trapCode)
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry inner = AddTrap(machine, trapCode, 0x1_0000_0007);
        CodeEntry outer = machine.Add(
            (asm, tables) =>
            {
                TestMachine.Prologue(asm, 32);
                TestMachine.CallFar(asm, inner.Start, 0);
                tables.Calls.Add(new CallSite(asm.Code.Position, 77, 0, 0, -1, -1));
                TestMachine.Epilogue(asm);
            },
            4);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(machine.Call(stack, outer, out _), Is.EqualTo(EntryResult.Exited));
            Assert.Multiple(() =>
            {
                Assert.That(stack.Exit.Kind, Is.EqualTo(ExitKind.Trap));
                Assert.That(stack.Exit.Trap, Is.EqualTo(trapCode));
                Assert.That(stack.Exit.Detail, Is.EqualTo(0x1_0000_0007UL));
                Assert.That(stack.Exit.Frames, Is.EqualTo(new[] { new CapturedFrame(inner, 42), new CapturedFrame(outer, 77) }));
            });
        }
    }

    [Test]
    public void An_exception_of_the_host_passes_as_the_same_object()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        var thrown = new FormatException("from the host");
        CodeEntry code = AddCaller(machine, machine.Host((_, _) => throw thrown), 3, 9);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(machine.Call(stack, code, out _, 1), Is.EqualTo(EntryResult.Exited));
            Assert.That(stack.Exit.Kind, Is.EqualTo(ExitKind.Exception));
            Assert.That(stack.Exit.Exception, Is.SameAs(thrown));
            Assert.That(stack.Exit.Frames, Is.EqualTo(new[] { new CapturedFrame(code, 9) }));
        }
    }

    [TestCase(0x0103u, 1, ExpectedResult = 0x0103_01)]
    [TestCase(0x0203u, 2, ExpectedResult = 0x0203_02)]
    [TestCase(0x0903u, 9, ExpectedResult = 0x0903_03)]
    public long A_handler_gets_exception_and_clause(uint exception, int tag)
    {
        _ = tag;
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry handler = AddHandler(machine, AddThrower(machine, 5), [new(1, 1), new(2, 2), new(-1, 3)]);
        Assert.That(machine.Call(stack, handler, out long result, exception), Is.EqualTo(EntryResult.Returned));
        return result;
    }

    [Test]
    public void An_exception_that_nothing_catches_ends_the_entry_only()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        CodeEntry inner = AddHandler(machine, AddThrower(machine, 3), [new(1, 1)]);
        CodeEntry outer = AddHandler(
            machine,
            AddCaller(
                machine,
                machine.Host((on, slots) =>
                {
                    // The handlers around the host function are not looked at.
                    Assert.That(machine.Call(on, inner, out long result, slots->I64), Is.EqualTo(slots->I64 >> 8 == 1 ? EntryResult.Returned : EntryResult.Exited));
                    slots->I64 = slots->I64 >> 8 == 1 ? result : on.Exit.Reference + 1;
                }),
                0,
                0),
            [new(-1, 9)]);
        Assert.That(machine.Call(stack, outer, out long uncaught, 0x0205), Is.EqualTo(EntryResult.Returned));
        Assert.That(uncaught, Is.EqualTo(0x0206));
        Assert.That(machine.Call(stack, outer, out long caught, 0x0105), Is.EqualTo(EntryResult.Returned));
        Assert.That(caught, Is.EqualTo(0x0105_01));
    }

    [Test]
    public void Functions_are_compiled_at_their_first_call_and_get_all_arguments()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        const string Types = "lllllldddddvvvlldv";
        var compiled = new List<int>();
        machine.Code.CreateEntryTable(3, 10);
        machine.Compiler = index =>
        {
            compiled.Add(index);
            nuint code = machine.Add((asm, _) => Echo.Write(asm, Types), index).Start;
            machine.Code.SetEntry(index - 10, code);
            return code;
        };
        nuint stub = machine.Code.GetEntry(1);
        for (int round = 0; round < 3; round++)
        {
            RawValue[] slots = Echo.Values(Types, new Random(round));
            RawValue[] expected = [.. slots];
            Assert.That(machine.Call(stack, Types, Types, machine.Code.GetEntry(1), machine.Handle, slots), Is.EqualTo(EntryResult.Returned));
            Assert.That(slots, Is.EqualTo(expected));
        }

        Assert.That(compiled, Is.EqualTo(new[] { 11 }));
        Assert.That(machine.Code.GetEntry(1), Is.Not.EqualTo(stub));
    }

    [Test]
    public void A_direct_call_goes_by_the_entry_table()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        machine.Code.CreateEntryTable(2, 0);
        machine.Compiler = index => machine.Add(
            (asm, _) =>
            {
                asm.Mov(Register.Rax, 1000 + index);
                asm.Ret();
            },
            index).Start;
        CodeEntry code = machine.Add((asm, _) =>
        {
            TestMachine.Prologue(asm, 16);
            asm.Call(MemoryOperand.Of(Symbol.EntrySlot(1)));
            TestMachine.Epilogue(asm);
        });
        Assert.That(machine.Call(stack, code, out long result), Is.EqualTo(EntryResult.Returned));
        Assert.That(result, Is.EqualTo(1001));
    }

    [Test]
    public void A_compiler_that_fails_is_an_exception()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        machine.Code.CreateEntryTable(1, 0);
        machine.Compiler = _ => throw new InsufficientMemoryException("no room");
        Assert.That(machine.Call(stack, "", "", machine.Code.GetEntry(0), machine.Handle, []), Is.EqualTo(EntryResult.Exited));
        Assert.That(stack.Exit.Exception, Is.InstanceOf<InsufficientMemoryException>());
    }

    [Test]
    public void Roots_are_found_in_all_frames_of_all_entries()
    {
        using var machine = new TestMachine();
        EngineStack stack = machine.NewStack();
        var found = new List<uint>();
        CodeEntry? code = null;
        ulong record = machine.Host((on, slots) =>
        {
            if (slots->I64 > 0)
            {
                slots->I64--;
                machine.Call(on, code!, out _, slots->I64);
                return;
            }

            var collector = new RootCollector(found);
            Unwinder.VisitRoots(on.Context, ref collector);
        });
        nuint thunk = machine.Thunks.HostThunk(TestMachine.Signature("l", "l"));
        code = machine.Add((asm, tables) =>
        {
            // Slots 2 and 4 hold references, slot 3 something else.
            TestMachine.Prologue(asm, 48);
            asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -24), Register.Rax);
            asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -32), -1);
            asm.Lea(OperandSize.Qword, Register.Rdx, MemoryOperand.At(Register.Rax, 100));
            asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rbp, -40), Register.Rdx);
            TestMachine.CallFar(asm, thunk, record);
            tables.StackMapSlots.Add(2);
            tables.StackMapSlots.Add(4);
            tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 2, -1, -1));
            TestMachine.Epilogue(asm);
        });
        Assert.That(machine.Call(stack, code, out _, 2), Is.EqualTo(EntryResult.Returned));
        Assert.That(found, Is.EqualTo(new uint[] { 0, 100, 1, 101, 2, 102 }));
    }

    /// <summary>(l) → l: calls a host function with its argument.</summary>
    internal static CodeEntry AddCaller(TestMachine machine, ulong record, int index, int offset)
    {
        nuint thunk = machine.Thunks.HostThunk(TestMachine.Signature("l", "l"));
        return machine.Add(
            (asm, tables) =>
            {
                TestMachine.Prologue(asm, 32);
                TestMachine.CallFar(asm, thunk, record);
                tables.Calls.Add(new CallSite(asm.Code.Position, offset, 0, 0, -1, -1));
                TestMachine.Epilogue(asm);
            },
            index);
    }

    /// <summary>The first five integer parameters of a function to where helpers have theirs.</summary>
    private static void MoveArguments(Assembler asm)
    {
        asm.Mov(OperandSize.Qword, Register.R9, Register.R8);
        asm.Mov(OperandSize.Qword, Register.R8, Register.Rsi);
        asm.Mov(OperandSize.Qword, Register.R11, Register.Rcx);
        asm.Mov(OperandSize.Qword, Register.Rcx, Register.Rdx);
        asm.Mov(OperandSize.Qword, Register.Rdx, Register.R11);
        asm.Mov(OperandSize.Qword, Register.Rsi, Register.Rax);
    }

    private static CodeEntry AddTrap(TestMachine machine, TrapCode code, long detail) => machine.Add(
        (asm, tables) =>
        {
            TestMachine.Prologue(asm, 32);
            asm.Mov(Register.R11, detail);
            asm.Call(Symbol.TrapStub((int)code));
            tables.Calls.Add(new CallSite(asm.Code.Position, 42, 0, 0, -1, -1));
        },
        9);

    /// <summary>(l) → l: throws its argument under so many frames.</summary>
    private static CodeEntry AddThrower(TestMachine machine, int frames)
    {
        CodeEntry thrower = machine.Add((asm, tables) =>
        {
            TestMachine.Prologue(asm, 16);
            asm.Mov(OperandSize.Qword, Register.Rsi, Register.Rax);
            asm.Call(Symbol.Helper((int)HelperId.Throw));
            tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 0, -1, -1));
        });
        for (int i = 0; i < frames; i++)
        {
            CodeEntry callee = thrower;
            thrower = machine.Add((asm, tables) =>
            {
                TestMachine.Prologue(asm, 64);
                TestMachine.CallFar(asm, callee.Start, 0);
                tables.Calls.Add(new CallSite(asm.Code.Position, 0, 0, 0, -1, -1));
                TestMachine.Epilogue(asm);
            });
        }

        return thrower;
    }

    /// <summary>(l) → l: calls a function; what it throws is returned, times 256, plus the clause's number. Checks its frame.</summary>
    private static CodeEntry AddHandler(TestMachine machine, CodeEntry callee, CatchEntry[] catches) => machine.Add((asm, tables) =>
    {
        Label bad = asm.Code.NewLabel();
        TestMachine.Prologue(asm, 48);
        tables.FrameBytes = 48;
        asm.Mov(OperandSize.Qword, MemoryOperand.At(Register.Rsp, 0), 4711);
        TestMachine.CallFar(asm, callee.Start, 0);
        int returnAddress = asm.Code.Position;
        TestMachine.Epilogue(asm);
        int pad = asm.Code.Position;
        asm.Alu(AluOp.Cmp, OperandSize.Qword, MemoryOperand.At(Register.Rsp, 0), 4711);
        asm.Jcc(Condition.NotEqual, bad);
        asm.Shift(ShiftOp.Shl, OperandSize.Qword, Register.Rax, 8);
        asm.Alu(AluOp.Add, OperandSize.Qword, Register.Rax, Register.Rcx);
        TestMachine.Epilogue(asm);
        asm.Bind(bad);
        asm.Ud2();
        foreach (CatchEntry entry in catches)
        {
            tables.Catches.Add(entry);
        }

        tables.Catches.Add(CatchEntry.End);
        tables.Calls.Add(new CallSite(returnAddress, 0, 0, 0, pad, 0));
    });

    private readonly struct RootCollector(List<uint> found) : IRootVisitor
    {
        public void Visit(uint reference) => found.Add(reference);
    }
}
