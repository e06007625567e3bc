using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>
/// Checks the type section group by group and closes its types (specification, 3.2.9 to 3.2.11): a type may name
/// any type up to the end of its group, as a supertype only earlier ones.
/// </summary>
internal sealed class TypeSectionValidator(ModuleContext context)
{
    private byte[] _depths = [];

    public void Check(ModuleDefinition module)
    {
        int count = module.Types.Count;
        if (count > ImplementationLimits.Types)
        {
            throw new InvalidModuleException(
                Messages.LimitExceeded("types", count, ImplementationLimits.Types), module.Types[ImplementationLimits.Types].Offset);
        }

        context.Types = new DefinedType[count];
        _depths = new byte[count];
        foreach (RecursionGroup group in module.RecursionGroups)
        {
            CheckGroup(group, CollectionsMarshal.AsSpan(module.Types).Slice(group.Start, group.Count));
        }
    }

    private void CheckGroup(RecursionGroup group, ReadOnlySpan<SubType> types)
    {
        if (group.Count > ImplementationLimits.RecursionGroupTypes)
        {
            throw new InvalidModuleException(
                Messages.LimitExceeded("types in a recursion group", group.Count, ImplementationLimits.RecursionGroupTypes), group.Offset);
        }

        if (group.IsExplicit)
        {
            context.Require(Feature.Gc, "recursion group", group.Offset);
        }

        uint end = (uint)(group.Start + group.Count);
        foreach (SubType type in types)
        {
            CheckIndices(type, end);
        }

        for (int i = 0; i < types.Length; i++)
        {
            CheckSupertype(types, i, group.Start);
        }

        // Structures are compared in closed form, hence after registration; an invalid group that stays in the
        // registry is harmless, as subtyping goes by declaration and each module is checked anew.
        context.Registry.Register(types, group.Start, context.Types);
        context.TypeCount = (int)end;
        for (int i = 0; i < types.Length; i++)
        {
            CheckStructure(types[i], group.Start + i);
        }
    }

    private void CheckIndices(SubType type, uint end)
    {
        foreach (int supertype in type.Supertypes.AsSpan())
        {
            CheckIndex((uint)supertype, end, type.Offset);
        }

        if (!type.IsFinal || !type.Supertypes.IsEmpty)
        {
            context.Require(Feature.Gc, "sub type", type.Offset);
        }

        switch (type.Composite)
        {
            case FunctionType function:
                CheckLimit("parameters", function.Parameters.Length, ImplementationLimits.Parameters, type.Offset);
                CheckLimit("results", function.Results.Length, ImplementationLimits.Results, type.Offset);
                if (function.Results.Length > 1)
                {
                    context.Require(Feature.MultiValue, "function type with several results", type.Offset);
                }

                CheckTypes(function.Parameters.AsSpan(), end, type.Offset);
                CheckTypes(function.Results.AsSpan(), end, type.Offset);
                break;
            case StructType @struct:
                context.Require(Feature.Gc, "struct type", type.Offset);
                CheckLimit("fields", @struct.Fields.Length, ImplementationLimits.StructFields, type.Offset);
                foreach (FieldType field in @struct.Fields.AsSpan())
                {
                    CheckType(field.Storage.Unpacked, end, type.Offset);
                }

                break;
            case ArrayType array:
                context.Require(Feature.Gc, "array type", type.Offset);
                CheckType(array.Element.Storage.Unpacked, end, type.Offset);
                break;
        }
    }

    private void CheckTypes(ReadOnlySpan<ValType> types, uint end, int offset)
    {
        foreach (ValType type in types)
        {
            CheckType(type, end, offset);
        }
    }

    private void CheckType(ValType type, uint end, int offset)
    {
        if (!type.IsNumber)
        {
            context.CheckFeatures(type, offset);
            if (type.IsReference && type.HeapType.IsConcrete)
            {
                CheckIndex((uint)type.HeapType.Index, end, offset);
            }
        }
    }

    private static void CheckIndex(uint index, uint end, int offset)
    {
        if (index >= end)
        {
            throw new InvalidModuleException(Messages.Unknown(Messages.UnknownType, index), offset);
        }
    }

    private static void CheckLimit(string what, int count, int limit, int offset)
    {
        if (count > limit)
        {
            throw new InvalidModuleException(Messages.LimitExceeded(what, count, limit), offset);
        }
    }

    // What a supertype has to be, apart from its structure.
    private void CheckSupertype(ReadOnlySpan<SubType> group, int position, int start)
    {
        SubType type = group[position];
        int index = start + position;
        if (type.Supertypes.Length > 1)
        {
            throw new InvalidModuleException($"{Messages.SubType} {index} has more than one super type", type.Offset);
        }

        if (type.Supertypes.IsEmpty)
        {
            return;
        }

        int super = type.Supertypes[0];
        if (super >= index)
        {
            throw new InvalidModuleException($"{Messages.ForwardUse} {super} in sub type definition", type.Offset);
        }

        bool isFinal = super >= start ? group[super - start].IsFinal : context.Types[super].IsFinal;
        if (isFinal)
        {
            throw new InvalidModuleException($"{Messages.SubType} {index} has final super type {super}", type.Offset);
        }

        int depth = _depths[super] + 1;
        CheckLimit("levels of sub types", depth, ImplementationLimits.SubtypeDepth, type.Offset);
        _depths[index] = (byte)depth;
    }

    private void CheckStructure(SubType type, int index)
    {
        if (!type.Supertypes.IsEmpty
            && !TypeMatching.Matches(context.Registry, context.Types[index].Composite, context.Types[type.Supertypes[0]].Composite))
        {
            throw new InvalidModuleException($"{Messages.SubType} {index} does not match super type {type.Supertypes[0]}", type.Offset);
        }
    }
}
