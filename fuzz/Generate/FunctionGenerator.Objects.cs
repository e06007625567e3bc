using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    private const int UsualLength = ValueWriter.UsualLength;

    // Makes a struct or array.
    private void NewObject(int index)
    {
        bool useDefault = _types.IsDefaultable(index) && _source.Chance(80);
        if (_types.Types[index].Composite is StructType type)
        {
            if (!useDefault)
            {
                foreach (FieldType field in type.Fields)
                {
                    Expression(field.Storage.Unpacked);
                }
            }

            _code.Write(useDefault ? Op.StructNewDefault : Op.StructNew, (uint)index);
            return;
        }

        StorageType element = _types.Element(index).Storage;
        if (_source.Chance(90) && (element.Unpacked.IsReference ? TryArrayOfElements(index, element.Unpacked) : TryArrayOfData(index, element)))
        {
            return;
        }

        if (useDefault)
        {
            Length();
            _code.Write(Op.ArrayNewDefault, (uint)index);
        }
        else if (_source.Chance(128))
        {
            Expression(element.Unpacked);
            Length();
            _code.Write(Op.ArrayNew, (uint)index);
        }
        else
        {
            int count = Fails() ? _source.Below(3) : _source.Between(UsualLength, UsualLength + 3);
            for (int i = 0; i < count; i++)
            {
                Expression(element.Unpacked);
            }

            _code.Write(Op.ArrayNewFixed, (uint)index, (uint)count);
        }
    }

    // Pushes the length of a new array.
    private void Length()
    {
        if (Fails())
        {
            // Not more than a store can hold.
            Expression(ValType.I32);
            I32(0x3FF);
            _code.Write(Op.I32And);
        }
        else
        {
            I32(_source.Between(UsualLength, _source.Chance(30) ? 100 : 12));
        }
    }

    private bool TryArrayOfData(int index, StorageType element)
    {
        int width = element.ByteWidth;
        int segment = PickData(isPassive: !Fails());
        if (segment < 0 || _isSafe)
        {
            return false;
        }

        int count = Fails() ? _source.Below(40) : UsualLength;
        if (!Fails() && count * width > _module.Data[segment].Length)
        {
            return false;
        }

        int room = Math.Max(0, _module.Data[segment].Length - (count * width));
        I32(_source.Below(room + 1));
        I32(count);
        _code.Write(Op.ArrayNewData, (uint)index, (uint)segment);
        return true;
    }

    private bool TryArrayOfElements(int index, ValType element)
    {
        int segment = PickElements(element);
        if (segment < 0 || _isSafe)
        {
            return false;
        }

        int count = Fails() ? _source.Below(40) : UsualLength;
        I32(_source.Below(Math.Max(0, _module.Elements[segment].Count - count) + 1));
        I32(count);
        _code.Write(Op.ArrayNewElem, (uint)index, (uint)segment);
        return true;
    }

    // A passive segment of elements that match a type; another one if chance wants a failure. -1 if there is none.
    private int PickElements(ValType type)
    {
        bool any = Fails();
        int count = _module.Elements.Count;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            ElementItem segment = _module.Elements[index];
            if (_types.IsSubtype(segment.Type, type) && (any || (segment.Mode == SegmentMode.Passive && segment.Count >= UsualLength)))
            {
                return index;
            }
        }

        return -1;
    }

    // Pushes an index of an array of usual length.
    private void Index()
    {
        if (Fails())
        {
            Expression(ValType.I32);
        }
        else if (_source.Chance(128))
        {
            I32(_source.Below(UsualLength));
        }
        else
        {
            Expression(ValType.I32);
            I32(UsualLength - 1);
            _code.Write(Op.I32And);
        }
    }

    // Reads a field or element of a type.
    private bool TryRead(ValType type)
    {
        int count = _types.SharedCount;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            switch (_types.Types[index].Composite)
            {
                case ArrayType array when _types.IsSubtype(array.Element.Storage.Unpacked, type) && !_isSafe:
                    Object(HeapType.Concrete(index));
                    Index();
                    _code.Write(GetOf(array.Element, Op.ArrayGet, Op.ArrayGetS, Op.ArrayGetU), (uint)index);
                    return true;
                case StructType @struct when FindField(@struct, type) is var field and >= 0:
                    if (_isSafe && !_types.IsCheap(index))
                    {
                        return false;
                    }

                    Object(HeapType.Concrete(index));
                    _code.Write(GetOf(@struct.Fields[field], Op.StructGet, Op.StructGetS, Op.StructGetU), (uint)index, (uint)field);
                    return true;
            }
        }

        return false;
    }

    private Op GetOf(FieldType field, Op plain, Op signed, Op unsigned) => !field.Storage.IsPacked ? plain : _source.Chance(128) ? signed : unsigned;

    private int FindField(StructType type, ValType wanted)
    {
        ImmutableArray<FieldType> fields = type.Fields;
        int start = _source.Below(fields.Length);
        for (int i = 0; i < fields.Length; i++)
        {
            int field = (start + i) % fields.Length;
            if (_types.IsSubtype(fields[field].Storage.Unpacked, wanted))
            {
                return field;
            }
        }

        return -1;
    }

    // Writes a field, an element, or a run of elements.
    private bool TryWrite()
    {
        if (_types.Structs.Count + _types.Arrays.Count == 0 || _isSafe || !_swarm.Has(Feature.Gc))
        {
            return false;
        }

        if (_types.Arrays.Count == 0 || (_types.Structs.Count > 0 && _source.Chance(110)))
        {
            return TryWriteField(_types.Structs[_source.Below(_types.Structs.Count)]);
        }

        int start = _source.Below(_types.Arrays.Count);
        for (int i = 0; i < _types.Arrays.Count; i++)
        {
            int index = _types.Arrays[(start + i) % _types.Arrays.Count];
            if (_types.Element(index).Mutable)
            {
                WriteElements(index, _types.Element(index).Storage);
                return true;
            }
        }

        return false;
    }

    private bool TryWriteField(int index)
    {
        ImmutableArray<FieldType> fields = _types.Struct(index).Fields;
        int start = _source.Below(fields.Length);
        for (int i = 0; i < fields.Length; i++)
        {
            int field = (start + i) % fields.Length;
            if (fields[field].Mutable)
            {
                Object(HeapType.Concrete(index));
                Expression(fields[field].Storage.Unpacked);
                _code.Write(Op.StructSet, (uint)index, (uint)field);
                return true;
            }
        }

        return false;
    }

    private void WriteElements(int index, StorageType element)
    {
        Object(HeapType.Concrete(index));
        switch (_source.Below(6))
        {
            case 0:
                RunStart();
                Expression(element.Unpacked);
                RunLength();
                _code.Write(Op.ArrayFill, (uint)index);
                return;
            case 1:
                int from = PickArray(element);
                RunStart();
                Object(HeapType.Concrete(from));
                RunStart();
                RunLength();
                _code.Write(Op.ArrayCopy, (uint)index, (uint)from);
                return;
            case 2 when element.Unpacked.IsReference && PickElements(element.Unpacked) is var segment and >= 0:
                RunStart();
                RunStart();
                RunLength();
                _code.Write(Op.ArrayInitElem, (uint)index, (uint)segment);
                return;
            case 3 when !element.Unpacked.IsReference && PickData(isPassive: !Fails()) is var data and >= 0:
                RunStart();
                RunStart();
                I32(_module.Data[data].Length > element.ByteWidth * UsualLength || Fails() ? _source.Below(3) : 0);
                _code.Write(Op.ArrayInitData, (uint)index, (uint)data);
                return;
            default:
                Index();
                Expression(element.Unpacked);
                _code.Write(Op.ArraySet, (uint)index);
                return;
        }
    }

    // An array type whose elements can be copied to ones stored in a way.
    private int PickArray(StorageType target)
    {
        int start = _source.Below(_types.Arrays.Count);
        for (int i = 0; i < _types.Arrays.Count; i++)
        {
            int index = _types.Arrays[(start + i) % _types.Arrays.Count];
            StorageType source = _types.Element(index).Storage;
            if (source.Packing == target.Packing && _types.IsSubtype(source.Unpacked, target.Unpacked))
            {
                return index;
            }
        }

        throw new InvalidOperationException("the target's own type is one");
    }

    // A run of at most two elements that begins in the first half of an array of usual length.
    private void RunStart()
    {
        if (Fails())
        {
            Expression(ValType.I32);
        }
        else
        {
            I32(_source.Below(UsualLength / 2));
        }
    }

    private void RunLength()
    {
        if (Fails())
        {
            Expression(ValType.I32);
        }
        else
        {
            I32(_source.Below((UsualLength / 2) + 1));
        }
    }
}
