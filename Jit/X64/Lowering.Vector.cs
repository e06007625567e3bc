using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Operations on vectors.</content>
internal sealed partial class Lowering
{
    /// <summary>Lanes 2, 3, 2, 3.</summary>
    private const int HighHalf = 0xEE;

    /// <summary>Lanes 1, 1, 3, 3: the upper half of each pair.</summary>
    private const int UpperOfPairs = 0xF5;

    private readonly bool _hasAvx2 = features.Has(CpuFeature.Avx2);
    private readonly bool _hasSse42 = features.Has(CpuFeature.Sse42);
    private readonly bool _hasFma = features.Has(CpuFeature.Fma);

    private bool LowerVector(Value value, Op op, in Instruction instruction)
    {
        DirectOp direct = Direct[(int)op];
        int result = Defined(value);
        switch (direct.Kind)
        {
            case DirectKind.Binary when (IrOpTable.Get(instruction.Op).Flags & IrFlags.Commutes) != 0 && PrefersVectorSwap(instruction.A, instruction.B):
            case DirectKind.Swapped:
                Source first = VectorSourceOf(instruction.A);
                EmitVector3(direct.Op, result, Register(instruction.B), in first, direct.Immediate);
                return true;
            case DirectKind.Binary:
                Source second = VectorSourceOf(instruction.B);
                EmitVector3(direct.Op, result, Register(instruction.A), in second, direct.Immediate);
                return true;
            case DirectKind.Unary:
                EmitVector2(direct.Op, result, VectorSourceOf(instruction.A), direct.Immediate);
                return true;
            case DirectKind.Low:
                bool isHalf = Function[instruction.A].Op == (IrOp)Op.V128Load64Zero && CanSink(instruction.A);
                EmitVector2(direct.Op, result, isHalf ? Taken(instruction.A) : Source.OfRegister(Register(instruction.A)));
                return true;
            case DirectKind.High:
                EmitVector2(direct.Op, result, Source.OfRegister(V2(VectorOp.Pshufd, Register(instruction.A), HighHalf)));
                return true;
            case DirectKind.WithZero:
                V3To(result, direct.Op, Register(instruction.A), Zeros());
                return true;
        }

        return LowerLanes(result, op, in instruction) || LowerVectorInteger(result, op, in instruction)
            || LowerVectorShift(result, op, in instruction) || LowerVectorFloat(result, op, in instruction)
            || LowerRelaxed(result, op, in instruction);
    }

    private bool PrefersVectorSwap(Value left, Value right)
    {
        if (IsConstant(Function[right].Op) || (IsVectorLoad(right) && CanSink(right)))
        {
            return false;
        }

        return IsConstant(Function[left].Op) || (IsVectorLoad(left) && CanSink(left)) || (!_hasAvx && UsesOf(left) > 1 && UsesOf(right) == 1);
    }

    // Without AVX a vector in memory has to be aligned.
    private bool IsVectorLoad(Value value) => _hasAvx && Function[value].Op == (IrOp)Op.V128Load;

    /// <summary>A vector operand that may be a register or memory, constants included.</summary>
    private Source VectorSourceOf(Value value)
    {
        ref Instruction instruction = ref Function[value];
        if (instruction.Op == (IrOp)Op.V128Const)
        {
            System.Runtime.Intrinsics.Vector128<ulong> bits = System.Runtime.Intrinsics.Vector128.AsUInt64(Function.Vectors[(int)instruction.Imm]);
            if ((bits[0] | bits[1]) != 0 && (bits[0] & bits[1]) != ulong.MaxValue)
            {
                return ConstantOf(bits[0], bits[1]);
            }
        }

        return IsVectorLoad(value) && CanSink(value) ? Taken(value) : Source.OfRegister(Register(value));
    }

    private int V3(VectorOp op, int left, in Source right, int immediate = 0)
    {
        int result = NewRegister(RegisterType.V128);
        EmitVector3(op, result, left, in right, immediate);
        return result;
    }

    private int V3(VectorOp op, int left, int right, int immediate = 0) => V3(op, left, Source.OfRegister(right), immediate);

    private void V3To(int result, VectorOp op, int left, int right, int immediate = 0) => EmitVector3(op, result, left, Source.OfRegister(right), immediate);

    private int V2(VectorOp op, int operand, int immediate = 0)
    {
        int result = NewRegister(RegisterType.V128);
        EmitVector2(op, result, Source.OfRegister(operand), immediate);
        return result;
    }

    private void ShiftTo(int result, VectorShiftOp op, int operand, int count)
    {
        int first = Operands;
        Use(operand);
        DefResult(result);
        Emit(X64Op.VectorShift, first, 0, OperandSize.Dword, (uint)((int)op << 16 | count));
    }

    private int Shift(VectorShiftOp op, int operand, int count)
    {
        int result = NewRegister(RegisterType.V128);
        ShiftTo(result, op, operand, count);
        return result;
    }

    private int Zeros() => Bits(X64Op.ZeroVector);

    private int Ones() => Bits(X64Op.OnesVector);

    private int Bits(X64Op op)
    {
        int first = Operands;
        int result = NewRegister(RegisterType.V128);
        Def(result);
        Add((ushort)op, first, MachineFlags.Rematerializable);
        return result;
    }

    private Source Splat8(byte value) => Splat64(value * 0x0101010101010101UL);

    private Source Splat16(ushort value) => Splat64(value * 0x0001000100010001UL);

    private Source Splat32(uint value) => Splat64(value | (ulong)value << 32);

    private Source Splat64(ulong value) => ConstantOf(value, value);

    /// <summary>A constant in a register.</summary>
    private int Load(in Source constant)
    {
        int first = Operands;
        int result = NewRegister(RegisterType.V128);
        Def(result);
        ref MachineInstruction load = ref Add((ushort)X64Op.LoadVector, first, MachineFlags.Rematerializable);
        load.Aux = (byte)X64Move.Vector;
        load.Aux2 = constant.Displacement;
        load.Imm = constant.Form.With(0);
        return result;
    }

    private int MoveToVector(int integer, OperandSize size)
    {
        int first = Operands;
        int result = NewRegister(RegisterType.V128);
        Def(result);
        Use(integer);
        Emit(X64Op.MovToVector, first, 0, size);
        return result;
    }

    private void EmitMask(int result, VectorMaskOp op, int operand)
    {
        int first = Operands;
        Def(result);
        Use(operand);
        Emit(X64Op.Mask, first, 0, OperandSize.Dword, (uint)((int)op << 16));
    }

    /// <summary>The choice of lanes by their sign bits in a mask.</summary>
    private void EmitBlend(int result, VectorBlendOp op, int whereZero, int whereOne, int mask)
    {
        int first = Operands;
        Use(whereZero);
        DefResult(result);
        Use(whereOne);
        if (_hasAvx)
        {
            Use(mask);
        }
        else
        {
            UseFixed(mask, X64Registers.Float(0));
        }

        Emit(X64Op.VectorBlend, first, 0, OperandSize.Dword, (uint)((int)op << 16));
    }

    /// <summary>The value itself, in another register.</summary>
    private void CopyTo(int result, int operand)
    {
        int first = Operands;
        Use(operand);
        DefSame(result);
        Emit(X64Op.MovVector, first);
    }

    /// <summary>The definition of an instruction that without AVX overwrites its first operand.</summary>
    private void DefResult(int result)
    {
        if (_hasAvx)
        {
            Def(result);
        }
        else
        {
            DefSame(result);
        }
    }
}
