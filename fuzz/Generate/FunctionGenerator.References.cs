using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

internal sealed partial class FunctionGenerator
{
    // Pushes a reference. One that may be null mostly is none.
    private void Reference(ValType type)
    {
        bool isMade = _source.Weighted([30, 34, 8, 6, 8, 12, 10, 5, 14, 8, 8, 5]) switch
        {
            0 => TryGet(type),
            1 => TryNew(type),
            2 => TryGetGlobal(type),
            3 => TryTableGet(type),
            4 => TryNull(type),
            5 => TryRead(type),
            6 => TryCast(type),
            7 => Select(type),
            8 => Control(type),
            9 => TryCall(type),
            10 => TryNonNull(type),
            _ => TryTee(type),
        };
        if (!isMade && !TryNew(type))
        {
            Leaf(type);
        }
    }

    // Pushes a reference to an object of a heap type, which may be null only if chance wants a failure.
    private void Object(HeapType heap) => Expression(ValType.Ref(heap, Fails() || !_types.IsCheap(heap) || !_swarm.Has(Feature.FunctionReferences)));

    private bool TryNull(ValType type)
    {
        if (!type.IsNullable || !_source.Chance(150))
        {
            return false;
        }

        // The null of any subtype is one.
        HeapType heap = type.HeapType;
        if (_swarm.Has(Feature.Gc) && _source.Chance(80))
        {
            HeapType top = _types.TopOf(heap);
            heap = top == HeapType.Any ? HeapType.None : top == HeapType.Func ? HeapType.NoFunc : top == HeapType.Extern ? HeapType.NoExtern : heap;
        }

        ValueWriter.Null(_code, heap);
        return true;
    }

    // Makes an object, or takes the reference to a function.
    private bool TryNew(ValType type)
    {
        HeapType heap = type.HeapType;
        HeapType top = _types.TopOf(heap);
        if (top == HeapType.Func)
        {
            return TryFunction(heap);
        }

        if (top == HeapType.Exn)
        {
            return heap == HeapType.Exn && TryCaught();
        }

        if (!_swarm.Has(Feature.Gc))
        {
            return false;
        }

        if (heap == HeapType.Extern)
        {
            Expression(ValType.Ref(HeapType.Any, type.IsNullable));
            _code.Write(Op.ExternConvertAny);
            return true;
        }

        if (heap == HeapType.Any && _source.Chance(50))
        {
            Expression(ValType.Ref(HeapType.Extern, type.IsNullable));
            _code.Write(Op.AnyConvertExtern);
            return true;
        }

        if (_module.PickObjectType(heap) is var index and >= 0)
        {
            NewObject(index);
            return true;
        }

        if (heap == HeapType.I31 || heap == HeapType.Eq || heap == HeapType.Any)
        {
            Expression(ValType.I32);
            _code.Write(Op.RefI31);
            return true;
        }

        return false;
    }

    private bool TryFunction(HeapType heap)
    {
        if (heap == HeapType.NoFunc || !_picker.HasReferences)
        {
            return false;
        }

        int function = heap.IsConcrete ? _module.FunctionOfType(heap.Index) : _module.AnyFunction();
        _module.Functions[function].IsReferenced = true;
        _code.Write(Op.RefFunc, (uint)function);
        return true;
    }

    // Leaves a value of a subtype on the stack as one of a supertype, so that nobody can tell what it was.
    private void Hide(ValType sub, ValType super)
    {
        int local = _source.Chance(128) ? FindExact(super) : -1;
        if (local >= 0)
        {
            Expression(sub);
            Set(local);
            _code.Write(Op.LocalGet, (uint)local);
            return;
        }

        BeginBlock(Op.Block, [], [super]);
        Expression(sub);
        EndBlock();
    }

    // A free local of exactly a type.
    private int FindExact(ValType type)
    {
        for (int i = 0; i < _locals.Count; i++)
        {
            if (_locals[i].Role == Role.Free && _locals[i].Type == type)
            {
                return i;
            }
        }

        return -1;
    }

    // A type above a heap type from which it can be cast: the top, or a declared supertype.
    private HeapType Above(HeapType heap)
    {
        if (heap.IsConcrete && _source.Chance(100) && !_types.Types[heap.Index].Supertypes.IsEmpty)
        {
            return HeapType.Concrete(_types.Types[heap.Index].Supertypes[0]);
        }

        HeapType top = _types.TopOf(heap);
        return top == HeapType.Any && heap != HeapType.Any && _source.Chance(100) ? HeapType.Eq : top;
    }

    private bool TryCast(ValType type)
    {
        if (!_swarm.Has(Feature.Gc) || _isSafe)
        {
            return false;
        }

        HeapType heap = type.HeapType;
        ValType above = ValType.Ref(Above(heap), nullable: true);
        if (Fails())
        {
            Expression(above);
        }
        else if (type.IsNullable || _types.IsCheap(heap))
        {
            Hide(type, above);
        }
        else
        {
            return false;
        }

        _code.Write(type.IsNullable ? Op.RefCastNull : Op.RefCast);
        _code.WriteHeapType(heap);
        return true;
    }

    // From a reference that could be null to one that cannot.
    private bool TryNonNull(ValType type)
    {
        if (type.IsNullable || _isSafe)
        {
            return false;
        }

        ValType nullable = ValType.Ref(type.HeapType, nullable: true);
        if (Fails() || !_types.IsCheap(type.HeapType))
        {
            Expression(nullable);
        }
        else
        {
            Hide(type, nullable);
        }

        _code.Write(Op.RefAsNonNull);
        return true;
    }

    // What references tell about themselves, as an i32.
    private bool TryInspect(ValType type)
    {
        if (type != ValType.I32 || !_picker.HasReferences)
        {
            return false;
        }

        bool hasObjects = _swarm.Has(Feature.Gc);
        switch (_source.Below(hasObjects ? 6 : 1))
        {
            case 1:
                Object(HeapType.I31);
                _code.Write(_source.Chance(128) ? Op.I31GetS : Op.I31GetU);
                return true;
            case 2:
                Expression(ValType.EqRef);
                Expression(ValType.EqRef);
                _code.Write(Op.RefEq);
                return true;
            case 3 or 4:
                ValType tested = _picker.Reference();
                Expression(ValType.Ref(Above(tested.HeapType), nullable: true));
                _code.Write(_source.Chance(128) ? Op.RefTest : Op.RefTestNull);
                _code.WriteHeapType(tested.HeapType);
                return true;
            case 5 when !_isSafe:
                Object(HeapType.Array);
                _code.Write(Op.ArrayLen);
                return true;
            default:
                Expression(_picker.Reference());
                _code.Write(Op.RefIsNull);
                return true;
        }
    }

    // A block of a reference type that is left by one of the branches that look at a reference.
    private bool TryReferenceBlock(ValType type)
    {
        if (!_swarm.Has(Feature.FunctionReferences))
        {
            return false;
        }

        HeapType heap = type.HeapType;
        ValType nullable = ValType.Ref(heap, nullable: true);
        switch (_source.Below(_swarm.Has(Feature.Gc) ? 5 : 2))
        {
            case 0:
                BeginBlock(Op.Block, [], [type]);
                Expression(nullable);
                _code.Write(Op.BrOnNonNull, 0);
                Statement();
                Expression(type);
                EndBlock();
                return true;
            case 1:
                BeginBlock(Op.Block, [], [type]);
                BeginBlock(Op.Block, [], []);
                Expression(nullable);
                _code.Write(Op.BrOnNull, 0);
                _code.Write(Op.Br, 1);
                EndBlock();
                Expression(type);
                EndBlock();
                return true;
            case 2 or 3:
                ValType above = ValType.Ref(Above(heap), nullable: true);
                BeginBlock(Op.Block, [], [type]);
                Expression(above);
                WriteCastBranch(Op.BrOnCast, 0, above, type);
                ConsumeRest(above, type);
                Expression(type);
                EndBlock();
                return true;
            default:
                // What fails the cast leaves with the block's type, what does not falls out of it.
                ValType below = Below(type);
                BeginBlock(Op.Block, [], [type]);
                Expression(type);
                WriteCastBranch(Op.BrOnCastFail, 0, type, below);
                EndBlock();
                return true;
        }
    }

    // Pops what a cast that failed has left.
    private void ConsumeRest(ValType source, ValType target) => Consume(target.IsNullable ? source.AsNonNull() : source);

    // A type that matches another and is not the bottom.
    private ValType Below(ValType type)
    {
        bool isNullable = type.IsNullable && _source.Chance(80);
        int index = _module.PickObjectType(type.HeapType);
        return ValType.Ref(index >= 0 ? HeapType.Concrete(index) : type.HeapType, isNullable);
    }

    private void WriteCastBranch(Op op, uint depth, ValType source, ValType target)
    {
        _code.Write(op);
        _code.WriteByte((byte)((source.IsNullable ? 1 : 0) | (target.IsNullable ? 2 : 0)));
        _code.WriteU32(depth);
        _code.WriteHeapType(source.HeapType);
        _code.WriteHeapType(target.HeapType);
    }
}
