using Wasm.Core.Instructions;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// The register form's operation. Three ranges: below 0x100 the number of the <see cref="Op"/> whose meaning the
/// operation has; from 0x200 that number plus 0x100 (instructions behind a prefix byte); in
/// between, named here, what the translator makes of control, variables and constants. Numbers of the loop's
/// cases lie close together, so that its switch is one jump table.
/// </summary>
internal enum Code : ushort
{
    // Moves. C = A, or C = constant.
    Copy = 0x100,
    CopyReference,
    CopyVector,
    Constant,
    NullReference,
    VectorConstant,

    // Control. X is the position to go to.
    Jump,
    BranchIf,
    BranchIfZero,
    BranchTable,
    Return,
    ReturnOne,
    Select,
    SelectReference,
    SelectVector,
    GlobalGet,
    GlobalSet,
    CallImport,
    ReturnCallImport,
    BranchOnNull,
    BranchOnNonNull,
    BranchOnCast,
    BranchOnCastFail,
    ReturnClearing,
    ReturnOneClearing,
    Exhaust,
    ClearNumbers,
    LoopConstants,

    // Compare A with B and go to X.
    BranchI32Eq,
    BranchI32Ne,
    BranchI32LtS,
    BranchI32LtU,
    BranchI32GeS,
    BranchI32GeU,
    BranchI64Eq,
    BranchI64Ne,
    BranchI64LtS,
    BranchI64LtU,
    BranchI64GeS,
    BranchI64GeU,

    // Compare A with the constant Y (sign-extended) and go to X.
    BranchI32EqConst,
    BranchI32NeConst,
    BranchI32LtSConst,
    BranchI32LtUConst,
    BranchI32GtSConst,
    BranchI32GtUConst,
    BranchI32LeSConst,
    BranchI32LeUConst,
    BranchI32GeSConst,
    BranchI32GeUConst,
    BranchI64EqConst,
    BranchI64NeConst,
    BranchI64LtSConst,
    BranchI64LtUConst,
    BranchI64GtSConst,
    BranchI64GtUConst,
    BranchI64LeSConst,
    BranchI64LeUConst,
    BranchI64GeSConst,
    BranchI64GeUConst,

    // C = A op constant.
    I32AddConst,
    I32MulConst,
    I32AndConst,
    I32OrConst,
    I32XorConst,
    I32ShlConst,
    I32ShrSConst,
    I32ShrUConst,
    I32RotlConst,
    I32EqConst,
    I32NeConst,
    I32LtSConst,
    I32LtUConst,
    I32GtSConst,
    I32GtUConst,
    I32LeSConst,
    I32LeUConst,
    I32GeSConst,
    I32GeUConst,
    I64AddConst,
    I64MulConst,
    I64AndConst,
    I64OrConst,
    I64XorConst,
    I64ShlConst,
    I64ShrSConst,
    I64ShrUConst,
    I64RotlConst,
    I64EqConst,
    I64NeConst,
    I64LtSConst,
    I64LtUConst,
    I64GtSConst,
    I64GtUConst,
    I64LeSConst,
    I64LeUConst,
    I64GeSConst,
    I64GeUConst,

    // Vector instructions that kernels execute most; the others are reached through the default case.
    V128Load,
    V128Store,
    I32x4Add,
    I32x4Mul,
    I32x4DotI16x8S,
    I16x8Add,
    I8x16Add,
    I64x2Add,
    F32x4Add,
    F32x4Sub,
    F32x4Mul,
    F64x2Add,
    F64x2Sub,
    F64x2Mul,
    V128And,
    V128Or,
    V128Xor,

    /// <summary>Last of the loop's own cases that are numbered here.</summary>
    LastHot = V128Xor,

    // Rare ones, out of line.
    Trap,
    ClearReferences,
    ClearVectors,
    PrepareStacks,
    ChargeFuel,
    GlobalGetReference,
    GlobalGetVector,
    GlobalSetReference,
    GlobalSetVector,
    LoadGeneral,
    StoreGeneral,
    CanonicalizeF32,
    CanonicalizeF64,
    CanonicalizeF32x4,
    CanonicalizeF64x2,

    /// <summary>Last of the operations that are named here.</summary>
    LastNamed = CanonicalizeF64x2,
}

/// <summary>Conversion between <see cref="Op"/> and <see cref="Code"/>.</summary>
internal static class Codes
{
    /// <summary>What is added to an <see cref="Op"/> from 0x100 up.</summary>
    private const int Shift = 0x100;

    /// <summary>The operation with an instruction's own meaning.</summary>
    public static Code Of(Op op) => (Code)((int)op < 0x100 ? (int)op : (int)op + Shift);

    /// <summary>The instruction that an operation from <see cref="Of"/> means.</summary>
    public static Op OpOf(Code code) => (Op)((int)code < 0x100 ? (int)code : (int)code - Shift);
}
