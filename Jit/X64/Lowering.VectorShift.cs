using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Shifts of the lanes of vectors. The instructions give 0 (or the sign) for counts from the width on: counts are masked.</content>
internal sealed partial class Lowering
{
    private bool LowerVectorShift(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I16x8Shl:
                LowerLaneShift(result, VectorShiftOp.Psllw, VectorOp.Psllw, 16, in instruction);
                return true;
            case Op.I16x8ShrS:
                LowerLaneShift(result, VectorShiftOp.Psraw, VectorOp.Psraw, 16, in instruction);
                return true;
            case Op.I16x8ShrU:
                LowerLaneShift(result, VectorShiftOp.Psrlw, VectorOp.Psrlw, 16, in instruction);
                return true;
            case Op.I32x4Shl:
                LowerLaneShift(result, VectorShiftOp.Pslld, VectorOp.Pslld, 32, in instruction);
                return true;
            case Op.I32x4ShrS:
                LowerLaneShift(result, VectorShiftOp.Psrad, VectorOp.Psrad, 32, in instruction);
                return true;
            case Op.I32x4ShrU:
                LowerLaneShift(result, VectorShiftOp.Psrld, VectorOp.Psrld, 32, in instruction);
                return true;
            case Op.I64x2Shl:
                LowerLaneShift(result, VectorShiftOp.Psllq, VectorOp.Psllq, 64, in instruction);
                return true;
            case Op.I64x2ShrU:
                LowerLaneShift(result, VectorShiftOp.Psrlq, VectorOp.Psrlq, 64, in instruction);
                return true;
            case Op.I64x2ShrS:
                LowerLongShift(result, in instruction);
                return true;
            case Op.I8x16Shl or Op.I8x16ShrU or Op.I8x16ShrS:
                if (TryConstant(instruction.B, out long count))
                {
                    LowerByteShift(result, op, Register(instruction.A), (int)count & 7);
                }
                else if (op == Op.I8x16ShrS)
                {
                    LowerSignedByteShift(result, in instruction);
                }
                else
                {
                    LowerByteShift(result, op == Op.I8x16Shl, in instruction);
                }

                return true;
            default:
                return false;
        }
    }

    private void LowerLaneShift(int result, VectorShiftOp byConstant, VectorOp byVector, int width, in Instruction instruction)
    {
        if (TryConstant(instruction.B, out long count))
        {
            ShiftTo(result, byConstant, Register(instruction.A), (int)count & (width - 1));
            return;
        }

        V3To(result, byVector, Register(instruction.A), CountOf(instruction.B, width - 1));
    }

    /// <summary>A count as the lowest lane of a vector.</summary>
    private int CountOf(Value count, int mask, int more = 0)
    {
        int register = NewRegister(RegisterType.I32);
        EmitAlu(AluOp.And, OperandSize.Dword, register, RegisterOfLow(count), Source.OfImmediate(mask));
        if (more != 0)
        {
            int sum = NewRegister(RegisterType.I32);
            EmitAlu(AluOp.Add, OperandSize.Dword, sum, register, Source.OfImmediate(more));
            register = sum;
        }

        return MoveToVector(register, OperandSize.Dword);
    }

    private void LowerLongShift(int result, in Instruction instruction)
    {
        int operand = Register(instruction.A);
        if (!TryConstant(instruction.B, out long constant))
        {
            // Shifted with zeros; then the sign is extended from where its bit went.
            int count = CountOf(instruction.B, 63);
            int sign = V3(VectorOp.Psrlq, Load(Splat64(Sign64)), count);
            int shifted = V3(VectorOp.Psrlq, operand, count);
            V3To(result, VectorOp.Psubq, V3(VectorOp.Pxor, shifted, sign), sign);
            return;
        }

        constant &= 63;
        if (constant < 32)
        {
            int upper = Shift(VectorShiftOp.Psrad, operand, (int)constant);
            V3To(result, VectorOp.Pblendw, Shift(VectorShiftOp.Psrlq, operand, (int)constant), upper, 0xCC);
            return;
        }

        int halves = Shift(VectorShiftOp.Psrad, operand, 31);
        if (constant == 63)
        {
            EmitVector2(VectorOp.Pshufd, result, Source.OfRegister(halves), UpperOfPairs);
            return;
        }

        int low = constant == 32 ? operand : Shift(VectorShiftOp.Psrad, operand, (int)constant - 32);
        V3To(result, VectorOp.Pblendw, V2(VectorOp.Pshufd, low, UpperOfPairs), halves, 0xCC);
    }

    // There are no shifts of bytes: pairs are shifted, and bits that come from the neighbour cleared.
    private void LowerByteShift(int result, Op op, int operand, int count)
    {
        if (op == Op.I8x16Shl)
        {
            Source kept = Splat8((byte)(0xFF << count));
            EmitVector3(VectorOp.Pand, result, Shift(VectorShiftOp.Psllw, operand, count), in kept);
            return;
        }

        Source mask = Splat8((byte)(0xFF >> count));
        int shifted = Shift(VectorShiftOp.Psrlw, operand, count);
        if (op == Op.I8x16ShrU)
        {
            EmitVector3(VectorOp.Pand, result, shifted, in mask);
            return;
        }

        Source sign = Splat8((byte)(0x80 >> count));
        int cleared = V3(VectorOp.Pand, shifted, in mask);
        EmitVector3(VectorOp.Psubb, result, V3(VectorOp.Pxor, cleared, in sign), in sign);
    }

    private void LowerByteShift(int result, bool isLeft, in Instruction instruction)
    {
        int operand = Register(instruction.A);
        int count = CountOf(instruction.B, 7);
        int mask = isLeft ? V3(VectorOp.Psllw, Ones(), count) : Shift(VectorShiftOp.Psrlw, V3(VectorOp.Psrlw, Ones(), count), 8);
        int bytes = V3(VectorOp.Pshufb, mask, Zeros());
        V3To(result, VectorOp.Pand, V3(isLeft ? VectorOp.Psllw : VectorOp.Psrlw, operand, count), bytes);
    }

    // In pairs whose upper byte is the one to be shifted.
    private void LowerSignedByteShift(int result, in Instruction instruction)
    {
        int operand = Register(instruction.A);
        int count = CountOf(instruction.B, 7, 8);
        int low = V3(VectorOp.Psraw, V3(VectorOp.Punpcklbw, operand, operand), count);
        int high = V3(VectorOp.Psraw, V3(VectorOp.Punpckhbw, operand, operand), count);
        V3To(result, VectorOp.Packsswb, low, high);
    }
}
