using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// Makes the types that all modules of a case begin with: recursion groups of structs, arrays and functions with
/// subtypes among them. References that cannot be null are to earlier types only, so that a value of each type can be
/// made.
/// </summary>
internal sealed class SharedTypeBuilder(ByteSource source, Swarm swarm, TypeSpace types, TypePicker picker)
{
    private const int MaximumDepth = 6;

    // What the types of the group being made are, for references forward.
    private readonly List<Kind> _kinds = [];

    private enum Kind : byte
    {
        Struct,
        Array,
        Function,
    }

    /// <summary>Makes them.</summary>
    public void Build()
    {
        if (!swarm.Has(Feature.FunctionReferences))
        {
            return;
        }

        bool hasObjects = swarm.Has(Feature.Gc);
        int groups = source.Between(1, hasObjects ? 6 : 3);
        for (int i = 0; i < groups; i++)
        {
            // An explicit group of one differs from a type written alone in its binary form only.
            bool isExplicit = hasObjects && source.Chance(150);
            int count = isExplicit ? source.Between(1, 4) : 1;
            int start = types.Types.Count;
            _kinds.Clear();
            for (int j = 0; j < count; j++)
            {
                _kinds.Add(hasObjects ? (Kind)source.Weighted([5, 4, 2]) : Kind.Function);
            }

            types.Groups.Add(new RecursionGroup(start, count, isExplicit, 0));
            for (int j = 0; j < count; j++)
            {
                Add(_kinds[j], start + count);
            }
        }
    }

    // Adds a type to the group that ends before a type index.
    private void Add(Kind kind, int groupEnd)
    {
        List<int> same = kind switch { Kind.Struct => types.Structs, Kind.Array => types.Arrays, _ => types.Functions };
        int super = swarm.Has(Feature.Gc) && same.Count > 0 && source.Chance(140) ? same[source.Below(same.Count)] : -1;
        if (super >= 0 && (types.Types[super].IsFinal || types.DepthOf(super) >= MaximumDepth))
        {
            super = -1;
        }

        CompositeType composite = kind switch
        {
            Kind.Struct => Struct(super, groupEnd),
            Kind.Array => new ArrayType(super >= 0 ? Refine(types.Element(super)) : Field(groupEnd)),
            _ => Function(super),
        };
        bool isFinal = !swarm.Has(Feature.Gc) || source.Chance(90);
        types.AddShared(new SubType(isFinal, super >= 0 ? [super] : [], composite, 0));
    }

    private StructType Struct(int super, int groupEnd)
    {
        var fields = ImmutableArray.CreateBuilder<FieldType>();
        if (super >= 0)
        {
            foreach (FieldType field in types.Struct(super).Fields)
            {
                fields.Add(Refine(field));
            }
        }

        for (int i = source.Below(super >= 0 ? 3 : 6); i > 0; i--)
        {
            fields.Add(Field(groupEnd));
        }

        return new StructType(fields.DrainToImmutable());
    }

    private FieldType Field(int groupEnd)
    {
        bool isMutable = source.Chance(180);

        // A reference to a type of the same group, perhaps to this very type or a later one.
        if (swarm.Has(Feature.Gc) && source.Chance(40))
        {
            int target = source.Between(types.Types.Count, groupEnd - 1);
            return new FieldType(ValType.Ref(HeapType.Concrete(target), nullable: true), isMutable);
        }

        return new FieldType(picker.Storage(), isMutable);
    }

    // A field that matches another: an immutable one may have a subtype.
    private FieldType Refine(FieldType field)
    {
        ValType type = field.Storage.Unpacked;
        if (field.Mutable || field.Storage.IsPacked || !type.IsReference || !source.Chance(100))
        {
            return field;
        }

        int candidate = source.Below(types.Types.Count);
        if ((type.IsNullable || types.IsCheap(candidate)) && types.IsSubtype(HeapType.Concrete(candidate), type.HeapType))
        {
            return field with { Storage = ValType.Ref(HeapType.Concrete(candidate), type.IsNullable) };
        }

        return field;
    }

    private FunctionType Function(int super)
    {
        if (super >= 0)
        {
            FunctionType type = types.Function(super);

            // A function that gives a subtype, or takes more, is a subtype.
            var results = type.Results.ToBuilder();
            var parameters = type.Parameters.ToBuilder();
            for (int i = 0; i < parameters.Count; i++)
            {
                if (parameters[i].IsReference && source.Chance(80))
                {
                    parameters[i] = ValType.Ref(parameters[i].HeapType, nullable: true);
                }
            }

            for (int i = 0; i < results.Count; i++)
            {
                if (results[i].IsReference && types.IsCheap(results[i].HeapType) && source.Chance(80))
                {
                    results[i] = results[i].AsNonNull();
                }
            }

            return new FunctionType(parameters.DrainToImmutable(), results.DrainToImmutable());
        }

        ValType[] taken = picker.Many(source.Below(4));
        ValType[] given = picker.Many(source.Below(swarm.Has(Feature.MultiValue) ? 3 : 2));
        return new FunctionType([.. taken], [.. given]);
    }
}
