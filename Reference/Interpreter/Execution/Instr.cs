using System.Runtime.InteropServices;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// One instruction of the register form: 16 bytes. A, B and C are slots of the frame, in general two operands and
/// the result; X and Y (or, both together, <see cref="Imm"/>) are constants, indices or a position in the code.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Instr
{
    [FieldOffset(0)]
    public Code Code;

    [FieldOffset(2)]
    public ushort A;

    [FieldOffset(4)]
    public ushort B;

    [FieldOffset(6)]
    public ushort C;

    [FieldOffset(8)]
    public ulong Imm;

    [FieldOffset(8)]
    public int X;

    [FieldOffset(12)]
    public int Y;
}
