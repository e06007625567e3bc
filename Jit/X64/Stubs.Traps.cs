using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Traps and faults.</content>
internal sealed partial class Stubs
{
    /// <summary>One stub per trap code, called with a detail in r11.</summary>
    private void EmitTraps(int[] traps)
    {
        Label common = _code.NewLabel();
        for (int i = 0; i < traps.Length; i++)
        {
            traps[i] = Here();
            _asm.Mov(Register.Rax, i);
            _asm.Jmp(common);
        }

        _asm.Bind(common);
        Store(Field(StoreContext.TrapCodeOffset), Register.Rax);
        Store(Field(StoreContext.TrapDetailOffset), Register.R11);
        NoteExit(0, Register.Rax);
        Store(Field(StoreContext.TrapPcOffset), Register.Rax);
        Store(Field(StoreContext.TrapFpOffset), Register.Rbp);
        Store(Field(StoreContext.TrapSpOffset), Register.Rsp);
        _asm.Mov(Register.Rcx, (int)HelperId.Trap * 8);

        // Helper of offset rcx, while the frames still stand; then the entry ends, whatever it says.
        _asm.Bind(_trapLeave);
        _asm.Alu(AluOp.And, OperandSize.Qword, Register.Rsp, -16);
        ToThreadStack();
        Move(Register.Rdi, Context);
        Load(Register.Rax, Field(StoreContext.HelpersOffset));
        _asm.Alu(AluOp.Add, OperandSize.Qword, Register.Rax, Register.Rcx);
        _asm.Call(MemoryOperand.At(Register.Rax));
        _asm.Mov(OperandSize.Dword, Field(StoreContext.PendingOffset), 0);
        _asm.Mov(Register.Rax, ResultExited);
        _asm.Jmp(_exit);
    }

    /// <summary>Where the fault handler lets a thread go on: all registers but the program counter are as at the fault.</summary>
    private void EmitFaultExit()
    {
        Here();
        _asm.Bind(_faultExit);
        for (int i = 0; i <= (int)Register.R15; i++)
        {
            Store(Field(StoreContext.FaultRegistersOffset + (8 * i)), (Register)i);
        }

        Load(Register.Rax, Field(StoreContext.TrapPcOffset));
        Store(Field(StoreContext.LastExitPcOffset), Register.Rax);
        Store(Field(StoreContext.LastExitFpOffset), Register.Rbp);
        _asm.Mov(Register.Rcx, (int)HelperId.Fault * 8);
        _asm.Jmp(_trapLeave);
    }

    /// <summary>Addresses of the handlers before ours.</summary>
    private int EmitPreviousHandlers(SignalLayout signals)
    {
        int start = Here();
        _asm.Bind(_previousHandlers);
        _code.Write(new byte[8 * signals.Signals.Length]);
        return start;
    }

    /// <summary>
    /// The fault handler: signal edi, information rsi, context rdx. A fault in the checked range is noted in the store context, and the
    /// thread goes on at the fault exit; another one is the previous handler's, who finds everything as if it had been called.
    /// </summary>
    /// <returns>Bound to the field that holds the number of bytes of the checked range.</returns>
    private Label EmitFaultHandler(SignalLayout signals)
    {
        Label chain = _code.NewLabel();
        Label size = _code.NewLabel();
        Load(Register.Rax, MemoryOperand.At(Register.Rdx, signals.ProgramCounter));
        _asm.Lea(OperandSize.Qword, Register.Rcx, MemoryOperand.Of(_checkedStart));
        Move(Register.R8, Register.Rax);
        _asm.Alu(AluOp.Sub, OperandSize.Qword, Register.R8, Register.Rcx);
        _asm.Mov(OperandSize.Dword, Register.R9, MemoryOperand.Of(size));
        _asm.Alu(AluOp.Cmp, OperandSize.Qword, Register.R8, Register.R9);
        _asm.Jcc(Condition.AboveOrEqual, chain);

        Load(Register.Rcx, MemoryOperand.At(Register.Rdx, signals.Registers[(int)Context]));
        Store(MemoryOperand.At(Register.Rcx, StoreContext.TrapPcOffset), Register.Rax);
        Load(Register.Rax, MemoryOperand.At(Register.Rsi, signals.FaultAddress));
        Store(MemoryOperand.At(Register.Rcx, StoreContext.TrapAddressOffset), Register.Rax);
        Load(Register.Rax, MemoryOperand.At(Register.Rdx, signals.Registers[(int)Register.Rbp]));
        Store(MemoryOperand.At(Register.Rcx, StoreContext.TrapFpOffset), Register.Rax);
        Load(Register.Rax, MemoryOperand.At(Register.Rdx, signals.Registers[(int)Register.Rsp]));
        Store(MemoryOperand.At(Register.Rcx, StoreContext.TrapSpOffset), Register.Rax);
        _asm.Mov(OperandSize.Dword, Register.Rax, Register.Rdi);
        _asm.Shift(ShiftOp.Shl, OperandSize.Qword, Register.Rax, 32);
        Store(MemoryOperand.At(Register.Rcx, StoreContext.TrapCodeOffset), Register.Rax);
        _asm.Lea(OperandSize.Qword, Register.Rax, MemoryOperand.Of(_faultExit));
        Store(MemoryOperand.At(Register.Rdx, signals.ProgramCounter), Register.Rax);
        _asm.Ret();

        _asm.Bind(chain);
        EmitChain(signals);
        _asm.Align(8);
        _asm.Bind(size);
        _code.Write(new byte[8]);
        return size;
    }

    private void EmitChain(SignalLayout signals)
    {
        for (int i = signals.Signals.Length - 1; i >= 0; i--)
        {
            Label next = _code.NewLabel();
            if (i > 0)
            {
                _asm.Alu(AluOp.Cmp, OperandSize.Dword, Register.Rdi, signals.Signals[i]);
                _asm.Jcc(Condition.NotEqual, next);
            }

            Label none = _code.NewLabel();
            Load(Register.Rax, MemoryOperand.Of(_previousHandlers, 8 * i));

            // 0 and 1 are no addresses but "default" and "ignore".
            _asm.Alu(AluOp.Cmp, OperandSize.Qword, Register.Rax, 1);
            _asm.Jcc(Condition.BelowOrEqual, none);
            _asm.Jmp(Register.Rax);

            // Another fault while the signal is blocked: the system ends the process as it would have done without a handler.
            _asm.Bind(none);
            _asm.Zero(Register.Rax);
            Load(Register.Rax, MemoryOperand.At(Register.Rax));
            _asm.Bind(next);
        }
    }
}
