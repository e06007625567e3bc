using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>
/// The context of validation (specification, 3.1.11) as far as the module makes it: index spaces with closed
/// types, in arrays that code is checked against. Filled by <see cref="ModuleValidator"/> in order, so that what
/// is not yet visible is not yet counted.
/// </summary>
internal sealed class ModuleContext(FeatureSet features, TypeRegistry registry)
{
    public FeatureSet Features { get; } = features;

    public TypeRegistry Registry { get; } = registry;

    /// <summary>By type index; the first <see cref="TypeCount"/> are known.</summary>
    public DefinedType[] Types { get; set; } = [];

    public int TypeCount { get; set; }

    public DefinedType[] Functions { get; set; } = [];

    /// <summary>The same as <see cref="Functions"/>, unfolded.</summary>
    public FunctionType[] Signatures { get; set; } = [];

    /// <summary>Function indices that occur outside of function bodies (specification: C.refs).</summary>
    public bool[] DeclaredFunctions { get; set; } = [];

    public TableType[] Tables { get; set; } = [];

    public int TableCount { get; set; }

    public MemoryType[] Memories { get; set; } = [];

    /// <summary>Address types of <see cref="Memories"/>.</summary>
    public ValType[] MemoryAddresses { get; set; } = [];

    /// <summary>All globals; the first <see cref="GlobalCount"/> are visible now.</summary>
    public GlobalType[] Globals { get; set; } = [];

    public int GlobalCount { get; set; }

    public DefinedType[] Tags { get; set; } = [];

    public FunctionType[] TagSignatures { get; set; } = [];

    /// <summary>Types of the element segments' elements.</summary>
    public ValType[] Elements { get; set; } = [];

    public int DataCount { get; set; }

    /// <summary>Whether code may name data segments (specification, 5.5.16).</summary>
    public bool HasDataCount { get; set; }

    /// <summary>Checks a value type of the module (specification, 3.2.3) and closes it.</summary>
    public ValType Close(ValType type, long offset)
    {
        if (type.IsNumber)
        {
            return type;
        }

        CheckFeatures(type, offset);
        if (!type.IsReference || !type.HeapType.IsConcrete)
        {
            return type;
        }

        return ValType.Ref(Type((uint)type.HeapType.Index, offset).HeapType, type.IsNullable);
    }

    /// <summary>The type with a module type index.</summary>
    public DefinedType Type(uint index, long offset) =>
        index < TypeCount ? Types[index] : throw new InvalidModuleException(Messages.Unknown(Messages.UnknownType, index), offset);

    /// <summary>The function type with a module type index.</summary>
    public FunctionType FunctionType(uint index, long offset) => Type(index, offset).Composite as FunctionType
        ?? throw new InvalidModuleException(Messages.Unknown(Messages.NonFunctionType, index), offset);

    /// <summary>Refuses a type that a switched-off feature brought; indices are not looked at.</summary>
    public void CheckFeatures(ValType type, long offset)
    {
        if (type.IsVector)
        {
            Require(Feature.Simd, "type v128", offset);
        }
        else if (type.IsReference)
        {
            HeapType heap = type.HeapType;
            if (heap == HeapType.Exn || heap == HeapType.NoExn)
            {
                Require(Feature.ExceptionHandling, "type exn", offset);
            }
            else if (heap.IsConcrete || (!type.IsNullable && (heap == HeapType.Func || heap == HeapType.Extern)))
            {
                if (!Features.Has(Feature.Gc))
                {
                    Require(Feature.FunctionReferences, "typed reference", offset);
                }
            }
            else if (heap == HeapType.Func || heap == HeapType.Extern)
            {
                Require(Feature.ReferenceTypes, "reference type", offset);
            }
            else
            {
                Require(Feature.Gc, $"type {heap}", offset);
            }
        }
    }

    /// <summary>Refuses <paramref name="what"/> if the feature is off.</summary>
    public void Require(Feature feature, string what, long offset)
    {
        if (!Features.Has(feature))
        {
            ThrowFeature(feature, what, offset);
        }
    }

    /// <summary>A type for an error message: concrete types as the module's index, not as the registry's id.</summary>
    public string Describe(ValType type)
    {
        if (!type.IsReference || !type.HeapType.IsConcrete)
        {
            return type.ToString();
        }

        int id = type.HeapType.Index;
        int index = 0;
        while (index < TypeCount && Types[index].Id != id)
        {
            index++;
        }

        // A type that the module has no index for can only come from a supertype's structure.
        string name = index < TypeCount ? index.ToString() : Registry[id].Composite.ToString()!;
        return type.IsNullable ? $"(ref null {name})" : $"(ref {name})";
    }

    /// <summary>A list of types for an error message, shortened if very long.</summary>
    public string Describe(ReadOnlySpan<ValType> types)
    {
        const int Longest = 50;
        var text = new System.Text.StringBuilder("[");
        for (int i = 0; i < types.Length && i < Longest; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Describe(types[i]));
        }

        return text.Append(types.Length > Longest ? " ...]" : "]").ToString();
    }

    [DoesNotReturn]
    private static void ThrowFeature(Feature feature, string what, long offset) =>
        throw new InvalidModuleException(Messages.NeedsFeature(what, feature), offset);
}
