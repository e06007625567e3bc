using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// A host function that belongs to no store: what it does and its registered type. Each store makes its own
/// <see cref="HostFunction"/> of it, once. Mirrors Wasmtime's <c>HostFunc</c>.
/// </summary>
/// <param name="type">The type, in the linker's engine.</param>
/// <param name="callback">What it does.</param>
internal sealed class HostDefinition(DefinedType type, HostCallback callback)
{
    /// <summary>The type with identity.</summary>
    public DefinedType Type { get; } = type;

    /// <summary>What it does.</summary>
    public HostCallback Callback { get; } = callback;
}

/// <summary>What a name stands for in a linker: an item of a store, or a host function of none.</summary>
internal readonly struct Definition
{
    // An Extern or a HostDefinition.
    private readonly object _item;

    public Definition(Extern item) => _item = item;

    public Definition(HostDefinition item) => _item = item;

    /// <summary>The host function, if it belongs to no store.</summary>
    public HostDefinition? Host => _item as HostDefinition;

    /// <summary>Its type now: memories and tables have their current size as minimum.</summary>
    public ExternType Type => Host is { } host ? new FunctionExternType(host.Type.Id) : ((Extern)_item).Type;

    /// <summary>Whether it may stand for an import of a type (specification, 3.3.10 to 3.3.16).</summary>
    public bool Matches(TypeRegistry registry, ExternType expected)
    {
        if (Host is { } host)
        {
            return expected is FunctionExternType function && host.Type.IsSubtypeOf(registry[function.TypeIndex]);
        }

        return ImportMatcher.Matches(registry, (Extern)_item, expected);
    }

    /// <summary>The item in a store.</summary>
    /// <param name="store">A store of the linker's engine.</param>
    /// <returns>The item, or null if it belongs to another store.</returns>
    public Extern? In(Store store)
    {
        if (Host is { } host)
        {
            return store.GetHostFunction(host);
        }

        var item = (Extern)_item;
        return ReferenceEquals(item.Store, store) ? item : null;
    }

    /// <summary>The error for an item of another store.</summary>
    public static ArgumentException ForeignStore(string module, string? name, string parameter) =>
        new($"{Messages.CrossStore}: the item defined as `{(name is null ? module : $"{module}::{name}")}` must come from the same store", parameter);
}
