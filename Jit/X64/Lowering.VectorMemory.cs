using Wasm.Core.Instructions;
using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.X64;

/// <content>Loads and stores of parts of vectors. What may fault is one instruction that accesses exactly the bytes in question.</content>
internal sealed partial class Lowering
{
    private bool LowerVectorAccess(Value value, Op op, in Instruction access)
    {
        if (op is < Op.V128Load8x8S or > Op.V128Load64Zero or (>= Op.V128Store and <= Op.V128AnyTrue))
        {
            return false;
        }

        if (op is >= Op.V128Store8Lane and <= Op.V128Store64Lane)
        {
            LowerLaneStore(op, in access);
            return true;
        }

        int result = Defined(value);
        if (op is >= Op.V128Load8Lane and <= Op.V128Load64Lane)
        {
            OperandSize size = (OperandSize)(1 << (op - Op.V128Load8Lane));
            int vector = Register(access.C);
            EmitInsert(result, vector, AddressOf(in access), access.Flags, size);
            return true;
        }

        Source address = AddressOf(in access);
        switch (op)
        {
            case Op.V128Load8x8S:
                EmitVector2(VectorOp.Pmovsxbw, result, in address);
                break;
            case Op.V128Load8x8U:
                EmitVector2(VectorOp.Pmovzxbw, result, in address);
                break;
            case Op.V128Load16x4S:
                EmitVector2(VectorOp.Pmovsxwd, result, in address);
                break;
            case Op.V128Load16x4U:
                EmitVector2(VectorOp.Pmovzxwd, result, in address);
                break;
            case Op.V128Load32x2S:
                EmitVector2(VectorOp.Pmovsxdq, result, in address);
                break;
            case Op.V128Load32x2U:
                EmitVector2(VectorOp.Pmovzxdq, result, in address);
                break;
            case Op.V128Load32Zero:
                EmitLoad(result, X64Move.Single, in address);
                break;
            case Op.V128Load64Zero:
                EmitLoad(result, X64Move.Double, in address);
                break;
            case Op.V128Load32Splat:
                LowerSingleSplat(result, in address);
                break;
            case Op.V128Load64Splat:
                EmitVector2(VectorOp.Movddup, result, in address);
                break;
            default:
                LowerSmallSplat(result, op == Op.V128Load8Splat, in address);
                break;
        }

        return true;
    }

    private void LowerSmallSplat(int result, bool isByte, in Source address)
    {
        if (_hasAvx2)
        {
            EmitVector2(isByte ? VectorOp.Vpbroadcastb : VectorOp.Vpbroadcastw, result, in address);
            return;
        }

        int lane = NewRegister(RegisterType.V128);
        EmitInsert(lane, Zeros(), in address, 0, isByte ? OperandSize.Byte : OperandSize.Word);
        EmitSplat(result, isByte ? Op.I8x16Splat : Op.I16x8Splat, lane);
    }

    private void LowerLaneStore(Op op, in Instruction access)
    {
        OperandSize size = (OperandSize)(1 << (op - Op.V128Store8Lane));
        int lane = access.Flags;
        Source address = AddressOf(in access);
        int vector = Register(access.C);
        if (lane == 0 && size >= OperandSize.Dword)
        {
            EmitStore(X64Op.StoreVector, (int)(size == OperandSize.Dword ? X64Move.Single : X64Move.Double), OperandSize.Dword, in address, vector);
            return;
        }

        int first = Operands;
        AddSource(in address);
        Use(vector);
        if (size == OperandSize.Qword)
        {
            Emit(X64Op.StoreHalf, first, 0, size, address.Form.MemoryFirst().With((int)VectorHalfMove.Movhps << 16), address.Displacement);
            return;
        }

        Emit(X64Op.PextrStore, first, 0, size, address.Form.MemoryFirst().With(lane), address.Displacement);
    }
}
