using Wasm.Core.Instructions;

namespace Wasm.Jit.Ir;

/// <summary>
/// Operation of an IR instruction. Values below <see cref="InstructionTable.Size"/> are WebAssembly's own
/// (<see cref="Op"/>), with the same meaning: all pure numeric and vector instructions, constants, <c>select</c>,
/// <c>ref.null</c>, and loads and stores, whose operands here are base address and index. The others stand here.
/// <see cref="IrOpTable"/> says what each one takes.
/// </summary>
internal enum IrOp : ushort
{
    /// <summary>First one that is not WebAssembly's.</summary>
    First = InstructionTable.Size,

    /// <summary>Parameter of a block; of the entry block: instance, then the function's parameters. <c>A</c>: its position.</summary>
    Parameter = First,

    /// <summary>Result of a call with more than one, or of a landing pad. <c>A</c>: the instruction; <c>B</c>: which.</summary>
    Result,

    /// <summary>Address of the store context (pinned in a register). i64.</summary>
    Context,

    /// <summary>Address of the frame's scratch area of <c>Imm</c> bytes, 16-byte aligned: arguments of helpers. i64.</summary>
    FrameAddress,

    /// <summary>The reinterpretation of a reference as its 32 bits (i31, comparison), or back. <c>A</c>: the value.</summary>
    RefToI32,

    /// <inheritdoc cref="RefToI32"/>
    I32ToRef,

    /// <summary>High half of the 128-bit product of two i64, unsigned.</summary>
    MulHighU,

    /// <summary>High half of the 128-bit product of two i64, signed.</summary>
    MulHighS,

    /// <summary>
    /// Traps with code <see cref="Instruction.Trap"/> if <c>A</c> + <c>Imm</c> &gt; <c>B</c>, as integers without bound.
    /// <c>A</c>: index (i32: zero-extended, or i64); <c>B</c>: length (i64); low 48 bits of <c>Imm</c>: bytes or elements accessed.
    /// An offset that leaves these bits is added first, with <see cref="AddOrTrap"/>.
    /// </summary>
    BoundsCheck,

    /// <summary>i64 addition of <c>A</c> and <c>B</c> that traps if it wraps around (unsigned).</summary>
    AddOrTrap,

    /// <summary>Traps if <c>A</c> (i32, i64 or ref) is not zero. <c>B</c>: detail for the message (i32 or i64) or none.</summary>
    TrapIf,

    /// <summary>Traps if <c>A</c> (i32, i64 or ref) is zero. <c>B</c>: detail for the message (i32 or i64) or none.</summary>
    TrapIfNot,

    /// <summary>Takes <c>Imm</c> units of fuel, or traps and takes none.</summary>
    ChargeFuel,

    /// <summary>Takes a computed amount of fuel <c>A</c> (i64), or traps and takes none.</summary>
    ChargeFuelOf,

    /// <summary>Looks for a stop request; at loop headers.</summary>
    CheckStop,

    /// <summary>Takes <c>Imm</c> slots of the depth budget, or exhausts; at function entry. Given back by returns.</summary>
    ChargeDepth,

    /// <summary>Gives <c>Imm</c> slots back.</summary>
    ReleaseDepth,

    /// <summary>Calls a function of the module. <c>A</c>: number of the call (<see cref="CallInfo"/>).</summary>
    Call,

    /// <summary>Calls an address. <c>A</c>: number of the call; <c>B</c>: code address (i64); <c>C</c>: instance (i64).</summary>
    CallIndirect,

    /// <summary>Calls a helper; <see cref="CallInfo.Callee"/> is its number. <c>A</c>: number of the call.</summary>
    CallHelper,

    // Terminators from here on.

    /// <summary>Goes to an edge, <c>A</c>.</summary>
    Jump,

    /// <summary>Goes to edge <c>B</c> if <c>A</c> (i32) is not zero, else to edge <c>C</c>. Flags: 1: likely, 2: unlikely, 0: nothing is known.</summary>
    BranchIf,

    /// <summary>Goes to one of <c>C</c> edges that begin at <c>B</c>: the one at <c>A</c> (i32), or the last if there is none.</summary>
    BranchTable,

    /// <summary>Returns. The values are list <c>A</c> (start), <c>B</c> (count).</summary>
    Return,

    /// <summary>Ends the function by calling a function of the module in its place. <c>A</c>: number of the call.</summary>
    ReturnCall,

    /// <summary>The same for an address. Operands as <see cref="CallIndirect"/>.</summary>
    ReturnCallIndirect,

    /// <summary>
    /// A call that something may catch: <see cref="CallInfo.NormalEdge"/> or <see cref="CallInfo.PadEdge"/> is next. Operands as
    /// <see cref="Call"/>. Both edges carry no values and go to blocks that have no other predecessor; the call's value, or its
    /// <see cref="Result"/>s, which then stand first there, are used only behind the normal edge.
    /// </summary>
    Invoke,

    /// <summary>The same for an address. Operands as <see cref="CallIndirect"/>.</summary>
    InvokeIndirect,

    /// <summary>The same for a helper. Operands as <see cref="CallHelper"/>.</summary>
    InvokeHelper,

    /// <summary>Traps with code <see cref="Instruction.Trap"/>. <c>B</c>: detail or none.</summary>
    Trap,

    /// <summary>Cannot be reached: after a helper that does not return.</summary>
    Unreachable,

    // No terminator.

    /// <summary>First instruction of a landing pad. Result 0: the exception (ref); result 1: number of the clause (i32).</summary>
    LandingPad,

    /// <summary>One past the last.</summary>
    End,
}
