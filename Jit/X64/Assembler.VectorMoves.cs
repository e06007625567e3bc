namespace Wasm.Jit.X64;

/// <content>Moves of vectors and floats. AVX or SSE, as in the rest of the class.</content>
internal sealed unsafe partial class Assembler
{
    /// <summary>Copies a whole register, whatever it holds (<c>movaps</c>).</summary>
    public void Move(RegisterXmm destination, RegisterXmm source) =>
        End(VectorRr(_code.Begin(), LoadOf(VectorMove.Movaps), (uint)destination, 0, (uint)source));

    /// <summary>Between registers; <c>movss</c> and <c>movsd</c> replace only the lowest lane of the destination.</summary>
    public void Move(VectorMove op, RegisterXmm destination, RegisterXmm source)
    {
        uint second = op is VectorMove.Movss or VectorMove.Movsd ? (uint)destination : 0;
        End(VectorRr(_code.Begin(), LoadOf(op), (uint)destination, second, (uint)source));
    }

    /// <summary>From memory.</summary>
    public void Load(VectorMove op, RegisterXmm destination, in MemoryOperand source) =>
        End(VectorRm(_code.Begin(), LoadOf(op), (uint)destination, 0, source, 0));

    /// <summary>To memory.</summary>
    public void Store(VectorMove op, in MemoryOperand destination, RegisterXmm source) =>
        End(VectorRm(_code.Begin(), Map0F((uint)op >> 16), (uint)source, 0, destination, 0));

    /// <summary>Replaces a half of <paramref name="first"/> by 64 bits from memory.</summary>
    public void LoadHalf(VectorHalfMove op, RegisterXmm destination, RegisterXmm first, in MemoryOperand source)
    {
        Prepare(Map0F((uint)op), destination, first, first);
        End(VectorRm(_code.Begin(), Map0F((uint)op), (uint)destination, (uint)first, source, 0));
    }

    /// <summary>A half to memory.</summary>
    public void StoreHalf(VectorHalfMove op, in MemoryOperand destination, RegisterXmm source) =>
        End(VectorRm(_code.Begin(), Map0F((uint)op + 1), (uint)source, 0, destination, 0));

    /// <summary>Bits of an integer register to a vector register: <c>movd</c>, <c>movq</c>. Clears the rest.</summary>
    public void Move(OperandSize size, RegisterXmm destination, Register source) =>
        End(VectorRr(_code.Begin(), Map0F(0x16E), (uint)destination, 0, (uint)source, RexW(size)));

    /// <summary>Bits of a vector register to an integer register: <c>movd</c>, <c>movq</c>. Clears the rest.</summary>
    public void Move(OperandSize size, Register destination, RegisterXmm source) =>
        End(VectorRr(_code.Begin(), Map0F(0x17E), (uint)source, 0, (uint)destination, RexW(size)));

    /// <summary><c>pinsrb/w/d/q destination, first, source, lane</c>.</summary>
    public void InsertLane(OperandSize size, RegisterXmm destination, RegisterXmm first, Register source, byte lane)
    {
        VectorOp op = InsertOf(size);
        Prepare(op, destination, first, first);
        byte* p = VectorRr(_code.Begin(), op, (uint)destination, (uint)first, (uint)source, RexW(size));
        *p = lane;
        End(p + 1);
    }

    /// <summary><c>pinsrb/w/d/q destination, first, [source], lane</c>.</summary>
    public void InsertLane(OperandSize size, RegisterXmm destination, RegisterXmm first, in MemoryOperand source, byte lane)
    {
        VectorOp op = InsertOf(size);
        Prepare(op, destination, first, first);
        byte* p = VectorRm(_code.Begin(), op, (uint)destination, (uint)first, source, 1, RexW(size));
        *p = lane;
        End(p + 1);
    }

    /// <summary><c>pextrb/w/d/q destination, source, lane</c>: zero-extended to 64 bits.</summary>
    public void ExtractLane(OperandSize size, Register destination, RegisterXmm source, byte lane)
    {
        // Words are older than the rest: register and r/m have changed places.
        byte* p = size == OperandSize.Word
            ? VectorRr(_code.Begin(), Map0F(0x1C5), (uint)destination, 0, (uint)source)
            : VectorRr(_code.Begin(), ExtractOf(size), (uint)source, 0, (uint)destination, RexW(size));
        *p = lane;
        End(p + 1);
    }

    /// <summary><c>pextrb/w/d/q [destination], source, lane</c>.</summary>
    public void ExtractLane(OperandSize size, in MemoryOperand destination, RegisterXmm source, byte lane)
    {
        byte* p = VectorRm(_code.Begin(), ExtractOf(size), (uint)source, 0, destination, 1, RexW(size));
        *p = lane;
        End(p + 1);
    }

    private static VectorOp LoadOf(VectorMove op) => Map0F((uint)op & 0xFFFF);

    private static VectorOp InsertOf(OperandSize size) => size == OperandSize.Word
        ? Map0F(0x1C4)
        : (VectorOp)(VectorEncoding.P66 | VectorEncoding.Map0F3A | (size == OperandSize.Byte ? 0x20 : 0x22));

    private static VectorOp ExtractOf(OperandSize size) => (VectorOp)(VectorEncoding.P66 | VectorEncoding.Map0F3A | size switch
    {
        OperandSize.Byte => 0x14,
        OperandSize.Word => 0x15,
        _ => 0x16,
    });
}
