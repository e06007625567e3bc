using Wasm.Jit.Abi;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Entry and host thunks.</content>
internal sealed partial class Stubs
{
    /// <summary>Frames up to here are not checked by their size: the callee's prologue notices, and the limit leaves room.</summary>
    private const int UncheckedBytes = 1024;

    private const int SlotBytes = 16;

    /// <summary>The scratch vector register.</summary>
    private const int ScratchVector = 15;

    /// <summary>The sequence of registers for integers and references.</summary>
    private static readonly Register[] Integers = [Register.Rax, Register.Rcx, Register.Rdx, Register.Rsi, Register.R8, Register.R9];

    /// <inheritdoc/>
    /// <remarks>
    /// Jumped to by the entry stub: rdx code, rcx instance, r8 slots, rbp = rsp = frame. The slots' address is kept at [rbp - 8];
    /// below it are the result slots and the parameter slots.
    /// </remarks>
    public override void EmitEntryThunk(IrSignature signature, CompiledFunction output)
    {
        ArgumentPlace[] parameters = Place(signature.Parameters, out int parameterBytes);
        ArgumentPlace[] results = Place(signature.Results, out int resultBytes);
        int frame = 16 + parameterBytes + resultBytes;
        Begin(output);
        Label overflow = _code.NewLabel();
        Label retry = _code.NewLabel();
        _asm.Bind(retry);
        if (frame > UncheckedBytes)
        {
            EmitStackCheck(frame, overflow);
        }

        AddToStackPointer(-frame);
        Store(MemoryOperand.At(Register.Rbp, -8), Register.R8);
        Move(Register.R10, Register.Rdx);
        Move(Register.Rdi, Register.Rcx);
        Move(Register.R11, Register.R8);
        CopyFromSlots(signature.Parameters, parameters, Register.R11, Register.Rsp, 0);
        LoadFromSlots(signature.Parameters, parameters, Register.R11);
        _asm.Call(Register.R10);

        // The callee has popped its parameters: the stack pointer is at the result slots.
        Load(Register.R11, MemoryOperand.At(Register.Rbp, -8));
        StoreToSlots(signature.Results, results, Register.R11, Register.Rsp, 0, Register.R10);
        _asm.Jmp(Symbol.Stub((int)StubId.EntryReturn));
        EmitOverflow(frame > UncheckedBytes, overflow, retry);
        Finish(output, frame, 0);
    }

    /// <inheritdoc/>
    /// <remarks>A function like those of modules, whose instance is the host function's record. The slots stand at the bottom of its frame.</remarks>
    public override void EmitHostThunk(IrSignature signature, CompiledFunction output)
    {
        ArgumentPlace[] parameters = Place(signature.Parameters, out int parameterBytes);
        ArgumentPlace[] results = Place(signature.Results, out _);
        int frame = 16 + (SlotBytes * Math.Max(parameters.Length, results.Length));
        Begin(output);
        Label overflow = _code.NewLabel();
        Label retry = _code.NewLabel();
        _asm.Push(Register.Rbp);
        Move(Register.Rbp, Register.Rsp);
        _asm.Bind(retry);
        EmitStackCheck(frame > UncheckedBytes ? frame : 0, overflow);
        AddToStackPointer(-frame);
        Store(MemoryOperand.At(Register.Rbp, -8), Register.Rdi);
        StoreToSlots(signature.Parameters, parameters, Register.Rsp, Register.Rbp, 16, Register.R11);
        Move(Register.Rsi, Register.Rdi);
        Move(Register.Rdx, Register.Rsp);
        _asm.Call(Symbol.Helper((int)HelperId.CallHost));
        CopyFromSlots(signature.Results, results, Register.Rsp, Register.Rbp, 16 + parameterBytes);
        LoadFromSlots(signature.Results, results, Register.Rsp);
        Move(Register.Rsp, Register.Rbp);
        _asm.Pop(Register.Rbp);
        if (parameterBytes == 0)
        {
            _asm.Ret();
        }
        else
        {
            _asm.Ret(checked((ushort)parameterBytes));
        }

        EmitOverflow(true, overflow, retry);
        Finish(output, frame, parameterBytes);
    }

    private static ArgumentPlace[] Place(IrType[] types, out int bytes)
    {
        var places = new ArgumentPlace[types.Length];
        bytes = CallingConvention.X64.Assign(types, places);
        return places;
    }

    private static bool IsNarrow(IrType type) => type is IrType.I32 or IrType.Ref or IrType.F32;

    private void Begin(CompiledFunction output)
    {
        _code.Reset();
        output.Reset();
    }

    private void Finish(CompiledFunction output, int frame, int parameterBytes)
    {
        ReadOnlySpan<byte> bytes = _code.Finish();
        output.Code.Resize(bytes.Length);
        bytes.CopyTo(output.Code.Span);
        foreach (Relocation relocation in _code.Relocations)
        {
            output.Relocations.Add(relocation);
        }

        output.FrameBytes = frame;
        output.ParameterBytes = parameterBytes;
    }

    /// <summary>Goes to a label if the stack has not so many bytes; changes r11.</summary>
    private void EmitStackCheck(int bytes, Label overflow)
    {
        Register tested = Register.Rsp;
        if (bytes != 0)
        {
            tested = Register.R11;
            _asm.Lea(OperandSize.Qword, tested, Stack(-bytes));
        }

        _asm.Alu(AluOp.Cmp, OperandSize.Qword, tested, Field(StoreContext.StackLimitOffset));
        _asm.Jcc(Condition.Below, overflow);
    }

    private void EmitOverflow(bool isNeeded, Label overflow, Label retry)
    {
        if (isNeeded)
        {
            _asm.Bind(overflow);
            _asm.Call(Symbol.Stub((int)StubId.StackOverflow));
            _asm.Jmp(retry);
        }
    }

    /// <summary>Slots → stack area. Changes rax and the scratch vector register.</summary>
    private void CopyFromSlots(IrType[] types, ArgumentPlace[] places, Register slots, Register area, int areaOffset)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (places[i].InRegister)
            {
                continue;
            }

            int offset = areaOffset + places[i].StackOffset;
            if (types[i] == IrType.V128)
            {
                LoadVector(slots, SlotBytes * i, ScratchVector);
                StoreVector(area, offset, ScratchVector);
                continue;
            }

            _asm.Mov(IsNarrow(types[i]) ? OperandSize.Dword : OperandSize.Qword, Register.Rax, MemoryOperand.At(slots, SlotBytes * i));
            Store(MemoryOperand.At(area, offset), Register.Rax);
        }
    }

    /// <summary>Slots → registers. The address of the slots is in none of them.</summary>
    private void LoadFromSlots(IrType[] types, ArgumentPlace[] places, Register slots)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (!places[i].InRegister)
            {
                continue;
            }

            int register = places[i].Register;
            switch (types[i])
            {
                case IrType.V128:
                    LoadVector(slots, SlotBytes * i, register);
                    break;
                case IrType.F64:
                    _asm.Load(VectorMove.Movsd, (RegisterXmm)register, MemoryOperand.At(slots, SlotBytes * i));
                    break;
                case IrType.F32:
                    _asm.Load(VectorMove.Movss, (RegisterXmm)register, MemoryOperand.At(slots, SlotBytes * i));
                    break;
                default:
                    _asm.Mov(
                        IsNarrow(types[i]) ? OperandSize.Dword : OperandSize.Qword,
                        Integers[register],
                        MemoryOperand.At(slots, SlotBytes * i));
                    break;
            }
        }
    }

    /// <summary>Registers and stack area → slots, whole: what is narrower is zero-extended. Changes the scratch registers given and the scratch vector register.</summary>
    private void StoreToSlots(IrType[] types, ArgumentPlace[] places, Register slots, Register area, int areaOffset, Register scratch)
    {
        for (int i = 0; i < types.Length; i++)
        {
            int slot = SlotBytes * i;
            int offset = areaOffset + places[i].StackOffset;
            int register = places[i].Register;
            if (types[i] == IrType.V128)
            {
                if (!places[i].InRegister)
                {
                    LoadVector(area, offset, ScratchVector);
                    register = ScratchVector;
                }

                StoreVector(slots, slot, register);
                continue;
            }

            Register source = scratch;
            OperandSize size = IsNarrow(types[i]) ? OperandSize.Dword : OperandSize.Qword;
            if (!places[i].InRegister)
            {
                _asm.Mov(size, scratch, MemoryOperand.At(area, offset));
            }
            else if (CallingConvention.IsFloat(types[i]))
            {
                _asm.Move(size, scratch, (RegisterXmm)register);
            }
            else
            {
                source = Integers[register];
            }

            Store(MemoryOperand.At(slots, slot), source);
            _asm.Mov(OperandSize.Qword, MemoryOperand.At(slots, slot + 8), 0);
        }
    }

    private void LoadVector(Register @base, int offset, int register) =>
        _asm.Load(VectorMove.Movups, (RegisterXmm)register, MemoryOperand.At(@base, offset));

    private void StoreVector(Register @base, int offset, int register) =>
        _asm.Store(VectorMove.Movups, MemoryOperand.At(@base, offset), (RegisterXmm)register);
}
