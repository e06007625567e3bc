using System.Runtime.Intrinsics;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// Structs, arrays, i31 and casts (specification, 4.6.9): the instructions behind the prefix 0xFB.
internal sealed partial class Machine
{
    private TrapCode ExecuteAggregate(ref readonly Instr i)
    {
        switch (Codes.OpOf(i.Code))
        {
            case Op.StructNew or Op.StructNewDefault:
                return NewStruct(in i);
            case Op.StructGet or Op.StructGetS or Op.StructGetU:
                return GetField(in i);
            case Op.StructSet:
                return SetField(in i);
            case Op.ArrayNew or Op.ArrayNewDefault or Op.ArrayNewFixed or Op.ArrayNewData or Op.ArrayNewElem:
                return NewArray(in i);
            case Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU:
                return GetElement(in i);
            case Op.ArraySet:
                return SetElement(in i);
            case Op.ArrayLen:
                if (_references[_base + i.A] is not ArrayObject array)
                {
                    return TrapCode.NullArrayReference;
                }

                _numbers[_base + i.C] = (uint)array.Length;
                return TrapCode.None;
            case Op.ArrayFill or Op.ArrayCopy or Op.ArrayInitData or Op.ArrayInitElem:
                return ExecuteArrayRange(in i);
            case Op.RefTest or Op.RefTestNull:
                _numbers[_base + i.C] = ReferenceTests.Matches(_instance.Types, _references[_base + i.A], i.Y, i.B != 0) ? 1UL : 0UL;
                return TrapCode.None;
            case Op.RefCast or Op.RefCastNull:
                return ReferenceTests.Matches(_instance.Types, _references[_base + i.A], i.Y, i.B != 0) ? TrapCode.None : TrapCode.CastFailure;
            case Op.RefI31:
                _references[_base + i.C] = I31Reference.Create((int)_numbers[_base + i.A]);
                return TrapCode.None;
            case Op.I31GetS or Op.I31GetU:
                if (_references[_base + i.A] is not I31Reference i31)
                {
                    return TrapCode.NullI31Reference;
                }

                _numbers[_base + i.C] = (uint)(Codes.OpOf(i.Code) == Op.I31GetS ? i31.SignedValue : i31.Value);
                return TrapCode.None;
            default:
                throw new InvalidOperationException($"{Codes.OpOf(i.Code)} has no semantics");
        }
    }

    // struct.new, struct.new_default: X is the type, the fields' values stand from A on.
    private TrapCode NewStruct(ref readonly Instr i)
    {
        StructShape shape = _instance.StructShapeOf(i.X);
        if (shape.Heap.TryCreateStruct(shape) is not { } created)
        {
            return HeapExhausted;
        }

        if (Codes.OpOf(i.Code) == Op.StructNew)
        {
            ReadOnlySpan<FieldSlot> fields = shape.Fields.Slots;
            for (int k = 0; k < fields.Length; k++)
            {
                SetField(created, fields[k], _base + i.A + k);
            }
        }

        _references[_base + i.C] = created;
        return TrapCode.None;
    }

    // struct.get, struct.get_s, struct.get_u: X is the field's slot, Y how it is kept.
    private TrapCode GetField(ref readonly Instr i)
    {
        if (_references[_base + i.A] is not StructObject target)
        {
            return TrapCode.NullStructureReference;
        }

        switch ((StorageKind)i.Y)
        {
            case StorageKind.Reference:
                _references[_base + i.C] = target.Reference(i.X);
                break;
            case StorageKind.Vector:
                _vectors[_base + i.C] = target.GetVector(i.X);
                break;
            default:
                ulong value = target.Number(i.X);
                _numbers[_base + i.C] = Codes.OpOf(i.Code) == Op.StructGetS ? SignExtend((StorageKind)i.Y, value) : value;
                break;
        }

        return TrapCode.None;
    }

    private TrapCode SetField(ref readonly Instr i)
    {
        if (_references[_base + i.A] is not StructObject target)
        {
            return TrapCode.NullStructureReference;
        }

        SetField(target, new FieldSlot((StorageKind)i.Y, i.X), _base + i.B);
        return TrapCode.None;
    }

    private void SetField(StructObject target, FieldSlot field, int slot)
    {
        switch (field.Kind)
        {
            case StorageKind.Reference:
                target.Reference(field.Slot) = _references[slot];
                break;
            case StorageKind.Vector:
                target.SetVector(field.Slot, _vectors[slot]);
                break;
            default:
                target.Number(field.Slot) = StructObject.Pack(field.Kind, _numbers[slot]);
                break;
        }
    }

    /// <summary><c>unpackfield</c> with sign (specification, 4.2.14), of an i32.</summary>
    private static ulong SignExtend(StorageKind kind, ulong value) =>
        kind == StorageKind.Bits8 ? (uint)(sbyte)value : (uint)(short)value;

    // array.new, array.new_default, array.new_fixed, array.new_data, array.new_elem: X is the type.
    private TrapCode NewArray(ref readonly Instr i)
    {
        Op op = Codes.OpOf(i.Code);
        int slot = _base + i.A;
        ArrayShape shape = _instance.ArrayShapeOf(i.X);
        uint length = (uint)(op switch
        {
            Op.ArrayNewFixed => (ulong)i.Y,
            Op.ArrayNewDefault => _numbers[slot],
            _ => _numbers[slot + 1],
        });
        if (ChargeBulk(length) is var trap and not TrapCode.None)
        {
            return trap;
        }

        uint start = (uint)_numbers[slot];
        if (op == Op.ArrayNewData && !Fits(start, length * (ulong)shape.Width, _instance.DataAt(i.Y).Length))
        {
            return TrapCode.OutOfBoundsMemoryAccess;
        }

        if (op == Op.ArrayNewElem && !Fits(start, length, _instance.ElementsAt(i.Y).Length))
        {
            return TrapCode.OutOfBoundsTableAccess;
        }

        if (!ArrayObject.CanHave(shape, length))
        {
            return TrapCode.AllocationSize;
        }

        if (shape.Heap.TryCreateArray(shape, length) is not { } array)
        {
            return HeapExhausted;
        }

        switch (op)
        {
            case Op.ArrayNew:
                Fill(array, 0, (int)length, slot);
                break;
            case Op.ArrayNewFixed:
                for (int k = 0; k < array.Length; k++)
                {
                    Fill(array, k, 1, slot + k);
                }

                break;
            case Op.ArrayNewData:
                array.SetBytes(0, _instance.DataAt(i.Y).Slice((int)start, (int)length * shape.Width));
                break;
            case Op.ArrayNewElem:
                _instance.ElementsAt(i.Y).Slice((int)start, (int)length).CopyTo(((ArrayObject<object?>)array).Elements);
                break;
        }

        _references[_base + i.C] = array;
        return TrapCode.None;
    }

    /// <summary>Sets elements to the value in a slot.</summary>
    private void Fill(ArrayObject array, int start, int count, int slot)
    {
        switch (array)
        {
            case ArrayObject<object?> references:
                references.Elements.AsSpan(start, count).Fill(_references[slot]);
                break;
            case ArrayObject<Vector128<byte>> vectors:
                vectors.Elements.AsSpan(start, count).Fill(_vectors[slot]);
                break;
            default:
                array.FillNumbers(start, count, _numbers[slot]);
                break;
        }
    }

    // array.get, array.get_s, array.get_u: Y is how elements are kept.
    private TrapCode GetElement(ref readonly Instr i)
    {
        if (_references[_base + i.A] is not ArrayObject array)
        {
            return TrapCode.NullArrayReference;
        }

        uint index = (uint)_numbers[_base + i.B];
        if (index >= (uint)array.Length)
        {
            return TrapCode.OutOfBoundsArrayAccess;
        }

        switch ((StorageKind)i.Y)
        {
            case StorageKind.Reference:
                _references[_base + i.C] = ((ArrayObject<object?>)array).Elements[index];
                break;
            case StorageKind.Vector:
                _vectors[_base + i.C] = ((ArrayObject<Vector128<byte>>)array).Elements[index];
                break;
            default:
                ulong value = array.GetNumber((int)index);
                _numbers[_base + i.C] = Codes.OpOf(i.Code) == Op.ArrayGetS ? SignExtend((StorageKind)i.Y, value) : value;
                break;
        }

        return TrapCode.None;
    }

    private TrapCode SetElement(ref readonly Instr i)
    {
        if (_references[_base + i.A] is not ArrayObject array)
        {
            return TrapCode.NullArrayReference;
        }

        uint index = (uint)_numbers[_base + i.B];
        if (index >= (uint)array.Length)
        {
            return TrapCode.OutOfBoundsArrayAccess;
        }

        Fill(array, (int)index, 1, _base + i.C);
        return TrapCode.None;
    }

    /// <summary>array.fill, array.copy, array.init_data, array.init_elem: operands from A on; all checks first.</summary>
    private TrapCode ExecuteArrayRange(ref readonly Instr i)
    {
        Op op = Codes.OpOf(i.Code);
        int slot = _base + i.A;
        uint start = (uint)_numbers[slot + 1];
        uint source = (uint)_numbers[slot + (op == Op.ArrayCopy ? 3 : 2)];
        uint n = (uint)_numbers[slot + (op == Op.ArrayCopy ? 4 : 3)];
        if (ChargeBulk(n) is var trap and not TrapCode.None)
        {
            return trap;
        }

        if (_references[slot] is not ArrayObject array || (op == Op.ArrayCopy && _references[slot + 2] is null))
        {
            return TrapCode.NullArrayReference;
        }

        if (!Fits(start, n, array.Length))
        {
            return TrapCode.OutOfBoundsArrayAccess;
        }

        switch (op)
        {
            case Op.ArrayFill:
                Fill(array, (int)start, (int)n, slot + 2);
                return TrapCode.None;
            case Op.ArrayCopy:
                var from = (ArrayObject)_references[slot + 2]!;
                if (!Fits(source, n, from.Length))
                {
                    return TrapCode.OutOfBoundsArrayAccess;
                }

                array.CopyFrom(from, (int)source, (int)start, (int)n);
                return TrapCode.None;
            case Op.ArrayInitData:
                ReadOnlySpan<byte> data = _instance.DataAt(i.Y);
                int width = array.Storage.ByteWidth;
                if (!Fits(source, n * (ulong)width, data.Length))
                {
                    return TrapCode.OutOfBoundsMemoryAccess;
                }

                array.SetBytes((int)start, data.Slice((int)source, (int)n * width));
                return TrapCode.None;
            default:
                ReadOnlySpan<object?> elements = _instance.ElementsAt(i.Y);
                if (!Fits(source, n, elements.Length))
                {
                    return TrapCode.OutOfBoundsTableAccess;
                }

                elements.Slice((int)source, (int)n).CopyTo(((ArrayObject<object?>)array).Elements.AsSpan((int)start));
                return TrapCode.None;
        }
    }
}
