namespace Wasm.Jit.X64;

/// <summary>A row: how an operation is shown in dumps.</summary>
/// <param name="Name">Its name; empty if the rest of the instruction names it.</param>
/// <param name="Detail">What the rest of the instruction says.</param>
internal readonly record struct X64OpInfo(string Name, X64Detail Detail);

/// <summary>Which further number a machine instruction has, besides size, memory operand, immediate and condition.</summary>
internal enum X64Detail : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>An <see cref="AluOp"/> in <c>Aux</c>.</summary>
    Alu,

    /// <summary>An <see cref="UnaryOp"/> in <c>Aux</c>.</summary>
    Unary,

    /// <summary>A <see cref="ShiftOp"/> in <c>Aux</c>.</summary>
    Shift,

    /// <summary>A condition in <c>Aux</c>.</summary>
    Condition,

    /// <summary>Width of the source in <c>Aux</c>.</summary>
    From,

    /// <summary>A <see cref="VectorOp"/> in bits 16 to 31 of <c>Imm</c>.</summary>
    VectorOp,

    /// <summary>A <see cref="VectorShiftOp"/> there.</summary>
    VectorShift,

    /// <summary>A <see cref="VectorBlendOp"/> there.</summary>
    VectorBlend,

    /// <summary>A <see cref="VectorMaskOp"/> there.</summary>
    VectorMask,

    /// <summary>A <see cref="VectorHalfMove"/> there.</summary>
    VectorHalf,

    /// <summary>A <see cref="X64Move"/> in <c>Aux</c>.</summary>
    Move,

    /// <summary>A lane: its number is the immediate.</summary>
    Lane,

    /// <summary>The callee in <c>Aux2</c>.</summary>
    Callee,

    /// <summary>A number in <c>Imm</c>.</summary>
    Number,

    /// <summary>A <see cref="X64Division"/> in <c>Imm</c>.</summary>
    Division,

    /// <summary>A <see cref="X64Truncation"/> in <c>Imm</c>.</summary>
    Truncation,
}

/// <summary>One row per <see cref="X64Op"/>.</summary>
internal static class X64OpTable
{
    private static readonly X64OpInfo[] Rows =
    [
        new("entry", X64Detail.None),
        new("pad", X64Detail.None),
        new("jmp", X64Detail.None),
        new("switch", X64Detail.None),
        new("ret", X64Detail.None),
        new("call", X64Detail.Callee),
        new("call_indirect", X64Detail.None),
        new("call_helper", X64Detail.Callee),
        new("tail_call", X64Detail.Callee),
        new("tail_call_indirect", X64Detail.None),
        new("trap", X64Detail.None),
        new("ud2", X64Detail.None),
        new("charge_fuel", X64Detail.Number),
        new("charge_fuel_of", X64Detail.None),
        new("charge_depth", X64Detail.Number),
        new("release_depth", X64Detail.Number),
        new("check_stop", X64Detail.None),
        new("mov", X64Detail.None),
        new("mov", X64Detail.Number),
        new("mov_context", X64Detail.None),
        new("load", X64Detail.None),
        new("store", X64Detail.None),
        new("movzx", X64Detail.From),
        new("movsx", X64Detail.From),
        new("lea", X64Detail.None),
        new("", X64Detail.Alu),
        new("", X64Detail.Alu),
        new("add_trap", X64Detail.None),
        new("imul", X64Detail.None),
        new("imul", X64Detail.None),
        new("", X64Detail.Unary),
        new("", X64Detail.Shift),
        new("", X64Detail.Shift),
        new("x", X64Detail.Shift),
        new("rorx", X64Detail.None),
        new("popcnt", X64Detail.None),
        new("lzcnt", X64Detail.None),
        new("tzcnt", X64Detail.None),
        new("clz", X64Detail.None),
        new("ctz", X64Detail.None),
        new("div", X64Detail.Division),
        new("mul_high", X64Detail.None),
        new("cmp", X64Detail.Condition),
        new("test", X64Detail.Condition),
        new("bt", X64Detail.Condition),
        new("ucomis", X64Detail.Condition),
        new("ptest", X64Detail.Condition),
        new("movaps", X64Detail.None),
        new("zero", X64Detail.None),
        new("ones", X64Detail.None),
        new("load", X64Detail.Move),
        new("store", X64Detail.Move),
        new("", X64Detail.VectorOp),
        new("", X64Detail.VectorOp),
        new("", X64Detail.VectorOp),
        new("", X64Detail.VectorOp),
        new("", X64Detail.VectorShift),
        new("", X64Detail.VectorBlend),
        new("mov_to_vector", X64Detail.None),
        new("mov_from_vector", X64Detail.None),
        new("pextr", X64Detail.Lane),
        new("pextr", X64Detail.Lane),
        new("pinsr", X64Detail.Lane),
        new("", X64Detail.VectorMask),
        new("load_", X64Detail.VectorHalf),
        new("store_", X64Detail.VectorHalf),
        new("int_to_float", X64Detail.Number),
        new("unsigned_to_float", X64Detail.Number),
        new("float_to_int", X64Detail.Truncation),
        new("float_min_max", X64Detail.Number),
    ];

    /// <summary>The row of an operation.</summary>
    public static ref readonly X64OpInfo Get(X64Op op) => ref Rows[(int)op];
}
