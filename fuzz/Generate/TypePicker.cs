using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Chooses types that a case may use.</summary>
internal sealed class TypePicker(ByteSource source, FeatureSet features, TypeSpace shared)
{
    private const int ConcreteOf256 = 128;

    private static readonly HeapType[] HeapTypes =
    [
        HeapType.Any, HeapType.Eq, HeapType.I31, HeapType.Struct, HeapType.Array, HeapType.Func, HeapType.Extern, HeapType.None, HeapType.NoFunc,
        HeapType.NoExtern,
    ];

    /// <summary>Whether there are reference types at all.</summary>
    public bool HasReferences => features.Has(Feature.ReferenceTypes);

    /// <summary>A number type.</summary>
    public ValType Number() => source.Weighted([8, 6, 4, 4]) switch
    {
        0 => ValType.I32,
        1 => ValType.I64,
        2 => ValType.F32,
        _ => ValType.F64,
    };

    /// <summary>A number or vector type.</summary>
    public ValType Simple() => features.Has(Feature.Simd) && source.Chance(56) ? ValType.V128 : Number();

    /// <summary>Any type whose values modules can make.</summary>
    public ValType Any() => HasReferences && source.Chance(72) ? Reference() : Simple();

    /// <summary>A type that has a default value.</summary>
    public ValType Defaultable()
    {
        ValType type = Any();
        return type.IsDefaultable ? type : ValType.Ref(type.HeapType, nullable: true);
    }

    /// <summary>A reference type whose values modules can make.</summary>
    public ValType Reference()
    {
        if (!features.Has(Feature.FunctionReferences))
        {
            return source.Below(features.Has(Feature.ExceptionHandling) ? 8 : 6) switch
            {
                < 3 => ValType.FuncRef,
                < 6 => ValType.ExternRef,
                _ => ValType.ExnRef,
            };
        }

        if (shared.Types.Count > 0 && source.Chance(ConcreteOf256))
        {
            int index = source.Below(shared.Types.Count);
            return ValType.Ref(HeapType.Concrete(index), !source.Chance(80) || !shared.IsCheap(index));
        }

        HeapType heap = Abstract();
        return ValType.Ref(heap, !source.Chance(64) || !IsInhabited(heap));
    }

    /// <summary>A type that the host can make a value of whatever the module is.</summary>
    public ValType HostType()
    {
        if (!HasReferences || !source.Chance(64))
        {
            return Simple();
        }

        return ValType.Ref(Abstract(), nullable: true);
    }

    /// <summary>How a field is stored.</summary>
    public StorageType Storage() => source.Chance(48) ? StorageType.I8 : source.Chance(48) ? StorageType.I16 : Any();

    /// <summary>So many types of any kind.</summary>
    public ValType[] Many(int count)
    {
        var types = new ValType[count];
        for (int i = 0; i < count; i++)
        {
            types[i] = Any();
        }

        return types;
    }

    // Of those that the features know.
    private HeapType Abstract()
    {
        if (features.Has(Feature.ExceptionHandling) && source.Chance(20))
        {
            return source.Chance(64) && features.Has(Feature.Gc) ? HeapType.NoExn : HeapType.Exn;
        }

        if (!features.Has(Feature.Gc))
        {
            return source.Chance(128) ? HeapType.Extern : HeapType.Func;
        }

        return HeapTypes[source.Weighted([6, 6, 4, 5, 5, 4, 4, 1, 1, 1])];
    }

    // Whether it has values besides null that any module can make without a function that gives one.
    private bool IsInhabited(HeapType heap)
    {
        if (heap == HeapType.Func)
        {
            return true;
        }

        if (heap == HeapType.Struct || heap == HeapType.Array)
        {
            return shared.SmallestOf(heap) >= 0;
        }

        return features.Has(Feature.Gc) && (heap == HeapType.Any || heap == HeapType.Eq || heap == HeapType.I31 || heap == HeapType.Extern);
    }
}
