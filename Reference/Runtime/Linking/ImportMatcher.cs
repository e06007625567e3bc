using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// Import matching (specification, 3.3.10 to 3.3.16): whether what is provided may stand for what is asked. All
/// types are closed over one registry; memories and tables are provided with their current size as minimum.
/// </summary>
public static class ImportMatcher
{
    /// <summary>Whether <paramref name="actual"/> matches <paramref name="expected"/>.</summary>
    public static bool Matches(TypeRegistry registry, ExternType actual, ExternType expected)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return (actual, expected) switch
        {
            (FunctionExternType a, FunctionExternType e) => registry[a.TypeIndex].IsSubtypeOf(registry[e.TypeIndex]),
            (TableType a, TableType e) => a.Is64 == e.Is64 && Matches(a.Limits, e.Limits) && Equivalent(registry, a.Element, e.Element),
            (MemoryType a, MemoryType e) => a.Is64 == e.Is64 && Matches(a.Limits, e.Limits),
            (GlobalType a, GlobalType e) => a.Mutable == e.Mutable &&
                (a.Mutable ? Equivalent(registry, a.Value, e.Value) : registry.IsSubtype(a.Value, e.Value)),
            // Tag types match if they are equivalent; canonical types are then the same entry.
            (TagType a, TagType e) => a.TypeIndex == e.TypeIndex,
            _ => false,
        };
    }

    /// <summary>Whether an item matches <paramref name="expected"/> as it is now.</summary>
    internal static bool Matches(TypeRegistry registry, Extern actual, ExternType expected) => (actual, expected) switch
    {
        // Spares the type object: most imports are functions.
        (Function function, FunctionExternType e) => function.DefinedType.IsSubtypeOf(registry[e.TypeIndex]),
        (Tag tag, TagType e) => tag.DefinedType.Id == e.TypeIndex,
        _ => Matches(registry, actual.Type, expected),
    };

    /// <summary>Limits matching: at least as large now, and never larger than allowed.</summary>
    public static bool Matches(Limits actual, Limits expected) =>
        actual.Minimum >= expected.Minimum &&
        (expected.Maximum is not { } maximum || (actual.Maximum is { } own && own <= maximum));

    /// <summary>A type in the words of the text format, for messages.</summary>
    public static string Describe(TypeRegistry registry, ExternType type)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return type switch
        {
            FunctionExternType function => $"func {registry[function.TypeIndex].Composite}",
            TagType tag => $"tag {registry[tag.TypeIndex].Composite}",
            TableType table => $"table {table}",
            MemoryType memory => $"memory {memory}",
            GlobalType global => $"global {global}",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown kind of external type"),
        };
    }

    private static bool Equivalent(TypeRegistry registry, ValType left, ValType right) =>
        left == right || (registry.IsSubtype(left, right) && registry.IsSubtype(right, left));
}
