namespace Wasm.Core.Instructions;

/// <summary>One row of the <see cref="InstructionTable"/>.</summary>
/// <param name="Op">The instruction.</param>
/// <param name="Mnemonic">Its text-format keyword.</param>
/// <param name="Immediate">What follows the opcode.</param>
/// <param name="Signature">
/// Operand letters, a colon, result letters; the top of the stack is the rightmost operand. <c>i l f d v</c> are
/// i32 i64 f32 f64 v128; <c>a</c> is the address type of the memory immediate, <c>t</c> that of the table
/// immediate; <c>*</c> means that the validator has code for it.
/// </param>
/// <param name="Flags">See <see cref="InstructionFlags"/>.</param>
/// <param name="Feature">The proposal it came with; <see cref="Feature.None"/> for release 1.0.</param>
/// <param name="AlignmentLog2">Natural alignment of a memory access as an exponent of 2, else 0.</param>
public sealed record InstructionInfo(
    Op Op,
    string Mnemonic,
    Immediate Immediate,
    string Signature,
    InstructionFlags Flags,
    Feature Feature,
    int AlignmentLog2 = 0)
{
    /// <summary>Width in bytes of the memory access, for instructions with a memory argument.</summary>
    public int AccessBytes => 1 << AlignmentLog2;

    /// <summary>Prefix byte, or 0 for a single-byte opcode.</summary>
    public byte Prefix => InstructionTable.PrefixOf(Op);

    /// <summary>The opcode byte, or the number behind the prefix.</summary>
    public uint Code => InstructionTable.CodeOf(Op);
}
