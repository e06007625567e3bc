using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Floats in the lanes of vectors, what takes more than one instruction; relaxed operations.</content>
internal sealed partial class Lowering
{
    // Predicates of `cmpps` and `cmppd`.
    private const int Ordered = 7;
    private const int Unordered = 3;
    private const int NotLess = 5;

    private const uint TwoTo31Single = 0x4F00_0000;
    private const ulong TwoTo52Double = 0x4330_0000_0000_0000;

    private bool LowerVectorFloat(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.F32x4Abs:
                Source rest = Splat64(~Sign32);
                EmitVector3(VectorOp.Andps, result, Register(instruction.A), in rest);
                return true;
            case Op.F64x2Abs:
                rest = Splat64(~Sign64);
                EmitVector3(VectorOp.Andps, result, Register(instruction.A), in rest);
                return true;
            case Op.F32x4Neg:
                Source sign = Splat64(Sign32);
                EmitVector3(VectorOp.Xorps, result, Register(instruction.A), in sign);
                return true;
            case Op.F64x2Neg:
                sign = Splat64(Sign64);
                EmitVector3(VectorOp.Xorps, result, Register(instruction.A), in sign);
                return true;
            case Op.F32x4Min or Op.F64x2Min:
                LowerVectorMinimum(result, op == Op.F64x2Min, Register(instruction.A), Register(instruction.B));
                return true;
            case Op.F32x4Max or Op.F64x2Max:
                LowerVectorMaximum(result, op == Op.F64x2Max, Register(instruction.A), Register(instruction.B));
                return true;
            case Op.F32x4ConvertI32x4U:
                LowerUnsignedToSingles(result, Register(instruction.A));
                return true;
            case Op.F64x2ConvertLowI32x4U:
                // Below the exponent of 2^52 integers are the significand; 0x43300000 is its upper half.
                Source offset = Splat64(TwoTo52Double);
                EmitVector3(VectorOp.Subpd, result, V3(VectorOp.Punpckldq, Register(instruction.A), Splat32((uint)(TwoTo52Double >> 32))), in offset);
                return true;
            case Op.I32x4TruncSatF32x4S:
                LowerSinglesToSigned(result, Register(instruction.A));
                return true;
            case Op.I32x4TruncSatF32x4U or Op.I32x4RelaxedTruncF32x4U:
                LowerSinglesToUnsigned(result, Register(instruction.A));
                return true;
            case Op.I32x4TruncSatF64x2SZero:
                // NaNs become 0; what is too small gives the least integer by itself.
                int operand = Register(instruction.A);
                int limit = V3(VectorOp.Andpd, V3(VectorOp.Cmppd, operand, operand, Ordered), Splat64(BitConverter.DoubleToUInt64Bits(int.MaxValue)));
                EmitVector2(VectorOp.Cvttpd2dq, result, Source.OfRegister(V3(VectorOp.Minpd, operand, limit)));
                return true;
            case Op.I32x4TruncSatF64x2UZero or Op.I32x4RelaxedTruncF64x2UZero:
                LowerDoublesToUnsigned(result, Register(instruction.A));
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// The instruction gives its second operand if one is a NaN or both are zeros: so both orders are asked, and of zeros the sign is
    /// that of either. A NaN is made canonical (specification, 4.3.3): all ones, less the significand below its highest bit.
    /// </summary>
    private void LowerVectorMinimum(int result, bool isDouble, int left, int right)
    {
        VectorOp min = isDouble ? VectorOp.Minpd : VectorOp.Minps;
        int both = V3(VectorOp.Orps, V3(min, left, right), V3(min, right, left));
        int unordered = V3(isDouble ? VectorOp.Cmppd : VectorOp.Cmpps, both, both, Unordered);
        int significand = isDouble ? Shift(VectorShiftOp.Psrlq, unordered, 13) : Shift(VectorShiftOp.Psrld, unordered, 10);
        V3To(result, VectorOp.Andnps, significand, V3(VectorOp.Orps, both, unordered));
    }

    /// <summary>Likewise; where both orders differ only in the sign of 0, subtracting the difference gives +0, and it makes NaNs quiet.</summary>
    private void LowerVectorMaximum(int result, bool isDouble, int left, int right)
    {
        VectorOp max = isDouble ? VectorOp.Maxpd : VectorOp.Maxps;
        int first = V3(max, left, right);
        int difference = V3(VectorOp.Xorps, V3(max, right, left), first);
        int both = V3(VectorOp.Orps, first, difference);
        int quiet = V3(isDouble ? VectorOp.Subpd : VectorOp.Subps, both, difference);
        int unordered = V3(isDouble ? VectorOp.Cmppd : VectorOp.Cmpps, quiet, quiet, Unordered);
        int significand = isDouble ? Shift(VectorShiftOp.Psrlq, unordered, 13) : Shift(VectorShiftOp.Psrld, unordered, 10);
        V3To(result, VectorOp.Andnps, significand, quiet);
    }

    // The halves as significands of 2^23 and 2^39; less those and added, which rounds once.
    private void LowerUnsignedToSingles(int result, int operand)
    {
        int low = V3(VectorOp.Pblendw, operand, Splat32(0x4B00_0000), 0xAA);
        int high = V3(VectorOp.Pblendw, Shift(VectorShiftOp.Psrld, operand, 16), Splat32(0x5300_0000), 0xAA);
        V3To(result, VectorOp.Addps, V3(VectorOp.Subps, high, Splat32(0x5300_0080)), low);
    }

    // What is too large gives the least integer, and its complement is the greatest.
    private void LowerSinglesToSigned(int result, int operand)
    {
        int number = V3(VectorOp.Andps, operand, V3(VectorOp.Cmpps, operand, operand, Ordered));
        int large = V3(VectorOp.Cmpps, number, Splat32(TwoTo31Single), NotLess);
        V3To(result, VectorOp.Pxor, V2(VectorOp.Cvttps2dq, number), large);
    }

    // Up to 2^31 by itself (2^31 gives the same bits), and what is more is added.
    private void LowerSinglesToUnsigned(int result, int operand)
    {
        int number = V3(VectorOp.Maxps, operand, Zeros());
        Source limit = Splat32(TwoTo31Single);
        int rest = V3(VectorOp.Subps, number, in limit);
        int large = V3(VectorOp.Cmpps, rest, in limit, NotLess);
        int more = V3(VectorOp.Pxor, V2(VectorOp.Cvttps2dq, rest), large);
        V3To(result, VectorOp.Paddd, V2(VectorOp.Cvttps2dq, number), V3(VectorOp.Pmaxsd, more, Zeros()));
    }

    // An integer of 32 bits plus 2^52 has it as the low half of the significand.
    private void LowerDoublesToUnsigned(int result, int operand)
    {
        int zeros = Zeros();
        int number = V3(VectorOp.Minpd, V3(VectorOp.Maxpd, operand, zeros), Splat64(BitConverter.DoubleToUInt64Bits(uint.MaxValue)));
        int integer = V2(VectorOp.Roundpd, number, 11);
        V3To(result, VectorOp.Shufps, V3(VectorOp.Addpd, integer, Splat64(TwoTo52Double)), zeros, 0x88);
    }

    /// <summary>Relaxed operations (specification, 4.3.6) that are not one instruction: what the processor does at least cost, the same everywhere.</summary>
    private bool LowerRelaxed(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.F32x4RelaxedMadd:
                LowerMultiplyAdd(result, false, false, in instruction);
                return true;
            case Op.F32x4RelaxedNmadd:
                LowerMultiplyAdd(result, false, true, in instruction);
                return true;
            case Op.F64x2RelaxedMadd:
                LowerMultiplyAdd(result, true, false, in instruction);
                return true;
            case Op.F64x2RelaxedNmadd:
                LowerMultiplyAdd(result, true, true, in instruction);
                return true;
            case Op.I8x16RelaxedLaneselect:
                EmitBlend(result, VectorBlendOp.Pblendvb, Register(instruction.B), Register(instruction.A), Register(instruction.C));
                return true;
            case Op.I16x8RelaxedLaneselect:
                int mask = Shift(VectorShiftOp.Psraw, Register(instruction.C), 15);
                EmitBlend(result, VectorBlendOp.Pblendvb, Register(instruction.B), Register(instruction.A), mask);
                return true;
            case Op.I32x4RelaxedLaneselect:
                EmitBlend(result, VectorBlendOp.Blendvps, Register(instruction.B), Register(instruction.A), Register(instruction.C));
                return true;
            case Op.I64x2RelaxedLaneselect:
                EmitBlend(result, VectorBlendOp.Blendvpd, Register(instruction.B), Register(instruction.A), Register(instruction.C));
                return true;
            case Op.I32x4RelaxedDotI8x16I7x16AddS:
                int products = V3(VectorOp.Pmaddubsw, Register(instruction.B), VectorSourceOf(instruction.A));
                Source addend = VectorSourceOf(instruction.C);
                EmitVector3(VectorOp.Paddd, result, V3(VectorOp.Pmaddwd, products, Splat16(1)), in addend);
                return true;
            default:
                return false;
        }
    }

    private void LowerMultiplyAdd(int result, bool isDouble, bool isNegated, in Instruction instruction)
    {
        if (_hasFma)
        {
            LowerFused(result, isDouble, isNegated, in instruction);
            return;
        }

        int product = V3(isDouble ? VectorOp.Mulpd : VectorOp.Mulps, Register(instruction.A), Register(instruction.B));
        int addend = Register(instruction.C);
        if (isNegated)
        {
            V3To(result, isDouble ? VectorOp.Subpd : VectorOp.Subps, addend, product);
        }
        else
        {
            V3To(result, isDouble ? VectorOp.Addpd : VectorOp.Addps, product, addend);
        }
    }

    // The result takes the place of the addend, or of a factor that nobody else wants.
    private void LowerFused(int result, bool isDouble, bool isNegated, in Instruction instruction)
    {
        bool replacesAddend = UsesOf(instruction.C) == 1 || UsesOf(instruction.A) != 1;
        VectorOp op = (isNegated, replacesAddend) switch
        {
            (false, true) => isDouble ? VectorOp.Vfmadd231pd : VectorOp.Vfmadd231ps,
            (true, true) => isDouble ? VectorOp.Vfnmadd231pd : VectorOp.Vfnmadd231ps,
            (false, false) => isDouble ? VectorOp.Vfmadd213pd : VectorOp.Vfmadd213ps,
            (true, false) => isDouble ? VectorOp.Vfnmadd213pd : VectorOp.Vfnmadd213ps,
        };
        int replaced = Register(replacesAddend ? instruction.C : instruction.A);
        int factor = Register(replacesAddend ? instruction.A : instruction.B);
        Source source = VectorSourceOf(replacesAddend ? instruction.B : instruction.C);
        int first = Operands;
        Use(replaced);
        DefSame(result);
        Use(factor);
        source.Immediate = With(op);
        Emit(X64Op.MultiplyAdd, first, 0, OperandSize.Dword, in source);
    }
}
