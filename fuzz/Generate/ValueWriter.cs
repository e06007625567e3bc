using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// Writes code that pushes a value and is a constant expression: the smallest there is, for code that has to end, or
/// one that the bytes choose, for initial values of globals, tables and segments.
/// </summary>
internal sealed class ValueWriter(ModuleBuilder module)
{
    /// <summary>Length of arrays that are made without further thought: indices are mostly below it.</summary>
    public const int UsualLength = 4;

    private const int MaximumDepth = 4;
    private const int MaximumNodes = 40;

    private readonly ByteSource _source = module.Case.Source;
    private readonly TypeSpace _types = module.Types;
    private readonly Swarm _swarm = module.Case.Swarm;
    private int _depth;
    private int _nodes;

    /// <summary>Pushes a number or vector.</summary>
    public static void Number(InstructionWriter code, ValType type, ulong low, ulong high = 0)
    {
        switch (type.Code)
        {
            case 0x7F:
                code.Write(Op.I32Const);
                code.WriteS32((int)low);
                break;
            case 0x7E:
                code.Write(Op.I64Const);
                code.WriteS64((long)low);
                break;
            case 0x7D:
                code.Write(Op.F32Const);
                code.WriteF32((uint)low);
                break;
            case 0x7C:
                code.Write(Op.F64Const);
                code.WriteF64(low);
                break;
            default:
                code.Write(Op.V128Const);
                code.WriteV128(low, high);
                break;
        }
    }

    /// <summary>Pushes the null of a heap type.</summary>
    public static void Null(InstructionWriter code, HeapType heap)
    {
        code.Write(Op.RefNull);
        code.WriteHeapType(heap);
    }

    /// <summary>Pushes the smallest value of a type: zero, null, or an object of the fewest parts. Decides nothing.</summary>
    public void Smallest(InstructionWriter code, ValType type)
    {
        if (!type.IsReference)
        {
            Number(code, type, 0);
        }
        else if (type.IsNullable)
        {
            Null(code, type.HeapType);
        }
        else
        {
            SmallestObject(code, type.HeapType);
        }
    }

    /// <summary>Pushes a value of a type that is not null; one of the fewest parts.</summary>
    public void SmallestObject(InstructionWriter code, HeapType heap)
    {
        if (heap.IsConcrete)
        {
            Concrete(code, heap.Index);
        }
        else if (heap == HeapType.Func)
        {
            Function(code, module.AnyFunction());
        }
        else if (heap == HeapType.Struct || heap == HeapType.Array)
        {
            Concrete(code, _types.SmallestOf(heap));
        }
        else if (heap == HeapType.Exn)
        {
            // No constant is an exception; bodies catch theirs and do not come here.
            code.Write(Op.Unreachable);
        }
        else
        {
            Number(code, ValType.I32, 0);
            code.Write(Op.RefI31);
            if (heap == HeapType.Extern)
            {
                code.Write(Op.ExternConvertAny);
            }
        }
    }

    /// <summary>Pushes a value that the bytes choose.</summary>
    public void Constant(InstructionWriter code, ValType type)
    {
        _nodes = _depth == 0 ? 0 : _nodes + 1;
        if (_depth >= MaximumDepth || _nodes > MaximumNodes || _source.IsExhausted)
        {
            Smallest(code, type);
            return;
        }

        _depth++;
        if (_source.Chance(40) && TryGlobal(code, type))
        {
            // A global's value.
        }
        else if (!type.IsReference)
        {
            ConstantNumber(code, type);
        }
        else if (type.IsNullable && _source.Chance(50))
        {
            Null(code, type.HeapType);
        }
        else
        {
            ConstantObject(code, type);
        }

        _depth--;
    }

    private bool TryGlobal(InstructionWriter code, ValType type)
    {
        int count = module.VisibleGlobals;
        int start = _source.Below(count);
        for (int i = 0; i < count; i++)
        {
            int index = (start + i) % count;
            GlobalItem global = module.Globals[index];
            if (!global.Type.Mutable && _types.IsSubtype(global.Type.Value, type))
            {
                code.Write(Op.GlobalGet, (uint)index);
                return true;
            }
        }

        return false;
    }

    private void ConstantNumber(InstructionWriter code, ValType type)
    {
        if (_swarm.Has(Feature.ExtendedConst) && (type == ValType.I32 || type == ValType.I64) && _source.Chance(80))
        {
            Constant(code, type);
            Constant(code, type);
            Operator[] operators = type == ValType.I32 ? Operator.Constant32 : Operator.Constant64;
            code.Write(operators[_source.Below(operators.Length)].Op);
            return;
        }

        (ulong low, ulong high) = EdgeValues.Pick(_source, type);
        Number(code, type, low, high);
    }

    private void ConstantObject(InstructionWriter code, ValType type)
    {
        HeapType heap = type.HeapType;
        if (!_swarm.Has(Feature.Gc))
        {
            if (type.IsNullable && heap != HeapType.Func && !heap.IsConcrete)
            {
                Null(code, heap);
            }
            else
            {
                SmallestObject(code, heap);
            }

            return;
        }

        if (heap == HeapType.Extern)
        {
            Constant(code, ValType.Ref(HeapType.Any, type.IsNullable));
            code.Write(Op.ExternConvertAny);
        }
        else if (heap == HeapType.Any && _source.Chance(50))
        {
            Constant(code, ValType.Ref(HeapType.Extern, type.IsNullable));
            code.Write(Op.AnyConvertExtern);
        }
        else if (module.PickObjectType(heap) is var index and >= 0)
        {
            ConstantAggregate(code, index);
        }
        else if (heap == HeapType.I31 || heap == HeapType.Eq || heap == HeapType.Any)
        {
            Constant(code, ValType.I32);
            code.Write(Op.RefI31);
        }
        else if (type.IsNullable && !heap.IsConcrete && heap != HeapType.Func)
        {
            Null(code, heap);
        }
        else
        {
            SmallestObject(code, heap);
        }
    }

    private void ConstantAggregate(InstructionWriter code, int index)
    {
        bool useDefault = _types.IsDefaultable(index) && _source.Chance(90);
        if (_types.Types[index].Composite is StructType type)
        {
            if (!useDefault)
            {
                foreach (FieldType field in type.Fields)
                {
                    Constant(code, field.Storage.Unpacked);
                }
            }

            code.Write(useDefault ? Op.StructNewDefault : Op.StructNew, (uint)index);
            return;
        }

        ValType element = _types.Element(index).Storage.Unpacked;
        int length = _source.Between(UsualLength, UsualLength + 4);
        if (useDefault)
        {
            Number(code, ValType.I32, (ulong)length);
            code.Write(Op.ArrayNewDefault, (uint)index);
        }
        else if (_source.Chance(128))
        {
            Constant(code, element);
            Number(code, ValType.I32, (ulong)length);
            code.Write(Op.ArrayNew, (uint)index);
        }
        else
        {
            for (int i = 0; i < length; i++)
            {
                Constant(code, element);
            }

            code.Write(Op.ArrayNewFixed, (uint)index, (uint)length);
        }
    }

    private void Concrete(InstructionWriter code, int index)
    {
        switch (_types.Types[index].Composite)
        {
            case FunctionType:
                Function(code, module.FunctionOfType(index));
                break;
            case StructType type when !_types.IsDefaultable(index):
                foreach (FieldType field in type.Fields)
                {
                    Smallest(code, field.Storage.Unpacked);
                }

                code.Write(Op.StructNew, (uint)index);
                break;
            case StructType:
                code.Write(Op.StructNewDefault, (uint)index);
                break;
            default:
                bool isDefault = _types.IsDefaultable(index);
                if (!isDefault)
                {
                    Smallest(code, _types.Element(index).Storage.Unpacked);
                }

                Number(code, ValType.I32, UsualLength);
                code.Write(isDefault ? Op.ArrayNewDefault : Op.ArrayNew, (uint)index);
                break;
        }
    }

    private void Function(InstructionWriter code, int index)
    {
        module.Functions[index].IsReferenced = true;
        code.Write(Op.RefFunc, (uint)index);
    }
}
