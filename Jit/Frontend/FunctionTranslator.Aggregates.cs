using System.Numerics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

// Structs and arrays (specification, 4.6.9).
internal sealed partial class FunctionTranslator
{
    private static readonly MemoryAccess ArrayElements = new(MemoryRegion.ArrayElements);

    private static MemoryAccess FieldRegion(int field, TrapCode trap) =>
        new(Math.Min(MemoryRegion.StructFields + field, ushort.MaxValue), (byte)trap);

    /// <summary>Sees to it that null traps.</summary>
    /// <returns>The trap code of an access to the object that follows.</returns>
    private TrapCode CheckNull(Value reference, TrapCode trap)
    {
        if (!_options.ExplicitNullChecks)
        {
            return trap;
        }

        TrapIfNot(reference, trap);
        return TrapCode.None;
    }

    private void TranslateStruct(Op op, int type, int field)
    {
        FieldAccess[] fields = _environment.Fields(type);
        switch (op)
        {
            case Op.StructNew or Op.StructNewDefault:
                Value made = CallHelper(HelperId.StructNew, [_instance, Constant(_module.Types[type].Id)]);
                if (op == Op.StructNew)
                {
                    _height -= fields.Length;
                    StoreFields(made, fields);
                }

                Push(made);
                break;
            case Op.StructSet:
                Value value = Pop();
                Value target = Pop();
                TrapCode trap = CheckNull(target, TrapCode.NullStructureReference);
                Store(in fields[field], HeapBase(), target, value, FieldRegion(field, trap));
                break;
            default:
                target = Pop();
                trap = CheckNull(target, TrapCode.NullStructureReference);
                Push(Load(in fields[field], HeapBase(), target, FieldRegion(field, trap), isSigned: op == Op.StructGetS));
                break;
        }
    }

    // The values stand above the height. The object is made of zeros already.
    private void StoreFields(Value made, FieldAccess[] fields)
    {
        Value heap = HeapBase();
        for (int i = 0; i < fields.Length; i++)
        {
            Value value = _stack[_height + i];
            if (!IsZero(value))
            {
                Store(in fields[i], heap, made, value, FieldRegion(i, TrapCode.None));
            }
        }
    }

    private bool IsZero(Value value)
    {
        ref Instruction instruction = ref _ir[value];
        return instruction.Op == (IrOp)Op.RefNull
            || (instruction.Imm == 0 && instruction.Op is (IrOp)Op.I32Const or (IrOp)Op.I64Const or (IrOp)Op.F32Const or (IrOp)Op.F64Const);
    }

    private void TranslateArray(Op op, int type, int index2)
    {
        switch (op)
        {
            case Op.ArrayNew or Op.ArrayNewDefault or Op.ArrayNewFixed or Op.ArrayNewData or Op.ArrayNewElem:
                TranslateArrayNew(op, type, index2);
                break;
            case Op.ArrayLen:
                Push(LengthOfArray(Pop()));
                break;
            case Op.ArraySet:
                FieldAccess element = _environment.Fields(type)[0];
                Value value = Pop();
                Value index = Pop();
                Value array = Pop();
                Store(in element, AddressOfElement(array, index, element.Width), array, value, ArrayElements);
                break;
            case Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU:
                element = _environment.Fields(type)[0];
                index = Pop();
                array = Pop();
                Push(Load(in element, AddressOfElement(array, index, element.Width), array, ArrayElements, isSigned: op == Op.ArrayGetS));
                break;
            default:
                TranslateArrayRange(op, type, index2);
                break;
        }
    }

    private Value LengthOfArray(Value array)
    {
        TrapCode trap = CheckNull(array, TrapCode.NullArrayReference);
        var access = new MemoryAccess(MemoryRegion.ObjectHeaders, (byte)trap, invariant: true);
        return Load(Op.I32Load, IrType.I32, HeapBase(), ObjectLayout.LengthOffset, access, array);
    }

    /// <summary>
    /// The base for an access to an element whose index is the array itself: as an operand of the access, the array lives until
    /// then, whatever becomes of the address.
    /// </summary>
    private Value AddressOfElement(Value array, Value index, int width)
    {
        Value length = Extend(LengthOfArray(array));
        Emit(IrOp.BoundsCheck, IrType.None, index, length, imm: 1, flags: (byte)TrapCode.OutOfBoundsArrayAccess);
        Value scaled = Extend(index);
        if (width > 1)
        {
            scaled = Emit(Op.I64Shl, IrType.I64, scaled, Constant((long)BitOperations.Log2((uint)width)));
        }

        return Emit(Op.I64Add, IrType.I64, HeapBase(), scaled);
    }

    private void TranslateArrayNew(Op op, int type, int index2)
    {
        int id = _module.Types[type].Id;
        if (op == Op.ArrayNewFixed)
        {
            TranslateArrayNewFixed(type, index2);
            return;
        }

        Value length = Pop();
        Value first = op == Op.ArrayNewDefault ? default : Pop();
        ChargeBulk(length);
        if (op is Op.ArrayNewData or Op.ArrayNewElem)
        {
            HelperId helper = op == Op.ArrayNewData ? HelperId.ArrayNewData : HelperId.ArrayNewElem;
            Push(CallHelper(helper, [_instance, Both(id, index2), first, length]));
            return;
        }

        Value made = CallHelper(HelperId.ArrayNew, [_instance, Constant(id), length]);
        if (op == Op.ArrayNew && !IsZero(first))
        {
            FillArray(type, made, Constant(0), first, length);
        }

        Push(made);
    }

    private void TranslateArrayNewFixed(int type, int count)
    {
        if (_options.Fuel && count >= 64)
        {
            Emit(IrOp.ChargeFuel, IrType.None, imm: count / 64, flags: (byte)TrapCode.AllFuelConsumed);
        }

        Value made = CallHelper(HelperId.ArrayNew, [_instance, Constant(_module.Types[type].Id), Constant(count)]);
        FieldAccess element = _environment.Fields(type)[0];
        _height -= count;
        for (int i = 0; i < count; i++)
        {
            Value value = _stack[_height + i];
            if (!IsZero(value))
            {
                Store(element with { Offset = element.Offset + (i * element.Width) }, HeapBase(), made, value, ArrayElements);
            }
        }

        Push(made);
    }

    /// <summary>Fills a part of an array, not null; the helper checks the bounds.</summary>
    private void FillArray(int type, Value array, Value start, Value value, Value count)
    {
        FieldAccess element = _environment.Fields(type)[0] with { Offset = 0 };
        Value place = Emit(IrOp.FrameAddress, IrType.I64, imm: 16);
        Store(in element, place, default, value, new MemoryAccess(MemoryRegion.Frame));
        CallHelper(HelperId.ArrayFill, [_instance, array, start, place, count]);
    }

    /// <summary>array.fill, array.copy, array.init_data, array.init_elem: fuel, null, then the helper checks bounds.</summary>
    private void TranslateArrayRange(Op op, int type, int segment)
    {
        Value count = Pop();
        Value source = Pop();
        Value sourceArray = op == Op.ArrayCopy ? Pop() : default;
        Value start = Pop();
        Value array = Pop();
        ChargeBulk(count);
        TrapIfNot(array, TrapCode.NullArrayReference);
        switch (op)
        {
            case Op.ArrayFill:
                FillArray(type, array, start, source, count);
                break;
            case Op.ArrayCopy:
                TrapIfNot(sourceArray, TrapCode.NullArrayReference);
                CallHelper(HelperId.ArrayCopy, [array, start, sourceArray, source, count]);
                break;
            default:
                Value high = Emit(Op.I64Shl, IrType.I64, Extend(source), Constant(32L));
                Value starts = Emit(Op.I64Or, IrType.I64, Extend(start), high);
                HelperId helper = op == Op.ArrayInitData ? HelperId.ArrayInitData : HelperId.ArrayInitElem;
                CallHelper(helper, [_instance, array, Constant(segment), starts, count]);
                break;
        }
    }
}
