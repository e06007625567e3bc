using System.Runtime.CompilerServices;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// A module with its imports found and checked, ready to be instantiated any number of times: see
/// <see cref="Linker.InstantiatePre"/>. Immutable; threads may instantiate at the same time, each in a store of its
/// own. Mirrors Wasmtime's <c>InstancePre</c>.
/// </summary>
public sealed class InstancePre
{
    private const int InlineImports = 8;

    // One per import.
    private readonly Definition[] _definitions;

    internal InstancePre(Module module, Definition[] definitions)
    {
        Module = module;
        _definitions = definitions;
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Whether no import belongs to a store, so that every store of the engine will do.</summary>
    public bool IsStoreIndependent => Array.TrueForAll(_definitions, static definition => definition.Host is not null);

    /// <summary>
    /// Makes an instance: allocates, runs active segments and the start function. See
    /// <see cref="Instantiator.Instantiate"/> for what else it throws. Mirrors Wasmtime's <c>InstancePre::instantiate</c>.
    /// </summary>
    /// <param name="store">The store: any of the engine, unless an import belongs to one.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or an import belongs to another store.</exception>
    public Instance Instantiate(Store store)
    {
        CheckEngine(store);
        int count = _definitions.Length;
        InlineExterns inline = default;
        Span<Extern> imports = count <= InlineImports ? ((Span<Extern>)inline)[..count] : new Extern[count];
        GetImports(store, imports);
        return Instantiator.InstantiateMatched(store, Module, imports);
    }

    /// <summary>
    /// The same, but calls the start function asynchronously. See <see cref="Instantiator.InstantiateAsync"/> for what
    /// else it throws. Mirrors Wasmtime's <c>InstancePre::instantiate_async</c>.
    /// </summary>
    /// <param name="store">The store: any of the engine, unless an import belongs to one.</param>
    /// <param name="options">What bounds the start function.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or an import belongs to another store.</exception>
    public ValueTask<Instance> InstantiateAsync(Store store, CallOptions options = default)
    {
        CheckEngine(store);
        Extern[] imports = _definitions.Length == 0 ? [] : new Extern[_definitions.Length];
        GetImports(store, imports);
        return Instantiator.InstantiateMatchedAsync(store, Module, imports, options);
    }

    private void CheckEngine(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!ReferenceEquals(store.Engine, Module.Engine))
        {
            throw new ArgumentException(Messages.CrossEngine, nameof(store));
        }
    }

    private void GetImports(Store store, Span<Extern> imports)
    {
        for (int i = 0; i < imports.Length; i++)
        {
            if (_definitions[i].In(store) is not { } item)
            {
                Import import = Module.Definition.Imports[i];
                throw Definition.ForeignStore(import.Module, import.Name, nameof(store));
            }

            imports[i] = item;
        }
    }

    [InlineArray(InlineImports)]
    private struct InlineExterns
    {
        private Extern _first;
    }
}
