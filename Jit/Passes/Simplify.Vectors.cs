using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

// Vectors: logic, shuffles, lanes.
internal sealed partial class Simplify
{
    private Value VectorFamily(Value value)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        switch ((Op)instruction.Op)
        {
            case Op.V128Not when Is(a, Op.V128Not, out Value x, out _):
                return x;
            case Op.V128And or Op.V128Or when a == b:
                return a;
            case Op.V128Xor or Op.V128Andnot when a == b:
                return BecomeVector(value, Vector128<byte>.Zero);
            case Op.V128And or Op.V128Or or Op.V128Xor or Op.V128Andnot:
                return Logic(value);
            case Op.V128Bitselect:
                return Bitselect(value);
            case Op.I8x16Shuffle:
                return Shuffle(value);
            case Op.I8x16Swizzle when _context.IsConstant(b):
                return Swizzle(value);
            case Op.I32x4ExtractLane when Is(a, Op.I32x4Splat, out Value x, out _):
            case Op.I64x2ExtractLane when Is(a, Op.I64x2Splat, out x, out _):
            case Op.F32x4ExtractLane when Is(a, Op.F32x4Splat, out x, out _):
            case Op.F64x2ExtractLane when Is(a, Op.F64x2Splat, out x, out _):
                return x;
            case Op.I32x4ExtractLane when Is(a, Op.I32x4ReplaceLane, out Value rest, out Value x):
                return Extract(value, rest, x, _function[a].Flags);
            case Op.I64x2ExtractLane when Is(a, Op.I64x2ReplaceLane, out Value rest, out Value x):
                return Extract(value, rest, x, _function[a].Flags);
            case Op.F32x4ExtractLane when Is(a, Op.F32x4ReplaceLane, out Value rest, out Value x):
                return Extract(value, rest, x, _function[a].Flags);
            case Op.F64x2ExtractLane when Is(a, Op.F64x2ReplaceLane, out Value rest, out Value x):
                return Extract(value, rest, x, _function[a].Flags);
            default:
                return value;
        }
    }

    private Value BecomeVector(Value value, Vector128<byte> bits)
    {
        _context.MakeConstant(value, bits);
        return value;
    }

    // The lane that was replaced, or another one of what it was replaced in.
    private Value Extract(Value value, Value rest, Value replaced, byte lane)
    {
        ref Instruction instruction = ref _function[value];
        if (instruction.Flags == lane)
        {
            return replaced;
        }

        instruction.A = rest;
        _changed = true;
        return value;
    }

    // With zeros, ones, and what is inverted.
    private Value Logic(Value value)
    {
        Instruction instruction = _function[value];
        (Value a, Value b) = (instruction.A, instruction.B);
        var op = (Op)instruction.Op;
        if (_context.IsConstant(a) && op != Op.V128Andnot)
        {
            return _context.IsConstant(b) ? value : Become(value, op, b, a);
        }

        if (_context.IsConstant(b))
        {
            Vector128<byte> bits = _context.BitsOf(b);
            bool zeros = bits == Vector128<byte>.Zero;
            bool ones = bits == Vector128<byte>.AllBitsSet;
            return op switch
            {
                Op.V128And => zeros ? b : ones ? a : value,
                Op.V128Or => zeros ? a : ones ? b : value,
                Op.V128Xor => zeros ? a : ones ? Become(value, Op.V128Not, a) : value,
                _ => zeros ? a : ones ? BecomeVector(value, Vector128<byte>.Zero) : value,
            };
        }

        if (op == Op.V128And)
        {
            // One instruction has the inversion of an operand built in.
            if (Is(b, Op.V128Not, out Value x, out _))
            {
                return Become(value, Op.V128Andnot, a, x);
            }

            return Is(a, Op.V128Not, out x, out _) ? Become(value, Op.V128Andnot, b, x) : value;
        }

        return op == Op.V128Andnot && Is(b, Op.V128Not, out Value inverted, out _) ? Become(value, Op.V128And, a, inverted) : value;
    }

    private Value Bitselect(Value value)
    {
        Instruction instruction = _function[value];
        if (instruction.A == instruction.B)
        {
            return instruction.A;
        }

        if (Is(instruction.C, Op.V128Not, out Value x, out _))
        {
            return Become(value, Op.V128Bitselect, instruction.B, instruction.A, x);
        }

        if (!_context.IsConstant(instruction.C))
        {
            return value;
        }

        Vector128<byte> mask = _context.BitsOf(instruction.C);
        return mask == Vector128<byte>.AllBitsSet ? instruction.A : mask == Vector128<byte>.Zero ? instruction.B : value;
    }

    // Of one vector where two are not needed; none where lanes stay where they are.
    private Value Shuffle(Value value)
    {
        Instruction instruction = _function[value];
        Vector128<byte> lanes = _function.Vectors[(int)instruction.Imm];
        bool same = instruction.A == instruction.B;
        if (lanes == Vector128<byte>.Indices)
        {
            return instruction.A;
        }

        if (lanes == Vector128<byte>.Indices + Vector128.Create((byte)16))
        {
            return instruction.B;
        }

        if (!same && Vector128.LessThanAll(lanes, Vector128.Create((byte)16)))
        {
            return OneVector(value, instruction.A, lanes);
        }

        if (!same && Vector128.GreaterThanOrEqualAll(lanes, Vector128.Create((byte)16)))
        {
            return OneVector(value, instruction.B, lanes);
        }

        return same && Vector128.GreaterThanOrEqualAny(lanes, Vector128.Create((byte)16)) ? OneVector(value, instruction.A, lanes) : value;
    }

    private Value OneVector(Value value, Value source, Vector128<byte> lanes)
    {
        _function.Vectors.Add(lanes & Vector128.Create((byte)15));
        _function[value] = new Instruction { Op = (IrOp)Op.I8x16Shuffle, Type = IrType.V128, A = source, B = source, Imm = _function.Vectors.Count - 1 };
        _changed = true;
        return value;
    }

    // Lanes that are known and within the vector.
    private Value Swizzle(Value value)
    {
        Instruction instruction = _function[value];
        Vector128<byte> lanes = _context.BitsOf(instruction.B);
        return Vector128.LessThanAll(lanes, Vector128.Create((byte)16)) ? OneVector(value, instruction.A, lanes) : value;
    }
}
