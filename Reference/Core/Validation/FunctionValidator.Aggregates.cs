using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

// Struct and array instructions (specification, 3.4.12).
internal sealed partial class FunctionValidator
{
    // By type index: 0 unknown, 1 all fields defaultable, 2 not. A struct with 10,000 fields is looked at once.
    private byte[] _defaultable = [];

    private void CheckAggregate(Op op)
    {
        switch (op)
        {
            case Op.StructNew: CheckStructNew(); break;
            case Op.StructNewDefault: CheckStructNewDefault(); break;
            case Op.StructGet or Op.StructGetS or Op.StructGetU: CheckStructGet(op); break;
            case Op.StructSet: CheckStructSet(); break;
            case Op.ArrayNew: CheckArrayNew(); break;
            case Op.ArrayNewDefault: CheckArrayNewDefault(); break;
            case Op.ArrayNewFixed: CheckArrayNewFixed(); break;
            case Op.ArrayNewData or Op.ArrayNewElem: CheckArrayNewSegment(op); break;
            case Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU: CheckArrayGet(op); break;
            case Op.ArraySet or Op.ArrayFill: CheckArrayWrite(op); break;
            case Op.ArrayLen: Pop(ValType.ArrayRef); Push(ValType.I32); break;
            case Op.ArrayCopy: CheckArrayCopy(); break;
            case Op.ArrayInitData or Op.ArrayInitElem: CheckArrayInitSegment(op); break;
            default: throw new InvalidOperationException($"{op} has no validation");
        }
    }

    private StructType Struct(uint index) => _context.Type(index, _offset + _current.Start).Composite as StructType
        ?? throw Invalid(Messages.Unknown(Messages.NonStructureType, index));

    private FieldType Element(uint index) => _context.Type(index, _offset + _current.Start).Composite is ArrayType array
        ? array.Element
        : throw Invalid(Messages.Unknown(Messages.NonArrayType, index));

    private FieldType Field()
    {
        StructType type = Struct(_current.Index);
        return _current.Index2 < (uint)type.Fields.Length
            ? type.Fields[(int)_current.Index2]
            : throw Invalid(Messages.Unknown(Messages.UnknownField, _current.Index2));
    }

    /// <summary>The stack type of the elements of an array that is written to.</summary>
    private ValType MutableElement()
    {
        FieldType element = Element(_current.Index);
        return element.Mutable ? element.Storage.Unpacked : throw Invalid(Messages.ImmutableArray);
    }

    private void PushNew() => Push(ReferenceTo(_current.Index).AsNonNull());

    private void CheckStructNew()
    {
        ReadOnlySpan<FieldType> fields = Struct(_current.Index).Fields.AsSpan();
        int height = _height;
        for (int i = fields.Length - 1; i >= 0 && !(height == _base && _polymorphic); i--)
        {
            height--;
            if (height < _base || !_registry.IsSubtype(_stack[height], fields[i].Storage.Unpacked))
            {
                ThrowFieldMismatch(fields);
            }
        }

        _height = height;
        PushNew();
    }

    private void ThrowFieldMismatch(ReadOnlySpan<FieldType> fields)
    {
        var types = new ValType[fields.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = fields[i].Storage.Unpacked;
        }

        ThrowMismatch(types);
    }

    private void CheckStructNewDefault()
    {
        uint index = _current.Index;
        StructType type = Struct(index);
        if (_defaultable.Length == 0)
        {
            _defaultable = new byte[_context.TypeCount];
        }

        if (_defaultable[index] == 0)
        {
            _defaultable[index] = 1;
            foreach (FieldType field in type.Fields.AsSpan())
            {
                _defaultable[index] = field.Storage.Unpacked.IsDefaultable ? _defaultable[index] : (byte)2;
            }
        }

        if (_defaultable[index] != 1)
        {
            throw Invalid(Messages.FieldNotDefaultable);
        }

        PushNew();
    }

    private void CheckStructGet(Op op)
    {
        FieldType field = Field();
        if (field.Storage.IsPacked != (op != Op.StructGet))
        {
            throw Invalid(field.Storage.IsPacked ? "field is packed" : "field is unpacked");
        }

        Pop(ReferenceTo(_current.Index));
        Push(field.Storage.Unpacked);
    }

    private void CheckStructSet()
    {
        FieldType field = Field();
        if (!field.Mutable)
        {
            throw Invalid(Messages.ImmutableField);
        }

        Pop([ReferenceTo(_current.Index), field.Storage.Unpacked]);
    }

    private void CheckArrayNew()
    {
        Pop([Element(_current.Index).Storage.Unpacked, ValType.I32]);
        PushNew();
    }

    private void CheckArrayNewDefault()
    {
        if (!Element(_current.Index).Storage.Unpacked.IsDefaultable)
        {
            throw Invalid(Messages.ArrayNotDefaultable);
        }

        Pop(ValType.I32);
        PushNew();
    }

    private void CheckArrayNewFixed()
    {
        ValType element = Element(_current.Index).Storage.Unpacked;
        uint count = _current.Index2;
        if (count > ImplementationLimits.ArrayNewFixedOperands)
        {
            throw Invalid(Messages.LimitExceeded("operands of array.new_fixed", count, ImplementationLimits.ArrayNewFixedOperands));
        }

        // Operand by operand: the list that Pop takes would cost its length even where the stack is polymorphic.
        int height = _height;
        for (uint i = 0; i < count && !(height == _base && _polymorphic); i++)
        {
            height--;
            if (height < _base || !_registry.IsSubtype(_stack[height], element))
            {
                Span<ValType> types = Scratch((int)count);
                types.Fill(element);
                ThrowMismatch(types);
            }
        }

        _height = height;
        PushNew();
    }

    private void CheckArrayNewSegment(Op op)
    {
        CheckSegment(Element(_current.Index), op == Op.ArrayNewData);
        Pop([ValType.I32, ValType.I32]);
        PushNew();
    }

    private void CheckArrayInitSegment(Op op)
    {
        MutableElement();
        CheckSegment(Element(_current.Index), op == Op.ArrayInitData);
        Pop([ReferenceTo(_current.Index), ValType.I32, ValType.I32, ValType.I32]);
    }

    // What the segment named second gives fits into the array.
    private void CheckSegment(FieldType element, bool isData)
    {
        if (!isData)
        {
            CheckElementType(ElementSegment(_current.Index2), element.Storage.Unpacked);
            return;
        }

        CheckDataSegment(_current.Index2);
        if (element.Storage.Unpacked.IsReference)
        {
            throw Invalid(Messages.ArrayTypeNotNumericOrVector);
        }
    }

    private void CheckArrayGet(Op op)
    {
        FieldType element = Element(_current.Index);
        if (element.Storage.IsPacked != (op != Op.ArrayGet))
        {
            throw Invalid(element.Storage.IsPacked ? "array is packed" : "array is unpacked");
        }

        Pop([ReferenceTo(_current.Index), ValType.I32]);
        Push(element.Storage.Unpacked);
    }

    private void CheckArrayWrite(Op op)
    {
        ValType element = MutableElement();
        ReadOnlySpan<ValType> operands = [ReferenceTo(_current.Index), ValType.I32, element, ValType.I32];
        Pop(op == Op.ArraySet ? operands[..3] : operands);
    }

    private void CheckArrayCopy()
    {
        FieldType target = Element(_current.Index);
        FieldType source = Element(_current.Index2);
        if (!target.Mutable)
        {
            throw Invalid(Messages.ImmutableArray);
        }

        if (!TypeMatching.Matches(_registry, source.Storage, target.Storage))
        {
            throw Invalid(Messages.ArrayTypesDoNotMatch);
        }

        Pop([ReferenceTo(_current.Index), ValType.I32, ReferenceTo(_current.Index2), ValType.I32, ValType.I32]);
    }
}
