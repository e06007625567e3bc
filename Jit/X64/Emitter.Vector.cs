using System.Diagnostics;
using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <content>Vector registers.</content>
internal sealed partial class Emitter
{
    private static VectorMove MoveOf(in MachineInstruction instruction) => (X64Move)SubOf(in instruction) switch
    {
        X64Move.Single => VectorMove.Movss,
        X64Move.Double => VectorMove.Movsd,
        _ => VectorMove.Movups,
    };

    /// <summary>The enumeration value that stands above an instruction's immediate.</summary>
    private static ushort FamilyOf(in MachineInstruction instruction) => (ushort)(instruction.Imm >> 16);

    private void EmitVector(in MachineInstruction instruction)
    {
        X64Form form = X64Form.Of(instruction.Imm);
        OperandSize size = SizeOf(in instruction);
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.MovVector:
                if (LocationAt(in instruction, 1) != LocationAt(in instruction, 0))
                {
                    _asm.Move(XmmAt(in instruction, 1), XmmAt(in instruction, 0));
                }

                break;
            case X64Op.LoadVector:
                _asm.Load(MoveOf(in instruction), XmmAt(in instruction, 0), MemoryAt(in instruction, 1, form));
                break;
            case X64Op.StoreVector:
                _asm.Store(MoveOf(in instruction), MemoryAt(in instruction, 0, form), XmmAt(in instruction, form.MemoryRegisters));
                break;
            case X64Op.Vector2:
                EmitVector2(in instruction);
                break;
            case X64Op.Vector3:
                EmitVector3(in instruction);
                break;
            case X64Op.VectorUnary:
                EmitVectorUnary(in instruction);
                break;
            case X64Op.MultiplyAdd:
                EmitMultiplyAdd(in instruction);
                break;
            case X64Op.VectorShift:
                _asm.VectorShift((VectorShiftOp)FamilyOf(in instruction), XmmAt(in instruction, 1), XmmAt(in instruction, 0), (byte)instruction.Imm);
                break;
            case X64Op.VectorBlend:
                _asm.VectorBlend(
                    (VectorBlendOp)FamilyOf(in instruction),
                    XmmAt(in instruction, 1),
                    XmmAt(in instruction, 0),
                    XmmAt(in instruction, 2),
                    XmmAt(in instruction, 3));
                break;
            case X64Op.MovToVector:
                _asm.Move(size, XmmAt(in instruction, 0), GprAt(in instruction, 1));
                break;
            case X64Op.MovFromVector:
                _asm.Move(size, GprAt(in instruction, 0), XmmAt(in instruction, 1));
                break;
            case X64Op.Pextr:
                _asm.ExtractLane(size, GprAt(in instruction, 0), XmmAt(in instruction, 1), (byte)instruction.Imm);
                break;
            case X64Op.PextrStore:
                _asm.ExtractLane(size, MemoryAt(in instruction, 0, form), XmmAt(in instruction, form.MemoryRegisters), (byte)instruction.Imm);
                break;
            case X64Op.Pinsr:
                EmitInsert(in instruction, size);
                break;
            case X64Op.Mask:
                _asm.MoveMask((VectorMaskOp)FamilyOf(in instruction), GprAt(in instruction, 0), XmmAt(in instruction, 1));
                break;
            case X64Op.LoadHalf:
                _asm.LoadHalf(
                    (VectorHalfMove)FamilyOf(in instruction),
                    XmmAt(in instruction, 1),
                    XmmAt(in instruction, 0),
                    MemoryAt(in instruction, 2, form));
                break;
            case X64Op.StoreHalf:
                _asm.StoreHalf(
                    (VectorHalfMove)FamilyOf(in instruction), MemoryAt(in instruction, 0, form), XmmAt(in instruction, form.MemoryRegisters));
                break;
            default:
                EmitFloat(in instruction);
                break;
        }
    }

    private void EmitFloat(in MachineInstruction instruction)
    {
        switch ((X64Op)instruction.Opcode)
        {
            case X64Op.IntToFloat:
                EmitIntToFloat(in instruction);
                break;
            case X64Op.UnsignedToFloat:
                EmitUnsignedToFloat(in instruction);
                break;
            case X64Op.FloatToInt:
                EmitFloatToInt(in instruction);
                break;
            case X64Op.FloatMinMax:
                EmitMinMax(in instruction);
                break;
            default:
                throw new UnreachableException($"No encoding for {(X64Op)instruction.Opcode}.");
        }
    }

    private void EmitVector2(in MachineInstruction instruction)
    {
        var op = (VectorOp)FamilyOf(in instruction);
        var immediate = (byte)instruction.Imm;
        bool hasImmediate = ((ushort)op & VectorEncoding.Imm) != 0;
        RegisterXmm result = XmmAt(in instruction, 0);
        if (TryMemory(in instruction, 1, out MemoryOperand memory))
        {
            if (hasImmediate)
            {
                _asm.Vector(op, result, memory, immediate);
            }
            else
            {
                _asm.Vector(op, result, memory);
            }
        }
        else if (hasImmediate)
        {
            _asm.Vector(op, result, XmmAt(in instruction, 1), immediate);
        }
        else
        {
            _asm.Vector(op, result, XmmAt(in instruction, 1));
        }
    }

    private void EmitVector3(in MachineInstruction instruction)
    {
        var op = (VectorOp)FamilyOf(in instruction);
        var immediate = (byte)instruction.Imm;
        bool hasImmediate = ((ushort)op & VectorEncoding.Imm) != 0;
        RegisterXmm first = XmmAt(in instruction, 0);
        RegisterXmm result = XmmAt(in instruction, 1);
        if (TryMemory(in instruction, 2, out MemoryOperand memory))
        {
            if (hasImmediate)
            {
                _asm.Vector(op, result, first, memory, immediate);
            }
            else
            {
                _asm.Vector(op, result, first, memory);
            }
        }
        else if (hasImmediate)
        {
            _asm.Vector(op, result, first, XmmAt(in instruction, 2), immediate);
        }
        else
        {
            _asm.Vector(op, result, first, XmmAt(in instruction, 2));
        }
    }

    private void EmitMultiplyAdd(in MachineInstruction instruction)
    {
        var op = (VectorOp)FamilyOf(in instruction);
        RegisterXmm result = XmmAt(in instruction, 1);
        RegisterXmm factor = XmmAt(in instruction, 2);
        if (TryMemory(in instruction, 3, out MemoryOperand memory))
        {
            _asm.Vector(op, result, factor, memory);
        }
        else
        {
            _asm.Vector(op, result, factor, XmmAt(in instruction, 3));
        }
    }

    // The rest of the result is kept from somewhere: from the source, or from a register that waits for nothing.
    private void EmitVectorUnary(in MachineInstruction instruction)
    {
        var op = (VectorOp)FamilyOf(in instruction);
        var immediate = (byte)instruction.Imm;
        bool hasImmediate = ((ushort)op & VectorEncoding.Imm) != 0;
        RegisterXmm result = XmmAt(in instruction, 0);
        bool isMemory = X64Form.Of(instruction.Imm).Memory != X64Memory.None || LocationAt(in instruction, 1).IsSlot;
        if (!isMemory)
        {
            RegisterXmm source = XmmAt(in instruction, 1);
            if (!_asm.UseAvx && result != source)
            {
                _asm.Zero(result);
            }

            RegisterXmm rest = _asm.UseAvx ? source : result;
            if (hasImmediate)
            {
                _asm.Vector(op, result, rest, source, immediate);
            }
            else
            {
                _asm.Vector(op, result, rest, source);
            }

            return;
        }

        _asm.Zero(result);
        TryMemory(in instruction, 1, out MemoryOperand memory);
        if (hasImmediate)
        {
            _asm.Vector(op, result, result, memory, immediate);
        }
        else
        {
            _asm.Vector(op, result, result, memory);
        }
    }

    private void EmitInsert(in MachineInstruction instruction, OperandSize size)
    {
        RegisterXmm first = XmmAt(in instruction, 0);
        RegisterXmm result = XmmAt(in instruction, 1);
        if (TryMemory(in instruction, 2, out MemoryOperand memory))
        {
            _asm.InsertLane(size, result, first, memory, (byte)instruction.Imm);
        }
        else
        {
            _asm.InsertLane(size, result, first, GprAt(in instruction, 2), (byte)instruction.Imm);
        }
    }
}
