using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Operations on floats, and conversions.</content>
internal sealed partial class Lowering
{
    private const ulong Sign32 = 0x8000_0000_8000_0000;
    private const ulong Sign64 = 0x8000_0000_0000_0000;

    private bool LowerFloat(Value value, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case >= Op.F32Abs and <= Op.F32Copysign:
                LowerFloatArithmetic(value, op - Op.F32Abs, false, in instruction);
                return true;
            case >= Op.F64Abs and <= Op.F64Copysign:
                LowerFloatArithmetic(value, op - Op.F64Abs, true, in instruction);
                return true;
            case Op.F32ConvertI32S or Op.F64ConvertI32S:
                LowerIntToFloat(value, in instruction, OperandSize.Dword, SourceOf(instruction.A, OperandSize.Dword, false));
                return true;
            case Op.F32ConvertI32U or Op.F64ConvertI32U:
                LowerIntToFloat(value, in instruction, OperandSize.Qword, Source.OfRegister(Register(instruction.A)));
                return true;
            case Op.F32ConvertI64S or Op.F64ConvertI64S:
                LowerIntToFloat(value, in instruction, OperandSize.Qword, SourceOf(instruction.A, OperandSize.Qword, false));
                return true;
            case Op.F32ConvertI64U or Op.F64ConvertI64U:
                int integer = Register(instruction.A);
                int first = Operands;
                Def(Defined(value));
                Use(integer);
                Temp(RegisterType.I64);
                Emit(X64Op.UnsignedToFloat, first, 0, OperandSize.Qword, op == Op.F64ConvertI64U ? 1 : 0);
                return true;
            case Op.F32DemoteF64:
                EmitVectorUnary(VectorOp.Cvtsd2ss, Defined(value), FloatSourceOf(instruction.A, OperandSize.Qword));
                return true;
            case Op.F64PromoteF32:
                EmitVectorUnary(VectorOp.Cvtss2sd, Defined(value), FloatSourceOf(instruction.A, OperandSize.Dword));
                return true;
            case Op.I32ReinterpretF32 or Op.I64ReinterpretF64 or Op.F32ReinterpretI32 or Op.F64ReinterpretI64:
                LowerReinterpretation(value, op, in instruction);
                return true;
            default:
                return LowerTruncation(value, op, in instruction);
        }
    }

    // In the order of the instruction set: abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign.
    private void LowerFloatArithmetic(Value value, int position, bool isDouble, in Instruction instruction)
    {
        int result = Defined(value);
        OperandSize size = isDouble ? OperandSize.Qword : OperandSize.Dword;
        ulong sign = isDouble ? Sign64 : Sign32;
        switch (position)
        {
            case 0:
                EmitVector3(VectorOp.Andps, result, Register(instruction.A), ConstantOf(~sign, ~sign));
                break;
            case 1:
                EmitVector3(VectorOp.Xorps, result, Register(instruction.A), ConstantOf(sign, sign));
                break;
            case >= 2 and <= 5:
                // Rounding mode: up, down, to zero, to nearest even; bit 3: no inexact exception.
                int mode = position switch
                {
                    2 => 10,
                    3 => 9,
                    4 => 11,
                    _ => 8,
                };
                EmitVectorUnary(isDouble ? VectorOp.Roundsd : VectorOp.Roundss, result, FloatSourceOf(instruction.A, size), mode);
                break;
            case 6:
                EmitVectorUnary(isDouble ? VectorOp.Sqrtsd : VectorOp.Sqrtss, result, FloatSourceOf(instruction.A, size));
                break;
            case <= 10:
                LowerFloatBinary(value, position - 7, isDouble, in instruction);
                break;
            case 11 or 12:
                int left = Register(instruction.A);
                int right = Register(instruction.B);
                int first = Operands;
                Use(left);
                DefSame(result);
                UseLate(right);
                Emit(X64Op.FloatMinMax, first, 0, size, (isDouble ? 1 : 0) | (position == 12 ? 2 : 0));
                break;
            default:
                int magnitude = NewRegister(TypeOf(instruction.Type));
                int signOnly = NewRegister(TypeOf(instruction.Type));
                EmitVector3(VectorOp.Andps, magnitude, Register(instruction.A), ConstantOf(~sign, ~sign));
                EmitVector3(VectorOp.Andps, signOnly, Register(instruction.B), ConstantOf(sign, sign));
                EmitVector3(VectorOp.Orps, result, magnitude, Source.OfRegister(signOnly));
                break;
        }
    }

    private void LowerFloatBinary(Value value, int position, bool isDouble, in Instruction instruction)
    {
        VectorOp op = position switch
        {
            0 => isDouble ? VectorOp.Addsd : VectorOp.Addss,
            1 => isDouble ? VectorOp.Subsd : VectorOp.Subss,
            2 => isDouble ? VectorOp.Mulsd : VectorOp.Mulss,
            _ => isDouble ? VectorOp.Divsd : VectorOp.Divss,
        };
        Value left = instruction.A;
        Value right = instruction.B;
        OperandSize size = isDouble ? OperandSize.Qword : OperandSize.Dword;
        bool commutes = position is 0 or 2 || (PlantedBugs.Is(PlantedBug.SwappedOperands) && position == 1 && IsFloatLoadOf(left, size) && CanSink(left));
        if (commutes && PrefersFloatSwap(left, right, size))
        {
            (left, right) = (right, left);
        }

        Source source = FloatSourceOf(right, size);
        EmitVector3(op, Defined(value), Register(left), in source);
    }

    private bool PrefersFloatSwap(Value left, Value right, OperandSize size)
    {
        if (IsConstant(Function[right].Op) || (IsFloatLoadOf(right, size) && CanSink(right)))
        {
            return false;
        }

        return IsConstant(Function[left].Op) || (IsFloatLoadOf(left, size) && CanSink(left))
            || (!_hasAvx && UsesOf(left) > 1 && UsesOf(right) == 1);
    }

    private bool IsFloatLoadOf(Value value, OperandSize size)
    {
        IrOp op = Function[value].Op;
        return size == OperandSize.Qword ? op == (IrOp)Op.F64Load : op == (IrOp)Op.F32Load;
    }

    /// <summary>A float operand that may be a register or memory, constants included.</summary>
    private Source FloatSourceOf(Value value, OperandSize size)
    {
        ref Instruction instruction = ref Function[value];
        if (instruction.Op == (IrOp)Op.F32Const)
        {
            return Source.OfMemory(X64Memory.Constant4, constants.Add((uint)instruction.Imm, 0));
        }

        if (instruction.Op == (IrOp)Op.F64Const)
        {
            return Source.OfMemory(X64Memory.Constant8, constants.Add((ulong)instruction.Imm, 0));
        }

        return IsFloatLoadOf(value, size) && CanSink(value) ? Taken(value) : Source.OfRegister(Register(value));
    }

    private Source ConstantOf(ulong low, ulong high) => Source.OfMemory(X64Memory.Constant16, constants.Add(low, high));

    private void MaterializeFloat(int first, in Instruction instruction)
    {
        ulong low = instruction.Op == (IrOp)Op.F32Const ? (uint)instruction.Imm : (ulong)instruction.Imm;
        ulong high = 0;
        X64Memory memory = instruction.Op == (IrOp)Op.F32Const ? X64Memory.Constant4 : X64Memory.Constant8;
        X64Move move = instruction.Op == (IrOp)Op.F32Const ? X64Move.Single : X64Move.Double;
        if (instruction.Op == (IrOp)Op.V128Const)
        {
            System.Runtime.Intrinsics.Vector128<ulong> bits = System.Runtime.Intrinsics.Vector128.AsUInt64(Function.Vectors[(int)instruction.Imm]);
            (low, high) = (bits[0], bits[1]);
            (memory, move) = (X64Memory.Constant16, X64Move.Vector);
            if ((low & high) == ulong.MaxValue)
            {
                Add((ushort)X64Op.OnesVector, first, MachineFlags.Rematerializable);
                return;
            }
        }

        if ((low | high) == 0)
        {
            Add((ushort)X64Op.ZeroVector, first, MachineFlags.Rematerializable);
            return;
        }

        ref MachineInstruction load = ref Add((ushort)X64Op.LoadVector, first, MachineFlags.Rematerializable);
        load.Aux = (byte)move;
        load.Aux2 = constants.Add(low, high);
        load.Imm = new X64Form(memory).With(0);
    }

    private static int With(VectorOp op, int immediate = 0) => (int)op << 16 | immediate;

    /// <summary>Emits an instruction with three operands; without AVX the result is where the first one was.</summary>
    private void EmitVector3(VectorOp op, int result, int left, in Source right, int immediate = 0)
    {
        int first = Operands;
        Use(left);
        if (_hasAvx)
        {
            Def(result);
        }
        else
        {
            DefSame(result);
        }

        EmitWithSource(X64Op.Vector3, first, op, in right, immediate);
    }

    private void EmitVector2(VectorOp op, int result, in Source operand, int immediate = 0)
    {
        int first = Operands;
        Def(result);
        EmitWithSource(X64Op.Vector2, first, op, in operand, immediate);
    }

    /// <summary>Emits an operation on one float that keeps the rest of another operand.</summary>
    private void EmitVectorUnary(VectorOp op, int result, in Source operand, int immediate = 0)
    {
        int first = Operands;
        Def(result);
        EmitWithSource(X64Op.VectorUnary, first, op, in operand, immediate);
    }

    private void EmitWithSource(X64Op instruction, int first, VectorOp op, in Source source, int immediate)
    {
        // Instructions on vectors would read 16 bytes of the slot of a float, which has 8.
        bool isVector = ((int)op & VectorEncoding.PF2) <= VectorEncoding.P66;
        if (isVector && source.IsRegister && Machine.RegisterTypes[source.Register] is RegisterType.F32 or RegisterType.F64)
        {
            Use(source.Register);
        }
        else
        {
            AddSource(in source);
        }

        Emit(instruction, first, 0, OperandSize.Dword, source.Form.With(With(op, immediate)), source.Displacement);
    }

    private void LowerIntToFloat(Value value, in Instruction instruction, OperandSize size, in Source source)
    {
        int first = Operands;
        Def(Defined(value));
        Source operand = source;
        operand.Immediate = instruction.Type == IrType.F64 ? 1 : 0;
        Emit(X64Op.IntToFloat, first, 0, size, in operand);
    }

    private void LowerReinterpretation(Value value, Op op, in Instruction instruction)
    {
        bool isLong = op is Op.I64ReinterpretF64 or Op.F64ReinterpretI64;
        bool toFloat = op is Op.F32ReinterpretI32 or Op.F64ReinterpretI64;
        OperandSize size = isLong ? OperandSize.Qword : OperandSize.Dword;
        bool isLoad = toFloat ? IsLoadOf(instruction.A, size) : IsFloatLoadOf(instruction.A, size);

        // What comes from memory needs no detour.
        if (isLoad && CanSink(instruction.A))
        {
            Source address = Taken(instruction.A);
            int begin = Operands;
            Def(Defined(value));
            if (toFloat)
            {
                Emit(X64Op.LoadVector, begin, (int)(isLong ? X64Move.Double : X64Move.Single), OperandSize.Dword, in address);
            }
            else
            {
                Emit(X64Op.Load, begin, 0, size, in address);
            }

            return;
        }

        int register = toFloat ? RegisterOf(instruction.A, size) : Register(instruction.A);
        int first = Operands;
        Def(Defined(value));
        Use(register);
        Emit(toFloat ? X64Op.MovToVector : X64Op.MovFromVector, first, 0, size);
    }

    private bool LowerTruncation(Value value, Op op, in Instruction instruction)
    {
        X64Truncation truncation;
        switch (op)
        {
            case Op.I32TruncF32S or Op.I32TruncSatF32S:
                truncation = X64Truncation.None;
                break;
            case Op.I32TruncF32U or Op.I32TruncSatF32U:
                truncation = X64Truncation.Unsigned;
                break;
            case Op.I32TruncF64S or Op.I32TruncSatF64S:
                truncation = X64Truncation.FromDouble;
                break;
            case Op.I32TruncF64U or Op.I32TruncSatF64U:
                truncation = X64Truncation.FromDouble | X64Truncation.Unsigned;
                break;
            case Op.I64TruncF32S or Op.I64TruncSatF32S:
                truncation = X64Truncation.ToLong;
                break;
            case Op.I64TruncF32U or Op.I64TruncSatF32U:
                truncation = X64Truncation.ToLong | X64Truncation.Unsigned;
                break;
            case Op.I64TruncF64S or Op.I64TruncSatF64S:
                truncation = X64Truncation.ToLong | X64Truncation.FromDouble;
                break;
            case Op.I64TruncF64U or Op.I64TruncSatF64U:
                truncation = X64Truncation.ToLong | X64Truncation.FromDouble | X64Truncation.Unsigned;
                break;
            default:
                return false;
        }

        if (op >= Op.I32TruncSatF32S)
        {
            truncation |= X64Truncation.Saturating;
        }

        int operand = Register(instruction.A);
        int first = Operands;
        Def(Defined(value));
        Use(operand);
        Emit(X64Op.FloatToInt, first, 0, OperandSize.Qword, (long)truncation);
        return true;
    }
}
