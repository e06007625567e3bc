using Wasm.Core.Model;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// Links modules by name, for any engine (modelled on Wasmtime's <c>Linker</c>): definitions under two-level names,
/// whole instances, aliases, and instantiation that looks imports up. Not thread-safe.
/// </summary>
public sealed class Linker(Engine engine)
{
    // Every string is interned once; definitions are keyed by the numbers.
    private readonly Dictionary<string, int> _atoms = [];

    // By module atom, then by name atom.
    private readonly Dictionary<int, Dictionary<int, Extern>> _modules = [];

    public Engine Engine { get; } = engine ?? throw new ArgumentNullException(nameof(engine));

    /// <summary>Whether a name may be defined again; the latest definition wins. Off by default.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Defines one item.</summary>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public void Define(string module, string name, Extern item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Insert(Intern(module), Intern(name), item);
    }

    /// <summary>Defines all exports of an instance under a module name.</summary>
    /// <exception cref="DuplicateDefinitionException">A name is defined and shadowing is off; nothing is defined then.</exception>
    public void DefineInstance(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        int moduleAtom = Intern(module);
        var items = new List<KeyValuePair<int, Extern>>();
        foreach ((string name, Extern item) in instance.Exports)
        {
            items.Add(new(Intern(name), item));
        }

        InsertAll(moduleAtom, items);
    }

    /// <summary>Defines <c>asModule::asName</c> as what <c>module::name</c> is now.</summary>
    /// <exception cref="UndefinedItemException">There is no such item.</exception>
    /// <exception cref="DuplicateDefinitionException">The new name is defined and shadowing is off.</exception>
    public void Alias(string module, string name, string asModule, string asName)
    {
        Extern item = Get(module, name) ?? throw new UndefinedItemException(module, name);
        Insert(Intern(asModule), Intern(asName), item);
    }

    /// <summary>
    /// Defines under <paramref name="asModule"/> everything that <paramref name="module"/> has now. A module
    /// without items gives none.
    /// </summary>
    /// <exception cref="DuplicateDefinitionException">A new name is defined and shadowing is off; nothing is defined then.</exception>
    public void AliasModule(string module, string asModule)
    {
        int target = Intern(asModule);
        if (_modules.TryGetValue(Intern(module), out Dictionary<int, Extern>? items))
        {
            InsertAll(target, [.. items]);
        }
    }

    /// <summary>
    /// Removes all items of a module. (An addition to Wasmtime's interface: registering a module in a script
    /// replaces the one registered before as a whole.)
    /// </summary>
    /// <returns>Whether there was any item.</returns>
    public bool RemoveModule(string module) => _modules.Remove(Intern(module), out Dictionary<int, Extern>? items) && items.Count > 0;

    /// <summary>The item with a name, or null.</summary>
    public Extern? Get(string module, string name) =>
        _atoms.TryGetValue(module, out int moduleAtom) && _atoms.TryGetValue(name, out int nameAtom) &&
        _modules.TryGetValue(moduleAtom, out Dictionary<int, Extern>? items)
            ? items.GetValueOrDefault(nameAtom)
            : null;

    /// <summary>
    /// Instantiates a module with the items that its imports name, as they are now: sizes of memories and tables
    /// are read at this moment. See <see cref="Instantiator.Instantiate"/> for what else it throws.
    /// </summary>
    /// <exception cref="UnknownImportException">Nothing is defined under an import's name.</exception>
    public Instance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        List<Import> imports = module.Definition.Imports;
        var items = new Extern[imports.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Get(imports[i].Module, imports[i].Name) ?? throw new UnknownImportException(imports[i].Module, imports[i].Name);
        }

        return Instantiator.Instantiate(store, module, items);
    }

    /// <inheritdoc/>
    public override string ToString() => $"linker with {_modules.Values.Sum(items => items.Count)} items in {_modules.Count} modules";

    private int Intern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!_atoms.TryGetValue(text, out int atom))
        {
            atom = _atoms.Count;
            _atoms.Add(text, atom);
        }

        return atom;
    }

    private void Insert(int module, int name, Extern item)
    {
        if (!_modules.TryGetValue(module, out Dictionary<int, Extern>? items))
        {
            _modules.Add(module, items = []);
        }

        if (AllowShadowing)
        {
            items[name] = item;
        }
        else if (!items.TryAdd(name, item))
        {
            throw Duplicate(module, name);
        }
    }

    // All or nothing: a clash is found before anything is inserted.
    private void InsertAll(int module, List<KeyValuePair<int, Extern>> items)
    {
        if (!AllowShadowing && _modules.TryGetValue(module, out Dictionary<int, Extern>? present))
        {
            foreach ((int name, _) in items)
            {
                if (present.ContainsKey(name))
                {
                    throw Duplicate(module, name);
                }
            }
        }

        foreach ((int name, Extern item) in items)
        {
            Insert(module, name, item);
        }
    }

    private DuplicateDefinitionException Duplicate(int module, int name) => new(TextOf(module), TextOf(name));

    private string TextOf(int atom) => _atoms.First(pair => pair.Value == atom).Key;
}

/// <summary>A name is defined already and shadowing is off.</summary>
public sealed class DuplicateDefinitionException(string module, string name)
    : LinkException($"import of `{module}::{name}` defined twice");

/// <summary>An alias of something that is not defined.</summary>
public sealed class UndefinedItemException(string module, string name)
    : LinkException($"no item named `{module}::{name}` defined");
