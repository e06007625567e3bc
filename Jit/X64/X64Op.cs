namespace Wasm.Jit.X64;

/// <summary>
/// Operation of an x64 machine instruction with virtual registers: an instruction, a family of them (which one says the rest of the
/// machine instruction), or a short fixed sequence. <see cref="X64OpTable"/> has a row for each. Comparisons do at once what is to
/// be done with the flags (<see cref="X64Consumer"/>): no flags pass from one machine instruction to another.
/// </summary>
internal enum X64Op : ushort
{
    /// <summary>Defines the parameters that arrive in registers.</summary>
    Entry,

    /// <summary>Defines what a landing pad gets.</summary>
    Pad,

    /// <summary>Goes to the only edge.</summary>
    Jump,

    /// <summary>Branch table: index; temporary. <c>Aux2</c>: first of <see cref="X64Constants.Branches"/>; <c>Imm</c>: their number.</summary>
    Switch,

    /// <summary>Returns; uses are the results in registers.</summary>
    Return,

    /// <summary>Call of a defined function: <c>Aux2</c>. <c>Imm</c>: number in <see cref="X64Constants.Calls"/>. Uses: arguments; definitions: results.</summary>
    Call,

    /// <summary>Call of an address, the first operand.</summary>
    CallIndirect,

    /// <summary>Call of a helper: <c>Aux2</c>.</summary>
    CallHelper,

    /// <summary>Tail call of a defined function: <c>Aux2</c>. <c>Imm</c>: bytes of stack arguments.</summary>
    TailCall,

    /// <summary>Tail call of an address, the first operand.</summary>
    TailCallIndirect,

    /// <summary>Traps. Use: detail, if the form says so.</summary>
    Trap,

    /// <summary>Never reached.</summary>
    Unreachable,

    /// <summary>Takes <c>Imm</c> units of fuel.</summary>
    ChargeFuel,

    /// <summary>Takes an amount of fuel in a register.</summary>
    ChargeFuelOf,

    /// <summary>Takes <c>Imm</c> slots of depth.</summary>
    ChargeDepth,

    /// <summary>Gives <c>Imm</c> slots of depth back.</summary>
    ReleaseDepth,

    /// <summary>Looks for a stop request.</summary>
    CheckStop,

    /// <summary>Move between general registers: use, definition.</summary>
    Mov,

    /// <summary>Constant <c>Imm</c>: definition.</summary>
    MovImm,

    /// <summary>Address of the store context: definition.</summary>
    MovContext,

    /// <summary>Load of 4 or 8 bytes: definition, memory.</summary>
    Load,

    /// <summary>Store: memory, then the value unless it is the immediate.</summary>
    Store,

    /// <summary>Definition, source of 1, 2 or 4 bytes (<c>Aux</c>, binary logarithm): with zeros.</summary>
    Movzx,

    /// <summary>The same with the sign.</summary>
    Movsx,

    /// <summary>Definition, memory: its address.</summary>
    Lea,

    /// <summary>An <see cref="AluOp"/>: use, definition, source.</summary>
    Alu,

    /// <summary>An <see cref="AluOp"/> on memory: memory, then the value unless it is the immediate.</summary>
    AluMemory,

    /// <summary>Addition that traps on a carry: use, definition, source.</summary>
    AddTrap,

    /// <summary>Use, definition, source.</summary>
    Imul,

    /// <summary>Definition, source, times the immediate.</summary>
    ImulImmediate,

    /// <summary>An <see cref="UnaryOp"/>: use, definition.</summary>
    Unary,

    /// <summary>A <see cref="ShiftOp"/> by the immediate: use, definition.</summary>
    Shift,

    /// <summary>A <see cref="ShiftOp"/> by cl: use, definition, count in rcx.</summary>
    ShiftCl,

    /// <summary>A <see cref="ShiftOp"/>, BMI2: definition, count, source.</summary>
    ShiftX,

    /// <summary>Rotation right by the immediate, BMI2: definition, source.</summary>
    Rorx,

    /// <summary>Number of one bits: definition, source.</summary>
    Popcnt,

    /// <summary>Number of leading zeros: definition, source.</summary>
    Lzcnt,

    /// <summary>Number of trailing zeros: definition, source.</summary>
    Tzcnt,

    /// <summary>Number of leading zeros by <c>bsr</c>: definition, source.</summary>
    Clz,

    /// <summary>Number of trailing zeros by <c>bsf</c>: definition, source.</summary>
    Ctz,

    /// <summary>Division with checks: dividend rax, divisor, quotient rax, remainder rdx. <c>Imm</c>: <see cref="X64Division"/>.</summary>
    Divide,

    /// <summary>128-bit product: rax, source, low half rax, high half rdx. <c>Aux</c>: 1 if signed.</summary>
    MulHigh,

    /// <summary>Comparison of integers: left, right; then what the consumer needs.</summary>
    Cmp,

    /// <summary>Comparison of the conjunction with 0: left, right; then what the consumer needs.</summary>
    Test,

    /// <summary>Tests bit <c>Imm</c> or in a register: left, right; then what the consumer needs.</summary>
    BitTest,

    /// <summary>Comparison of floats (size 4 or 8): left, right; then what the consumer needs.</summary>
    Ucomis,

    /// <summary><c>ptest</c>: left, right; then what the consumer needs.</summary>
    Ptest,

    /// <summary>Move between vector registers: use, definition.</summary>
    MovVector,

    /// <summary>Zero: definition.</summary>
    ZeroVector,

    /// <summary>All bits set: definition.</summary>
    OnesVector,

    /// <summary>A load by a <see cref="X64Move"/>: definition, memory.</summary>
    LoadVector,

    /// <summary>A store by a <see cref="X64Move"/>: memory, value.</summary>
    StoreVector,

    /// <summary>A <see cref="VectorOp"/> with two operands: definition, source.</summary>
    Vector2,

    /// <summary>A <see cref="VectorOp"/> with three: use, definition, source.</summary>
    Vector3,

    /// <summary>The same where the first operand's value matters only for its upper part, which is cleared first: definition, source.</summary>
    VectorUnary,

    /// <summary>A fused <see cref="VectorOp"/>: use, definition in its register, use, source.</summary>
    MultiplyAdd,

    /// <summary>A <see cref="VectorShiftOp"/> by a constant: use, definition.</summary>
    VectorShift,

    /// <summary>Choice by the mask's sign bits: use (where 0), definition, source (where 1), mask.</summary>
    VectorBlend,

    /// <summary>Integer register to vector, rest 0: definition, source.</summary>
    MovToVector,

    /// <summary>Low lane of a vector to an integer register: definition, source.</summary>
    MovFromVector,

    /// <summary>Lane to integer register: definition, vector.</summary>
    Pextr,

    /// <summary>Lane to memory: memory, vector.</summary>
    PextrStore,

    /// <summary>Lane from integer register or memory: use, definition, source.</summary>
    Pinsr,

    /// <summary>A <see cref="VectorMaskOp"/>: definition, vector.</summary>
    Mask,

    /// <summary>A <see cref="VectorHalfMove"/> load: use, definition, memory.</summary>
    LoadHalf,

    /// <summary>A <see cref="VectorHalfMove"/> store: memory, vector.</summary>
    StoreHalf,

    /// <summary>Signed integer to float, rest cleared: definition, source. <c>Imm</c>: 1 if to 64 bits.</summary>
    IntToFloat,

    /// <summary>Unsigned 64-bit integer to float: definition, use, temporary.</summary>
    UnsignedToFloat,

    /// <summary>Float to integer, by truncation, with traps: definition, use, temporary vector, temporary. <c>Imm</c>: <see cref="X64Truncation"/>.</summary>
    FloatToInt,

    /// <summary>Minimum or maximum as WebAssembly has it: use, definition, use. <c>Imm</c>: 1 if of 64 bits, 2 if maximum.</summary>
    FloatMinMax,

    /// <summary>One past the last.</summary>
    End,
}

/// <summary>What a <see cref="X64Op.Divide"/> does and has to check.</summary>
[Flags]
internal enum X64Division
{
    /// <summary>Unsigned quotient, nothing to check.</summary>
    None = 0,

    /// <summary>Signed.</summary>
    Signed = 1,

    /// <summary>The remainder is wanted.</summary>
    Remainder = 2,

    /// <summary>The divisor may be 0.</summary>
    CheckZero = 4,

    /// <summary>The divisor may be -1.</summary>
    CheckOverflow = 8,
}

/// <summary>What a <see cref="X64Op.FloatToInt"/> does.</summary>
[Flags]
internal enum X64Truncation
{
    /// <summary>f32 to i32, signed, with traps.</summary>
    None = 0,

    /// <summary>From 64 bits.</summary>
    FromDouble = 1,

    /// <summary>To 64 bits.</summary>
    ToLong = 2,

    /// <summary>Unsigned.</summary>
    Unsigned = 4,

    /// <summary>Saturates instead of trapping.</summary>
    Saturating = 8,
}

/// <summary>Loads and stores of vector registers.</summary>
internal enum X64Move : byte
{
    /// <summary>32 bits.</summary>
    Single,

    /// <summary>64 bits.</summary>
    Double,

    /// <summary>128 bits.</summary>
    Vector,
}
