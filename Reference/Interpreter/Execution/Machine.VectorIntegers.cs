using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// Vector instructions on integer lanes: a table, one line each.
internal sealed partial class Machine
{
    private static bool ExecuteIntegerLanes(ref readonly Instr i, Op op, ref Window w, Span<Vector128<byte>> v)
    {
        switch (op)
        {
            // i8x16.
            case Op.I8x16Eq:
                v[i.C] = VectorOps.I8x16Eq(v[i.A], v[i.B]);
                break;
            case Op.I8x16Ne:
                v[i.C] = VectorOps.I8x16Ne(v[i.A], v[i.B]);
                break;
            case Op.I8x16LtS:
                v[i.C] = VectorOps.I8x16LtS(v[i.A], v[i.B]);
                break;
            case Op.I8x16LtU:
                v[i.C] = VectorOps.I8x16LtU(v[i.A], v[i.B]);
                break;
            case Op.I8x16GtS:
                v[i.C] = VectorOps.I8x16GtS(v[i.A], v[i.B]);
                break;
            case Op.I8x16GtU:
                v[i.C] = VectorOps.I8x16GtU(v[i.A], v[i.B]);
                break;
            case Op.I8x16LeS:
                v[i.C] = VectorOps.I8x16LeS(v[i.A], v[i.B]);
                break;
            case Op.I8x16LeU:
                v[i.C] = VectorOps.I8x16LeU(v[i.A], v[i.B]);
                break;
            case Op.I8x16GeS:
                v[i.C] = VectorOps.I8x16GeS(v[i.A], v[i.B]);
                break;
            case Op.I8x16GeU:
                v[i.C] = VectorOps.I8x16GeU(v[i.A], v[i.B]);
                break;
            case Op.I8x16Abs:
                v[i.C] = VectorOps.I8x16Abs(v[i.A]);
                break;
            case Op.I8x16Neg:
                v[i.C] = VectorOps.I8x16Neg(v[i.A]);
                break;
            case Op.I8x16Popcnt:
                v[i.C] = VectorOps.I8x16Popcnt(v[i.A]);
                break;
            case Op.I8x16AllTrue:
                w[i.C] = (uint)VectorOps.I8x16AllTrue(v[i.A]);
                break;
            case Op.I8x16Bitmask:
                w[i.C] = (uint)VectorOps.I8x16Bitmask(v[i.A]);
                break;
            case Op.I8x16NarrowI16x8S:
                v[i.C] = VectorOps.I8x16NarrowI16x8S(v[i.A], v[i.B]);
                break;
            case Op.I8x16NarrowI16x8U:
                v[i.C] = VectorOps.I8x16NarrowI16x8U(v[i.A], v[i.B]);
                break;
            case Op.I8x16Shl:
                v[i.C] = VectorOps.I8x16Shl(v[i.A], (int)w[i.B]);
                break;
            case Op.I8x16ShrS:
                v[i.C] = VectorOps.I8x16ShrS(v[i.A], (int)w[i.B]);
                break;
            case Op.I8x16ShrU:
                v[i.C] = VectorOps.I8x16ShrU(v[i.A], (int)w[i.B]);
                break;
            case Op.I8x16Add:
                v[i.C] = VectorOps.I8x16Add(v[i.A], v[i.B]);
                break;
            case Op.I8x16AddSatS:
                v[i.C] = VectorOps.I8x16AddSatS(v[i.A], v[i.B]);
                break;
            case Op.I8x16AddSatU:
                v[i.C] = VectorOps.I8x16AddSatU(v[i.A], v[i.B]);
                break;
            case Op.I8x16Sub:
                v[i.C] = VectorOps.I8x16Sub(v[i.A], v[i.B]);
                break;
            case Op.I8x16SubSatS:
                v[i.C] = VectorOps.I8x16SubSatS(v[i.A], v[i.B]);
                break;
            case Op.I8x16SubSatU:
                v[i.C] = VectorOps.I8x16SubSatU(v[i.A], v[i.B]);
                break;
            case Op.I8x16MinS:
                v[i.C] = VectorOps.I8x16MinS(v[i.A], v[i.B]);
                break;
            case Op.I8x16MinU:
                v[i.C] = VectorOps.I8x16MinU(v[i.A], v[i.B]);
                break;
            case Op.I8x16MaxS:
                v[i.C] = VectorOps.I8x16MaxS(v[i.A], v[i.B]);
                break;
            case Op.I8x16MaxU:
                v[i.C] = VectorOps.I8x16MaxU(v[i.A], v[i.B]);
                break;
            case Op.I8x16AvgrU:
                v[i.C] = VectorOps.I8x16AvgrU(v[i.A], v[i.B]);
                break;

            // i16x8.
            case Op.I16x8Eq:
                v[i.C] = VectorOps.I16x8Eq(v[i.A], v[i.B]);
                break;
            case Op.I16x8Ne:
                v[i.C] = VectorOps.I16x8Ne(v[i.A], v[i.B]);
                break;
            case Op.I16x8LtS:
                v[i.C] = VectorOps.I16x8LtS(v[i.A], v[i.B]);
                break;
            case Op.I16x8LtU:
                v[i.C] = VectorOps.I16x8LtU(v[i.A], v[i.B]);
                break;
            case Op.I16x8GtS:
                v[i.C] = VectorOps.I16x8GtS(v[i.A], v[i.B]);
                break;
            case Op.I16x8GtU:
                v[i.C] = VectorOps.I16x8GtU(v[i.A], v[i.B]);
                break;
            case Op.I16x8LeS:
                v[i.C] = VectorOps.I16x8LeS(v[i.A], v[i.B]);
                break;
            case Op.I16x8LeU:
                v[i.C] = VectorOps.I16x8LeU(v[i.A], v[i.B]);
                break;
            case Op.I16x8GeS:
                v[i.C] = VectorOps.I16x8GeS(v[i.A], v[i.B]);
                break;
            case Op.I16x8GeU:
                v[i.C] = VectorOps.I16x8GeU(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtaddPairwiseI8x16S:
                v[i.C] = VectorOps.I16x8ExtaddPairwiseI8x16S(v[i.A]);
                break;
            case Op.I16x8ExtaddPairwiseI8x16U:
                v[i.C] = VectorOps.I16x8ExtaddPairwiseI8x16U(v[i.A]);
                break;
            case Op.I16x8Abs:
                v[i.C] = VectorOps.I16x8Abs(v[i.A]);
                break;
            case Op.I16x8Neg:
                v[i.C] = VectorOps.I16x8Neg(v[i.A]);
                break;
            case Op.I16x8Q15mulrSatS:
                v[i.C] = VectorOps.I16x8Q15mulrSatS(v[i.A], v[i.B]);
                break;
            case Op.I16x8AllTrue:
                w[i.C] = (uint)VectorOps.I16x8AllTrue(v[i.A]);
                break;
            case Op.I16x8Bitmask:
                w[i.C] = (uint)VectorOps.I16x8Bitmask(v[i.A]);
                break;
            case Op.I16x8NarrowI32x4S:
                v[i.C] = VectorOps.I16x8NarrowI32x4S(v[i.A], v[i.B]);
                break;
            case Op.I16x8NarrowI32x4U:
                v[i.C] = VectorOps.I16x8NarrowI32x4U(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtendLowI8x16S:
                v[i.C] = VectorOps.I16x8ExtendLowI8x16S(v[i.A]);
                break;
            case Op.I16x8ExtendHighI8x16S:
                v[i.C] = VectorOps.I16x8ExtendHighI8x16S(v[i.A]);
                break;
            case Op.I16x8ExtendLowI8x16U:
                v[i.C] = VectorOps.I16x8ExtendLowI8x16U(v[i.A]);
                break;
            case Op.I16x8ExtendHighI8x16U:
                v[i.C] = VectorOps.I16x8ExtendHighI8x16U(v[i.A]);
                break;
            case Op.I16x8Shl:
                v[i.C] = VectorOps.I16x8Shl(v[i.A], (int)w[i.B]);
                break;
            case Op.I16x8ShrS:
                v[i.C] = VectorOps.I16x8ShrS(v[i.A], (int)w[i.B]);
                break;
            case Op.I16x8ShrU:
                v[i.C] = VectorOps.I16x8ShrU(v[i.A], (int)w[i.B]);
                break;
            case Op.I16x8Add:
                v[i.C] = VectorOps.I16x8Add(v[i.A], v[i.B]);
                break;
            case Op.I16x8AddSatS:
                v[i.C] = VectorOps.I16x8AddSatS(v[i.A], v[i.B]);
                break;
            case Op.I16x8AddSatU:
                v[i.C] = VectorOps.I16x8AddSatU(v[i.A], v[i.B]);
                break;
            case Op.I16x8Sub:
                v[i.C] = VectorOps.I16x8Sub(v[i.A], v[i.B]);
                break;
            case Op.I16x8SubSatS:
                v[i.C] = VectorOps.I16x8SubSatS(v[i.A], v[i.B]);
                break;
            case Op.I16x8SubSatU:
                v[i.C] = VectorOps.I16x8SubSatU(v[i.A], v[i.B]);
                break;
            case Op.I16x8Mul:
                v[i.C] = VectorOps.I16x8Mul(v[i.A], v[i.B]);
                break;
            case Op.I16x8MinS:
                v[i.C] = VectorOps.I16x8MinS(v[i.A], v[i.B]);
                break;
            case Op.I16x8MinU:
                v[i.C] = VectorOps.I16x8MinU(v[i.A], v[i.B]);
                break;
            case Op.I16x8MaxS:
                v[i.C] = VectorOps.I16x8MaxS(v[i.A], v[i.B]);
                break;
            case Op.I16x8MaxU:
                v[i.C] = VectorOps.I16x8MaxU(v[i.A], v[i.B]);
                break;
            case Op.I16x8AvgrU:
                v[i.C] = VectorOps.I16x8AvgrU(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtmulLowI8x16S:
                v[i.C] = VectorOps.I16x8ExtmulLowI8x16S(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtmulHighI8x16S:
                v[i.C] = VectorOps.I16x8ExtmulHighI8x16S(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtmulLowI8x16U:
                v[i.C] = VectorOps.I16x8ExtmulLowI8x16U(v[i.A], v[i.B]);
                break;
            case Op.I16x8ExtmulHighI8x16U:
                v[i.C] = VectorOps.I16x8ExtmulHighI8x16U(v[i.A], v[i.B]);
                break;

            // i32x4 and i64x2.
            case Op.I32x4Eq:
                v[i.C] = VectorOps.I32x4Eq(v[i.A], v[i.B]);
                break;
            case Op.I32x4Ne:
                v[i.C] = VectorOps.I32x4Ne(v[i.A], v[i.B]);
                break;
            case Op.I32x4LtS:
                v[i.C] = VectorOps.I32x4LtS(v[i.A], v[i.B]);
                break;
            case Op.I32x4LtU:
                v[i.C] = VectorOps.I32x4LtU(v[i.A], v[i.B]);
                break;
            case Op.I32x4GtS:
                v[i.C] = VectorOps.I32x4GtS(v[i.A], v[i.B]);
                break;
            case Op.I32x4GtU:
                v[i.C] = VectorOps.I32x4GtU(v[i.A], v[i.B]);
                break;
            case Op.I32x4LeS:
                v[i.C] = VectorOps.I32x4LeS(v[i.A], v[i.B]);
                break;
            case Op.I32x4LeU:
                v[i.C] = VectorOps.I32x4LeU(v[i.A], v[i.B]);
                break;
            case Op.I32x4GeS:
                v[i.C] = VectorOps.I32x4GeS(v[i.A], v[i.B]);
                break;
            case Op.I32x4GeU:
                v[i.C] = VectorOps.I32x4GeU(v[i.A], v[i.B]);
                break;
            case Op.I32x4ExtaddPairwiseI16x8S:
                v[i.C] = VectorOps.I32x4ExtaddPairwiseI16x8S(v[i.A]);
                break;
            case Op.I32x4ExtaddPairwiseI16x8U:
                v[i.C] = VectorOps.I32x4ExtaddPairwiseI16x8U(v[i.A]);
                break;
            case Op.I32x4Abs:
                v[i.C] = VectorOps.I32x4Abs(v[i.A]);
                break;
            case Op.I32x4Neg:
                v[i.C] = VectorOps.I32x4Neg(v[i.A]);
                break;
            case Op.I32x4AllTrue:
                w[i.C] = (uint)VectorOps.I32x4AllTrue(v[i.A]);
                break;
            case Op.I32x4Bitmask:
                w[i.C] = (uint)VectorOps.I32x4Bitmask(v[i.A]);
                break;
            case Op.I32x4ExtendLowI16x8S:
                v[i.C] = VectorOps.I32x4ExtendLowI16x8S(v[i.A]);
                break;
            case Op.I32x4ExtendHighI16x8S:
                v[i.C] = VectorOps.I32x4ExtendHighI16x8S(v[i.A]);
                break;
            case Op.I32x4ExtendLowI16x8U:
                v[i.C] = VectorOps.I32x4ExtendLowI16x8U(v[i.A]);
                break;
            case Op.I32x4ExtendHighI16x8U:
                v[i.C] = VectorOps.I32x4ExtendHighI16x8U(v[i.A]);
                break;
            case Op.I32x4Shl:
                v[i.C] = VectorOps.I32x4Shl(v[i.A], (int)w[i.B]);
                break;
            case Op.I32x4ShrS:
                v[i.C] = VectorOps.I32x4ShrS(v[i.A], (int)w[i.B]);
                break;
            case Op.I32x4ShrU:
                v[i.C] = VectorOps.I32x4ShrU(v[i.A], (int)w[i.B]);
                break;
            case Op.I32x4Add:
                v[i.C] = VectorOps.I32x4Add(v[i.A], v[i.B]);
                break;
            case Op.I32x4Sub:
                v[i.C] = VectorOps.I32x4Sub(v[i.A], v[i.B]);
                break;
            case Op.I32x4Mul:
                v[i.C] = VectorOps.I32x4Mul(v[i.A], v[i.B]);
                break;
            case Op.I32x4MinS:
                v[i.C] = VectorOps.I32x4MinS(v[i.A], v[i.B]);
                break;
            case Op.I32x4MinU:
                v[i.C] = VectorOps.I32x4MinU(v[i.A], v[i.B]);
                break;
            case Op.I32x4MaxS:
                v[i.C] = VectorOps.I32x4MaxS(v[i.A], v[i.B]);
                break;
            case Op.I32x4MaxU:
                v[i.C] = VectorOps.I32x4MaxU(v[i.A], v[i.B]);
                break;
            case Op.I32x4DotI16x8S:
                v[i.C] = VectorOps.I32x4DotI16x8S(v[i.A], v[i.B]);
                break;
            case Op.I32x4ExtmulLowI16x8S:
                v[i.C] = VectorOps.I32x4ExtmulLowI16x8S(v[i.A], v[i.B]);
                break;
            case Op.I32x4ExtmulHighI16x8S:
                v[i.C] = VectorOps.I32x4ExtmulHighI16x8S(v[i.A], v[i.B]);
                break;
            case Op.I32x4ExtmulLowI16x8U:
                v[i.C] = VectorOps.I32x4ExtmulLowI16x8U(v[i.A], v[i.B]);
                break;
            case Op.I32x4ExtmulHighI16x8U:
                v[i.C] = VectorOps.I32x4ExtmulHighI16x8U(v[i.A], v[i.B]);
                break;
            case Op.I64x2Abs:
                v[i.C] = VectorOps.I64x2Abs(v[i.A]);
                break;
            case Op.I64x2Neg:
                v[i.C] = VectorOps.I64x2Neg(v[i.A]);
                break;
            case Op.I64x2AllTrue:
                w[i.C] = (uint)VectorOps.I64x2AllTrue(v[i.A]);
                break;
            case Op.I64x2Bitmask:
                w[i.C] = (uint)VectorOps.I64x2Bitmask(v[i.A]);
                break;
            case Op.I64x2ExtendLowI32x4S:
                v[i.C] = VectorOps.I64x2ExtendLowI32x4S(v[i.A]);
                break;
            case Op.I64x2ExtendHighI32x4S:
                v[i.C] = VectorOps.I64x2ExtendHighI32x4S(v[i.A]);
                break;
            case Op.I64x2ExtendLowI32x4U:
                v[i.C] = VectorOps.I64x2ExtendLowI32x4U(v[i.A]);
                break;
            case Op.I64x2ExtendHighI32x4U:
                v[i.C] = VectorOps.I64x2ExtendHighI32x4U(v[i.A]);
                break;
            case Op.I64x2Shl:
                v[i.C] = VectorOps.I64x2Shl(v[i.A], (int)w[i.B]);
                break;
            case Op.I64x2ShrS:
                v[i.C] = VectorOps.I64x2ShrS(v[i.A], (int)w[i.B]);
                break;
            case Op.I64x2ShrU:
                v[i.C] = VectorOps.I64x2ShrU(v[i.A], (int)w[i.B]);
                break;
            case Op.I64x2Add:
                v[i.C] = VectorOps.I64x2Add(v[i.A], v[i.B]);
                break;
            case Op.I64x2Sub:
                v[i.C] = VectorOps.I64x2Sub(v[i.A], v[i.B]);
                break;
            case Op.I64x2Mul:
                v[i.C] = VectorOps.I64x2Mul(v[i.A], v[i.B]);
                break;
            case Op.I64x2Eq:
                v[i.C] = VectorOps.I64x2Eq(v[i.A], v[i.B]);
                break;
            case Op.I64x2Ne:
                v[i.C] = VectorOps.I64x2Ne(v[i.A], v[i.B]);
                break;
            case Op.I64x2LtS:
                v[i.C] = VectorOps.I64x2LtS(v[i.A], v[i.B]);
                break;
            case Op.I64x2GtS:
                v[i.C] = VectorOps.I64x2GtS(v[i.A], v[i.B]);
                break;
            case Op.I64x2LeS:
                v[i.C] = VectorOps.I64x2LeS(v[i.A], v[i.B]);
                break;
            case Op.I64x2GeS:
                v[i.C] = VectorOps.I64x2GeS(v[i.A], v[i.B]);
                break;
            case Op.I64x2ExtmulLowI32x4S:
                v[i.C] = VectorOps.I64x2ExtmulLowI32x4S(v[i.A], v[i.B]);
                break;
            case Op.I64x2ExtmulHighI32x4S:
                v[i.C] = VectorOps.I64x2ExtmulHighI32x4S(v[i.A], v[i.B]);
                break;
            case Op.I64x2ExtmulLowI32x4U:
                v[i.C] = VectorOps.I64x2ExtmulLowI32x4U(v[i.A], v[i.B]);
                break;
            case Op.I64x2ExtmulHighI32x4U:
                v[i.C] = VectorOps.I64x2ExtmulHighI32x4U(v[i.A], v[i.B]);
                break;
            default:
                return false;
        }

        return true;
    }
}
