using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Ir;
using WasmInstruction = Wasm.Core.Binary.Instruction;

namespace Wasm.Jit.Frontend;

// One instruction. The switches are long because there are many; each case is a line or a call.
internal sealed partial class FunctionTranslator
{
    private void TranslateInstruction(in WasmInstruction instruction, ref InstructionReader reader)
    {
        int index = (int)instruction.Index;
        switch (instruction.Op)
        {
            case Op.LocalGet:
                Push(_frameLocals.Count == 0 ? _locals.Read(index) : ReadFrameLocal(index));
                break;
            case Op.LocalSet:
                WriteLocal(index, Pop());
                break;
            case Op.LocalTee:
                WriteLocal(index, _stack[_height - 1]);
                break;
            case Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const:
                PushConstant(instruction.Op, instruction.Bits);
                break;
            case Op.Nop:
            case Op.AnyConvertExtern or Op.ExternConvertAny:
                // An external reference and the internal one it converts to are the same object here.
                break;
            case Op.Unreachable:
                Emit(IrOp.Trap, IrType.None, flags: (byte)TrapCode.Unreachable);
                MarkCold();
                _reachable = false;
                break;
            case Op.Block:
                TranslateBlock(instruction.Block);
                break;
            case Op.Loop:
                TranslateLoop(instruction.Block);
                break;
            case Op.If:
                TranslateIf(instruction.Block);
                break;
            case Op.Else:
                TranslateElse();
                break;
            case Op.End:
                TranslateEnd();
                break;
            case Op.TryTable:
                TranslateTryTable(instruction.Block, reader.Catches);
                break;
            case Op.Br:
                TranslateBr(instruction.Index);
                break;
            case Op.BrIf:
                TranslateBrIf(instruction.Index);
                break;
            case Op.BrTable:
                TranslateBrTable(reader.Labels, instruction.Index);
                break;
            case Op.Return:
                EmitReturn();
                _reachable = false;
                break;
            case Op.Drop:
                _height--;
                break;
            case Op.Select or Op.SelectT:
                TranslateSelect();
                break;
            case Op.V128Const:
                Push(EmitVector(Op.V128Const, default, default, instruction.Bits, instruction.BitsHigh));
                break;
            case Op.I8x16Shuffle:
                Value second = Pop();
                Push(EmitVector(Op.I8x16Shuffle, Pop(), second, instruction.Bits, instruction.BitsHigh));
                break;
            default:
                ref readonly NumericShape shape = ref NumericShapes.Get(instruction.Op);
                if (!shape.Exists)
                {
                    TranslateOther(in instruction);
                }
                else if (shape.Trap == TrapCode.OutOfBoundsMemoryAccess)
                {
                    TranslateMemoryAccess(in shape, in instruction);
                }
                else
                {
                    TranslateNumeric(in shape, in instruction);
                }

                break;
        }
    }

    /// <summary>Instructions on globals, tables, memories as wholes, functions, references, objects and exceptions.</summary>
    private void TranslateOther(in WasmInstruction instruction)
    {
        int index = (int)instruction.Index;
        int index2 = (int)instruction.Index2;
        switch (instruction.Op)
        {
            case Op.Call or Op.ReturnCall:
                TranslateCall(instruction.Op == Op.ReturnCall, index);
                break;
            case Op.CallIndirect or Op.ReturnCallIndirect:
                TranslateCallIndirect(instruction.Op == Op.ReturnCallIndirect, index, index2);
                break;
            case Op.CallRef or Op.ReturnCallRef:
                TranslateCallRef(instruction.Op == Op.ReturnCallRef, index);
                break;
            case Op.Throw:
                TranslateThrow(index);
                break;
            case Op.ThrowRef:
                TranslateThrowRef();
                break;
            case Op.GlobalGet:
                TranslateGlobalGet(index);
                break;
            case Op.GlobalSet:
                TranslateGlobalSet(index);
                break;
            case Op.MemorySize or Op.MemoryGrow or Op.MemoryInit or Op.DataDrop or Op.MemoryCopy or Op.MemoryFill:
                TranslateMemory(instruction.Op, index, index2);
                break;
            case Op.TableGet or Op.TableSet or Op.TableSize or Op.TableGrow or Op.TableInit or Op.ElemDrop or Op.TableCopy or Op.TableFill:
                TranslateTable(instruction.Op, index, index2);
                break;
            case >= Op.StructNew and <= Op.StructSet:
                TranslateStruct(instruction.Op, index, index2);
                break;
            case >= Op.ArrayNew and <= Op.ArrayInitElem:
                TranslateArray(instruction.Op, index, index2);
                break;
            default:
                TranslateReference(in instruction);
                break;
        }
    }

    private void PushConstant(Op op, ulong bits)
    {
        IrType type = op switch { Op.I32Const => IrType.I32, Op.I64Const => IrType.I64, Op.F32Const => IrType.F32, _ => IrType.F64 };
        Push(Emit((IrOp)op, type, imm: (long)bits));
    }

    private void TranslateSelect()
    {
        Value condition = Pop();
        Value second = Pop();
        Value first = Pop();
        Push(Emit(Op.Select, TypeOf(first), first, second, condition));
    }

    private void TranslateNumeric(in NumericShape shape, in WasmInstruction instruction)
    {
        if (_options.DeterministicRelaxedSimd && instruction.Op >= Op.I8x16RelaxedSwizzle)
        {
            TranslateRelaxed(in shape, instruction.Op);
            return;
        }

        Value c = shape.Operands == 3 ? Pop() : default;
        Value b = shape.Operands >= 2 ? Pop() : default;
        Value a = Pop();
        byte flags = shape.Trap != TrapCode.None ? (byte)shape.Trap : HasLane(instruction.Op) ? instruction.Lane : (byte)0;
        Value result = Emit(instruction.Op, shape.Result, a, b, c, flags);
        Push(_options.CanonicalizeNaNs && shape.NaN != NaNKind.None ? Canonicalize(shape.NaN, result) : result);
    }

    // Instructions with a lane stand in one run.
    private static bool HasLane(Op op) => op is >= Op.I8x16ExtractLaneS and <= Op.F64x2ReplaceLane;

    /// <summary>The value, or the canonical NaN (specification, 4.3.3) wherever it is a NaN.</summary>
    private Value Canonicalize(NaNKind kind, Value value)
    {
        const ulong Canonical32 = 0x7FC0_0000;
        const ulong Canonical64 = 0x7FF8_0000_0000_0000;
        switch (kind)
        {
            case NaNKind.F32:
                Value nan = Emit((IrOp)Op.F32Const, IrType.F32, imm: (long)Canonical32);
                return Emit(Op.Select, IrType.F32, value, nan, Emit(Op.F32Eq, IrType.I32, value, value));
            case NaNKind.F64:
                nan = Emit((IrOp)Op.F64Const, IrType.F64, imm: (long)Canonical64);
                return Emit(Op.Select, IrType.F64, value, nan, Emit(Op.F64Eq, IrType.I32, value, value));
            case NaNKind.F32x4:
                const ulong Pair = Canonical32 << 32 | Canonical32;
                nan = EmitVector(Op.V128Const, default, default, Pair, Pair);
                return Emit(Op.V128Bitselect, IrType.V128, value, nan, Emit(Op.F32x4Eq, IrType.V128, value, value));
            default:
                nan = EmitVector(Op.V128Const, default, default, Canonical64, Canonical64);
                return Emit(Op.V128Bitselect, IrType.V128, value, nan, Emit(Op.F64x2Eq, IrType.V128, value, value));
        }
    }

    /// <summary>A relaxed instruction as the deterministic profile has it (specification, appendix "Profiles"): all have exact equivalents.</summary>
    private void TranslateRelaxed(in NumericShape shape, Op op)
    {
        Value c = shape.Operands == 3 ? Pop() : default;
        Value b = shape.Operands >= 2 ? Pop() : default;
        Value a = Pop();
        Value result = op switch
        {
            // Rounded twice.
            Op.F32x4RelaxedMadd => Vector(Op.F32x4Add, Vector(Op.F32x4Mul, a, b), c),
            Op.F32x4RelaxedNmadd => Vector(Op.F32x4Add, Vector(Op.F32x4Mul, Vector(Op.F32x4Neg, a), b), c),
            Op.F64x2RelaxedMadd => Vector(Op.F64x2Add, Vector(Op.F64x2Mul, a, b), c),
            Op.F64x2RelaxedNmadd => Vector(Op.F64x2Add, Vector(Op.F64x2Mul, Vector(Op.F64x2Neg, a), b), c),
            Op.I16x8RelaxedDotI8x16I7x16S => Dot(a, b),
            Op.I32x4RelaxedDotI8x16I7x16AddS => Vector(Op.I32x4Add, Vector(Op.I32x4ExtaddPairwiseI16x8S, Dot(a, b)), c),
            _ => Emit(ExactOf(op), shape.Result, a, b, c),
        };
        Push(_options.CanonicalizeNaNs && shape.NaN != NaNKind.None ? Canonicalize(shape.NaN, result) : result);

        Value Vector(Op op, Value a, Value b = default) => Emit(op, IrType.V128, a, b);

        // Products of signed lanes, those of neighbours added with saturation.
        Value Dot(Value a, Value b)
        {
            Value low = Vector(Op.I16x8ExtmulLowI8x16S, a, b);
            Value high = Vector(Op.I16x8ExtmulHighI8x16S, a, b);
            Value even = EmitVector(Op.I8x16Shuffle, low, high, 0x0D0C_0908_0504_0100, 0x1D1C_1918_1514_1110);
            Value odd = EmitVector(Op.I8x16Shuffle, low, high, 0x0F0E_0B0A_0706_0302, 0x1F1E_1B1A_1716_1312);
            return Vector(Op.I16x8AddSatS, even, odd);
        }
    }

    private static Op ExactOf(Op op) => op switch
    {
        Op.I8x16RelaxedSwizzle => Op.I8x16Swizzle,
        Op.I32x4RelaxedTruncF32x4S => Op.I32x4TruncSatF32x4S,
        Op.I32x4RelaxedTruncF32x4U => Op.I32x4TruncSatF32x4U,
        Op.I32x4RelaxedTruncF64x2SZero => Op.I32x4TruncSatF64x2SZero,
        Op.I32x4RelaxedTruncF64x2UZero => Op.I32x4TruncSatF64x2UZero,
        Op.I8x16RelaxedLaneselect or Op.I16x8RelaxedLaneselect or Op.I32x4RelaxedLaneselect or Op.I64x2RelaxedLaneselect => Op.V128Bitselect,
        Op.F32x4RelaxedMin => Op.F32x4Min,
        Op.F32x4RelaxedMax => Op.F32x4Max,
        Op.F64x2RelaxedMin => Op.F64x2Min,
        Op.F64x2RelaxedMax => Op.F64x2Max,
        Op.I16x8RelaxedQ15mulrS => Op.I16x8Q15mulrSatS,
        _ => op,
    };
}
