using Wasm.Core.Instructions;

namespace Wasm.Jit.X64;

/// <content>Vector operations that are one instruction.</content>
internal sealed partial class Lowering
{
    private static readonly DirectOp[] Direct = BuildDirect();

    private enum DirectKind : byte
    {
        None,

        /// <summary>First operand, second operand.</summary>
        Binary,

        /// <summary>Second operand, first operand.</summary>
        Swapped,

        /// <summary>One operand.</summary>
        Unary,

        /// <summary>One operand, of which only the low half is read: no vector in memory, but half of one.</summary>
        Low,

        /// <summary>One operand, of which only the high half is read, after it has come down.</summary>
        High,

        /// <summary>First operand, zero.</summary>
        WithZero,
    }

    private readonly record struct DirectOp(DirectKind Kind, VectorOp Op, byte Immediate = 0);

    // A table: a line per instruction. Comparisons of floats: immediate 0 is equal, 1 less, 2 less or equal, 4 not equal.
    private static DirectOp[] BuildDirect()
    {
        var table = new DirectOp[InstructionTable.Size];
        void Binary(Op op, VectorOp vector, byte immediate = 0) => table[(int)op] = new(DirectKind.Binary, vector, immediate);
        void Swapped(Op op, VectorOp vector, byte immediate = 0) => table[(int)op] = new(DirectKind.Swapped, vector, immediate);
        void Unary(Op op, VectorOp vector, byte immediate = 0) => table[(int)op] = new(DirectKind.Unary, vector, immediate);
        void Low(Op op, VectorOp vector) => table[(int)op] = new(DirectKind.Low, vector);
        void High(Op op, VectorOp vector) => table[(int)op] = new(DirectKind.High, vector);
        void WithZero(Op op, VectorOp vector) => table[(int)op] = new(DirectKind.WithZero, vector);
        Binary(Op.I8x16Eq, VectorOp.Pcmpeqb);
        Binary(Op.I16x8Eq, VectorOp.Pcmpeqw);
        Binary(Op.I32x4Eq, VectorOp.Pcmpeqd);
        Binary(Op.I64x2Eq, VectorOp.Pcmpeqq);
        Binary(Op.I8x16GtS, VectorOp.Pcmpgtb);
        Binary(Op.I16x8GtS, VectorOp.Pcmpgtw);
        Binary(Op.I32x4GtS, VectorOp.Pcmpgtd);
        Swapped(Op.I8x16LtS, VectorOp.Pcmpgtb);
        Swapped(Op.I16x8LtS, VectorOp.Pcmpgtw);
        Swapped(Op.I32x4LtS, VectorOp.Pcmpgtd);
        Binary(Op.F32x4Eq, VectorOp.Cmpps, 0);
        Binary(Op.F32x4Ne, VectorOp.Cmpps, 4);
        Binary(Op.F32x4Lt, VectorOp.Cmpps, 1);
        Binary(Op.F32x4Le, VectorOp.Cmpps, 2);
        Swapped(Op.F32x4Gt, VectorOp.Cmpps, 1);
        Swapped(Op.F32x4Ge, VectorOp.Cmpps, 2);
        Binary(Op.F64x2Eq, VectorOp.Cmppd, 0);
        Binary(Op.F64x2Ne, VectorOp.Cmppd, 4);
        Binary(Op.F64x2Lt, VectorOp.Cmppd, 1);
        Binary(Op.F64x2Le, VectorOp.Cmppd, 2);
        Swapped(Op.F64x2Gt, VectorOp.Cmppd, 1);
        Swapped(Op.F64x2Ge, VectorOp.Cmppd, 2);
        Binary(Op.V128And, VectorOp.Pand);
        Binary(Op.V128Or, VectorOp.Por);
        Binary(Op.V128Xor, VectorOp.Pxor);
        Swapped(Op.V128Andnot, VectorOp.Pandn);
        Binary(Op.I8x16NarrowI16x8S, VectorOp.Packsswb);
        Binary(Op.I8x16NarrowI16x8U, VectorOp.Packuswb);
        Binary(Op.I16x8NarrowI32x4S, VectorOp.Packssdw);
        Binary(Op.I16x8NarrowI32x4U, VectorOp.Packusdw);
        Binary(Op.I8x16Add, VectorOp.Paddb);
        Binary(Op.I8x16AddSatS, VectorOp.Paddsb);
        Binary(Op.I8x16AddSatU, VectorOp.Paddusb);
        Binary(Op.I8x16Sub, VectorOp.Psubb);
        Binary(Op.I8x16SubSatS, VectorOp.Psubsb);
        Binary(Op.I8x16SubSatU, VectorOp.Psubusb);
        Binary(Op.I8x16MinS, VectorOp.Pminsb);
        Binary(Op.I8x16MinU, VectorOp.Pminub);
        Binary(Op.I8x16MaxS, VectorOp.Pmaxsb);
        Binary(Op.I8x16MaxU, VectorOp.Pmaxub);
        Binary(Op.I8x16AvgrU, VectorOp.Pavgb);
        Binary(Op.I16x8Add, VectorOp.Paddw);
        Binary(Op.I16x8AddSatS, VectorOp.Paddsw);
        Binary(Op.I16x8AddSatU, VectorOp.Paddusw);
        Binary(Op.I16x8Sub, VectorOp.Psubw);
        Binary(Op.I16x8SubSatS, VectorOp.Psubsw);
        Binary(Op.I16x8SubSatU, VectorOp.Psubusw);
        Binary(Op.I16x8Mul, VectorOp.Pmullw);
        Binary(Op.I16x8MinS, VectorOp.Pminsw);
        Binary(Op.I16x8MinU, VectorOp.Pminuw);
        Binary(Op.I16x8MaxS, VectorOp.Pmaxsw);
        Binary(Op.I16x8MaxU, VectorOp.Pmaxuw);
        Binary(Op.I16x8AvgrU, VectorOp.Pavgw);
        Binary(Op.I32x4Add, VectorOp.Paddd);
        Binary(Op.I32x4Sub, VectorOp.Psubd);
        Binary(Op.I32x4Mul, VectorOp.Pmulld);
        Binary(Op.I32x4MinS, VectorOp.Pminsd);
        Binary(Op.I32x4MinU, VectorOp.Pminud);
        Binary(Op.I32x4MaxS, VectorOp.Pmaxsd);
        Binary(Op.I32x4MaxU, VectorOp.Pmaxud);
        Binary(Op.I32x4DotI16x8S, VectorOp.Pmaddwd);
        Binary(Op.I64x2Add, VectorOp.Paddq);
        Binary(Op.I64x2Sub, VectorOp.Psubq);
        Binary(Op.F32x4Add, VectorOp.Addps);
        Binary(Op.F32x4Sub, VectorOp.Subps);
        Binary(Op.F32x4Mul, VectorOp.Mulps);
        Binary(Op.F32x4Div, VectorOp.Divps);
        Binary(Op.F64x2Add, VectorOp.Addpd);
        Binary(Op.F64x2Sub, VectorOp.Subpd);
        Binary(Op.F64x2Mul, VectorOp.Mulpd);
        Binary(Op.F64x2Div, VectorOp.Divpd);

        // The instructions give their second operand if neither is less or one is a NaN.
        Swapped(Op.F32x4Pmin, VectorOp.Minps);
        Swapped(Op.F32x4Pmax, VectorOp.Maxps);
        Swapped(Op.F64x2Pmin, VectorOp.Minpd);
        Swapped(Op.F64x2Pmax, VectorOp.Maxpd);
        Binary(Op.F32x4RelaxedMin, VectorOp.Minps);
        Binary(Op.F32x4RelaxedMax, VectorOp.Maxps);
        Binary(Op.F64x2RelaxedMin, VectorOp.Minpd);
        Binary(Op.F64x2RelaxedMax, VectorOp.Maxpd);
        Binary(Op.I8x16RelaxedSwizzle, VectorOp.Pshufb);
        Binary(Op.I16x8RelaxedQ15mulrS, VectorOp.Pmulhrsw);
        Swapped(Op.I16x8RelaxedDotI8x16I7x16S, VectorOp.Pmaddubsw);
        Unary(Op.I8x16Abs, VectorOp.Pabsb);
        Unary(Op.I16x8Abs, VectorOp.Pabsw);
        Unary(Op.I32x4Abs, VectorOp.Pabsd);
        Unary(Op.F32x4Sqrt, VectorOp.Sqrtps);
        Unary(Op.F64x2Sqrt, VectorOp.Sqrtpd);
        Unary(Op.F32x4Ceil, VectorOp.Roundps, 10);
        Unary(Op.F32x4Floor, VectorOp.Roundps, 9);
        Unary(Op.F32x4Trunc, VectorOp.Roundps, 11);
        Unary(Op.F32x4Nearest, VectorOp.Roundps, 8);
        Unary(Op.F64x2Ceil, VectorOp.Roundpd, 10);
        Unary(Op.F64x2Floor, VectorOp.Roundpd, 9);
        Unary(Op.F64x2Trunc, VectorOp.Roundpd, 11);
        Unary(Op.F64x2Nearest, VectorOp.Roundpd, 8);
        Unary(Op.F32x4ConvertI32x4S, VectorOp.Cvtdq2ps);
        Unary(Op.F32x4DemoteF64x2Zero, VectorOp.Cvtpd2ps);
        Unary(Op.I32x4RelaxedTruncF32x4S, VectorOp.Cvttps2dq);
        Unary(Op.I32x4RelaxedTruncF64x2SZero, VectorOp.Cvttpd2dq);
        Low(Op.F64x2ConvertLowI32x4S, VectorOp.Cvtdq2pd);
        Low(Op.F64x2PromoteLowF32x4, VectorOp.Cvtps2pd);
        Low(Op.I16x8ExtendLowI8x16S, VectorOp.Pmovsxbw);
        Low(Op.I16x8ExtendLowI8x16U, VectorOp.Pmovzxbw);
        Low(Op.I32x4ExtendLowI16x8S, VectorOp.Pmovsxwd);
        Low(Op.I32x4ExtendLowI16x8U, VectorOp.Pmovzxwd);
        Low(Op.I64x2ExtendLowI32x4S, VectorOp.Pmovsxdq);
        Low(Op.I64x2ExtendLowI32x4U, VectorOp.Pmovzxdq);
        High(Op.I16x8ExtendHighI8x16S, VectorOp.Pmovsxbw);
        WithZero(Op.I16x8ExtendHighI8x16U, VectorOp.Punpckhbw);
        High(Op.I32x4ExtendHighI16x8S, VectorOp.Pmovsxwd);
        WithZero(Op.I32x4ExtendHighI16x8U, VectorOp.Punpckhwd);
        High(Op.I64x2ExtendHighI32x4S, VectorOp.Pmovsxdq);
        WithZero(Op.I64x2ExtendHighI32x4U, VectorOp.Punpckhdq);
        return table;
    }
}
