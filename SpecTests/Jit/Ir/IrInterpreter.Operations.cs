using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;
using Wasm.Runtime.Numerics;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.Ir;

// What is no terminator.
internal sealed partial class IrInterpreter
{
    private TrapCode Execute(Value value, in Instruction instruction, in IrOpInfo info)
    {
        switch (info.Shape)
        {
            case IrShape.Constant:
                _values[value.Index] = (Op)instruction.Op == Op.V128Const
                    ? _function.Vectors[(int)instruction.Imm]
                    : Vector128.CreateScalar(instruction.Imm).AsByte();
                return TrapCode.None;
            case IrShape.Memory:
                return Access(value, instruction, info);
            case IrShape.Call:
                SetResults(value, Call(value, instruction, out int? tag));
                if (tag is not null)
                {
                    End($"threw {tag}");
                }

                return TrapCode.None;
            default:
                return instruction.Op >= IrOp.First ? Special(value, instruction) : Pure(value, instruction, info);
        }
    }

    private TrapCode Pure(Value value, in Instruction instruction, in IrOpInfo info)
    {
        if ((Op)instruction.Op == Op.Select)
        {
            _values[value.Index] = _values[(Int32(instruction.C) != 0 ? instruction.A : instruction.B).Index];
            return TrapCode.None;
        }

        Span<V128> operands = [_values[instruction.A.Index], _values[instruction.B.Index], _values[instruction.C.Index], default];
        int count = info.Operands;
        switch (InstructionTable.Get((Op)instruction.Op).Immediate)
        {
            case Immediate.Lane:
                operands[count++] = Vector128.CreateScalar(instruction.Flags);
                break;
            case Immediate.Shuffle:
                operands[count++] = _function.Vectors[(int)instruction.Imm];
                break;
        }

        if (!ConstantEvaluator.TryEvaluate((Op)instruction.Op, operands[..count], out _values[value.Index], out TrapCode trap))
        {
            throw new InvalidOperationException($"{info.Name} is not pure");
        }

        return trap;
    }

    private TrapCode Special(Value value, in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Result:
                _values[value.Index] = _results[instruction.A.Index][instruction.B.Index];
                break;
            case IrOp.Context:
                Set(value, 0x1000);
                break;
            case IrOp.FrameAddress:
                Set(value, FrameStart);
                break;
            case IrOp.RefToI32 or IrOp.I32ToRef:
                _values[value.Index] = _values[instruction.A.Index];
                break;
            case IrOp.MulHighU:
                Set(value, (long)Math.BigMul((ulong)Int64(instruction.A), (ulong)Int64(instruction.B), out _));
                break;
            case IrOp.MulHighS:
                Set(value, Math.BigMul(Int64(instruction.A), Int64(instruction.B), out _));
                break;
            case IrOp.BoundsCheck:
                UInt128 end = (UInt128)(ulong)Int64(instruction.A) + (ulong)instruction.Imm;
                return end > (ulong)Int64(instruction.B) ? (TrapCode)instruction.Trap : TrapCode.None;
            case IrOp.AddOrTrap:
                ulong sum = (ulong)(Int64(instruction.A) + Int64(instruction.B));
                Set(value, (long)sum);
                return sum < (ulong)Int64(instruction.A) ? (TrapCode)instruction.Trap : TrapCode.None;
            case IrOp.TrapIf:
                return Int64(instruction.A) != 0 ? (TrapCode)instruction.Trap : TrapCode.None;
            case IrOp.TrapIfNot:
                return Int64(instruction.A) == 0 ? (TrapCode)instruction.Trap : TrapCode.None;
            case IrOp.ChargeFuel or IrOp.ChargeFuelOf:
                long units = instruction.Op == IrOp.ChargeFuel ? instruction.Imm : Int64(instruction.A);
                if ((ulong)units > (ulong)Fuel)
                {
                    return TrapCode.AllFuelConsumed;
                }

                Fuel -= units;
                break;
            case IrOp.CheckStop:
                // A request comes from outside at any time: what happens before it and what after is nobody's to say.
                break;
            case IrOp.ChargeDepth or IrOp.ReleaseDepth:
                _trace.Append($"{IrOpTable.Get(instruction.Op).Name} {instruction.Imm}\n");
                break;
            case IrOp.LandingPad:
                break;
            default:
                throw new InvalidOperationException($"{instruction.Op}");
        }

        return TrapCode.None;
    }

    private TrapCode Access(Value value, in Instruction instruction, in IrOpInfo info)
    {
        InstructionInfo row = InstructionTable.Get((Op)instruction.Op);
        int bytes = row.AccessBytes;
        MemoryAccess access = MemoryAccess.Of(in instruction);
        UInt128 address = (ulong)Int64(instruction.A);
        address += instruction.B.IsSome ? (ulong)Int64(instruction.B) : 0;
        address = (UInt128)((Int128)address + MemoryAccess.DisplacementOf(in instruction));
        ulong place = (ulong)address;
        if ((address > ulong.MaxValue && access.Trap != 0) || !Memory.Contains(place, bytes))
        {
            if (access.Trap != 0)
            {
                return (TrapCode)access.Trap;
            }

            End($"{IrPrinter.Describe(_function, value)} accesses {place:x}, which is nothing");
            return TrapCode.None;
        }

        if ((info.Flags & IrFlags.Store) == 0)
        {
            _values[value.Index] = Load((Op)instruction.Op, Memory.Read(place, bytes), instruction);
            return TrapCode.None;
        }

        V128 stored = _values[instruction.C.Index];
        if (row.Immediate == Immediate.MemArgLane)
        {
            stored = Lane(stored, instruction.Flags, bytes);
        }

        Memory.Write(place, bytes, stored);
        if (TraceStores)
        {
            _trace.Append($"{info.Name} {place:x} {Show(Memory.Read(place, bytes))} at {_function.OffsetOf(value)}\n");
        }

        return TrapCode.None;
    }

    private V128 Load(Op op, V128 raw, in Instruction instruction)
    {
        ulong bits = raw.AsUInt64().ToScalar();
        return op switch
        {
            Op.I32Load8S => Vector128.CreateScalar((uint)(sbyte)bits).AsByte(),
            Op.I32Load16S => Vector128.CreateScalar((uint)(short)bits).AsByte(),
            Op.I64Load8S => Vector128.CreateScalar((long)(sbyte)bits).AsByte(),
            Op.I64Load16S => Vector128.CreateScalar((long)(short)bits).AsByte(),
            Op.I64Load32S => Vector128.CreateScalar((long)(int)bits).AsByte(),
            Op.V128Load8x8S => Evaluate(Op.I16x8ExtendLowI8x16S, raw),
            Op.V128Load8x8U => Evaluate(Op.I16x8ExtendLowI8x16U, raw),
            Op.V128Load16x4S => Evaluate(Op.I32x4ExtendLowI16x8S, raw),
            Op.V128Load16x4U => Evaluate(Op.I32x4ExtendLowI16x8U, raw),
            Op.V128Load32x2S => Evaluate(Op.I64x2ExtendLowI32x4S, raw),
            Op.V128Load32x2U => Evaluate(Op.I64x2ExtendLowI32x4U, raw),
            Op.V128Load8Splat => Evaluate(Op.I8x16Splat, raw),
            Op.V128Load16Splat => Evaluate(Op.I16x8Splat, raw),
            Op.V128Load32Splat => Evaluate(Op.I32x4Splat, raw),
            Op.V128Load64Splat => Evaluate(Op.I64x2Splat, raw),
            Op.V128Load8Lane => _values[instruction.C.Index].WithElement(instruction.Flags, (byte)bits),
            Op.V128Load16Lane => _values[instruction.C.Index].AsUInt16().WithElement(instruction.Flags, (ushort)bits).AsByte(),
            Op.V128Load32Lane => _values[instruction.C.Index].AsUInt32().WithElement(instruction.Flags, (uint)bits).AsByte(),
            Op.V128Load64Lane => _values[instruction.C.Index].AsUInt64().WithElement(instruction.Flags, bits).AsByte(),

            // Zero-extended, or all of it.
            _ => raw,
        };
    }

    private static V128 Lane(V128 vector, int lane, int bytes)
    {
        Span<byte> all = stackalloc byte[16];
        vector.CopyTo(all);
        Span<byte> one = stackalloc byte[16];
        one.Clear();
        all.Slice(lane * bytes, bytes).CopyTo(one);
        return Vector128.Create<byte>(one);
    }

    private static V128 Evaluate(Op op, V128 operand)
    {
        ConstantEvaluator.TryEvaluate(op, [operand], out V128 result, out _);
        return result;
    }

    private void Set(Value value, long number) => _values[value.Index] = Vector128.CreateScalar(number).AsByte();
}
