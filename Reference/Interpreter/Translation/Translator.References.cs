using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Interpreter.Execution;
using Wasm.Interpreter.Objects;

namespace Wasm.Interpreter.Translation;

// References, structs, arrays (specification, 4.6.9), and what works on whole ranges of memories and tables.
internal sealed partial class Translator
{
    private void TranslateReferenceOrBulk(in Instruction instruction)
    {
        int index = (int)instruction.Index;
        int index2 = (int)instruction.Index2;
        Op op = instruction.Op;
        switch (op)
        {
            case Op.RefNull:
                EmitResult(new Instr { Code = Code.NullReference }, SlotClass.Reference);
                break;
            case Op.RefFunc:
                EmitResult(new Instr { Code = Codes.Of(op), X = index }, SlotClass.Reference);
                break;
            case Op.RefIsNull or Op.I31GetS or Op.I31GetU or Op.ArrayLen:
                EmitResult(new Instr { Code = Codes.Of(op), A = PopSlot() }, SlotClass.Number);
                break;
            case Op.RefI31:
                EmitResult(new Instr { Code = Codes.Of(op), A = PopSlot() }, SlotClass.Reference);
                break;
            case Op.RefEq:
                ushort second = PopSlot();
                EmitResult(new Instr { Code = Codes.Of(op), A = PopSlot(), B = second }, SlotClass.Number);
                break;
            case Op.RefAsNonNull or Op.RefCast or Op.RefCastNull:
                TranslateCheck(op, instruction.Type);
                break;
            case Op.RefTest or Op.RefTestNull:
                EmitResult(
                    new Instr
                    {
                        Code = Codes.Of(op),
                        A = PopSlot(),
                        B = instruction.Type.IsNullable ? (ushort)1 : (ushort)0,
                        Y = ReferenceTests.Encode(instruction.Type.HeapType),
                    },
                    SlotClass.Number);
                break;
            case Op.BrOnNull:
                TranslateBrOnNull(instruction.Index);
                break;
            case Op.BrOnNonNull:
                TranslateBrOnNonNull(instruction.Index);
                break;
            case Op.BrOnCast or Op.BrOnCastFail:
                TranslateBrOnCast(op == Op.BrOnCastFail, instruction.Index, instruction.Type);
                break;
            case >= Op.StructNew and <= Op.StructSet:
                TranslateStruct(op, index, index2);
                break;
            case >= Op.ArrayNew and <= Op.ArrayInitElem:
                TranslateArray(op, index, index2);
                break;
            case Op.DataDrop or Op.ElemDrop:
                Emit(new Instr { Code = Codes.Of(op), X = index });
                break;
            case Op.TableSize:
                EmitResult(new Instr { Code = Codes.Of(op), X = index }, SlotClass.Number);
                break;
            case Op.TableGrow:
                EmitInHomes(op, 2, index, 0);
                PushHome(SlotClass.Number);
                break;
            case Op.MemoryInit or Op.MemoryCopy or Op.MemoryFill or Op.TableInit or Op.TableCopy or Op.TableFill:
                EmitInHomes(op, 3, index, index2);
                break;
            default:
                throw new InvalidOperationException($"{op} has no translation");
        }
    }

    /// <summary>An instruction on operands in consecutive slots, from A on; its result's slot is A too.</summary>
    private void EmitInHomes(Op op, int operands, int x, int y)
    {
        ushort first = PopToHomes(operands);
        Emit(new Instr { Code = Codes.Of(op), A = first, C = first, X = x, Y = y });
    }

    /// <summary>A check that leaves the reference where it is.</summary>
    private void TranslateCheck(Op op, ValType type)
    {
        int top = _operands.Height - 1;
        int slot = SlotOf(in _operands[top], top);
        var check = new Instr { Code = Codes.Of(op), A = (ushort)slot };
        if (op != Op.RefAsNonNull)
        {
            check.B = type.IsNullable ? (ushort)1 : (ushort)0;
            check.Y = ReferenceTests.Encode(type.HeapType);
        }

        Emit(check);
    }

    // br_on_null: the label does not get the reference; without branch it stays.
    private void TranslateBrOnNull(uint depth)
    {
        Operand reference = _operands.Pop();
        int position = _operands.Height;
        int slot = reference.Kind == OperandKind.Local ? reference.Local : HomeOf(position);
        EmitReferenceBranch(
            ref Label(depth),
            new Instr { Code = Code.BranchOnNull, A = (ushort)slot },
            new Instr { Code = Code.BranchOnNonNull, A = (ushort)slot });
        if (reference.Kind == OperandKind.Local)
        {
            _operands.PushLocal(reference.Local, SlotClass.Reference);
        }
        else
        {
            PushHome(SlotClass.Reference);
        }
    }

    // br_on_non_null: the label gets the reference; without branch it is gone.
    private void TranslateBrOnNonNull(uint depth)
    {
        int top = _operands.Height - 1;
        Settle(top);
        EmitReferenceBranch(
            ref Label(depth),
            new Instr { Code = Code.BranchOnNonNull, A = HomeOf(top) },
            new Instr { Code = Code.BranchOnNull, A = HomeOf(top) });
        _operands.Pop();
    }

    // br_on_cast, br_on_cast_fail: the reference stays in both cases.
    private void TranslateBrOnCast(bool onFail, uint depth, ValType type)
    {
        int top = _operands.Height - 1;
        Settle(top);
        var succeed = new Instr
        {
            Code = Code.BranchOnCast,
            A = HomeOf(top),
            B = type.IsNullable ? (ushort)1 : (ushort)0,
            Y = ReferenceTests.Encode(type.HeapType),
        };
        Instr fail = succeed;
        fail.Code = Code.BranchOnCastFail;
        EmitReferenceBranch(ref Label(depth), onFail ? fail : succeed, onFail ? succeed : fail);
    }

    /// <summary>As <see cref="EmitConditional"/>, with the branch given in both directions.</summary>
    private void EmitReferenceBranch(ref Control control, Instr branch, Instr inverse)
    {
        SettleTop(control.LabelTypes.Length);
        if (control.Kind == ControlKind.Body || MustMove(ref control))
        {
            int skip = Emit(inverse);
            EmitUnconditional(ref control);
            _code[skip].X = _count;
            _producer = None;
        }
        else
        {
            AddPatch(ref control, Emit(branch));
        }
    }

    private void TranslateStruct(Op op, int type, int field)
    {
        if (op is Op.StructNew or Op.StructNewDefault)
        {
            int operands = op == Op.StructNew ? _validated.Types[type].Struct.Fields.Length : 0;
            EmitInHomes(op, operands, type, 0);
            PushHome(SlotClass.Reference);
            return;
        }

        StorageType storage = _validated.Types[type].Struct.Fields[field].Storage;
        FieldSlot slot = _module.FieldsOf(type).Slots[field];
        var instruction = new Instr { Code = Codes.Of(op), X = slot.Slot, Y = (int)slot.Kind };
        if (op == Op.StructSet)
        {
            instruction.B = PopSlot();
            instruction.A = PopSlot();
            Emit(instruction);
        }
        else
        {
            instruction.A = PopSlot();
            EmitResult(instruction, SlotClasses.Of(storage.Unpacked));
        }
    }

    private void TranslateArray(Op op, int type, int index2)
    {
        StorageType storage = _validated.Types[type].Array.Element.Storage;
        switch (op)
        {
            case Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU:
                ushort index = PopSlot();
                EmitResult(
                    new Instr { Code = Codes.Of(op), A = PopSlot(), B = index, Y = (int)StructFields.KindOf(storage) },
                    SlotClasses.Of(storage.Unpacked));
                break;
            case Op.ArraySet:
                ushort value = PopSlot();
                ushort at = PopSlot();
                Emit(new Instr { Code = Codes.Of(op), A = PopSlot(), B = at, C = value, Y = (int)StructFields.KindOf(storage) });
                break;
            case Op.ArrayNew or Op.ArrayNewDefault or Op.ArrayNewFixed or Op.ArrayNewData or Op.ArrayNewElem:
                int operands = op switch { Op.ArrayNewDefault => 1, Op.ArrayNewFixed => index2, _ => 2 };
                EmitInHomes(op, operands, type, index2);
                PushHome(SlotClass.Reference);
                break;
            case Op.ArrayFill or Op.ArrayInitData or Op.ArrayInitElem:
                EmitInHomes(op, 4, type, index2);
                break;
            case Op.ArrayCopy:
                EmitInHomes(op, 5, type, index2);
                break;
            default:
                throw new InvalidOperationException($"{op} has no translation");
        }
    }
}
