using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>The code between the host (System V convention) and generated code (<c>Jit/README.md</c>, "Calling convention", "Helpers").</summary>
/// <remarks>
/// Two stacks: the thread's, on which all managed code runs, and the engine's, on which all generated code runs. An entry leaves
/// its frame on the thread's stack; every helper is called right below the innermost one, so that both stacks grow and shrink together.
/// </remarks>
internal sealed partial class Stubs : StubEmitter
{
    /// <summary>What the entry and resume stubs return: <c>EntryResult</c>.</summary>
    private const int ResultExited = 1;
    private const int ResultSuspended = 2;

    private const Register Context = Register.R15;

    /// <summary>What System V lets a callee use only if it restores it, in the order in which entries save it.</summary>
    private static readonly Register[] CalleeSaved = [Register.Rbp, Register.Rbx, Register.R12, Register.R13, Register.R14, Register.R15];

    private readonly CodeBuffer _code;
    private readonly Assembler _asm;

    // Labels of the stubs while they are written.
    private Label _exit;
    private Label _trapLeave;
    private Label _pending;
    private Label _faultExit;
    private Label _checkedStart;
    private Label _previousHandlers;

    /// <summary>An emitter.</summary>
    /// <param name="features">What its code may use.</param>
    public Stubs(CpuFeatures features)
    {
        _code = new CodeBuffer();
        _asm = new Assembler(_code, features);
    }

    /// <inheritdoc/>
    public override int LazyEntryBytes => 16;

    /// <inheritdoc/>
    public override StubImage EmitStubs(int codeSize, SignalLayout signals, int trapCodes)
    {
        _code.Reset();
        _exit = _code.NewLabel();
        _trapLeave = _code.NewLabel();
        _pending = _code.NewLabel();
        _faultExit = _code.NewLabel();
        _checkedStart = _code.NewLabel();
        _previousHandlers = _code.NewLabel();
        var stubs = new int[(int)StubId.Count];
        var helpers = new int[(int)HelperId.Count];
        var traps = new int[trapCodes];

        // Outside the range that the fault handler checks: here the context register may not be set, or the thread's stack is in use.
        int previous = EmitPreviousHandlers(signals);
        int handler = Here();
        Label sizeField = EmitFaultHandler(signals);
        EmitFaultExit();
        stubs[(int)StubId.Entry] = Here();
        EmitEntry();
        stubs[(int)StubId.Resume] = Here();
        EmitResume();
        stubs[(int)StubId.EntryReturn] = Here();
        EmitExit();

        int checkedStart = Here();
        _asm.Bind(_checkedStart);
        EmitLeave(helpers);
        EmitTraps(traps);
        stubs[(int)StubId.StackOverflow] = Here();
        EmitKeepingAll(HelperId.StackOverflow);
        stubs[(int)StubId.StopRequested] = Here();
        EmitKeepingAll(HelperId.StopRequested);
        stubs[(int)StubId.LazyCompile] = Here();
        EmitLazyCompile();
        byte[] bytes = _code.Finish().ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(_code.OffsetOf(sizeField)), codeSize - checkedStart);
        return new StubImage
        {
            Bytes = bytes,
            CheckedStart = checkedStart,
            Stubs = stubs,
            Helpers = helpers,
            Traps = traps,
            FaultHandler = handler,
            PreviousHandlers = previous,
        };
    }

    /// <inheritdoc/>
    public override void WriteLazyEntry(Span<byte> code, nuint address, int index, nuint stub)
    {
        // mov r11d, index; jmp stub
        code.Fill(0xCC);
        code[0] = 0x41;
        code[1] = 0xBB;
        BitConverter.TryWriteBytes(code[2..], index);
        code[6] = 0xE9;
        BitConverter.TryWriteBytes(code[7..], checked((int)((long)stub - (long)(address + 11))));
    }

    private static MemoryOperand Field(int offset) => MemoryOperand.At(Context, offset);

    private static MemoryOperand Stack(int offset) => MemoryOperand.At(Register.Rsp, offset);

    private int Here()
    {
        _asm.Align(CodeBuffer.Alignment);
        return _code.Position;
    }

    private void Load(Register register, in MemoryOperand memory) => _asm.Mov(OperandSize.Qword, register, memory);

    private void Store(in MemoryOperand memory, Register register) => _asm.Mov(OperandSize.Qword, memory, register);

    private void Move(Register destination, Register source) => _asm.Mov(OperandSize.Qword, destination, source);

    private void AddToStackPointer(int bytes)
    {
        if (bytes != 0)
        {
            _asm.Alu(AluOp.Add, OperandSize.Qword, Register.Rsp, bytes);
        }
    }

    /// <summary>Notes the innermost WebAssembly frame; the return address into it is at an offset from the stack pointer.</summary>
    private void NoteExit(int returnAddress, Register scratch)
    {
        Load(scratch, Stack(returnAddress));
        Store(Field(StoreContext.LastExitPcOffset), scratch);
        Store(Field(StoreContext.LastExitFpOffset), Register.Rbp);
    }

    /// <summary>Changes to the thread's stack; the engine's stack pointer, a multiple of 16, is where an inner entry begins.</summary>
    private void ToThreadStack()
    {
        Store(Field(StoreContext.EngineSpOffset), Register.Rsp);
        Load(Register.Rsp, Field(StoreContext.ThreadSpOffset));
    }

    private void ToEngineStack() => Load(Register.Rsp, Field(StoreContext.EngineSpOffset));

    private void GoIfPending()
    {
        _asm.Alu(AluOp.Cmp, OperandSize.Dword, Field(StoreContext.PendingOffset), 0);
        _asm.Jcc(Condition.NotEqual, _pending);
    }

    /// <summary>What both kinds of entry do first: the frame on the thread's stack. rdi: the context.</summary>
    private void EmitEntryFrame()
    {
        foreach (Register register in CalleeSaved)
        {
            _asm.Push(register);
        }

        Move(Context, Register.Rdi);
        _asm.Push(Field(StoreContext.ThreadSpOffset));
        _asm.Push(Field(StoreContext.EngineSpOffset));
        _asm.Push(Field(StoreContext.LastExitFpOffset));
        _asm.Push(Field(StoreContext.LastExitPcOffset));
        AddToStackPointer(-8);
        Store(Field(StoreContext.ThreadSpOffset), Register.Rsp);
    }

    /// <summary>Entry: context rdi, entry thunk rsi, code rdx, instance rcx, slots r8.</summary>
    private void EmitEntry()
    {
        EmitEntryFrame();
        ToEngineStack();

        // The thunk's frame continues the chain of frames of the entry around it.
        _asm.Push(Field(StoreContext.LastExitPcOffset));
        _asm.Push(Field(StoreContext.LastExitFpOffset));
        Move(Register.Rbp, Register.Rsp);
        _asm.Jmp(Register.Rsi);
    }

    /// <summary>Resume: context rdi, result of the helper that suspended rsi.</summary>
    private void EmitResume()
    {
        EmitEntryFrame();
        Load(Register.Rsp, Field(StoreContext.SuspendedSpOffset));
        _asm.Mov(OperandSize.Qword, Field(StoreContext.SuspendedSpOffset), 0);
        Move(Register.Rax, Register.Rsi);
        _asm.Pop(Register.Rbp);

        // What the computation waited for may have thrown, and a handler been found.
        GoIfPending();
        _asm.Ret();
    }

    /// <summary>The end of both: from thunks with result 0, else with the result in eax; on whatever stack.</summary>
    private void EmitExit()
    {
        _asm.Zero(Register.Rax);
        _asm.Bind(_exit);
        Load(Register.Rsp, Field(StoreContext.ThreadSpOffset));
        AddToStackPointer(8);
        _asm.Pop(Field(StoreContext.LastExitPcOffset));
        _asm.Pop(Field(StoreContext.LastExitFpOffset));
        _asm.Pop(Field(StoreContext.EngineSpOffset));
        _asm.Pop(Field(StoreContext.ThreadSpOffset));
        for (int i = CalleeSaved.Length - 1; i >= 0; i--)
        {
            _asm.Pop(CalleeSaved[i]);
        }

        _asm.Ret();
    }

    /// <summary>Helpers: arguments rsi, rdx, rcx, r8, r9, where the system's convention has them behind the context; result rax.</summary>
    private void EmitLeave(int[] helpers)
    {
        Label leave = _code.NewLabel();
        _asm.Bind(leave);
        NoteExit(0, Register.R11);
        AddToStackPointer(-8);
        ToThreadStack();
        Move(Register.Rdi, Context);
        _asm.Alu(AluOp.Add, OperandSize.Qword, Register.R10, Field(StoreContext.HelpersOffset));
        _asm.Call(MemoryOperand.At(Register.R10));
        ToEngineStack();
        AddToStackPointer(8);
        GoIfPending();
        _asm.Ret();
        EmitPending();
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = Here();
            _asm.Mov(Register.R10, i * 8);
            _asm.Jmp(leave);
        }
    }

    /// <summary>What a helper wants other than going on. The stack pointer is at the return address.</summary>
    private void EmitPending()
    {
        Label handler = _code.NewLabel();
        Label suspend = _code.NewLabel();
        _asm.Bind(_pending);
        _asm.Mov(OperandSize.Dword, Register.Rcx, Field(StoreContext.PendingOffset));
        _asm.Mov(OperandSize.Dword, Field(StoreContext.PendingOffset), 0);
        _asm.Alu(AluOp.Cmp, OperandSize.Dword, Register.Rcx, (int)Pending.Handler);
        _asm.Jcc(Condition.Equal, handler);
        _asm.Alu(AluOp.Cmp, OperandSize.Dword, Register.Rcx, (int)Pending.Suspend);
        _asm.Jcc(Condition.Equal, suspend);
        _asm.Mov(Register.Rax, ResultExited);
        _asm.Jmp(_exit);

        _asm.Bind(suspend);
        _asm.Push(Register.Rbp);
        Store(Field(StoreContext.SuspendedSpOffset), Register.Rsp);
        _asm.Mov(Register.Rax, ResultSuspended);
        _asm.Jmp(_exit);

        _asm.Bind(handler);
        Load(Register.Rsp, Field(StoreContext.HandlerSpOffset));
        Load(Register.Rbp, Field(StoreContext.HandlerFpOffset));
        Load(Register.Rax, Field(StoreContext.HandlerExceptionOffset));
        Load(Register.Rcx, Field(StoreContext.HandlerClauseOffset));
        _asm.Jmp(Field(StoreContext.HandlerPcOffset));
    }

    /// <summary>A call of a helper without arguments that keeps all registers but r11.</summary>
    private void EmitKeepingAll(HelperId helper)
    {
        ReadOnlySpan<Register> kept =
        [
            Register.Rax, Register.Rcx, Register.Rdx, Register.Rbx, Register.Rsi, Register.Rdi,
            Register.R8, Register.R9, Register.R10, Register.R12, Register.R13, Register.R14,
        ];
        int frame = EmitSave(kept, 16);
        NoteExit(frame, Register.Rax);
        ToThreadStack();
        Move(Register.Rdi, Context);
        Load(Register.Rax, Field(StoreContext.HelpersOffset));
        _asm.Call(MemoryOperand.At(Register.Rax, (int)helper * 8));
        ToEngineStack();
        GoIfPending();
        EmitRestore(kept, 16);
        _asm.Ret();
    }

    /// <summary>Compiles function r11d of instance rdi and goes on there, as if it had been called itself.</summary>
    private void EmitLazyCompile()
    {
        ReadOnlySpan<Register> kept =
        [
            Register.Rax, Register.Rcx, Register.Rdx, Register.Rsi, Register.Rdi, Register.R8, Register.R9, Register.R10,
        ];
        int frame = EmitSave(kept, 8);
        NoteExit(frame, Register.Rax);
        ToThreadStack();
        Move(Register.Rsi, Register.Rdi);
        _asm.Mov(OperandSize.Dword, Register.Rdx, Register.R11);
        Move(Register.Rdi, Context);
        Load(Register.Rax, Field(StoreContext.HelpersOffset));
        _asm.Call(MemoryOperand.At(Register.Rax, (int)HelperId.CompileFunction * 8));
        ToEngineStack();
        GoIfPending();
        Move(Register.R11, Register.Rax);
        EmitRestore(kept, 8);
        _asm.Jmp(Register.R11);
    }

    /// <summary>Saves an even number of integer registers and the first vector registers; the stack pointer, which is at a return address, becomes a multiple of 16.</summary>
    /// <returns>Distance to the return address.</returns>
    private int EmitSave(ReadOnlySpan<Register> registers, int vectors)
    {
        foreach (Register register in registers)
        {
            _asm.Push(register);
        }

        AddToStackPointer(-((16 * vectors) + 8));
        for (int i = 0; i < vectors; i++)
        {
            StoreVector(Register.Rsp, 16 * i, i);
        }

        return (8 * registers.Length) + (16 * vectors) + 8;
    }

    private void EmitRestore(ReadOnlySpan<Register> registers, int vectors)
    {
        for (int i = 0; i < vectors; i++)
        {
            LoadVector(Register.Rsp, 16 * i, i);
        }

        AddToStackPointer((16 * vectors) + 8);
        for (int i = registers.Length - 1; i >= 0; i--)
        {
            _asm.Pop(registers[i]);
        }
    }
}
