using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Numerics;

namespace Wasm.Interpreter.Execution;

// Vector instructions (specification, 4.3.4 and 4.6.10; Step_pure/v…): one line each, the meaning is VectorOps'.
// The methods are long because there are many; they are tables.
internal sealed partial class Machine
{
    private TrapCode ExecuteVector(ref readonly Instr i)
    {
        ref Window w = ref WindowAt(_base);
        Span<Vector128<byte>> v = _vectors.AsSpan(_base);
        Op op = Codes.OpOf(i.Code);
        if (op is <= Op.V128Store or (>= Op.V128Load8Lane and <= Op.V128Load64Zero))
        {
            return AccessVector(in i);
        }

        if (ExecuteLanes(in i, op, Body, ref w, v) || ExecuteIntegerLanes(in i, op, ref w, v) || ExecuteFloatLanes(in i, op, v))
        {
            return TrapCode.None;
        }

        throw new InvalidOperationException($"{op} has no semantics");
    }

    /// <summary>
    /// Vector loads and stores (vload…, vload_lane…, vstore…, vstore_lane…), of any memory. X: offset; Y: lane in
    /// the low byte, memory above.
    /// </summary>
    private TrapCode AccessVector(ref readonly Instr i)
    {
        Op op = Codes.OpOf(i.Code);
        ReferenceMemory memory = _instance.Memories[i.Y >> 8];
        if (!TryAccess(memory, _numbers[_base + i.A], i.X, InstructionTable.Get(op).AccessBytes, out Span<byte> bytes))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        int lane = i.Y & 0xFF;
        ref Vector128<byte> operand = ref _vectors[_base + i.B];
        ref Vector128<byte> result = ref _vectors[_base + i.C];
        switch (op)
        {
            case Op.V128Load:
                result = Vector128.Create<byte>(bytes);
                break;
            case Op.V128Load8x8S:
                result = VectorOps.V128Load8x8S(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load8x8U:
                result = VectorOps.V128Load8x8U(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load16x4S:
                result = VectorOps.V128Load16x4S(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load16x4U:
                result = VectorOps.V128Load16x4U(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load32x2S:
                result = VectorOps.V128Load32x2S(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load32x2U:
                result = VectorOps.V128Load32x2U(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load8Splat:
                result = VectorOps.V128Load8Splat(bytes[0]);
                break;
            case Op.V128Load16Splat:
                result = VectorOps.V128Load16Splat(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
                break;
            case Op.V128Load32Splat:
                result = VectorOps.V128Load32Splat(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            case Op.V128Load64Splat:
                result = VectorOps.V128Load64Splat(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load32Zero:
                result = VectorOps.V128Load32Zero(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            case Op.V128Load64Zero:
                result = VectorOps.V128Load64Zero(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case Op.V128Load8Lane:
                result = VectorOps.V128Load8Lane(operand, bytes[0], lane);
                break;
            case Op.V128Load16Lane:
                result = VectorOps.V128Load16Lane(operand, BinaryPrimitives.ReadUInt16LittleEndian(bytes), lane);
                break;
            case Op.V128Load32Lane:
                result = VectorOps.V128Load32Lane(operand, BinaryPrimitives.ReadUInt32LittleEndian(bytes), lane);
                break;
            case Op.V128Load64Lane:
                result = VectorOps.V128Load64Lane(operand, BinaryPrimitives.ReadUInt64LittleEndian(bytes), lane);
                break;
            case Op.V128Store:
                operand.CopyTo(bytes);
                break;
            case Op.V128Store8Lane:
                bytes[0] = VectorOps.V128Store8Lane(operand, lane);
                break;
            case Op.V128Store16Lane:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, VectorOps.V128Store16Lane(operand, lane));
                break;
            case Op.V128Store32Lane:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, VectorOps.V128Store32Lane(operand, lane));
                break;
            case Op.V128Store64Lane:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, VectorOps.V128Store64Lane(operand, lane));
                break;
            default:
                throw new InvalidOperationException($"{op} has no semantics");
        }

        return TrapCode.None;
    }

    private static bool ExecuteLanes(ref readonly Instr i, Op op, FunctionBody body, ref Window w, Span<Vector128<byte>> v)
    {
        switch (op)
        {
            // Bitwise operations, splats, lanes (vvunop, vvbinop, vvternop, vvtestop, vsplat, vextract_lane, vreplace_lane, vshuffle, vswizzlop).
            case Op.I8x16Shuffle:
                v[i.C] = VectorOps.I8x16Shuffle(v[i.A], v[i.B], body.Vectors[i.X]);
                break;
            case Op.I8x16Swizzle:
                v[i.C] = VectorOps.I8x16Swizzle(v[i.A], v[i.B]);
                break;
            case Op.I8x16Splat:
                v[i.C] = VectorOps.I8x16Splat((int)w[i.A]);
                break;
            case Op.I16x8Splat:
                v[i.C] = VectorOps.I16x8Splat((int)w[i.A]);
                break;
            case Op.I32x4Splat:
                v[i.C] = VectorOps.I32x4Splat((int)w[i.A]);
                break;
            case Op.I64x2Splat:
                v[i.C] = VectorOps.I64x2Splat((long)w[i.A]);
                break;
            case Op.F32x4Splat:
                v[i.C] = VectorOps.F32x4Splat((uint)w[i.A]);
                break;
            case Op.F64x2Splat:
                v[i.C] = VectorOps.F64x2Splat(w[i.A]);
                break;
            case Op.I8x16ExtractLaneS:
                w[i.C] = (uint)VectorOps.I8x16ExtractLaneS(v[i.A], i.X);
                break;
            case Op.I8x16ExtractLaneU:
                w[i.C] = (uint)VectorOps.I8x16ExtractLaneU(v[i.A], i.X);
                break;
            case Op.I8x16ReplaceLane:
                v[i.C] = VectorOps.I8x16ReplaceLane(v[i.A], (int)w[i.B], i.X);
                break;
            case Op.I16x8ExtractLaneS:
                w[i.C] = (uint)VectorOps.I16x8ExtractLaneS(v[i.A], i.X);
                break;
            case Op.I16x8ExtractLaneU:
                w[i.C] = (uint)VectorOps.I16x8ExtractLaneU(v[i.A], i.X);
                break;
            case Op.I16x8ReplaceLane:
                v[i.C] = VectorOps.I16x8ReplaceLane(v[i.A], (int)w[i.B], i.X);
                break;
            case Op.I32x4ExtractLane:
                w[i.C] = (uint)VectorOps.I32x4ExtractLane(v[i.A], i.X);
                break;
            case Op.I32x4ReplaceLane:
                v[i.C] = VectorOps.I32x4ReplaceLane(v[i.A], (int)w[i.B], i.X);
                break;
            case Op.I64x2ExtractLane:
                w[i.C] = (ulong)VectorOps.I64x2ExtractLane(v[i.A], i.X);
                break;
            case Op.I64x2ReplaceLane:
                v[i.C] = VectorOps.I64x2ReplaceLane(v[i.A], (long)w[i.B], i.X);
                break;
            case Op.F32x4ExtractLane:
                w[i.C] = VectorOps.F32x4ExtractLane(v[i.A], i.X);
                break;
            case Op.F32x4ReplaceLane:
                v[i.C] = VectorOps.F32x4ReplaceLane(v[i.A], (uint)w[i.B], i.X);
                break;
            case Op.F64x2ExtractLane:
                w[i.C] = VectorOps.F64x2ExtractLane(v[i.A], i.X);
                break;
            case Op.F64x2ReplaceLane:
                v[i.C] = VectorOps.F64x2ReplaceLane(v[i.A], w[i.B], i.X);
                break;
            case Op.V128Not:
                v[i.C] = VectorOps.V128Not(v[i.A]);
                break;
            case Op.V128And:
                v[i.C] = VectorOps.V128And(v[i.A], v[i.B]);
                break;
            case Op.V128Andnot:
                v[i.C] = VectorOps.V128Andnot(v[i.A], v[i.B]);
                break;
            case Op.V128Or:
                v[i.C] = VectorOps.V128Or(v[i.A], v[i.B]);
                break;
            case Op.V128Xor:
                v[i.C] = VectorOps.V128Xor(v[i.A], v[i.B]);
                break;
            case Op.V128Bitselect:
                v[i.C] = VectorOps.V128Bitselect(v[i.A], v[i.B], v[(ushort)i.X]);
                break;
            case Op.V128AnyTrue:
                w[i.C] = (uint)VectorOps.V128AnyTrue(v[i.A]);
                break;
            default:
                return false;
        }

        return true;
    }
}
