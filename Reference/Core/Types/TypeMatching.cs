namespace Wasm.Core.Types;

/// <summary>Matching of closed composite types by structure (specification, 3.3.8 to 3.3.10).</summary>
internal static class TypeMatching
{
    /// <summary>Whether a declared subtype's structure matches its supertype's.</summary>
    public static bool Matches(TypeRegistry registry, CompositeType sub, CompositeType super)
    {
        switch (sub, super)
        {
            case (FunctionType left, FunctionType right):
                return Matches(registry, right.Parameters.AsSpan(), left.Parameters.AsSpan())
                    && Matches(registry, left.Results.AsSpan(), right.Results.AsSpan());
            case (ArrayType left, ArrayType right):
                return Matches(registry, left.Element, right.Element);
            case (StructType left, StructType right):
                ReadOnlySpan<FieldType> fields = left.Fields.AsSpan();
                ReadOnlySpan<FieldType> prefix = right.Fields.AsSpan();
                if (fields.Length < prefix.Length)
                {
                    return false;
                }

                for (int i = 0; i < prefix.Length; i++)
                {
                    if (!Matches(registry, fields[i], prefix[i]))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a storage type matches another: packed types only themselves.</summary>
    public static bool Matches(TypeRegistry registry, StorageType sub, StorageType super) =>
        sub.Packing == super.Packing && registry.IsSubtype(sub.Unpacked, super.Unpacked);

    // Mutable fields are invariant.
    private static bool Matches(TypeRegistry registry, FieldType sub, FieldType super) =>
        sub.Mutable == super.Mutable
        && Matches(registry, sub.Storage, super.Storage)
        && (!sub.Mutable || Matches(registry, super.Storage, sub.Storage));

    private static bool Matches(TypeRegistry registry, ReadOnlySpan<ValType> sub, ReadOnlySpan<ValType> super)
    {
        if (sub.Length != super.Length)
        {
            return false;
        }

        for (int i = 0; i < sub.Length; i++)
        {
            if (!registry.IsSubtype(sub[i], super[i]))
            {
                return false;
            }
        }

        return true;
    }
}
