using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// The types of a module under construction. It begins with those that all modules of the case share, so that types
/// with one index are the same type everywhere; function types for blocks and functions are added as they are needed.
/// </summary>
internal sealed class TypeSpace
{
    // How many objects a value of a shared type consists of at least; a reference that cannot be null is only made to
    // types below this.
    private const int CheapObjects = 8;

    private readonly List<int> _plain = [];
    private readonly List<int> _sizes;

    private readonly bool _hasObjects;

    /// <summary>The types of no module yet.</summary>
    /// <param name="hasObjects">Whether there are structs, arrays and i31 numbers.</param>
    public TypeSpace(bool hasObjects)
    {
        _hasObjects = hasObjects;
        Types = [];
        Groups = [];
        Structs = [];
        Arrays = [];
        Functions = [];
        _sizes = [];
    }

    /// <summary>A module's, which begins with the case's.</summary>
    public TypeSpace(TypeSpace shared)
    {
        _hasObjects = shared._hasObjects;
        Types = [.. shared.Types];
        Groups = [.. shared.Groups];
        Structs = shared.Structs;
        Arrays = shared.Arrays;
        Functions = shared.Functions;
        _sizes = shared._sizes;
        SharedCount = Types.Count;
        foreach (int index in Functions)
        {
            if (Types[index].IsFinal && Types[index].Supertypes.IsEmpty && IsAlone(index))
            {
                _plain.Add(index);
            }
        }
    }

    /// <summary>All types.</summary>
    public List<SubType> Types { get; }

    /// <summary>Their recursion groups.</summary>
    public List<RecursionGroup> Groups { get; }

    /// <summary>Indices of the shared struct types.</summary>
    public List<int> Structs { get; }

    /// <summary>Indices of the shared array types.</summary>
    public List<int> Arrays { get; }

    /// <summary>Indices of the shared function types.</summary>
    public List<int> Functions { get; }

    /// <summary>How many types, from the first, all modules of the case have.</summary>
    public int SharedCount { get; }

    /// <summary>Adds a type that all modules of the case have.</summary>
    public void AddShared(SubType type)
    {
        int index = Types.Count;
        Types.Add(type);
        switch (type.Composite)
        {
            case StructType @struct:
                Structs.Add(index);
                int size = 1;
                foreach (FieldType field in @struct.Fields)
                {
                    size += SizeOf(field.Storage.Unpacked);
                }

                _sizes.Add(size);
                break;
            case ArrayType array:
                Arrays.Add(index);
                _sizes.Add(1 + SizeOf(array.Element.Storage.Unpacked));
                break;
            default:
                Functions.Add(index);
                _sizes.Add(1);
                break;
        }
    }

    /// <summary>Whether a value of a shared type consists of few objects at least.</summary>
    public bool IsCheap(int index) => index < _sizes.Count && _sizes[index] < CheapObjects;

    /// <summary>Whether references to a heap type may be ones that cannot be null.</summary>
    public bool IsCheap(HeapType heap) => heap.IsConcrete
        ? IsCheap(heap.Index)
        : heap == HeapType.Func
            || (_hasObjects && (heap == HeapType.Any || heap == HeapType.Eq || heap == HeapType.I31 || heap == HeapType.Extern))
            || ((heap == HeapType.Struct || heap == HeapType.Array) && SmallestOf(heap) >= 0);

    /// <summary>The first struct or array type whose values consist of few objects; -1 if there is none.</summary>
    public int SmallestOf(HeapType heap)
    {
        foreach (int index in heap == HeapType.Struct ? Structs : Arrays)
        {
            if (IsCheap(index))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Number of a type's proper supertypes.</summary>
    public int DepthOf(int index)
    {
        int depth = 0;
        while (!Types[index].Supertypes.IsEmpty)
        {
            index = Types[index].Supertypes[0];
            depth++;
        }

        return depth;
    }

    /// <summary>Whether all fields of a struct type, or the elements of an array type, have default values.</summary>
    public bool IsDefaultable(int index)
    {
        if (Types[index].Composite is ArrayType array)
        {
            return array.Element.Storage.Unpacked.IsDefaultable;
        }

        foreach (FieldType field in Struct(index).Fields)
        {
            if (!field.Storage.Unpacked.IsDefaultable)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A struct type.</summary>
    public StructType Struct(int index) => (StructType)Types[index].Composite;

    /// <summary>The field type of an array type.</summary>
    public FieldType Element(int index) => ((ArrayType)Types[index].Composite).Element;

    /// <summary>A function type.</summary>
    public FunctionType Function(int index) => (FunctionType)Types[index].Composite;

    /// <summary>The index of a final function type in a group of its own; added if there is none yet.</summary>
    public int FunctionIndex(ReadOnlySpan<ValType> parameters, ReadOnlySpan<ValType> results)
    {
        foreach (int index in _plain)
        {
            FunctionType type = Function(index);
            if (type.Parameters.AsSpan().SequenceEqual(parameters) && type.Results.AsSpan().SequenceEqual(results))
            {
                return index;
            }
        }

        int added = Types.Count;
        Groups.Add(new RecursionGroup(added, 1, false, 0));
        Types.Add(new SubType(true, [], new FunctionType([.. parameters], [.. results]), 0));
        _plain.Add(added);
        return added;
    }

    /// <summary>Whether one value type matches another, as far as declarations tell.</summary>
    public bool IsSubtype(ValType sub, ValType super)
    {
        if (sub == super)
        {
            return true;
        }

        return sub.IsReference && super.IsReference && (super.IsNullable || !sub.IsNullable) && IsSubtype(sub.HeapType, super.HeapType);
    }

    /// <summary>Whether one heap type matches another, as far as declarations tell.</summary>
    public bool IsSubtype(HeapType sub, HeapType super)
    {
        if (sub == super)
        {
            return true;
        }

        if (sub.IsConcrete)
        {
            return super.IsConcrete ? IsDeclaredSubtype(sub.Index, super.Index) : IsSubtype(KindOf(sub.Index), super);
        }

        if (super.IsConcrete)
        {
            return sub == (Types[super.Index].Composite is FunctionType ? HeapType.NoFunc : HeapType.None);
        }

        if (sub == HeapType.None)
        {
            return super == HeapType.I31 || super == HeapType.Struct || super == HeapType.Array || super == HeapType.Eq || super == HeapType.Any;
        }

        return (sub == HeapType.NoFunc && super == HeapType.Func)
            || (sub == HeapType.NoExtern && super == HeapType.Extern)
            || (sub == HeapType.NoExn && super == HeapType.Exn)
            || (sub == HeapType.Eq && super == HeapType.Any)
            || ((sub == HeapType.I31 || sub == HeapType.Struct || sub == HeapType.Array) && (super == HeapType.Eq || super == HeapType.Any));
    }

    /// <summary>Whether vectors of types match, one by one.</summary>
    public bool AreSubtypes(ReadOnlySpan<ValType> sub, ReadOnlySpan<ValType> super)
    {
        if (sub.Length != super.Length)
        {
            return false;
        }

        for (int i = 0; i < sub.Length; i++)
        {
            if (!IsSubtype(sub[i], super[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The abstract heap type of all types of the kind of a concrete one.</summary>
    public HeapType KindOf(int index) => Types[index].Composite switch
    {
        FunctionType => HeapType.Func,
        StructType => HeapType.Struct,
        _ => HeapType.Array,
    };

    /// <summary>The top of a heap type's hierarchy.</summary>
    public HeapType TopOf(HeapType type)
    {
        if (type.IsConcrete)
        {
            return Types[type.Index].Composite is FunctionType ? HeapType.Func : HeapType.Any;
        }

        return IsSubtype(type, HeapType.Any) ? HeapType.Any
            : IsSubtype(type, HeapType.Func) ? HeapType.Func
            : IsSubtype(type, HeapType.Extern) ? HeapType.Extern
            : HeapType.Exn;
    }

    private int SizeOf(ValType type) => type.IsDefaultable ? 0 : type.HeapType.IsConcrete ? _sizes[type.HeapType.Index] : 2;

    private bool IsDeclaredSubtype(int sub, int super)
    {
        while (sub > super)
        {
            ImmutableArray<int> supertypes = Types[sub].Supertypes;
            if (supertypes.IsEmpty)
            {
                return false;
            }

            sub = supertypes[0];
        }

        return sub == super;
    }

    private bool IsAlone(int index)
    {
        foreach (RecursionGroup group in Groups)
        {
            if (group.Start == index)
            {
                return group.Count == 1;
            }
        }

        return false;
    }
}
