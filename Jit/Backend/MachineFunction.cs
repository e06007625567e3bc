namespace Wasm.Jit.Backend;

/// <summary>What a virtual register holds; decides register file, width of moves and spills, and stack maps.</summary>
internal enum RegisterType : byte
{
    /// <summary>32-bit integer; the upper half is zero.</summary>
    I32,

    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>32-bit float.</summary>
    F32,

    /// <summary>64-bit float.</summary>
    F64,

    /// <summary>Vector.</summary>
    V128,

    /// <summary>Traced reference: as I32, and named in stack maps.</summary>
    Ref,
}

/// <summary>When and how an operand is read or written.</summary>
internal enum OperandKind : byte
{
    /// <summary>Read before the instruction writes anything: may share a register with a definition.</summary>
    Use,

    /// <summary>Read to the end: shares no register with a definition or temporary.</summary>
    LateUse,

    /// <summary>Written at the end.</summary>
    Def,

    /// <summary>Written while uses are still read: shares a register with none of them.</summary>
    EarlyDef,

    /// <summary>Scratch register, from beginning to end; the virtual register has no other operand.</summary>
    Temp,
}

/// <summary>Where an operand may be.</summary>
internal enum OperandConstraint : byte
{
    /// <summary>A register of its file.</summary>
    Register,

    /// <summary>A register or the frame slot where it is spilled: the instruction can name memory there.</summary>
    Any,

    /// <summary>The register <see cref="Operand.Fixed"/>.</summary>
    Fixed,

    /// <summary>
    /// A <see cref="OperandKind.Def"/> in the register of operand <see cref="Operand.Fixed"/> of the same instruction, a
    /// <see cref="OperandKind.Use"/> of the same file that is <see cref="Register"/> or <see cref="Fixed"/>.
    /// </summary>
    SameAs,
}

/// <summary>One operand of a machine instruction. 8 bytes.</summary>
internal struct Operand
{
    /// <summary>Virtual register.</summary>
    public int Register;

    /// <summary>When and how it is accessed.</summary>
    public OperandKind Kind;

    /// <summary>Where it may be.</summary>
    public OperandConstraint Constraint;

    /// <summary>Physical register, or position of an operand: as the constraint says.</summary>
    public byte Fixed;

    /// <summary>Read by the instruction.</summary>
    public readonly bool IsUse => Kind <= OperandKind.LateUse;

    /// <summary>Written by the instruction.</summary>
    public readonly bool IsDef => Kind is OperandKind.Def or OperandKind.EarlyDef;
}

/// <summary>What an allocator needs to know of a machine instruction besides its operands.</summary>
[Flags]
internal enum MachineFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Writes every register of <see cref="MachineFunction.Clobbers"/>: all that can be allocated. Fixed definitions are its results.</summary>
    Call = 1,

    /// <summary>A collection may happen: the slots of live references are noted (<see cref="Allocation.StackMaps"/>).</summary>
    Safepoint = 2,

    /// <summary>Ends a block. Its edges are the block's successors.</summary>
    Terminator = 4,

    /// <summary>A move of operand 0 (use) into operand 1 (def) of the same type, which may vanish.</summary>
    Move = 8,

    /// <summary>Makes its only definition from nothing but constants: may be repeated instead of spilled.</summary>
    Rematerializable = 16,
}

/// <summary>
/// A machine instruction with virtual registers. What <see cref="Opcode"/>, <see cref="Aux"/>, <see cref="Aux2"/> and
/// <see cref="Imm"/> mean is the instruction set's own. 32 bytes.
/// </summary>
internal struct MachineInstruction
{
    /// <summary>The instruction set's opcode.</summary>
    public ushort Opcode;

    /// <summary>See <see cref="MachineFlags"/>.</summary>
    public MachineFlags Flags;

    /// <summary>Condition, width or the like.</summary>
    public byte Aux;

    /// <summary>Where its operands begin in <see cref="MachineFunction.Operands"/>.</summary>
    public int FirstOperand;

    /// <summary>Number of operands.</summary>
    public int OperandCount;

    /// <summary>Displacement, label, number of a call, trap code or the like.</summary>
    public int Aux2;

    /// <summary>Constant.</summary>
    public long Imm;

    /// <summary>Position in the function's WebAssembly code; -1: none.</summary>
    public int Offset;

    /// <summary>Number of the IR value it was made for, for dumps; 0: none.</summary>
    public int Origin;
}

/// <summary>A block of machine code: a run of instructions.</summary>
internal struct MachineBlock
{
    /// <summary>First instruction.</summary>
    public int First;

    /// <summary>One past the last.</summary>
    public int End;

    /// <summary>Where its parameters (virtual registers) begin in <see cref="MachineFunction.Registers"/>.</summary>
    public int FirstParameter;

    /// <summary>Number of parameters.</summary>
    public int ParameterCount;

    /// <summary>Where its successor edges begin in <see cref="MachineFunction.Edges"/>.</summary>
    public int FirstEdge;

    /// <summary>Number of successor edges.</summary>
    public int EdgeCount;

    /// <summary>Nesting depth in loops.</summary>
    public int LoopDepth;

    /// <summary>Whether it is expected to run rarely: its code goes to the end.</summary>
    public bool IsCold;

    /// <summary>Whether it is a loop's header.</summary>
    public bool IsLoopHeader;
}

/// <summary>An edge between machine blocks.</summary>
internal struct MachineEdge
{
    /// <summary>Number of the block that it goes to.</summary>
    public int Target;

    /// <summary>Where its values (virtual registers) begin in <see cref="MachineFunction.Registers"/>.</summary>
    public int First;

    /// <summary>Number of values: of the target's parameters.</summary>
    public int Count;
}

/// <summary>
/// A function as machine code with virtual registers: what lowering makes, an allocator completes and emission reads. Flat arrays
/// that are reused. Blocks are in the order of their code; no edge is critical (lowering splits them), so that moves for an edge
/// find a place at the end of its source, which has one successor then, or at the beginning of its target, which has one predecessor.
/// </summary>
/// <remarks>
/// Invariants: strict SSA over virtual registers (one definition each: an instruction's or a block parameter); every block ends
/// with a terminator, the only one in it; that of a block with one successor has no operands (moves stand before it); definitions
/// of a terminator (a call with a landing pad) are fixed and exist on its first edge only, whose target has no other predecessor.
/// A landing pad's block begins with an instruction whose fixed definitions are what the pad receives and which is a
/// <see cref="MachineFlags.Call"/> without safepoint: so no register but those is written before it. A
/// <see cref="OperandConstraint.Fixed"/> use may be given with any virtual register, the allocator moves; two different virtual
/// registers are not fixed to the same one. The entry block has no predecessors and no parameters.
/// Nothing passes from one instruction to another but by virtual registers (no flags): moves may stand anywhere. The value of an
/// edge has its parameter's type, or is an I32 or Ref that becomes an I32 or I64: all have zeros above 32 bits.
/// </remarks>
internal sealed class MachineFunction
{
    /// <summary>Instructions in order of blocks.</summary>
    public PooledList<MachineInstruction> Instructions { get; } = new(256);

    /// <summary>Operands of all instructions. Those of one stand together; the instructions' order is not that of their operands.</summary>
    public PooledList<Operand> Operands { get; } = new(1024);

    /// <summary>Blocks in order of code; the first is the entry.</summary>
    public PooledList<MachineBlock> Blocks { get; } = new(32);

    /// <summary>Edges of all blocks.</summary>
    public PooledList<MachineEdge> Edges { get; } = new(64);

    /// <summary>Lists of virtual registers: parameters of blocks, values of edges.</summary>
    public PooledList<int> Registers { get; } = new(256);

    /// <summary>Type of each virtual register; their number is its count.</summary>
    public PooledList<RegisterType> RegisterTypes { get; } = new(512);

    /// <summary>Registers that a <see cref="MachineFlags.Call"/> writes, and that may be allocated.</summary>
    public RegisterSet Clobbers { get; set; }

    /// <summary>The virtual register of the function's instance, or -1. It has a slot of its own, <see cref="InstanceSlot"/>, where the prologue stores it: spilling costs nothing.</summary>
    public int InstanceRegister { get; set; } = -1;

    /// <summary>Whether the prologue stores the instance: the function calls something or has handlers.</summary>
    public bool StoresInstance { get; set; }

    /// <summary>Whether it ends in tail calls: a chain of them need never end, so each looks for stop requests at its entry.</summary>
    public bool HasTailCalls { get; set; }

    /// <summary>Bytes of the outgoing area: stack arguments and results of the calls that it makes. Multiple of 16.</summary>
    public int OutgoingBytes { get; set; }

    /// <summary>Bytes of the scratch area for <c>frame_address</c>. Multiple of 16.</summary>
    public int ScratchBytes { get; set; }

    /// <summary>Slot that holds the instance if <see cref="StoresInstance"/>.</summary>
    public const int InstanceSlot = 0;

    /// <summary>Adds a virtual register.</summary>
    public int AddRegister(RegisterType type)
    {
        RegisterTypes.Add(type);
        return RegisterTypes.Count - 1;
    }

    /// <summary>Forgets everything, keeps the arrays.</summary>
    public void Reset()
    {
        Instructions.Clear();
        Operands.Clear();
        Blocks.Clear();
        Edges.Clear();
        Registers.Clear();
        RegisterTypes.Clear();
        InstanceRegister = -1;
        StoresInstance = false;
        HasTailCalls = false;
        OutgoingBytes = 0;
        ScratchBytes = 0;
    }
}
