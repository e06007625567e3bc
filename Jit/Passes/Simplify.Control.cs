using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

// The IR's own operations, branches, addresses.
internal sealed partial class Simplify
{
    private Value Own(Value value)
    {
        ref Instruction instruction = ref _function[value];
        switch (instruction.Op)
        {
            // As a number a reference keeps nothing alive, and there may be a collection between here and where it was made. An
            // i31 needs nothing.
            case IrOp.RefToI32 when _function[instruction.A].Op == IrOp.I32ToRef:
                Value number = _context.Resolve(_function[instruction.A].A);
                return _context.IsConstant(number) || (Is(number, Op.I32Or, out _, out Value tag) && IsNumber(tag, 1)) ? number : value;
            case IrOp.I32ToRef when _function[instruction.A].Op == IrOp.RefToI32:
                return _context.Resolve(_function[instruction.A].A);
            case IrOp.RefToI32 when _function[instruction.A].Op == (IrOp)Op.RefNull:
                return BecomeNumber(value, 0);
            case IrOp.MulHighU when Constant(instruction.A, out long x) && Constant(instruction.B, out long y):
                return BecomeNumber(value, (long)Math.BigMul((ulong)x, (ulong)y, out _));
            case IrOp.MulHighS when Constant(instruction.A, out long x) && Constant(instruction.B, out long y):
                return BecomeNumber(value, Math.BigMul(x, y, out _));
            case IrOp.AddOrTrap:
                return AddOrTrap(value);
            case IrOp.BoundsCheck:
                return BoundsCheck(value);
            case IrOp.TrapIf or IrOp.TrapIfNot:
                return TrapIf(value);
            default:
                return value;
        }
    }

    private Value AddOrTrap(Value value)
    {
        Instruction instruction = _function[value];
        if (_context.IsConstant(instruction.A) && !_context.IsConstant(instruction.B))
        {
            (instruction.A, instruction.B) = (instruction.B, instruction.A);
        }

        UInt128 largest = (UInt128)Largest(instruction.A) + Largest(instruction.B);
        return IsNumber(instruction.B, 0) ? instruction.A
            : largest <= ulong.MaxValue ? Become(value, Op.I64Add, instruction.A, instruction.B)
            : value;
    }

    private Value BoundsCheck(Value value)
    {
        Instruction instruction = _function[value];
        if (Is(instruction.A, Op.I64ExtendI32U, out Value x, out _))
        {
            _function[value].A = x;
            _changed = true;
            return value;
        }

        return Constant(instruction.B, out long length) && (UInt128)Largest(instruction.A) + (ulong)instruction.Imm <= (ulong)length
            ? Value.None
            : value;
    }

    private Value TrapIf(Value value)
    {
        ref Instruction instruction = ref _function[value];
        bool ifNot = instruction.Op == IrOp.TrapIfNot;
        if (Constant(instruction.A, out long condition))
        {
            // What always traps is left to do so: the code behind it is not worth a change of the control flow.
            return (condition == 0) == ifNot ? value : Value.None;
        }

        ref Instruction of = ref _function[instruction.A];
        switch (of.Op)
        {
            case (IrOp)Op.RefNull:
                return ifNot ? value : Value.None;
            case (IrOp)Op.I32Eqz or (IrOp)Op.I64Eqz:
                instruction.Op = ifNot ? IrOp.TrapIf : IrOp.TrapIfNot;
                break;
            case IrOp.RefToI32 or IrOp.I32ToRef or (IrOp)Op.I64ExtendI32U or (IrOp)Op.I64ExtendI32S:
                break;
            case (IrOp)Op.I32Ne or (IrOp)Op.I64Ne when IsNumber(_context.Resolve(of.B), 0):
                break;
            default:
                return value;
        }

        instruction.A = _context.Resolve(of.A);
        _changed = true;
        return value;
    }

    // The condition without what only asks whether it is zero; with a known one BranchFolding deals.
    private void Branch(Value value)
    {
        while (true)
        {
            ref Instruction instruction = ref _function[value];
            instruction.A = _context.Resolve(instruction.A);
            if (Is(instruction.A, Op.I32Eqz, out Value x, out _))
            {
                instruction.A = x;
                (instruction.B, instruction.C) = (instruction.C, instruction.B);
                instruction.Flags = (byte)(instruction.Flags == 0 ? 0 : 3 - instruction.Flags);
            }
            else if (Is(instruction.A, Op.I32Ne, out x, out Value zero) && IsNumber(zero, 0))
            {
                instruction.A = x;
            }
            else
            {
                return;
            }
        }
    }

    // Constant parts of an address go to the displacement. An i32 index wraps around where the sum of addresses does not: only if
    // its addition cannot. An i64 index and the base wrap around as the whole address does.
    private Value Address(Value value)
    {
        ref Instruction instruction = ref _function[value];
        while (true)
        {
            long displacement = MemoryAccess.DisplacementOf(in instruction);
            if (instruction.B.IsSome && Constant(instruction.B, out long index))
            {
                long unsigned = _function[instruction.B].Type == IrType.I32 ? (uint)index : index;
                if (!Fits(displacement, unsigned))
                {
                    return value;
                }

                instruction.B = Value.None;
                SetDisplacement(ref instruction, displacement + unsigned);
            }
            else if (instruction.B.IsSome && Is(instruction.B, Op.I32Add, out Value x, out Value added) && Constant(added, out index)
                && index > 0 && Largest(x) + (ulong)index <= uint.MaxValue && Fits(displacement, index))
            {
                instruction.B = x;
                SetDisplacement(ref instruction, displacement + index);
            }
            else if (instruction.B.IsSome && Is(instruction.B, Op.I64ExtendI32U, out x, out _))
            {
                instruction.B = x;
            }
            else if (instruction.B.IsSome && MemoryAccess.Of(in instruction).Trap == 0
                && Is(instruction.B, Op.I64Add, out x, out added) && Constant(added, out index) && Fits(displacement, index))
            {
                instruction.B = x;
                SetDisplacement(ref instruction, displacement + index);
            }
            else if (Is(instruction.A, Op.I64Add, out x, out added) && Constant(added, out index) && Fits(displacement, index))
            {
                instruction.A = x;
                SetDisplacement(ref instruction, displacement + index);
            }
            else
            {
                return value;
            }
        }
    }

    private static bool Fits(long displacement, long more) =>
        more is >= int.MinValue and <= int.MaxValue && displacement + more is >= int.MinValue and <= int.MaxValue;

    private static void SetDisplacement(ref Instruction instruction, long displacement) =>
        instruction.Imm = MemoryAccess.Of(in instruction).Place((int)displacement);
}
