using System.Collections.Immutable;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// The types of a module under construction. It begins with those that all modules of the case share, so that types
/// with one index are the same type everywhere; function types for blocks and functions are added as they are needed.
/// </summary>
internal sealed class TypeSpace
{
    private readonly List<int> _plain = [];

    /// <summary>The types of no module yet.</summary>
    public TypeSpace()
    {
        Types = [];
        Groups = [];
        Structs = [];
        Arrays = [];
        Functions = [];
    }

    /// <summary>A module's, which begins with the case's.</summary>
    public TypeSpace(TypeSpace shared)
    {
        Types = [.. shared.Types];
        Groups = [.. shared.Groups];
        Structs = shared.Structs;
        Arrays = shared.Arrays;
        Functions = shared.Functions;
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
