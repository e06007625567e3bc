using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>What an instruction on operands alone takes and gives.</summary>
/// <param name="Exists">Whether it is one: pure numeric and vector instructions, and accesses to memory.</param>
/// <param name="Operands">Number of operands; of accesses, the address included.</param>
/// <param name="Result">Type of its result, or none.</param>
/// <param name="Trap">Trap code, if it may trap. Signed division may overflow too, as truncations may, whose code is that of NaN.</param>
/// <param name="NaN">Type in whose lanes its NaNs are not the specification's choice; none if there are no such.</param>
internal readonly record struct NumericShape(bool Exists, byte Operands, IrType Result, TrapCode Trap, NaNKind NaN);

/// <summary>Which NaNs an instruction may make up (specification, 4.3.3 "NaN Propagation").</summary>
internal enum NaNKind : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>f32.</summary>
    F32,

    /// <summary>f64.</summary>
    F64,

    /// <summary>Four lanes of f32.</summary>
    F32x4,

    /// <summary>Two lanes of f64.</summary>
    F64x2,
}

/// <summary>Shapes by op, made from the instruction table.</summary>
internal static class NumericShapes
{
    private static readonly NumericShape[] Rows = Build();

    /// <summary>The shape of an op.</summary>
    public static ref readonly NumericShape Get(Op op) => ref Rows[(int)op];

    private static NumericShape[] Build()
    {
        var rows = new NumericShape[InstructionTable.Size];
        foreach (InstructionInfo info in InstructionTable.All)
        {
            bool isPlain = info.Immediate is Immediate.None or Immediate.Lane or Immediate.Shuffle or Immediate.MemArg or Immediate.MemArgLane;
            if (isPlain && info.Op != Op.Nop && info.Signature != "*")
            {
                rows[(int)info.Op] = Make(info);
            }
        }

        return rows;
    }

    private static NumericShape Make(InstructionInfo info)
    {
        int colon = info.Signature.IndexOf(':', StringComparison.Ordinal);
        IrType result = colon + 1 == info.Signature.Length ? IrType.None : info.Signature[colon + 1] switch
        {
            'i' => IrType.I32,
            'l' => IrType.I64,
            'f' => IrType.F32,
            'd' => IrType.F64,
            _ => IrType.V128,
        };
        TrapCode trap = (info.Flags & InstructionFlags.MayTrap) == 0 ? TrapCode.None
            : info.Immediate != Immediate.None ? TrapCode.OutOfBoundsMemoryAccess
            : info.Op is >= Op.I32TruncF32S and <= Op.I64TruncF64U ? TrapCode.InvalidConversionToInteger
            : TrapCode.IntegerDivideByZero;
        return new NumericShape(true, (byte)colon, result, trap, NaNOf(info.Op));
    }

    // Sign operations, moves, pseudo-minimum and -maximum give definite NaNs.
    private static NaNKind NaNOf(Op op) => op switch
    {
        >= Op.F32Ceil and <= Op.F32Max or Op.F32DemoteF64 => NaNKind.F32,
        >= Op.F64Ceil and <= Op.F64Max or Op.F64PromoteF32 => NaNKind.F64,
        Op.F32x4Ceil or Op.F32x4Floor or Op.F32x4Trunc or Op.F32x4Nearest or Op.F32x4Sqrt
            or Op.F32x4Add or Op.F32x4Sub or Op.F32x4Mul or Op.F32x4Div or Op.F32x4Min or Op.F32x4Max
            or Op.F32x4DemoteF64x2Zero or Op.F32x4RelaxedMadd or Op.F32x4RelaxedNmadd
            or Op.F32x4RelaxedMin or Op.F32x4RelaxedMax => NaNKind.F32x4,
        Op.F64x2Ceil or Op.F64x2Floor or Op.F64x2Trunc or Op.F64x2Nearest or Op.F64x2Sqrt
            or Op.F64x2Add or Op.F64x2Sub or Op.F64x2Mul or Op.F64x2Div or Op.F64x2Min or Op.F64x2Max
            or Op.F64x2PromoteLowF32x4 or Op.F64x2RelaxedMadd or Op.F64x2RelaxedNmadd
            or Op.F64x2RelaxedMin or Op.F64x2RelaxedMax => NaNKind.F64x2,
        _ => NaNKind.None,
    };
}
