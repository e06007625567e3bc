using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Integers in the lanes of vectors, what takes more than one instruction.</content>
internal sealed partial class Lowering
{
    private bool LowerVectorInteger(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I8x16Neg:
                LowerNegation(result, VectorOp.Psubb, in instruction);
                return true;
            case Op.I16x8Neg:
                LowerNegation(result, VectorOp.Psubw, in instruction);
                return true;
            case Op.I32x4Neg:
                LowerNegation(result, VectorOp.Psubd, in instruction);
                return true;
            case Op.I64x2Neg:
                LowerNegation(result, VectorOp.Psubq, in instruction);
                return true;
            case Op.I64x2Abs:
                LowerLongAbsolute(result, Register(instruction.A));
                return true;
            case Op.I64x2Mul:
                LowerLongProduct(result, Register(instruction.A), Register(instruction.B));
                return true;
            case Op.I8x16Popcnt:
                LowerVectorPopcnt(result, Register(instruction.A));
                return true;
            case Op.I16x8Q15mulrSatS:
                // Only -1 times -1 overflows, to -1.
                int product = V3(VectorOp.Pmulhrsw, Register(instruction.A), VectorSourceOf(instruction.B));
                V3To(result, VectorOp.Pxor, product, V3(VectorOp.Pcmpeqw, product, Splat16(0x8000)));
                return true;
            case Op.V128Not:
                V3To(result, VectorOp.Pxor, Register(instruction.A), Ones());
                return true;
            case Op.V128Bitselect:
                LowerBitselect(result, in instruction);
                return true;
            default:
                return LowerVectorComparison(result, op, in instruction) || LowerWidening(result, op, in instruction);
        }
    }

    private void LowerNegation(int result, VectorOp subtract, in Instruction instruction)
    {
        Source source = VectorSourceOf(instruction.A);
        EmitVector3(subtract, result, Zeros(), in source);
    }

    private void LowerLongAbsolute(int result, int operand)
    {
        if (_hasAvx)
        {
            EmitBlend(result, VectorBlendOp.Blendvpd, operand, V3(VectorOp.Psubq, Zeros(), operand), operand);
            return;
        }

        int sign = V2(VectorOp.Pshufd, Shift(VectorShiftOp.Psrad, operand, 31), UpperOfPairs);
        V3To(result, VectorOp.Psubq, V3(VectorOp.Pxor, operand, sign), sign);
    }

    // Low product + (the two mixed products << 32).
    private void LowerLongProduct(int result, int left, int right)
    {
        int first = V3(VectorOp.Pmuludq, Shift(VectorShiftOp.Psrlq, left, 32), right);
        int second = V3(VectorOp.Pmuludq, Shift(VectorShiftOp.Psrlq, right, 32), left);
        int mixed = Shift(VectorShiftOp.Psllq, V3(VectorOp.Paddq, first, second), 32);
        V3To(result, VectorOp.Paddq, V3(VectorOp.Pmuludq, left, right), mixed);
    }

    // Each half of a byte is looked up.
    private void LowerVectorPopcnt(int result, int operand)
    {
        int mask = Load(Splat8(0x0F));
        int table = Load(ConstantOf(0x0302_0201_0201_0100, 0x0403_0302_0302_0201));
        int low = V3(VectorOp.Pshufb, table, V3(VectorOp.Pand, operand, mask));
        int high = V3(VectorOp.Pshufb, table, V3(VectorOp.Pand, Shift(VectorShiftOp.Psrlw, operand, 4), mask));
        V3To(result, VectorOp.Paddb, low, high);
    }

    private void LowerBitselect(int result, in Instruction instruction)
    {
        int mask = Register(instruction.C);
        if (_hasAvx && IsLaneMask(instruction.C))
        {
            EmitBlend(result, VectorBlendOp.Pblendvb, Register(instruction.B), Register(instruction.A), mask);
            return;
        }

        int first = V3(VectorOp.Pand, mask, VectorSourceOf(instruction.A));
        int second = V3(VectorOp.Pandn, mask, VectorSourceOf(instruction.B));
        V3To(result, VectorOp.Por, first, second);
    }

    /// <summary>Whether each byte of a value is 0 or all ones.</summary>
    private bool IsLaneMask(Value value) =>
        Function[value].Op is (>= (IrOp)Op.I8x16Eq and <= (IrOp)Op.F64x2Ge) or (>= (IrOp)Op.I64x2Eq and <= (IrOp)Op.I64x2GeS);

    private bool LowerVectorComparison(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I8x16Ne:
                LowerUnequal(result, VectorOp.Pcmpeqb, in instruction);
                return true;
            case Op.I16x8Ne:
                LowerUnequal(result, VectorOp.Pcmpeqw, in instruction);
                return true;
            case Op.I32x4Ne:
                LowerUnequal(result, VectorOp.Pcmpeqd, in instruction);
                return true;
            case Op.I64x2Ne:
                LowerUnequal(result, VectorOp.Pcmpeqq, in instruction);
                return true;
            case Op.I64x2LtS:
                LowerLongGreater(result, Register(instruction.B), Register(instruction.A), false);
                return true;
            case Op.I64x2GtS:
                LowerLongGreater(result, Register(instruction.A), Register(instruction.B), false);
                return true;
            case Op.I64x2LeS:
                LowerLongGreater(result, Register(instruction.A), Register(instruction.B), true);
                return true;
            case Op.I64x2GeS:
                LowerLongGreater(result, Register(instruction.B), Register(instruction.A), true);
                return true;
            default:
                return LowerByExtreme(result, op, in instruction);
        }
    }

    private void LowerUnequal(int result, VectorOp equal, in Instruction instruction)
    {
        int same = V3(equal, Register(instruction.A), VectorSourceOf(instruction.B));
        V3To(result, VectorOp.Pxor, same, Ones());
    }

    /// <summary>Left &gt; right as signed 64-bit lanes, or its contrary.</summary>
    private void LowerLongGreater(int result, int left, int right, bool isNegated)
    {
        int greater = isNegated ? NewRegister(Backend.RegisterType.V128) : result;
        if (_hasSse42)
        {
            V3To(greater, VectorOp.Pcmpgtq, left, right);
        }
        else
        {
            // The upper half of a difference is the borrow where the upper halves are equal; the order is theirs where they differ.
            int same = V3(VectorOp.Pcmpeqd, left, right);
            int borrow = V3(VectorOp.Pand, V3(VectorOp.Psubq, right, left), same);
            int order = V3(VectorOp.Por, V3(VectorOp.Pcmpgtd, left, right), borrow);
            EmitVector2(VectorOp.Pshufd, greater, Source.OfRegister(order), UpperOfPairs);
        }

        if (isNegated)
        {
            V3To(result, VectorOp.Pxor, greater, Ones());
        }
    }

    /// <summary>Comparisons that are no instruction: an operand is compared with the greater or less of both.</summary>
    private bool LowerByExtreme(int result, Op op, in Instruction instruction)
    {
        (VectorOp extreme, VectorOp equal, bool isNegated) = op switch
        {
            Op.I8x16LtU => (VectorOp.Pmaxub, VectorOp.Pcmpeqb, true),
            Op.I8x16GtU => (VectorOp.Pminub, VectorOp.Pcmpeqb, true),
            Op.I8x16LeS => (VectorOp.Pminsb, VectorOp.Pcmpeqb, false),
            Op.I8x16LeU => (VectorOp.Pminub, VectorOp.Pcmpeqb, false),
            Op.I8x16GeS => (VectorOp.Pmaxsb, VectorOp.Pcmpeqb, false),
            Op.I8x16GeU => (VectorOp.Pmaxub, VectorOp.Pcmpeqb, false),
            Op.I16x8LtU => (VectorOp.Pmaxuw, VectorOp.Pcmpeqw, true),
            Op.I16x8GtU => (VectorOp.Pminuw, VectorOp.Pcmpeqw, true),
            Op.I16x8LeS => (VectorOp.Pminsw, VectorOp.Pcmpeqw, false),
            Op.I16x8LeU => (VectorOp.Pminuw, VectorOp.Pcmpeqw, false),
            Op.I16x8GeS => (VectorOp.Pmaxsw, VectorOp.Pcmpeqw, false),
            Op.I16x8GeU => (VectorOp.Pmaxuw, VectorOp.Pcmpeqw, false),
            Op.I32x4LtU => (VectorOp.Pmaxud, VectorOp.Pcmpeqd, true),
            Op.I32x4GtU => (VectorOp.Pminud, VectorOp.Pcmpeqd, true),
            Op.I32x4LeS => (VectorOp.Pminsd, VectorOp.Pcmpeqd, false),
            Op.I32x4LeU => (VectorOp.Pminud, VectorOp.Pcmpeqd, false),
            Op.I32x4GeS => (VectorOp.Pmaxsd, VectorOp.Pcmpeqd, false),
            Op.I32x4GeU => (VectorOp.Pmaxud, VectorOp.Pcmpeqd, false),
            _ => default,
        };
        if (extreme == default)
        {
            return false;
        }

        int left = Register(instruction.A);
        int chosen = V3(extreme, left, VectorSourceOf(instruction.B));
        if (isNegated)
        {
            V3To(result, VectorOp.Pxor, V3(equal, chosen, left), Ones());
        }
        else
        {
            V3To(result, equal, chosen, left);
        }

        return true;
    }

    private bool LowerWidening(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I16x8ExtaddPairwiseI8x16S:
                // The first operand is unsigned, the second signed.
                V3To(result, VectorOp.Pmaddubsw, Load(Splat8(1)), Register(instruction.A));
                return true;
            case Op.I16x8ExtaddPairwiseI8x16U:
                Source ones = Splat8(1);
                EmitVector3(VectorOp.Pmaddubsw, result, Register(instruction.A), in ones);
                return true;
            case Op.I32x4ExtaddPairwiseI16x8S:
                Source words = Splat16(1);
                EmitVector3(VectorOp.Pmaddwd, result, Register(instruction.A), in words);
                return true;
            case Op.I32x4ExtaddPairwiseI16x8U:
                // Less 2^15 each as signed numbers.
                int signed = V3(VectorOp.Pxor, Register(instruction.A), Splat16(0x8000));
                Source difference = Splat32(0x10000);
                EmitVector3(VectorOp.Paddd, result, V3(VectorOp.Pmaddwd, signed, Splat16(1)), in difference);
                return true;
            case Op.I16x8ExtmulLowI8x16S or Op.I16x8ExtmulLowI8x16U:
                VectorOp extend = op == Op.I16x8ExtmulLowI8x16S ? VectorOp.Pmovsxbw : VectorOp.Pmovzxbw;
                V3To(result, VectorOp.Pmullw, V2(extend, Register(instruction.A)), V2(extend, Register(instruction.B)));
                return true;
            case Op.I16x8ExtmulHighI8x16S or Op.I16x8ExtmulHighI8x16U:
                bool isSigned = op == Op.I16x8ExtmulHighI8x16S;
                V3To(result, VectorOp.Pmullw, HighBytes(Register(instruction.A), isSigned), HighBytes(Register(instruction.B), isSigned));
                return true;
            case Op.I32x4ExtmulLowI16x8S:
                LowerWordProduct(result, VectorOp.Pmulhw, VectorOp.Punpcklwd, in instruction);
                return true;
            case Op.I32x4ExtmulLowI16x8U:
                LowerWordProduct(result, VectorOp.Pmulhuw, VectorOp.Punpcklwd, in instruction);
                return true;
            case Op.I32x4ExtmulHighI16x8S:
                LowerWordProduct(result, VectorOp.Pmulhw, VectorOp.Punpckhwd, in instruction);
                return true;
            case Op.I32x4ExtmulHighI16x8U:
                LowerWordProduct(result, VectorOp.Pmulhuw, VectorOp.Punpckhwd, in instruction);
                return true;
            case Op.I64x2ExtmulLowI32x4S or Op.I64x2ExtmulLowI32x4U or Op.I64x2ExtmulHighI32x4S or Op.I64x2ExtmulHighI32x4U:
                // Lanes 0, 0, 1, 1, or 2, 2, 3, 3: the multiplication reads every other one.
                int lanes = op is Op.I64x2ExtmulLowI32x4S or Op.I64x2ExtmulLowI32x4U ? 0x50 : 0xFA;
                VectorOp multiply = op is Op.I64x2ExtmulLowI32x4S or Op.I64x2ExtmulHighI32x4S ? VectorOp.Pmuldq : VectorOp.Pmuludq;
                int left = V2(VectorOp.Pshufd, Register(instruction.A), lanes);
                V3To(result, multiply, left, V2(VectorOp.Pshufd, Register(instruction.B), lanes));
                return true;
            default:
                return false;
        }
    }

    private int HighBytes(int operand, bool isSigned) => isSigned
        ? V2(VectorOp.Pmovsxbw, V2(VectorOp.Pshufd, operand, HighHalf))
        : V3(VectorOp.Punpckhbw, operand, Zeros());

    private void LowerWordProduct(int result, VectorOp upper, VectorOp interleave, in Instruction instruction)
    {
        int left = Register(instruction.A);
        int right = Register(instruction.B);
        int low = V3(VectorOp.Pmullw, left, right);
        V3To(result, interleave, low, V3(upper, left, right));
    }
}
