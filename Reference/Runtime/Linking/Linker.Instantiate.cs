using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

// Instantiation by name.
public sealed partial class Linker
{
    /// <summary>
    /// Instantiates a module with the items that its imports name, as they are now: sizes of memories and tables are
    /// read at this moment. Runs the start function, but not <c>_start</c>. Mirrors Wasmtime's
    /// <c>Linker::instantiate</c>. See <see cref="Instantiator.Instantiate"/> for what else it throws.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="UnknownImportException">Nothing is defined under an import's name.</exception>
    /// <exception cref="IncompatibleImportTypeException">What is defined has another type.</exception>
    /// <exception cref="ArgumentException">The module or the store is of another engine, or an import belongs to another store.</exception>
    public Instance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        return InstantiatePre(module).Instantiate(store);
    }

    /// <summary>
    /// The same, but calls the start function asynchronously. Imports are looked up before this method returns. Mirrors
    /// Wasmtime's <c>Linker::instantiate_async</c>. See <see cref="Instantiator.InstantiateAsync"/> for what else it throws.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="module">The module.</param>
    /// <param name="options">What bounds the start function.</param>
    /// <exception cref="UnknownImportException">Nothing is defined under an import's name.</exception>
    /// <exception cref="IncompatibleImportTypeException">What is defined has another type.</exception>
    /// <exception cref="ArgumentException">The module or the store is of another engine, or an import belongs to another store.</exception>
    public ValueTask<Instance> InstantiateAsync(Store store, Module module, CallOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        InstancePre pre;
        try
        {
            pre = InstantiatePre(module);
        }
        catch (LinkException error)
        {
            return ValueTask.FromException<Instance>(error);
        }

        return pre.InstantiateAsync(store, options);
    }

    /// <summary>
    /// Looks a module's imports up and checks their types, for any number of instantiations. What is defined later
    /// does not matter to it; memories and tables match by the size that they have now. Mirrors Wasmtime's
    /// <c>Linker::instantiate_pre</c>.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <exception cref="UnknownImportException">Nothing is defined under an import's name.</exception>
    /// <exception cref="IncompatibleImportTypeException">What is defined has another type.</exception>
    /// <exception cref="ArgumentException">The module is of another engine.</exception>
    public InstancePre InstantiatePre(Module module)
    {
        CheckEngine(module);
        Definition[] definitions = Resolve(module);
        for (int i = 0; i < definitions.Length; i++)
        {
            if (!definitions[i].Matches(Engine.Types, module.Validated.Imports[i]))
            {
                throw Instantiator.Incompatible(module, i, definitions[i].Type);
            }
        }

        return new InstancePre(module, definitions);
    }

    private Definition[] Resolve(Module module)
    {
        List<Import> imports = module.Definition.Imports;
        var definitions = new Definition[imports.Count];

        // Imports from one module mostly stand together.
        string? current = null;
        Dictionary<int, Definition>? items = null;
        for (int i = 0; i < definitions.Length; i++)
        {
            Import import = imports[i];
            if (import.Module != current)
            {
                current = import.Module;
                items = FindModule(current);
            }

            if (items is null || !_atoms.TryGet(import.Name, out int name) || !items.TryGetValue(name, out definitions[i]))
            {
                throw new UnknownImportException(import.Module, import.Name, module.Validated.Imports[i]);
            }
        }

        return definitions;
    }
}
