using Wasm.Core.Diagnostics;

namespace Wasm.Core.Types;

// Recursion groups that a program makes, rather than a module. Validity is that of modules' (specification, 3.2.11).
public sealed partial class TypeRegistry
{
    /// <summary>
    /// Registers a recursion group: types that may mention each other and themselves. The same group gives the same
    /// types as a module that has it.
    /// </summary>
    /// <example>
    /// A list of numbers:
    /// <code>
    /// DefinedType[] types = engine.Types.RegisterGroup(new TypeDefinition(new StructType(
    ///     [new(ValType.I32, Mutable: true), new(ValType.Ref(TypeDefinition.Own(0), nullable: true), Mutable: true)])));
    /// </code>
    /// </example>
    /// <returns>The types, in the group's order.</returns>
    /// <exception cref="ArgumentException">A type mentions one that there is not, or does not match its supertype.</exception>
    public DefinedType[] RegisterGroup(params ReadOnlySpan<TypeDefinition> definitions)
    {
        int known = Volatile.Read(ref _count);
        var group = new SubType[definitions.Length];
        for (int i = 0; i < group.Length; i++)
        {
            TypeDefinition definition = definitions[i] ?? throw new ArgumentException($"type {i} is null", nameof(definitions));
            CheckMentioned(definition.Composite, known, group.Length, i);
            CheckSupertype(definitions, i, known);
            group[i] = new SubType(definition.IsFinal, definition.Supertype is { } super ? [super.Index] : [], definition.Composite, 0);
        }

        var types = new DefinedType[group.Length];
        Register(group, new IndexMap(RelativeBase, default), types);

        // Structures are compared in closed form, hence after registration. A group that stays there although it is
        // invalid does no harm: whoever names it again is refused again.
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].Supertype is { } supertype && !TypeMatching.Matches(this, types[i].Composite, supertype.Composite))
            {
                throw Invalid(i, $"{types[i].Composite} does not match its supertype {supertype.Composite}");
            }
        }

        return types;
    }

    private static void CheckMentioned(CompositeType type, int known, int own, int position)
    {
        switch (type)
        {
            case FunctionType function:
                Limit("parameters", function.Parameters.Length, ImplementationLimits.Parameters, position);
                Limit("results", function.Results.Length, ImplementationLimits.Results, position);
                foreach (ValType mentioned in function.Parameters)
                {
                    CheckMentioned(mentioned, known, own, position);
                }

                foreach (ValType mentioned in function.Results)
                {
                    CheckMentioned(mentioned, known, own, position);
                }

                break;
            case StructType @struct:
                Limit("fields", @struct.Fields.Length, ImplementationLimits.StructFields, position);
                foreach (FieldType field in @struct.Fields)
                {
                    CheckMentioned(field.Storage.Unpacked, known, own, position);
                }

                break;
            case ArrayType array:
                CheckMentioned(array.Element.Storage.Unpacked, known, own, position);
                break;
            default:
                throw Invalid(position, "it has no composite type");
        }
    }

    private static void CheckMentioned(ValType type, int known, int own, int position)
    {
        if (type.IsBottom)
        {
            throw Invalid(position, "it mentions the bottom type");
        }

        if (type.IsReference && type.HeapType.IsConcrete)
        {
            CheckIndex(type.HeapType.Index, known, own, position);
        }
    }

    private static void CheckIndex(int index, int known, int own, int position)
    {
        if (index >= known && (index < RelativeBase || index - RelativeBase >= own))
        {
            throw Invalid(position, index < RelativeBase
                ? Messages.Unknown(Messages.UnknownType, index)
                : $"{Messages.UnknownType}: the group has no type {index - RelativeBase}");
        }
    }

    private void CheckSupertype(ReadOnlySpan<TypeDefinition> definitions, int position, int known)
    {
        int depth = 0;
        HeapType? super = definitions[position].Supertype;

        // Own supertypes stand earlier, so this ends.
        for (int at = position; super is { } type; depth++)
        {
            if (!type.IsConcrete)
            {
                throw Invalid(position, $"its supertype {type} is no defined type");
            }

            int index = type.Index;
            CheckIndex(index, known, definitions.Length, position);
            int own = index - RelativeBase;
            if (own >= at)
            {
                throw Invalid(position, $"{Messages.ForwardUse} as its supertype");
            }

            if (own < 0 ? _types[index].IsFinal : definitions[own].IsFinal)
            {
                throw Invalid(position, "its supertype is final");
            }

            if (own < 0)
            {
                depth += _types[index].Depth + 1;
                break;
            }

            at = own;
            super = definitions[own].Supertype;
        }

        Limit("levels of sub types", depth, ImplementationLimits.SubtypeDepth, position);
    }

    private static void Limit(string what, int count, int limit, int position)
    {
        if (count > limit)
        {
            throw Invalid(position, Messages.LimitExceeded(what, count, limit));
        }
    }

    private static ArgumentException Invalid(int position, string detail) => new($"type {position} is invalid: {detail}");
}
