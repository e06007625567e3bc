using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

// Conversions of integers, floats, select.
internal sealed partial class Simplify
{
    private Value Convert(Value value)
    {
        Instruction instruction = _function[value];
        Value a = instruction.A;
        Instruction of = _function[a];
        Value x = _context.Resolve(of.A);
        var inner = (Op)of.Op;
        switch ((Op)instruction.Op)
        {
            case Op.I32WrapI64 when inner is Op.I64ExtendI32S or Op.I64ExtendI32U:
                return x;
            case Op.I32WrapI64 when inner == Op.I64Extend32S:
                return Become(value, Op.I32WrapI64, x);
            case Op.I64ExtendI32U when inner == Op.I32WrapI64 && Largest(x) <= uint.MaxValue:
                return x;
            case Op.I64ExtendI32S when Largest(a) <= int.MaxValue || (PlantedBugs.Is(PlantedBug.SignExtension) && IsShiftInLoop(value, a, is64: false)):
                return Become(value, Op.I64ExtendI32U, a);
            case Op.I64ExtendI32S when inner == Op.I32WrapI64:
                return Become(value, Op.I64Extend32S, x);
            case Op.I32Extend8S when inner is Op.I32Extend8S or Op.I32Load8S || Largest(a) <= 0x7F:
            case Op.I64Extend8S when inner is Op.I64Extend8S or Op.I64Load8S || Largest(a) <= 0x7F:
            case Op.I32Extend16S when inner is Op.I32Extend8S or Op.I32Load8S or Op.I32Extend16S or Op.I32Load16S || Largest(a) <= 0x7FFF:
            case Op.I64Extend16S when inner is Op.I64Extend8S or Op.I64Load8S or Op.I64Extend16S or Op.I64Load16S || Largest(a) <= 0x7FFF:
            case Op.I64Extend32S when inner is Op.I64Extend8S or Op.I64Load8S or Op.I64Extend16S or Op.I64Load16S or Op.I64Extend32S or Op.I64Load32S or Op.I64ExtendI32S:
                return a;
            case Op.I64Extend32S when inner == Op.I64ExtendI32U:
                return Become(value, Op.I64ExtendI32S, x);
            case Op.I32Extend8S or Op.I32Extend16S or Op.I64Extend8S or Op.I64Extend16S or Op.I64Extend32S:
                return Extend(value);
            case Op.F32ReinterpretI32 when inner == Op.I32ReinterpretF32:
            case Op.F64ReinterpretI64 when inner == Op.I64ReinterpretF64:
                return x;
            default:
                return value;
        }
    }

    private bool IsShiftInLoop(Value value, Value shift, bool is64) =>
        (Is(shift, Of(Op.I32ShrS, is64), out _, out _) || Is(shift, Of(Op.I32ShrU, is64), out _, out _) || Is(shift, Of(Op.I32Shl, is64), out _, out _))
        && _context.Loops.InnermostOf(_function.BlockOf(value)) >= 0;

    // A mask before it that keeps all the bits that it looks at.
    private Value Extend(Value value)
    {
        Instruction instruction = _function[value];
        bool is64 = instruction.Type == IrType.I64;
        int bits = (Op)instruction.Op switch
        {
            Op.I32Extend8S or Op.I64Extend8S => 8,
            Op.I32Extend16S or Op.I64Extend16S => 16,
            _ => 32,
        };
        if (PlantedBugs.Is(PlantedBug.SignExtension) && IsShiftInLoop(value, instruction.A, is64))
        {
            return instruction.A;
        }

        long needed = (1L << bits) - 1;
        return Is(instruction.A, Of(Op.I32And, is64), out Value x, out Value mask) && Constant(mask, out long kept) && (kept & needed) == needed
            ? Become(value, (Op)instruction.Op, x)
            : value;
    }

    // Changes of the sign are exact on bits, also of NaNs; division by a power of two is a multiplication, if that has a reciprocal.
    private Value FloatFamily(Value value)
    {
        Instruction instruction = _function[value];
        var inner = (Op)_function[instruction.A].Op;
        Value x = _context.Resolve(_function[instruction.A].A);
        switch ((Op)instruction.Op)
        {
            case Op.F32Neg when inner == Op.F32Neg:
            case Op.F64Neg when inner == Op.F64Neg:
                return x;
            case Op.F32Abs when inner is Op.F32Abs or Op.F32Neg or Op.F32Copysign:
            case Op.F64Abs when inner is Op.F64Abs or Op.F64Neg or Op.F64Copysign:
                return Become(value, (Op)instruction.Op, x);
            case Op.F32Copysign when inner is Op.F32Abs or Op.F32Neg or Op.F32Copysign:
            case Op.F64Copysign when inner is Op.F64Abs or Op.F64Neg or Op.F64Copysign:
                return Become(value, (Op)instruction.Op, x, instruction.B);
            case Op.F32Copysign or Op.F64Copysign when instruction.A == instruction.B:
                return instruction.A;
            case Op.I32ReinterpretF32 when inner == Op.F32ReinterpretI32:
            case Op.I64ReinterpretF64 when inner == Op.F64ReinterpretI64:
                return x;
            case Op.F32Div when _context.IsConstant(instruction.B):
                return DivideFloat32(value, instruction);
            case Op.F64Div when _context.IsConstant(instruction.B):
                return DivideFloat64(value, instruction);
            default:
                return value;
        }
    }

    private Value DivideFloat32(Value value, in Instruction instruction)
    {
        float divisor = BitConverter.Int32BitsToSingle((int)_function[instruction.B].Imm);
        float reciprocal = 1 / divisor;
        if (!float.IsNormal(divisor) || !float.IsNormal(reciprocal) || (BitConverter.SingleToInt32Bits(divisor) & 0x7FFFFF) != 0)
        {
            return value;
        }

        Value constant = EmitConstant(value, IrType.F32, Vector128.CreateScalar(reciprocal).AsByte());
        return Become(value, Op.F32Mul, _function[value].A, constant);
    }

    private Value DivideFloat64(Value value, in Instruction instruction)
    {
        double divisor = BitConverter.Int64BitsToDouble(_function[instruction.B].Imm);
        double reciprocal = 1 / divisor;
        if (!double.IsNormal(divisor) || !double.IsNormal(reciprocal) || (BitConverter.DoubleToInt64Bits(divisor) & 0xFFFFFFFFFFFFF) != 0)
        {
            return value;
        }

        Value constant = EmitConstant(value, IrType.F64, Vector128.CreateScalar(reciprocal).AsByte());
        return Become(value, Op.F64Mul, _function[value].A, constant);
    }

    private Value EmitConstant(Value place, IrType type, Vector128<byte> bits)
    {
        Value value = _function.AddInstruction(_context.ConstantOf(type, bits), _function.OffsetOf(place));
        _function.InsertBefore(place, value);
        return value;
    }

    private Value Select(Value value)
    {
        Instruction instruction = _function[value];
        if (instruction.A == instruction.B)
        {
            return instruction.A;
        }

        if (Constant(instruction.C, out long condition))
        {
            return condition != 0 ? instruction.A : instruction.B;
        }

        // eqz(x) ? a : b, (x != 0) ? a : b
        if (Is(instruction.C, Op.I32Eqz, out Value x, out _))
        {
            return Become(value, Op.Select, instruction.B, instruction.A, x);
        }

        if (Is(instruction.C, Op.I32Ne, out x, out Value zero) && IsNumber(zero, 0))
        {
            return Become(value, Op.Select, instruction.A, instruction.B, x);
        }

        // c ? 1 : 0, c ? 0 : 1
        if (instruction.Type == IrType.I32 && IsNumber(instruction.A, 1) && IsNumber(instruction.B, 0))
        {
            return Largest(instruction.C) <= 1 ? instruction.C : BecomeWithNumber(value, Op.I32Ne, instruction.C, false, 0);
        }

        return instruction.Type == IrType.I32 && IsNumber(instruction.A, 0) && IsNumber(instruction.B, 1)
            ? Become(value, Op.I32Eqz, instruction.C)
            : value;
    }
}
