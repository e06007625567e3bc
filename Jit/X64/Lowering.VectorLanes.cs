using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Lanes of vectors: splats, extraction, replacement, masks and tests.</content>
internal sealed partial class Lowering
{
    private Comparison CompareVector(Op op, Value operand)
    {
        if (op == Op.V128AnyTrue)
        {
            return CompareAny(operand);
        }

        VectorOp equal = op switch
        {
            Op.I8x16AllTrue => VectorOp.Pcmpeqb,
            Op.I16x8AllTrue => VectorOp.Pcmpeqw,
            Op.I32x4AllTrue => VectorOp.Pcmpeqd,
            _ => VectorOp.Pcmpeqq,
        };

        // Lanes that are 0: none, if all are true.
        int zeros = V3(equal, Zeros(), Register(operand));
        return TestVectors(zeros, Source.OfRegister(zeros), X64Condition.Equal);
    }

    // `ptest` gives "equal" if both have no bit in common, "not below" if the second has bits that the first has not.
    private Comparison CompareAny(Value operand)
    {
        ref Instruction instruction = ref Function[operand];
        if (IsOnlyUse(operand) && instruction.Op is (IrOp)Op.V128And or (IrOp)Op.V128Andnot)
        {
            bool isAnd = instruction.Op == (IrOp)Op.V128And;
            Value first = instruction.B;
            Source second = VectorSourceOf(instruction.A);
            return TestVectors(Register(first), in second, isAnd ? X64Condition.NotEqual : X64Condition.AboveOrEqual);
        }

        int register = Register(operand);
        return TestVectors(register, Source.OfRegister(register), X64Condition.NotEqual);
    }

    private static Comparison TestVectors(int left, in Source right, X64Condition condition) =>
        new() { Op = X64Op.Ptest, Size = OperandSize.Dword, Condition = condition, Left = left, Right = right };

    /// <summary>Splats, lanes, shuffles, masks.</summary>
    private bool LowerLanes(int result, Op op, in Instruction instruction)
    {
        int lane = instruction.Flags;
        switch (op)
        {
            case Op.I8x16Splat or Op.I16x8Splat or Op.I32x4Splat or Op.I64x2Splat:
                LowerIntegerSplat(result, op, instruction.A);
                return true;
            case Op.F32x4Splat:
                LowerSingleSplat(result, FloatSourceOf(instruction.A, OperandSize.Dword));
                return true;
            case Op.F64x2Splat:
                EmitVector2(VectorOp.Movddup, result, FloatSourceOf(instruction.A, OperandSize.Qword));
                return true;
            case Op.I8x16ExtractLaneU or Op.I16x8ExtractLaneU:
                EmitExtract(result, Register(instruction.A), lane, op == Op.I8x16ExtractLaneU ? OperandSize.Byte : OperandSize.Word);
                return true;
            case Op.I8x16ExtractLaneS or Op.I16x8ExtractLaneS:
                int unsigned = NewRegister(RegisterType.I32);
                EmitExtract(unsigned, Register(instruction.A), lane, op == Op.I8x16ExtractLaneS ? OperandSize.Byte : OperandSize.Word);
                int first = Operands;
                Def(result);
                Use(unsigned);
                Emit(X64Op.Movsx, first, op == Op.I8x16ExtractLaneS ? 0 : 1, OperandSize.Dword);
                return true;
            case Op.I32x4ExtractLane or Op.I64x2ExtractLane:
                EmitExtract(result, Register(instruction.A), lane, op == Op.I32x4ExtractLane ? OperandSize.Dword : OperandSize.Qword);
                return true;
            case Op.F32x4ExtractLane or Op.F64x2ExtractLane:
                EmitFloatLane(result, Register(instruction.A), op == Op.F32x4ExtractLane ? lane : lane * HighHalf);
                return true;
            case Op.I8x16ReplaceLane:
                EmitInsert(result, Register(instruction.A), Source.OfRegister(RegisterOfLow(instruction.B)), lane, OperandSize.Byte);
                return true;
            case Op.I16x8ReplaceLane:
                EmitInsert(result, Register(instruction.A), Source.OfRegister(RegisterOfLow(instruction.B)), lane, OperandSize.Word);
                return true;
            case Op.I32x4ReplaceLane or Op.I64x2ReplaceLane:
                OperandSize size = op == Op.I32x4ReplaceLane ? OperandSize.Dword : OperandSize.Qword;
                Source source = SourceOf(instruction.B, size, false);
                EmitInsert(result, Register(instruction.A), in source, lane, size);
                return true;
            case Op.F32x4ReplaceLane:
                Source single = FloatSourceOf(instruction.B, OperandSize.Dword);
                EmitVector3(VectorOp.Insertps, result, Register(instruction.A), in single, lane << 4);
                return true;
            case Op.F64x2ReplaceLane:
                int number = Register(instruction.B);
                EmitVectorRegisters(lane == 0 ? VectorOp.Blendpd : VectorOp.Movlhps, result, Register(instruction.A), number, 1);
                return true;
            case Op.V128AnyTrue or Op.I8x16AllTrue or Op.I16x8AllTrue or Op.I32x4AllTrue or Op.I64x2AllTrue:
                EmitSet(result, CompareVector(op, instruction.A));
                return true;
            case Op.I8x16Shuffle:
                LowerShuffle(result, in instruction);
                return true;
            case Op.I8x16Swizzle:
                LowerSwizzle(result, in instruction);
                return true;
            default:
                return LowerBitmask(result, op, in instruction);
        }
    }

    private void LowerIntegerSplat(int result, Op op, Value lane)
    {
        IrOp load = Function[lane].Op;
        bool isByte = op == Op.I8x16Splat && load is ((IrOp)Op.I32Load8U or (IrOp)Op.I32Load8S);
        bool isWord = op == Op.I16x8Splat && load is ((IrOp)Op.I32Load16U or (IrOp)Op.I32Load16S);
        if (op == Op.I64x2Splat)
        {
            bool isLoad = IsLoadOf(lane, OperandSize.Qword) && CanSink(lane);
            Source source = isLoad ? Taken(lane) : Source.OfRegister(MoveToVector(Register(lane), OperandSize.Qword));
            EmitVector2(isLoad ? VectorOp.Movddup : VectorOp.Pshufd, result, in source, 0x44);
        }
        else if ((isByte || isWord) && CanSink(lane))
        {
            LowerSmallSplat(result, isByte, Taken(lane));
        }
        else if (op == Op.I32x4Splat && IsLoadOf(lane, OperandSize.Dword) && CanSink(lane))
        {
            LowerSingleSplat(result, Taken(lane));
        }
        else
        {
            EmitSplat(result, op, MoveToVector(RegisterOfLow(lane), OperandSize.Dword));
        }
    }

    private bool LowerBitmask(int result, Op op, in Instruction instruction)
    {
        switch (op)
        {
            case Op.I8x16Bitmask:
                EmitMask(result, VectorMaskOp.Pmovmskb, Register(instruction.A));
                return true;
            case Op.I16x8Bitmask:
                int packed = V3(VectorOp.Packsswb, Register(instruction.A), Zeros());
                EmitMask(result, VectorMaskOp.Pmovmskb, packed);
                return true;
            case Op.I32x4Bitmask:
                EmitMask(result, VectorMaskOp.Movmskps, Register(instruction.A));
                return true;
            case Op.I64x2Bitmask:
                EmitMask(result, VectorMaskOp.Movmskpd, Register(instruction.A));
                return true;
            default:
                return false;
        }
    }

    private void EmitSplat(int result, Op op, int lane)
    {
        if (_hasAvx2)
        {
            VectorOp broadcast = op switch
            {
                Op.I8x16Splat => VectorOp.Vpbroadcastb,
                Op.I16x8Splat => VectorOp.Vpbroadcastw,
                _ => VectorOp.Vpbroadcastd,
            };
            EmitVector2(broadcast, result, Source.OfRegister(lane));
            return;
        }

        switch (op)
        {
            case Op.I8x16Splat:
                V3To(result, VectorOp.Pshufb, lane, Zeros());
                break;
            case Op.I16x8Splat:
                EmitVector2(VectorOp.Pshufd, result, Source.OfRegister(V2(VectorOp.Pshuflw, lane, 0)), 0);
                break;
            default:
                EmitVector2(VectorOp.Pshufd, result, Source.OfRegister(lane), 0);
                break;
        }
    }

    private void EmitExtract(int result, int vector, int lane, OperandSize size)
    {
        int first = Operands;
        Def(result);
        Use(vector);
        bool isLowest = lane == 0 && size >= OperandSize.Dword;
        Emit(isLowest ? X64Op.MovFromVector : X64Op.Pextr, first, 0, size, lane);
    }

    /// <summary>Brings a float down to the lowest lane; the others do not matter.</summary>
    private void EmitFloatLane(int result, int vector, int shuffle)
    {
        if (shuffle != 0)
        {
            EmitVector2(VectorOp.Pshufd, result, Source.OfRegister(vector), shuffle);
            return;
        }

        CopyTo(result, vector);
    }

    private void EmitInsert(int result, int vector, in Source lane, int position, OperandSize size)
    {
        int first = Operands;
        Use(vector);
        DefResult(result);
        Source source = lane;
        source.Immediate = position;
        if (source.IsMemory)
        {
            Emit(X64Op.Pinsr, first, 0, size, in source);
            return;
        }

        Use(source.Register);
        Emit(X64Op.Pinsr, first, 0, size, (uint)position);
    }

    /// <summary>As <see cref="EmitVector3"/>, where the second operand is a float that may not be read from a frame slot as a vector.</summary>
    private void EmitVectorRegisters(VectorOp op, int result, int left, int right, int immediate)
    {
        int first = Operands;
        Use(left);
        DefResult(result);
        Use(right);
        Emit(X64Op.Vector3, first, 0, OperandSize.Dword, (uint)With(op, immediate));
    }

    /// <summary>Writes a float, which may be in memory, to four lanes.</summary>
    private void LowerSingleSplat(int result, in Source single)
    {
        if (single.IsMemory ? _hasAvx : _hasAvx2)
        {
            EmitVector2(VectorOp.Vbroadcastss, result, in single);
            return;
        }

        int register = single.Register;
        if (single.IsMemory)
        {
            register = NewRegister(RegisterType.V128);
            EmitLoad(register, X64Move.Single, in single);
        }

        int first = Operands;
        Def(result);
        Use(register);
        Emit(X64Op.Vector2, first, 0, OperandSize.Dword, (uint)With(VectorOp.Pshufd));
    }

    private void EmitLoad(int result, X64Move move, in Source address)
    {
        int first = Operands;
        Def(result);
        Emit(X64Op.LoadVector, first, (int)move, OperandSize.Dword, in address);
    }
}
