using Wasm.Core.Diagnostics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Floats: conversions, minimum and maximum.</content>
internal sealed partial class Emitter
{
    private const uint TwoTo63Single = 0x5F00_0000;
    private const ulong TwoTo63Double = 0x43E0_0000_0000_0000;
    private const uint MinusTwoTo31Single = 0xCF00_0000;
    private const uint MinusTwoTo63Single = 0xDF00_0000;
    private const ulong MinusTwoTo63Double = 0xC3E0_0000_0000_0000;

    /// <summary>-2^31 - 1, the greatest double whose integral part is below the least i32.</summary>
    private const ulong BelowInt32Double = 0xC1E0_0000_0020_0000;

    private void EmitIntToFloat(in MachineInstruction instruction)
    {
        OperandSize size = SizeOf(in instruction);
        IntegerToFloatOp op = (instruction.Imm & 1) != 0 ? IntegerToFloatOp.Cvtsi2sd : IntegerToFloatOp.Cvtsi2ss;
        RegisterXmm result = XmmAt(in instruction, 0);

        // The rest of the register would be kept, and its last writer waited for.
        _asm.Zero(result);
        if (TryMemory(in instruction, 1, out MemoryOperand memory))
        {
            _asm.IntegerToFloat(op, size, result, memory);
        }
        else
        {
            _asm.IntegerToFloat(op, size, result, GprAt(in instruction, 1));
        }
    }

    /// <summary>Numbers with the highest bit set are halved, with the bit lost kept in the next one so that rounding is right, and doubled.</summary>
    private void EmitUnsignedToFloat(in MachineInstruction instruction)
    {
        bool isDouble = instruction.Imm != 0;
        IntegerToFloatOp op = isDouble ? IntegerToFloatOp.Cvtsi2sd : IntegerToFloatOp.Cvtsi2ss;
        RegisterXmm result = XmmAt(in instruction, 0);
        Register integer = GprAt(in instruction, 1);
        Register low = GprAt(in instruction, 2);
        Label large = _code.NewLabel();
        Label end = _code.NewLabel();
        _asm.Zero(result);
        _asm.Test(OperandSize.Qword, integer, integer);
        _asm.JccShort(Condition.Sign, large);
        _asm.IntegerToFloat(op, OperandSize.Qword, result, integer);
        _asm.JmpShort(end);
        _asm.Bind(large);
        _asm.Mov(OperandSize.Qword, X64Registers.Scratch, integer);
        _asm.Shift(ShiftOp.Shr, OperandSize.Qword, X64Registers.Scratch, 1);
        _asm.Mov(OperandSize.Dword, low, integer);
        _asm.Alu(AluOp.And, OperandSize.Dword, low, 1);
        _asm.Alu(AluOp.Or, OperandSize.Qword, X64Registers.Scratch, low);
        _asm.IntegerToFloat(op, OperandSize.Qword, result, X64Registers.Scratch);
        _asm.Vector(isDouble ? VectorOp.Addsd : VectorOp.Addss, result, result, result);
        _asm.Bind(end);
    }

    /// <summary>
    /// A NaN operand gives a NaN, and -0 is less than 0 (specification, 4.3.3), which the instructions do not know. Equal numbers
    /// differ at most in the sign: the least has the signs of both, the greatest what they have in common.
    /// </summary>
    private void EmitMinMax(in MachineInstruction instruction)
    {
        bool isDouble = (instruction.Imm & 1) != 0;
        bool isMax = (instruction.Imm & 2) != 0;
        RegisterXmm result = XmmAt(in instruction, 1);
        RegisterXmm other = XmmAt(in instruction, 2);
        Label differ = _code.NewLabel();
        Label unordered = _code.NewLabel();
        Label end = _code.NewLabel();
        _asm.Vector(isDouble ? VectorOp.Ucomisd : VectorOp.Ucomiss, result, other);
        _asm.JccShort(Condition.NotEqual, differ);
        _asm.JccShort(Condition.Parity, unordered);
        _asm.Vector(isMax ? VectorOp.Andps : VectorOp.Orps, result, result, other);
        _asm.JmpShort(end);
        _asm.Bind(unordered);
        if (!PlantedBugs.Is(PlantedBug.NaNOfMinimum) || !isDouble || isMax)
        {
            _asm.Vector(isDouble ? VectorOp.Addsd : VectorOp.Addss, result, result, other);
            _asm.JmpShort(end);
        }

        _asm.Bind(differ);
        VectorOp op = isMax ? isDouble ? VectorOp.Maxsd : VectorOp.Maxss : isDouble ? VectorOp.Minsd : VectorOp.Minss;
        _asm.Vector(op, result, result, other);
        _asm.Bind(end);
    }

    private void EmitFloatToInt(in MachineInstruction instruction)
    {
        var truncation = (X64Truncation)instruction.Imm;
        bool isDouble = (truncation & X64Truncation.FromDouble) != 0;
        bool isLong = (truncation & X64Truncation.ToLong) != 0;
        bool isUnsigned = (truncation & X64Truncation.Unsigned) != 0;
        bool isSaturating = (truncation & X64Truncation.Saturating) != 0;
        FloatToIntegerOp convert = isDouble ? FloatToIntegerOp.Cvttsd2si : FloatToIntegerOp.Cvttss2si;
        Register result = GprAt(in instruction, 0);
        RegisterXmm source = XmmAt(in instruction, 1);
        Label end = _code.NewLabel();
        if (isUnsigned)
        {
            _asm.FloatToInteger(convert, OperandSize.Qword, result, source);
            if (isLong)
            {
                _asm.Test(OperandSize.Qword, result, result);
                _asm.JccShort(Condition.NotSign, end);
                FinishUnsignedLong(in instruction, convert, isDouble, isSaturating, end);
            }
            else
            {
                _asm.Mov(OperandSize.Qword, X64Registers.Scratch, result);
                _asm.Shift(ShiftOp.Shr, OperandSize.Qword, X64Registers.Scratch, 32);
                _asm.JccShort(Condition.Equal, end);
                FinishUnsignedInt(in instruction, isDouble, isSaturating, end);
            }
        }
        else
        {
            // What has no result gives the least integer, the only one from which 1 cannot be subtracted.
            OperandSize size = isLong ? OperandSize.Qword : OperandSize.Dword;
            _asm.FloatToInteger(convert, size, result, source);
            _asm.Alu(AluOp.Cmp, size, result, 1);
            _asm.JccShort(Condition.NotOverflow, end);
            FinishSigned(in instruction, isDouble, isLong, isSaturating, end);
        }

        _asm.Bind(end);
    }

    private void FinishSigned(in MachineInstruction instruction, bool isDouble, bool isLong, bool isSaturating, Label end)
    {
        VectorOp compare = isDouble ? VectorOp.Ucomisd : VectorOp.Ucomiss;
        Register result = GprAt(in instruction, 0);
        RegisterXmm source = XmmAt(in instruction, 1);
        _asm.Zero(X64Registers.ScratchVector);
        _asm.Vector(compare, source, X64Registers.ScratchVector);
        if (isSaturating)
        {
            Label unordered = _code.NewLabel();
            _asm.JccShort(Condition.Parity, unordered);
            _asm.JccShort(Condition.Below, end);
            _asm.Mov(result, isLong ? long.MaxValue : int.MaxValue);
            _asm.JmpShort(end);
            _asm.Bind(unordered);
            _asm.Zero(result);
            return;
        }

        Label overflow = TrapLabel(in instruction, (byte)TrapCode.IntegerOverflow, Location.None);
        _asm.Jcc(Condition.Parity, TrapLabel(in instruction, (byte)TrapCode.InvalidConversionToInteger, Location.None));
        _asm.Jcc(Condition.AboveOrEqual, overflow);
        bool isFraction = isDouble && !isLong;
        Label least = isDouble
            ? _code.Constant8(isLong ? MinusTwoTo63Double : BelowInt32Double)
            : _code.Constant4(isLong ? MinusTwoTo63Single : MinusTwoTo31Single);
        _asm.Vector(compare, source, MemoryOperand.Of(least));
        _asm.Jcc(isFraction ? Condition.BelowOrEqual : Condition.Below, overflow);
    }

    private void FinishUnsignedInt(in MachineInstruction instruction, bool isDouble, bool isSaturating, Label end)
    {
        VectorOp compare = isDouble ? VectorOp.Ucomisd : VectorOp.Ucomiss;
        Register result = GprAt(in instruction, 0);
        RegisterXmm source = XmmAt(in instruction, 1);
        if (isSaturating)
        {
            Label greatest = _code.NewLabel();
            _asm.Zero(X64Registers.ScratchVector);
            _asm.Vector(compare, source, X64Registers.ScratchVector);
            _asm.JccShort(Condition.Above, greatest);
            _asm.Zero(result);
            _asm.JmpShort(end);
            _asm.Bind(greatest);
            _asm.Mov(result, uint.MaxValue);
            return;
        }

        _asm.Vector(compare, source, source);
        _asm.Jcc(Condition.Parity, TrapLabel(in instruction, (byte)TrapCode.InvalidConversionToInteger, Location.None));
        _asm.Jmp(TrapLabel(in instruction, (byte)TrapCode.IntegerOverflow, Location.None));
    }

    // From 2^63 on: less 2^63, which is exact, and the highest bit again.
    private void FinishUnsignedLong(in MachineInstruction instruction, FloatToIntegerOp convert, bool isDouble, bool isSaturating, Label end)
    {
        VectorOp compare = isDouble ? VectorOp.Ucomisd : VectorOp.Ucomiss;
        Register result = GprAt(in instruction, 0);
        RegisterXmm source = XmmAt(in instruction, 1);
        if (isSaturating)
        {
            Label positive = _code.NewLabel();
            _asm.Zero(X64Registers.ScratchVector);
            _asm.Vector(compare, source, X64Registers.ScratchVector);
            _asm.JccShort(Condition.Above, positive);
            _asm.Zero(result);
            _asm.JmpShort(end);
            _asm.Bind(positive);
        }
        else
        {
            _asm.Vector(compare, source, source);
            _asm.Jcc(Condition.Parity, TrapLabel(in instruction, (byte)TrapCode.InvalidConversionToInteger, Location.None));
        }

        _asm.Move(X64Registers.ScratchVector, source);
        Label offset = isDouble ? _code.Constant8(TwoTo63Double) : _code.Constant4(TwoTo63Single);
        _asm.Vector(isDouble ? VectorOp.Subsd : VectorOp.Subss, X64Registers.ScratchVector, X64Registers.ScratchVector, MemoryOperand.Of(offset));
        _asm.FloatToInteger(convert, OperandSize.Qword, result, X64Registers.ScratchVector);
        _asm.Test(OperandSize.Qword, result, result);
        if (isSaturating)
        {
            Label fits = _code.NewLabel();
            _asm.JccShort(Condition.NotSign, fits);
            _asm.Mov(result, -1L);
            _asm.JmpShort(end);
            _asm.Bind(fits);
        }
        else
        {
            _asm.Jcc(Condition.Sign, TrapLabel(in instruction, (byte)TrapCode.IntegerOverflow, Location.None));
        }

        _asm.Mov(X64Registers.Scratch, long.MinValue);
        _asm.Alu(AluOp.Xor, OperandSize.Qword, result, X64Registers.Scratch);
    }
}
