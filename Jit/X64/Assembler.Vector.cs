using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Wasm.Jit.X64;

/// <content>
/// Arithmetic, logic, comparison, shuffles of vectors and floats. Each method writes the AVX form if <see cref="UseAvx"/>, else
/// that of SSE. Where SSE has no separate destination, a method that is given one copies the first source there before.
/// </content>
internal sealed unsafe partial class Assembler
{
    /// <summary><c>op destination, source</c>; for instructions that take another source, that is the destination.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm source) =>
        End(VectorRr(_code.Begin(), op, (uint)destination, Second(op, destination), (uint)source));

    /// <summary><c>op destination, [source]</c>. In SSE 128-bit operands must be aligned, except for those of <see cref="VectorMove"/>.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, in MemoryOperand source) =>
        End(VectorRm(_code.Begin(), op, (uint)destination, Second(op, destination), source, 0));

    /// <summary><c>op destination, source, immediate</c>.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm source, byte immediate)
    {
        byte* p = VectorRr(_code.Begin(), op, (uint)destination, Second(op, destination), (uint)source);
        *p = immediate;
        End(p + 1);
    }

    /// <summary><c>op destination, [source], immediate</c>.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, in MemoryOperand source, byte immediate)
    {
        byte* p = VectorRm(_code.Begin(), op, (uint)destination, Second(op, destination), source, 1);
        *p = immediate;
        End(p + 1);
    }

    /// <summary><c>op destination, first, second</c>.</summary>
    /// <exception cref="InvalidOperationException">In SSE: the destination is the second source, and not the first.</exception>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm first, RegisterXmm second)
    {
        Prepare(op, destination, first, second);
        End(VectorRr(_code.Begin(), op, (uint)destination, (uint)first, (uint)second));
    }

    /// <summary><c>op destination, first, [second]</c>.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm first, in MemoryOperand second)
    {
        Prepare(op, destination, first, first);
        End(VectorRm(_code.Begin(), op, (uint)destination, (uint)first, second, 0));
    }

    /// <summary><c>op destination, first, second, immediate</c>.</summary>
    /// <exception cref="InvalidOperationException">In SSE: the destination is the second source, and not the first.</exception>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm first, RegisterXmm second, byte immediate)
    {
        Prepare(op, destination, first, second);
        byte* p = VectorRr(_code.Begin(), op, (uint)destination, (uint)first, (uint)second);
        *p = immediate;
        End(p + 1);
    }

    /// <summary><c>op destination, first, [second], immediate</c>.</summary>
    public void Vector(VectorOp op, RegisterXmm destination, RegisterXmm first, in MemoryOperand second, byte immediate)
    {
        Prepare(op, destination, first, first);
        byte* p = VectorRm(_code.Begin(), op, (uint)destination, (uint)first, second, 1);
        *p = immediate;
        End(p + 1);
    }

    /// <summary>Shift of lanes, or of the whole by bytes: <c>op destination, source, count</c>.</summary>
    public void VectorShift(VectorShiftOp op, RegisterXmm destination, RegisterXmm source, byte count)
    {
        if (!_useAvx && destination != source)
        {
            Move(destination, source);
        }

        byte* p = VectorRr(
            _code.Begin(),
            (VectorOp)(VectorEncoding.P66 | VectorEncoding.Map0F | ((uint)op >> 4)),
            (uint)op & 15,
            (uint)destination,
            _useAvx ? (uint)source : (uint)destination);
        *p = count;
        End(p + 1);
    }

    /// <summary>Lanes of <paramref name="second"/> where the mask's sign bit is set, else of <paramref name="first"/>.</summary>
    /// <exception cref="InvalidOperationException">In SSE: the mask is not in xmm0, or the destination is the second source or mask, and not the first source.</exception>
    public void VectorBlend(VectorBlendOp op, RegisterXmm destination, RegisterXmm first, RegisterXmm second, RegisterXmm mask)
    {
        if (_useAvx)
        {
            byte* p = VexRr(
                _code.Begin(),
                VectorEncoding.P66 | VectorEncoding.Map0F3A | ((uint)op >> 8),
                0,
                (uint)destination,
                (uint)first,
                (uint)second);
            *p = (byte)((uint)mask << 4);
            End(p + 1);
            return;
        }

        if (mask != RegisterXmm.Xmm0 || (destination != first && destination == mask))
        {
            ThrowOperands(op.ToString());
        }

        Vector((VectorOp)(VectorEncoding.P66 | VectorEncoding.Map0F38 | ((uint)op & VectorEncoding.OpcodeMask)), destination, first, second);
    }

    /// <summary>A float to an integer: <c>cvttss2si destination, source</c>, …</summary>
    /// <param name="op">Which.</param>
    /// <param name="size">Of the integer: dword or qword.</param>
    /// <param name="destination">The integer.</param>
    /// <param name="source">The float.</param>
    public void FloatToInteger(FloatToIntegerOp op, OperandSize size, Register destination, RegisterXmm source) =>
        End(VectorRr(_code.Begin(), Map0F((uint)op), (uint)destination, 0, (uint)source, RexW(size)));

    /// <summary>A float in memory to an integer.</summary>
    public void FloatToInteger(FloatToIntegerOp op, OperandSize size, Register destination, in MemoryOperand source) =>
        End(VectorRm(_code.Begin(), Map0F((uint)op), (uint)destination, 0, source, 0, RexW(size)));

    /// <summary>
    /// A signed integer to a float: <c>cvtsi2ss destination, source</c>, … Keeps the rest of the destination, and so waits for it:
    /// clear it before.
    /// </summary>
    /// <param name="op">Which.</param>
    /// <param name="size">Of the integer: dword or qword.</param>
    /// <param name="destination">The float.</param>
    /// <param name="source">The integer.</param>
    public void IntegerToFloat(IntegerToFloatOp op, OperandSize size, RegisterXmm destination, Register source) =>
        End(VectorRr(_code.Begin(), Map0F((uint)op), (uint)destination, (uint)destination, (uint)source, RexW(size)));

    /// <summary>A signed integer in memory to a float.</summary>
    public void IntegerToFloat(IntegerToFloatOp op, OperandSize size, RegisterXmm destination, in MemoryOperand source) =>
        End(VectorRm(_code.Begin(), Map0F((uint)op), (uint)destination, (uint)destination, source, 0, RexW(size)));

    /// <summary>The lanes' sign bits: <c>movmskps/movmskpd/pmovmskb destination, source</c>.</summary>
    public void MoveMask(VectorMaskOp op, Register destination, RegisterXmm source) =>
        End(VectorRr(_code.Begin(), Map0F((uint)op), (uint)destination, 0, (uint)source));

    /// <summary>Clears a register without waiting for it.</summary>
    public void Zero(RegisterXmm destination) => Vector(VectorOp.Xorps, destination, destination, destination);

    /// <summary>Sets all bits of a register.</summary>
    public void Ones(RegisterXmm destination) => Vector(VectorOp.Pcmpeqd, destination, destination, destination);

    /// <summary><c>vzeroupper</c> (AVX): between code that used 256-bit registers and code in SSE.</summary>
    public void Vzeroupper() => Bytes(0x77F8C5, 3);

    /// <summary><c>ldmxcsr [source]</c>: rounding mode and masks of exceptions.</summary>
    public void Ldmxcsr(in MemoryOperand source) => End(Rm0F(_code.Begin(), 0xAE, OperandSize.Dword, 2, source));

    /// <summary><c>stmxcsr [destination]</c>.</summary>
    public void Stmxcsr(in MemoryOperand destination) => End(Rm0F(_code.Begin(), 0xAE, OperandSize.Dword, 3, destination));

    /// <summary>Prefix (bits 8, 9) and opcode as a <see cref="VectorOp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static VectorOp Map0F(uint op) => (VectorOp)(((op & 0x300) << 2) | VectorEncoding.Map0F | (op & VectorEncoding.OpcodeMask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Second(VectorOp op, RegisterXmm destination) => ((uint)op & VectorEncoding.Two) != 0 ? 0 : (uint)destination;

    /// <summary>Prefixes and opcode of SSE.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Sse(byte* p, uint encoding, uint rex)
    {
        uint prefix = (encoding >> 10) & 3;
        *p = (byte)(0xF2F36600 >> (int)(prefix * 8));
        p = Rex(p + (prefix != 0 ? 1 : 0), rex);
        uint map = (encoding >> 8) & 3;

        // The second escape byte is 38 or 3A; the first map has none.
        *(ushort*)p = (ushort)(0x0F | ((0x34 + (2 * map)) << 8));
        p += 1 + (map >> 1);
        *p = (byte)encoding;
        return p + 1;
    }

    [DoesNotReturn]
    private static void ThrowOperands(string op) => throw new InvalidOperationException($"{op} cannot take these operands without AVX.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* VectorRr(byte* p, VectorOp op, uint reg, uint second, uint rm, uint rexW = 0)
    {
        if (_useAvx)
        {
            return VexRr(p, (uint)op, rexW, reg, second, rm);
        }

        if (((uint)op & VectorEncoding.Vex) != 0)
        {
            ThrowOperands(op.ToString());
        }

        p = Sse(p, (uint)op, rexW | ((reg >> 3) * RexR) | (rm >> 3));
        *p = (byte)Registers(reg, rm);
        return p + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* VectorRm(byte* p, VectorOp op, uint reg, uint second, in MemoryOperand memory, int trailing, uint rexW = 0)
    {
        if (_useAvx)
        {
            return VexRm(p, (uint)op, rexW, reg, second, memory, trailing);
        }

        if (((uint)op & VectorEncoding.Vex) != 0)
        {
            ThrowOperands(op.ToString());
        }

        p = Sse(p, (uint)op, rexW | ((reg >> 3) * RexR) | memory.Rex);
        return Address(p, reg, memory, trailing);
    }

    /// <summary>SSE overwrites its first source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prepare(VectorOp op, RegisterXmm destination, RegisterXmm first, RegisterXmm second)
    {
        if (!_useAvx && destination != first)
        {
            if (destination == second && first != second)
            {
                ThrowOperands(op.ToString());
            }

            Move(destination, first);
        }
    }
}
