using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>An item under its two-level name.</summary>
/// <param name="Module">The module name.</param>
/// <param name="Name">The name in it.</param>
/// <param name="Item">The item.</param>
public readonly record struct LinkedItem(string Module, string Name, Extern Item);

// Finding definitions. Nothing here changes the linker: threads may look up at the same time.
public sealed partial class Linker
{
    /// <summary>
    /// Everything that is defined, in no particular order; one-level names are passed over. Mirrors Wasmtime's
    /// <c>Linker::iter</c>.
    /// </summary>
    /// <param name="store">The store in which host functions that belong to no store are given.</param>
    /// <exception cref="ArgumentException">
    /// The store is of another engine; or, while it is enumerated, an item belongs to another store.
    /// </exception>
    public IEnumerable<LinkedItem> Definitions(Store store)
    {
        CheckEngine(store);
        return Enumerate(store);
    }

    /// <summary>The item with a name. Mirrors Wasmtime's <c>Linker::get</c>.</summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <returns>The item: for one name and store always the same object, until it is defined anew.</returns>
    /// <exception cref="UndefinedItemException">There is none.</exception>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public Extern Get(Store store, string module, string name) =>
        TryGet(store, module, name, out Extern? item) ? item : throw UndefinedItemException.ForGet(module, name);

    /// <summary>The item with a name, if there is one.</summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public bool TryGet(Store store, string module, string name, [NotNullWhen(true)] out Extern? item)
    {
        CheckEngine(store);
        item = null;
        if (!TryFind(module, name, out Definition definition))
        {
            return false;
        }

        item = definition.In(store) ?? throw Definition.ForeignStore(module, name, nameof(store));
        return true;
    }

    /// <summary>The item with a one-level name, if there is one: see <see cref="DefineName"/>.</summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="name">The name.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public bool TryGetByName(Store store, string name, [NotNullWhen(true)] out Extern? item)
    {
        CheckEngine(store);
        item = null;
        if (FindModule(name) is not { } items || !items.TryGetValue(NoName, out Definition definition))
        {
            return false;
        }

        item = definition.In(store) ?? throw Definition.ForeignStore(name, null, nameof(store));
        return true;
    }

    /// <summary>
    /// The item with an import's name, or null; whether its type matches is not looked at. Mirrors Wasmtime's
    /// <c>Linker::get_by_import</c>.
    /// </summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="import">The import.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public Extern? GetByImport(Store store, ImportType import) => TryGetByImport(store, import, out Extern? item) ? item : null;

    /// <summary>
    /// The item with an import's name, if there is one; whether its type matches is not looked at. Mirrors Wasmtime's
    /// <c>Linker::try_get_by_import</c>.
    /// </summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="import">The import.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public bool TryGetByImport(Store store, ImportType import, [NotNullWhen(true)] out Extern? item)
    {
        ArgumentNullException.ThrowIfNull(import);
        return TryGet(store, import.Module, import.Name, out item);
    }

    /// <summary>
    /// The default export of a module: what is named by the empty string, else what is named <c>_start</c>, else a
    /// function that does nothing. Mirrors Wasmtime's <c>Linker::get_default</c>.
    /// </summary>
    /// <param name="store">The store in which it is wanted.</param>
    /// <param name="module">The module name; nothing needs to be defined under it.</param>
    /// <exception cref="DefaultExportException">The first of those that there is, is not a function.</exception>
    /// <exception cref="ArgumentException">The store is of another engine, or the item belongs to another store.</exception>
    public Function GetDefault(Store store, string module)
    {
        if (TryGet(store, module, "", out Extern? item))
        {
            return item as Function ?? throw new DefaultExportException($"default export in '{module}' is not a function");
        }

        // For programs that know nothing of default exports.
        if (TryGet(store, module, "_start", out item))
        {
            return item as Function ?? throw new DefaultExportException($"`_start` in '{module}' is not a function");
        }

        return Function.CreateUnchecked(store, FunctionType.Empty, static (_, _, _) => { });
    }

    private Dictionary<int, Definition>? FindModule(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return _atoms.TryGet(module, out int atom) && atom < _modules.Length ? _modules[atom] : null;
    }

    private bool TryFind(string module, string name, out Definition definition)
    {
        ArgumentNullException.ThrowIfNull(name);
        definition = default;
        return FindModule(module) is { } items && _atoms.TryGet(name, out int atom) && items.TryGetValue(atom, out definition);
    }

    private IEnumerable<LinkedItem> Enumerate(Store store)
    {
        for (int module = 0; module < _modules.Length; module++)
        {
            if (_modules[module] is not { } items)
            {
                continue;
            }

            foreach ((int name, Definition definition) in items)
            {
                if (name != NoName)
                {
                    Extern item = definition.In(store) ?? throw Definition.ForeignStore(_atoms[module], _atoms[name], nameof(store));
                    yield return new LinkedItem(_atoms[module], _atoms[name], item);
                }
            }
        }
    }
}
