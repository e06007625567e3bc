using System.Runtime.Intrinsics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Interpreter.Execution;

namespace Wasm.Interpreter.Translation;

// One instruction. The switch is long because there are many; each case is a line or a call.
internal sealed partial class Translator
{
    private void TranslateInstruction(InstructionInfo info, in Instruction instruction, ref InstructionReader reader)
    {
        int index = (int)instruction.Index;
        switch (instruction.Op)
        {
            case Op.Unreachable:
                Emit(new Instr { Code = Codes.Of(Op.Unreachable) });
                _reachable = false;
                break;
            case Op.Nop:
            case Op.AnyConvertExtern or Op.ExternConvertAny:
                // An external reference and the internal one it converts to are the same object here.
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
            case Op.Throw:
                TranslateThrow(index);
                break;
            case Op.ThrowRef:
                Emit(new Instr { Code = Codes.Of(Op.ThrowRef), A = PopSlot() });
                _reachable = false;
                break;
            case Op.Call or Op.ReturnCall:
                TranslateCall(instruction.Op == Op.ReturnCall, index);
                break;
            case Op.CallIndirect or Op.ReturnCallIndirect:
                TranslateCallThrough(instruction.Op, _validated.Types[index], index, (int)instruction.Index2);
                break;
            case Op.CallRef or Op.ReturnCallRef:
                TranslateCallThrough(instruction.Op, _validated.Types[index], index, 0);
                break;
            case Op.Drop:
                _operands.Pop();
                break;
            case Op.Select or Op.SelectT:
                TranslateSelect();
                break;
            case Op.LocalGet:
                TranslateLocalGet(index);
                break;
            case Op.LocalSet:
                TranslateLocalSet(index);
                break;
            case Op.LocalTee:
                TranslateLocalTee(index);
                break;
            case Op.GlobalGet or Op.GlobalSet:
                TranslateGlobal(instruction.Op == Op.GlobalSet, index);
                break;
            case Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const:
                _operands.PushConstant(instruction.Bits);
                break;
            case Op.I32Eqz or Op.I64Eqz:
                TranslateEqz(instruction.Op == Op.I64Eqz);
                break;
            case Op.V128Const:
                EmitResult(new Instr { Code = Code.VectorConstant, X = AddVector(in instruction) }, SlotClass.Vector);
                break;
            case Op.I8x16Shuffle:
                ushort second = PopSlot();
                EmitResult(
                    new Instr { Code = Codes.Of(Op.I8x16Shuffle), A = PopSlot(), B = second, X = AddVector(in instruction) }, SlotClass.Vector);
                break;
            default:
                TranslateByImmediate(info, in instruction);
                break;
        }
    }

    private void TranslateByImmediate(InstructionInfo info, in Instruction instruction)
    {
        switch (info.Immediate)
        {
            case Immediate.None when info.Signature != "*":
                if (info.Signature.Length == 4 && info.Signature[0] is 'i' or 'l' && info.Signature[1] == info.Signature[0])
                {
                    TranslateBinary(info.Op);
                }
                else
                {
                    TranslateSimple(info.Op);
                }

                break;
            case Immediate.Lane:
                TranslateLane(info.Op, in instruction);
                break;
            case Immediate.MemArg or Immediate.MemArgLane:
                TranslateMemoryAccess(info, in instruction);
                break;
            default:
                if (info.Op >= Op.RefNull)
                {
                    TranslateReferenceOrBulk(in instruction);
                }
                else
                {
                    TranslateTableOrMemory(in instruction);
                }

                break;
        }
    }

    private int AddVector(in Instruction instruction)
    {
        _vectors.Add(Vector128.Create(instruction.Bits, instruction.BitsHigh).AsByte());
        return _vectors.Count - 1;
    }

    private void EmitTrap(TrapCode code) => Emit(new Instr { Code = Code.Trap, X = (int)code });

    private void TranslateSelect()
    {
        ushort condition = PopSlot();
        ushort second = PopSlot();
        SlotClass @class = _operands[_operands.Height - 1].Class;
        Code code = @class switch
        {
            SlotClass.Number => Code.Select,
            SlotClass.Reference => Code.SelectReference,
            _ => Code.SelectVector,
        };
        EmitResult(new Instr { Code = code, A = PopSlot(), B = second, X = condition }, @class);
    }

    private void TranslateGlobal(bool isSet, int index)
    {
        SlotClass @class = SlotClasses.Of(_validated.Globals[index].Value);
        Code code = (@class, isSet) switch
        {
            (SlotClass.Number, false) => Code.GlobalGet,
            (SlotClass.Reference, false) => Code.GlobalGetReference,
            (SlotClass.Vector, false) => Code.GlobalGetVector,
            (SlotClass.Number, true) => Code.GlobalSet,
            (SlotClass.Reference, true) => Code.GlobalSetReference,
            _ => Code.GlobalSetVector,
        };
        if (isSet)
        {
            Emit(new Instr { Code = code, A = PopSlot(), X = index });
        }
        else
        {
            EmitResult(new Instr { Code = code, X = index }, @class);
        }
    }

    // throw (Step/throw): the payload's slots begin at A.
    private void TranslateThrow(int tag)
    {
        int count = _validated.Tags[tag].Function.Parameters.Length;
        Emit(new Instr { Code = Codes.Of(Op.Throw), A = PopToHomes(count), X = tag });
        _reachable = false;
    }

    private void TranslateCall(bool isTail, int index)
    {
        FunctionType type = _validated.Functions[index].Function;
        bool isImport = index < _module.ImportCount;
        Code code = (isTail, isImport) switch
        {
            (false, false) => Codes.Of(Op.Call),
            (false, true) => Code.CallImport,
            (true, false) => Codes.Of(Op.ReturnCall),
            (true, true) => Code.ReturnCallImport,
        };
        EmitCall(isTail, type, new Instr { Code = code, X = isImport ? index : index - _module.ImportCount });
    }

    /// <summary>A call through a table or a reference: B is the slot of the index or the reference.</summary>
    private void TranslateCallThrough(Op op, DefinedType type, int typeIndex, int table)
    {
        ushort callee = PopSlot();
        bool isTail = op is Op.ReturnCallIndirect or Op.ReturnCallRef;
        EmitCall(isTail, type.Function, new Instr { Code = Codes.Of(op), B = callee, X = typeIndex, Y = table });
    }

    /// <summary>
    /// The arguments' slots, from A on, are the callee's first ones, and its results come back there. A callee's
    /// slot that is above them and not yet read is copied in time: it is read before the frame changes.
    /// </summary>
    private void EmitCall(bool isTail, FunctionType type, Instr call)
    {
        call.A = PopToHomes(type.Parameters.Length);
        foreach (ValType parameter in type.Parameters)
        {
            Use(SlotClasses.Of(parameter));
        }

        Emit(call);
        if (isTail)
        {
            _reachable = false;
            return;
        }

        foreach (ValType result in type.Results)
        {
            PushHome(SlotClasses.Of(result));
        }
    }

    /// <summary>
    /// A load or store. An offset from 2^32 is beyond every memory of this engine, so the access traps; memory 0
    /// with 32-bit addresses has its own form.
    /// </summary>
    private void TranslateMemoryAccess(InstructionInfo info, in Instruction instruction)
    {
        OperandShape shape = OperandShape.Of(info.Op);
        bool isVector = info.Op >= Op.V128Load;
        int memory = (int)instruction.Index;
        var access = new Instr { Code = Codes.Of(info.Op), X = (int)(uint)instruction.Bits };
        if (isVector)
        {
            access.Code = memory == 0 ? HotVectorAccess(info.Op) : access.Code;
            access.Y = instruction.Lane | memory << 8;
        }
        else if (memory != 0 || _validated.Memories[memory].Is64)
        {
            access.Code = shape.HasResult ? Code.LoadGeneral : Code.StoreGeneral;
            access.Y = memory << 16 | (int)info.Op;
        }

        if (shape.Operands == 2)
        {
            access.B = PopSlot();
        }

        access.A = PopSlot();
        if (instruction.Bits > uint.MaxValue)
        {
            EmitTrap(TrapCode.OutOfBoundsMemoryAccess);
        }

        if (shape.HasResult)
        {
            EmitResult(access, shape.Result);
        }
        else
        {
            Emit(access);
        }

        Code HotVectorAccess(Op op) => op switch
        {
            Op.V128Load when !_validated.Memories[0].Is64 => Code.V128Load,
            Op.V128Store when !_validated.Memories[0].Is64 => Code.V128Store,
            _ => Codes.Of(op),
        };
    }

    private void TranslateTableOrMemory(in Instruction instruction)
    {
        int index = (int)instruction.Index;
        var result = new Instr { Code = Codes.Of(instruction.Op), X = index };
        switch (instruction.Op)
        {
            case Op.TableGet:
                result.A = PopSlot();
                EmitResult(result, SlotClass.Reference);
                break;
            case Op.TableSet:
                result.B = PopSlot();
                result.A = PopSlot();
                Emit(result);
                break;
            case Op.MemorySize:
                EmitResult(result, SlotClass.Number);
                break;
            case Op.MemoryGrow:
                result.A = PopSlot();
                EmitResult(result, SlotClass.Number);
                break;
            default:
                throw new InvalidOperationException($"{instruction.Op} has no translation");
        }
    }
}
