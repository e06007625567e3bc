using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// Vector instructions on floating-point lanes, and relaxed ones: a table, one line each.
internal sealed partial class Machine
{
    private static bool ExecuteFloatLanes(ref readonly Instr i, Op op, Span<Vector128<byte>> v)
    {
        switch (op)
        {
            // f32x4 and f64x2, and conversions from them.
            case Op.F32x4Eq:
                v[i.C] = VectorOps.F32x4Eq(v[i.A], v[i.B]);
                break;
            case Op.F32x4Ne:
                v[i.C] = VectorOps.F32x4Ne(v[i.A], v[i.B]);
                break;
            case Op.F32x4Lt:
                v[i.C] = VectorOps.F32x4Lt(v[i.A], v[i.B]);
                break;
            case Op.F32x4Gt:
                v[i.C] = VectorOps.F32x4Gt(v[i.A], v[i.B]);
                break;
            case Op.F32x4Le:
                v[i.C] = VectorOps.F32x4Le(v[i.A], v[i.B]);
                break;
            case Op.F32x4Ge:
                v[i.C] = VectorOps.F32x4Ge(v[i.A], v[i.B]);
                break;
            case Op.F64x2Eq:
                v[i.C] = VectorOps.F64x2Eq(v[i.A], v[i.B]);
                break;
            case Op.F64x2Ne:
                v[i.C] = VectorOps.F64x2Ne(v[i.A], v[i.B]);
                break;
            case Op.F64x2Lt:
                v[i.C] = VectorOps.F64x2Lt(v[i.A], v[i.B]);
                break;
            case Op.F64x2Gt:
                v[i.C] = VectorOps.F64x2Gt(v[i.A], v[i.B]);
                break;
            case Op.F64x2Le:
                v[i.C] = VectorOps.F64x2Le(v[i.A], v[i.B]);
                break;
            case Op.F64x2Ge:
                v[i.C] = VectorOps.F64x2Ge(v[i.A], v[i.B]);
                break;
            case Op.F32x4DemoteF64x2Zero:
                v[i.C] = VectorOps.F32x4DemoteF64x2Zero(v[i.A]);
                break;
            case Op.F64x2PromoteLowF32x4:
                v[i.C] = VectorOps.F64x2PromoteLowF32x4(v[i.A]);
                break;
            case Op.F32x4Ceil:
                v[i.C] = VectorOps.F32x4Ceil(v[i.A]);
                break;
            case Op.F32x4Floor:
                v[i.C] = VectorOps.F32x4Floor(v[i.A]);
                break;
            case Op.F32x4Trunc:
                v[i.C] = VectorOps.F32x4Trunc(v[i.A]);
                break;
            case Op.F32x4Nearest:
                v[i.C] = VectorOps.F32x4Nearest(v[i.A]);
                break;
            case Op.F64x2Ceil:
                v[i.C] = VectorOps.F64x2Ceil(v[i.A]);
                break;
            case Op.F64x2Floor:
                v[i.C] = VectorOps.F64x2Floor(v[i.A]);
                break;
            case Op.F64x2Trunc:
                v[i.C] = VectorOps.F64x2Trunc(v[i.A]);
                break;
            case Op.F64x2Nearest:
                v[i.C] = VectorOps.F64x2Nearest(v[i.A]);
                break;
            case Op.F32x4Abs:
                v[i.C] = VectorOps.F32x4Abs(v[i.A]);
                break;
            case Op.F32x4Neg:
                v[i.C] = VectorOps.F32x4Neg(v[i.A]);
                break;
            case Op.F32x4Sqrt:
                v[i.C] = VectorOps.F32x4Sqrt(v[i.A]);
                break;
            case Op.F32x4Add:
                v[i.C] = VectorOps.F32x4Add(v[i.A], v[i.B]);
                break;
            case Op.F32x4Sub:
                v[i.C] = VectorOps.F32x4Sub(v[i.A], v[i.B]);
                break;
            case Op.F32x4Mul:
                v[i.C] = VectorOps.F32x4Mul(v[i.A], v[i.B]);
                break;
            case Op.F32x4Div:
                v[i.C] = VectorOps.F32x4Div(v[i.A], v[i.B]);
                break;
            case Op.F32x4Min:
                v[i.C] = VectorOps.F32x4Min(v[i.A], v[i.B]);
                break;
            case Op.F32x4Max:
                v[i.C] = VectorOps.F32x4Max(v[i.A], v[i.B]);
                break;
            case Op.F32x4Pmin:
                v[i.C] = VectorOps.F32x4Pmin(v[i.A], v[i.B]);
                break;
            case Op.F32x4Pmax:
                v[i.C] = VectorOps.F32x4Pmax(v[i.A], v[i.B]);
                break;
            case Op.F64x2Abs:
                v[i.C] = VectorOps.F64x2Abs(v[i.A]);
                break;
            case Op.F64x2Neg:
                v[i.C] = VectorOps.F64x2Neg(v[i.A]);
                break;
            case Op.F64x2Sqrt:
                v[i.C] = VectorOps.F64x2Sqrt(v[i.A]);
                break;
            case Op.F64x2Add:
                v[i.C] = VectorOps.F64x2Add(v[i.A], v[i.B]);
                break;
            case Op.F64x2Sub:
                v[i.C] = VectorOps.F64x2Sub(v[i.A], v[i.B]);
                break;
            case Op.F64x2Mul:
                v[i.C] = VectorOps.F64x2Mul(v[i.A], v[i.B]);
                break;
            case Op.F64x2Div:
                v[i.C] = VectorOps.F64x2Div(v[i.A], v[i.B]);
                break;
            case Op.F64x2Min:
                v[i.C] = VectorOps.F64x2Min(v[i.A], v[i.B]);
                break;
            case Op.F64x2Max:
                v[i.C] = VectorOps.F64x2Max(v[i.A], v[i.B]);
                break;
            case Op.F64x2Pmin:
                v[i.C] = VectorOps.F64x2Pmin(v[i.A], v[i.B]);
                break;
            case Op.F64x2Pmax:
                v[i.C] = VectorOps.F64x2Pmax(v[i.A], v[i.B]);
                break;
            case Op.I32x4TruncSatF32x4S:
                v[i.C] = VectorOps.I32x4TruncSatF32x4S(v[i.A]);
                break;
            case Op.I32x4TruncSatF32x4U:
                v[i.C] = VectorOps.I32x4TruncSatF32x4U(v[i.A]);
                break;
            case Op.F32x4ConvertI32x4S:
                v[i.C] = VectorOps.F32x4ConvertI32x4S(v[i.A]);
                break;
            case Op.F32x4ConvertI32x4U:
                v[i.C] = VectorOps.F32x4ConvertI32x4U(v[i.A]);
                break;
            case Op.I32x4TruncSatF64x2SZero:
                v[i.C] = VectorOps.I32x4TruncSatF64x2SZero(v[i.A]);
                break;
            case Op.I32x4TruncSatF64x2UZero:
                v[i.C] = VectorOps.I32x4TruncSatF64x2UZero(v[i.A]);
                break;
            case Op.F64x2ConvertLowI32x4S:
                v[i.C] = VectorOps.F64x2ConvertLowI32x4S(v[i.A]);
                break;
            case Op.F64x2ConvertLowI32x4U:
                v[i.C] = VectorOps.F64x2ConvertLowI32x4U(v[i.A]);
                break;

            // Relaxed instructions: always as in the deterministic profile, which is one of their permitted behaviours.
            case Op.I8x16RelaxedSwizzle:
                v[i.C] = VectorOps.I8x16RelaxedSwizzle(v[i.A], v[i.B]);
                break;
            case Op.I32x4RelaxedTruncF32x4S:
                v[i.C] = VectorOps.I32x4RelaxedTruncF32x4S(v[i.A]);
                break;
            case Op.I32x4RelaxedTruncF32x4U:
                v[i.C] = VectorOps.I32x4RelaxedTruncF32x4U(v[i.A]);
                break;
            case Op.I32x4RelaxedTruncF64x2SZero:
                v[i.C] = VectorOps.I32x4RelaxedTruncF64x2SZero(v[i.A]);
                break;
            case Op.I32x4RelaxedTruncF64x2UZero:
                v[i.C] = VectorOps.I32x4RelaxedTruncF64x2UZero(v[i.A]);
                break;
            case Op.F32x4RelaxedMadd:
                v[i.C] = VectorOps.F32x4RelaxedMadd(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.F32x4RelaxedNmadd:
                v[i.C] = VectorOps.F32x4RelaxedNmadd(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.F64x2RelaxedMadd:
                v[i.C] = VectorOps.F64x2RelaxedMadd(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.F64x2RelaxedNmadd:
                v[i.C] = VectorOps.F64x2RelaxedNmadd(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.I8x16RelaxedLaneselect:
                v[i.C] = VectorOps.I8x16RelaxedLaneselect(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.I16x8RelaxedLaneselect:
                v[i.C] = VectorOps.I16x8RelaxedLaneselect(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.I32x4RelaxedLaneselect:
                v[i.C] = VectorOps.I32x4RelaxedLaneselect(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.I64x2RelaxedLaneselect:
                v[i.C] = VectorOps.I64x2RelaxedLaneselect(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.F32x4RelaxedMin:
                v[i.C] = VectorOps.F32x4RelaxedMin(v[i.A], v[i.B]);
                break;
            case Op.F32x4RelaxedMax:
                v[i.C] = VectorOps.F32x4RelaxedMax(v[i.A], v[i.B]);
                break;
            case Op.F64x2RelaxedMin:
                v[i.C] = VectorOps.F64x2RelaxedMin(v[i.A], v[i.B]);
                break;
            case Op.F64x2RelaxedMax:
                v[i.C] = VectorOps.F64x2RelaxedMax(v[i.A], v[i.B]);
                break;
            case Op.I16x8RelaxedQ15mulrS:
                v[i.C] = VectorOps.I16x8RelaxedQ15mulrS(v[i.A], v[i.B]);
                break;
            case Op.I16x8RelaxedDotI8x16I7x16S:
                v[i.C] = VectorOps.I16x8RelaxedDotI8x16I7x16S(v[i.A], v[i.B]);
                break;
            case Op.I32x4RelaxedDotI8x16I7x16AddS:
                v[i.C] = VectorOps.I32x4RelaxedDotI8x16I7x16AddS(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            default:
                return false;
        }

        return true;
    }
}
