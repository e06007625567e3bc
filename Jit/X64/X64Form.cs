namespace Wasm.Jit.X64;

/// <summary>What a machine instruction's memory operand consists of; the displacement is in <c>Aux2</c>.</summary>
internal enum X64Memory : byte
{
    /// <summary>No memory operand.</summary>
    None,

    /// <summary>Base register.</summary>
    Base,

    /// <summary>Base register + index register × scale.</summary>
    BaseIndex,

    /// <summary>Index register × scale.</summary>
    Index,

    /// <summary>The store context.</summary>
    Context,

    /// <summary>The store context + index register × scale.</summary>
    ContextIndex,

    /// <summary>The outgoing area: at the stack pointer.</summary>
    Outgoing,

    /// <summary>The frame's scratch area, above the outgoing area.</summary>
    Scratch,

    /// <summary>The function's own stack parameters, and above them its stack results.</summary>
    Incoming,

    /// <summary>A constant of 16 bytes; the displacement is its number in <see cref="X64Constants"/>.</summary>
    Constant16,

    /// <summary>A constant of 8 bytes.</summary>
    Constant8,

    /// <summary>A constant of 4 bytes.</summary>
    Constant4,
}

/// <summary>What is done with the flags that a comparison sets.</summary>
internal enum X64Consumer : byte
{
    /// <summary>The instruction sets no flags that anyone looks at.</summary>
    None,

    /// <summary>Goes to the block's first edge if the condition holds, else to the second.</summary>
    Branch,

    /// <summary>Gives 1 or 0.</summary>
    Set,

    /// <summary>Replaces the value defined by another if the condition holds.</summary>
    Select,

    /// <summary>Traps if the condition holds.</summary>
    Trap,
}

/// <summary>The upper half of <c>Imm</c> of machine instructions, apart from those that need all of it: what kinds of operands it has.</summary>
/// <param name="Bits">All.</param>
internal readonly record struct X64Form(uint Bits)
{
    /// <summary>Of a memory operand.</summary>
    public X64Form(X64Memory memory, int scale = 0, byte fault = 0)
        : this((uint)memory | (uint)scale << 4 | (uint)fault << 8)
    {
    }

    /// <summary>The upper half of an instruction's constant.</summary>
    public static X64Form Of(long imm) => new((uint)(imm >> 32));

    /// <summary>Of an instruction whose source is its immediate.</summary>
    public static X64Form Immediate => new(1u << 6);

    /// <summary>What the memory operand is.</summary>
    public X64Memory Memory => (X64Memory)(Bits & 15);

    /// <summary>Binary logarithm of the index's scale.</summary>
    public int Scale => (int)(Bits >> 4 & 3);

    /// <summary>Whether the source is the low half of <c>Imm</c>.</summary>
    public bool HasImmediate => (Bits & 1 << 6) != 0;

    /// <summary>Whether memory is the first operand (compared, or read and written), not the source.</summary>
    public bool IsMemoryFirst => (Bits & 1 << 7) != 0;

    /// <summary>Trap code if the access faults; 0: it does not.</summary>
    public byte Fault => (byte)(Bits >> 8);

    /// <summary>What the flags are for.</summary>
    public X64Consumer Consumer => (X64Consumer)(Bits >> 16 & 7);

    /// <summary>Whether a trap has a detail: the last operand.</summary>
    public bool HasDetail => (Bits & 1 << 19) != 0;

    /// <summary>Code of <see cref="X64Consumer.Trap"/>.</summary>
    public byte Trap => (byte)(Bits >> 20);

    /// <summary>Number of registers that the memory operand reads.</summary>
    public int MemoryRegisters => Memory switch
    {
        X64Memory.Base or X64Memory.Index or X64Memory.ContextIndex => 1,
        X64Memory.BaseIndex => 2,
        _ => 0,
    };

    /// <summary>With all that another one has.</summary>
    public X64Form With(X64Form other) => new(Bits | other.Bits);

    /// <summary>With memory as the first operand.</summary>
    public X64Form MemoryFirst() => new(Bits | 1 << 7);

    /// <summary>With a use of the flags.</summary>
    public X64Form For(X64Consumer consumer) => new(Bits | (uint)consumer << 16);

    /// <summary>With a trap.</summary>
    public X64Form Trapping(byte code, bool hasDetail) => new(Bits | (uint)X64Consumer.Trap << 16 | (uint)code << 20 | (hasDetail ? 1u << 19 : 0));

    /// <summary>With a constant in its place.</summary>
    public long With(int immediate) => (uint)immediate | (long)Bits << 32;
}
