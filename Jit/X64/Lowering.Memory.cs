using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Addresses, loads, stores, and operands that are taken in.</content>
internal sealed partial class Lowering
{
    /// <summary>The address of a load or store.</summary>
    private Source AddressOf(in Instruction access)
    {
        long displacement = MemoryAccess.DisplacementOf(in access);
        Value start = access.A;
        Value index = access.B;
        int scale = 0;
        if (index.IsSome)
        {
            index = StripIndex(index, ref displacement);
        }

        start = StripOffset(start, ref displacement);
        ref Instruction sum = ref Function[start];
        if (!index.IsSome && sum.Op == (IrOp)Op.I64Add && IsOnlyUse(start))
        {
            index = StripIndex(sum.B, ref displacement);
            start = StripOffset(sum.A, ref displacement);
        }

        if (index.IsSome)
        {
            index = StripScale(index, out scale);
        }

        X64Memory memory = Function[start].Op switch
        {
            IrOp.Context => index.IsSome ? X64Memory.ContextIndex : X64Memory.Context,
            IrOp.FrameAddress when !index.IsSome => X64Memory.Scratch,
            _ => index.IsSome ? X64Memory.BaseIndex : X64Memory.Base,
        };
        if (memory == X64Memory.Scratch)
        {
            Machine.ScratchBytes = Math.Max(Machine.ScratchBytes, ((int)Function[start].Imm + 15) & ~15);
        }

        int indexRegister = index.IsSome ? Register(index) : -1;
        bool hasBase = memory is X64Memory.Base or X64Memory.BaseIndex;
        return new Source
        {
            Form = new X64Form(memory, scale, MemoryAccess.Of(in access).Trap),
            Register = hasBase ? Register(start) : memory == X64Memory.ContextIndex ? indexRegister : -1,
            Index = memory == X64Memory.BaseIndex ? indexRegister : -1,
            Displacement = (int)displacement,
        };
    }

    /// <summary>Takes constants that are added to an address into the displacement.</summary>
    private Value StripOffset(Value address, ref long displacement)
    {
        while (true)
        {
            ref Instruction sum = ref Function[address];
            if (sum.Op != (IrOp)Op.I64Add || !TryConstant(sum.B, out long offset) || !Fits(displacement, offset))
            {
                return address;
            }

            displacement += offset;
            address = sum.A;
        }
    }

    private Value StripIndex(Value index, ref long displacement)
    {
        if (Function[index].Type == IrType.I64)
        {
            index = StripOffset(index, ref displacement);
        }

        if (TryConstant(index, out long constant) && Fits(displacement, constant))
        {
            displacement += constant;
            return Value.None;
        }

        return index;
    }

    // Only shifts of 64 bits: one of 32 loses bits that the address would keep.
    private Value StripScale(Value index, out int scale)
    {
        ref Instruction shift = ref Function[index];
        scale = 0;
        if (shift.Op == (IrOp)Op.I64Shl && TryConstant(shift.B, out long count) && count is >= 0 and <= 3 && IsOnlyUse(index))
        {
            scale = (int)count;
            return shift.A;
        }

        return index;
    }

    private static bool Fits(long displacement, long offset) =>
        offset is >= int.MinValue and <= uint.MaxValue && displacement + offset is >= int.MinValue and <= int.MaxValue;

    /// <summary>The value of an integer constant: zero-extended if it is an i32.</summary>
    private bool TryConstant(Value value, out long constant)
    {
        ref Instruction instruction = ref Function[value];
        constant = instruction.Op == (IrOp)Op.I32Const ? (uint)instruction.Imm : instruction.Imm;
        return instruction.Op is (IrOp)Op.I32Const or (IrOp)Op.I64Const or (IrOp)Op.RefNull;
    }

    /// <summary>The value of an integer constant that fits an immediate, which is extended with its sign to the operand's size.</summary>
    private bool TryImmediate(Value value, out int immediate)
    {
        ref Instruction instruction = ref Function[value];
        immediate = (int)instruction.Imm;
        return instruction.Op is (IrOp)Op.I32Const or (IrOp)Op.RefNull || (instruction.Op == (IrOp)Op.I64Const && instruction.Imm == immediate);
    }

    /// <summary>An operand of which only the low 32 bits are read.</summary>
    private int RegisterOfLow(Value value)
    {
        ref Instruction instruction = ref Function[value];
        return instruction.Op == (IrOp)Op.I32WrapI64 && !IsConstant(Function[instruction.A].Op) ? Register(instruction.A) : Register(value);
    }

    private int RegisterOf(Value value, OperandSize size) => size == OperandSize.Qword ? Register(value) : RegisterOfLow(value);

    /// <summary>An integer operand that may be a register, memory or an immediate.</summary>
    private Source SourceOf(Value value, OperandSize size, bool mayBeImmediate = true)
    {
        if (mayBeImmediate && TryImmediate(value, out int immediate))
        {
            return Source.OfImmediate(immediate);
        }

        return IsLoadOf(value, size) && CanSink(value) ? Taken(value) : Source.OfRegister(RegisterOf(value, size));
    }

    private bool IsLoadOf(Value value, OperandSize size)
    {
        IrOp op = Function[value].Op;
        return size == OperandSize.Qword ? op == (IrOp)Op.I64Load : op == (IrOp)Op.I32Load;
    }

    /// <summary>The memory that a load reads, which the current instruction does instead.</summary>
    private Source Taken(Value load)
    {
        Sink(load);
        return AddressOf(in Function[load]);
    }

    private void LowerAccess(Value value, Op op, in Instruction access, bool isStore)
    {
        if (LowerVectorAccess(value, op, in access))
        {
            return;
        }

        if (isStore)
        {
            LowerStore(op, in access);
            return;
        }

        Source address = AddressOf(in access);
        int first = Operands;
        Def(Defined(value));
        switch (op)
        {
            case Op.I32Load or Op.I64Load32U:
                Emit(X64Op.Load, first, 0, OperandSize.Dword, in address);
                break;
            case Op.I64Load:
                Emit(X64Op.Load, first, 0, OperandSize.Qword, in address);
                break;
            case Op.F32Load:
                Emit(X64Op.LoadVector, first, (int)X64Move.Single, OperandSize.Dword, in address);
                break;
            case Op.F64Load:
                Emit(X64Op.LoadVector, first, (int)X64Move.Double, OperandSize.Dword, in address);
                break;
            case Op.V128Load:
                Emit(X64Op.LoadVector, first, (int)X64Move.Vector, OperandSize.Dword, in address);
                break;
            default:
                (X64Op extend, int from, OperandSize to) = ExtensionOf(op);
                Emit(extend, first, from, to, in address);
                break;
        }
    }

    private static (X64Op Extend, int FromLog2, OperandSize To) ExtensionOf(Op op) => op switch
    {
        Op.I32Load8S => (X64Op.Movsx, 0, OperandSize.Dword),
        Op.I32Load8U or Op.I64Load8U => (X64Op.Movzx, 0, OperandSize.Dword),
        Op.I32Load16S => (X64Op.Movsx, 1, OperandSize.Dword),
        Op.I32Load16U or Op.I64Load16U => (X64Op.Movzx, 1, OperandSize.Dword),
        Op.I64Load8S => (X64Op.Movsx, 0, OperandSize.Qword),
        Op.I64Load16S => (X64Op.Movsx, 1, OperandSize.Qword),
        _ => (X64Op.Movsx, 2, OperandSize.Qword),
    };

    private void LowerStore(Op op, in Instruction access)
    {
        Value stored = access.C;
        switch (op)
        {
            case Op.F32Store:
                EmitStore(X64Op.StoreVector, (int)X64Move.Single, OperandSize.Dword, AddressOf(in access), Register(stored));
                return;
            case Op.F64Store:
                EmitStore(X64Op.StoreVector, (int)X64Move.Double, OperandSize.Dword, AddressOf(in access), Register(stored));
                return;
            case Op.V128Store:
                EmitStore(X64Op.StoreVector, (int)X64Move.Vector, OperandSize.Dword, AddressOf(in access), Register(stored));
                return;
        }

        OperandSize size = op switch
        {
            Op.I32Store8 or Op.I64Store8 => OperandSize.Byte,
            Op.I32Store16 or Op.I64Store16 => OperandSize.Word,
            Op.I32Store or Op.I64Store32 => OperandSize.Dword,
            _ => OperandSize.Qword,
        };
        if (LowerUpdate(size, in access))
        {
            return;
        }

        // A store of fewer than 64 bits takes the low half of any constant.
        int immediate = 0;
        bool isImmediate = size == OperandSize.Qword ? TryImmediate(stored, out immediate) : TryConstant(stored, out _);
        if (isImmediate)
        {
            EmitStoreImmediate(size, AddressOf(in access), size == OperandSize.Qword ? immediate : (int)Function[stored].Imm);
            return;
        }

        if (size != OperandSize.Qword)
        {
            stored = StripNarrowing(stored, size);
        }

        EmitStore(X64Op.Store, 0, size, AddressOf(in access), RegisterOf(stored, size));
    }

    /// <summary>What a store of so few bits may store instead of a value: one whose masked or extended low bits the value is.</summary>
    private Value StripNarrowing(Value stored, OperandSize size)
    {
        ref Instruction instruction = ref Function[stored];
        long mask = size == OperandSize.Byte ? 0xFF : size == OperandSize.Word ? 0xFFFF : uint.MaxValue;
        bool isNarrowing = instruction.Op switch
        {
            (IrOp)Op.I32And or (IrOp)Op.I64And => TryConstant(instruction.B, out long constant) && (constant & mask) == mask,
            (IrOp)Op.I32Extend8S or (IrOp)Op.I64Extend8S => size == OperandSize.Byte,
            (IrOp)Op.I32Extend16S or (IrOp)Op.I64Extend16S => size <= OperandSize.Word,
            _ => false,
        };
        return isNarrowing && !IsConstant(Function[instruction.A].Op) ? instruction.A : stored;
    }

    /// <summary>Load, operation, store at one address, as one instruction.</summary>
    private bool LowerUpdate(OperandSize size, in Instruction access)
    {
        ref Instruction operation = ref Function[access.C];
        AluOp alu;
        switch (operation.Op)
        {
            case (IrOp)Op.I32Add or (IrOp)Op.I64Add:
                alu = AluOp.Add;
                break;
            case (IrOp)Op.I32Sub or (IrOp)Op.I64Sub:
                alu = AluOp.Sub;
                break;
            case (IrOp)Op.I32And or (IrOp)Op.I64And:
                alu = AluOp.And;
                break;
            case (IrOp)Op.I32Or or (IrOp)Op.I64Or:
                alu = AluOp.Or;
                break;
            case (IrOp)Op.I32Xor or (IrOp)Op.I64Xor:
                alu = AluOp.Xor;
                break;
            default:
                return false;
        }

        if (!IsOnlyUse(access.C))
        {
            return false;
        }

        Value load = operation.A;
        Value other = operation.B;
        if (!IsSamePlace(load, size, in access))
        {
            (load, other) = (other, load);
            if (alu == AluOp.Sub || !IsSamePlace(load, size, in access))
            {
                return false;
            }
        }

        Sink(load);
        int immediate = 0;
        bool isImmediate = size == OperandSize.Qword ? TryImmediate(other, out immediate) : TryConstant(other, out _);
        immediate = size == OperandSize.Qword ? immediate : size switch
        {
            OperandSize.Byte => (sbyte)Function[other].Imm,
            OperandSize.Word => (short)Function[other].Imm,
            _ => (int)Function[other].Imm,
        };
        int register = isImmediate ? -1 : RegisterOf(other, size);

        // The load's: behind it the store cannot fault any more, and a pass may have said so.
        Source address = AddressOf(in Function[load]);
        int first = Operands;
        AddSource(in address);
        if (!isImmediate)
        {
            Use(register);
        }

        X64Form form = address.Form.MemoryFirst();
        Emit(X64Op.AluMemory, first, (int)alu, size, (isImmediate ? form.With(X64Form.Immediate) : form).With(isImmediate ? immediate : 0), address.Displacement);
        return true;
    }

    private bool IsSamePlace(Value load, OperandSize size, in Instruction store)
    {
        ref Instruction access = ref Function[load];
        bool hasWidth = access.Op switch
        {
            (IrOp)Op.I32Load or (IrOp)Op.I64Load32U or (IrOp)Op.I64Load32S => size == OperandSize.Dword,
            (IrOp)Op.I64Load => size == OperandSize.Qword,
            (IrOp)Op.I32Load8U or (IrOp)Op.I32Load8S or (IrOp)Op.I64Load8U or (IrOp)Op.I64Load8S => size == OperandSize.Byte,
            (IrOp)Op.I32Load16U or (IrOp)Op.I32Load16S or (IrOp)Op.I64Load16U or (IrOp)Op.I64Load16S => size == OperandSize.Word,
            _ => false,
        };
        return hasWidth && access.A == store.A && access.B == store.B
            && MemoryAccess.DisplacementOf(in access) == MemoryAccess.DisplacementOf(in store) && CanSink(load);
    }

    private void EmitStore(X64Op op, int sub, OperandSize size, in Source address, int value)
    {
        int first = Operands;
        AddSource(in address);
        Use(value);
        Emit(op, first, sub, size, address.Form.MemoryFirst().With(0), address.Displacement);
    }

    private void EmitStoreImmediate(OperandSize size, in Source address, int immediate)
    {
        int first = Operands;
        AddSource(in address);
        Emit(X64Op.Store, first, 0, size, address.Form.MemoryFirst().With(X64Form.Immediate).With(immediate), address.Displacement);
    }
}
