using System.Runtime.InteropServices;
using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// Links modules by name, for any engine. Modelled on Wasmtime's <c>Linker</c>: items are defined under two-level
/// names (module, name), and a module is instantiated with the items that its imports name.
/// </summary>
/// <remarks>
/// <para>
/// <b>Stores.</b> Host functions defined here belong to no store: one linker that has only such can instantiate in any
/// number of stores of its engine. As soon as an item of a store is defined (a memory, an instance, a command), modules
/// that import it can only be instantiated in that store.
/// </para>
/// <para>
/// <b>Threads.</b> While nobody defines or removes anything, any number of threads may look up and instantiate, each
/// with a store of its own. Defining is for one thread at a time.
/// </para>
/// <para>
/// Everything that defines returns the linker, so that definitions can be chained. Files: this one has the table and
/// its definitions, <c>.Functions</c> and <c>.Delegates</c> host functions, <c>.Lookup</c> what finds them, <c>.Instantiate</c>
/// instantiation, <c>.Modules</c> commands and reactors, <c>.UnknownImports</c> stand-ins for what is missing.
/// </para>
/// </remarks>
public sealed partial class Linker
{
    // The second atom of a one-level name.
    private const int NoName = -1;

    private readonly AtomPool _atoms;

    // The definitions, by the pair of module atom and name atom: what a module holds stands together, so that
    // aliasing or removing it costs what it holds.
    private Dictionary<int, Definition>?[] _modules;

    /// <summary>An empty linker. Mirrors Wasmtime's <c>Linker::new</c>.</summary>
    /// <param name="engine">The engine of everything that is defined and instantiated with it.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        _atoms = new AtomPool();
        _modules = [];
    }

    private Linker(Linker other)
    {
        Engine = other.Engine;
        AllowShadowing = other.AllowShadowing;
        AllowUnknownExports = other.AllowUnknownExports;
        Warning = other.Warning;
        _atoms = new AtomPool(other._atoms);
        _modules = new Dictionary<int, Definition>?[other._modules.Length];
        for (int i = 0; i < _modules.Length; i++)
        {
            _modules[i] = other._modules[i] is { Count: > 0 } items ? new Dictionary<int, Definition>(items) : null;
        }
    }

    /// <summary>The engine. Mirrors Wasmtime's <c>Linker::engine</c>.</summary>
    public Engine Engine { get; }

    /// <summary>
    /// Whether a name may be defined again; the latest definition wins then. Off by default. Mirrors Wasmtime's
    /// <c>Linker::allow_shadowing</c>.
    /// </summary>
    public bool AllowShadowing { get; set; }

    /// <summary>
    /// Whether a command may export things that are not functions and that nobody knows, which are then left out; see
    /// <see cref="DefineModule"/>. Off by default. Mirrors Wasmtime's <c>Linker::allow_unknown_exports</c>.
    /// </summary>
    public bool AllowUnknownExports { get; set; }

    /// <summary>
    /// A copy with the same definitions and settings; what changes in one later does not change in the other. Mirrors
    /// Wasmtime's <c>Linker::clone</c>.
    /// </summary>
    public Linker Clone() => new(this);

    /// <summary>
    /// Defines one item. Afterwards modules that import it can only be instantiated in its store. Mirrors Wasmtime's
    /// <c>Linker::define</c>; no store is asked for, since an item knows its own.
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentException">The item belongs to another engine.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker Define(string module, string name, Extern item)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        CheckEngine(item);
        Insert(_atoms.Intern(module), _atoms.Intern(name), new Definition(item));
        return this;
    }

    /// <summary>
    /// Defines one item under a one-level name, which no import can name: <see cref="TryGetByName"/> finds it. A
    /// one-level name and a module may be called the same. Mirrors Wasmtime's <c>Linker::define_name</c>.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentException">The item belongs to another engine.</exception>
    /// <exception cref="DuplicateDefinitionException">The name is defined and shadowing is off.</exception>
    public Linker DefineName(string name, Extern item)
    {
        ArgumentNullException.ThrowIfNull(name);
        CheckEngine(item);
        Insert(_atoms.Intern(name), NoName, new Definition(item));
        return this;
    }

    /// <summary>
    /// Defines all exports of an instance, one after the other in the module's order. Mirrors Wasmtime's
    /// <c>Linker::instance</c>.
    /// </summary>
    /// <param name="module">The module name under which they are defined.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">The instance belongs to another engine.</exception>
    /// <exception cref="DuplicateDefinitionException">
    /// A name is defined and shadowing is off. The exports before it stay defined.
    /// </exception>
    public Linker DefineInstance(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(instance);
        if (!ReferenceEquals(instance.Store.Engine, Engine))
        {
            throw new ArgumentException("the instance belongs to a different engine than this linker", nameof(instance));
        }

        int atom = _atoms.Intern(module);
        foreach ((string name, Extern item) in instance.Exports)
        {
            Insert(atom, _atoms.Intern(name), new Definition(item));
        }

        return this;
    }

    /// <summary>
    /// Defines <c>asModule::asName</c> as what <c>module::name</c> is now. Mirrors Wasmtime's <c>Linker::alias</c>.
    /// </summary>
    /// <param name="module">The module name of what there is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="asModule">The new module name.</param>
    /// <param name="asName">The new name.</param>
    /// <exception cref="UndefinedItemException">There is no such item.</exception>
    /// <exception cref="DuplicateDefinitionException">The new name is defined and shadowing is off.</exception>
    public Linker Alias(string module, string name, string asModule, string asName)
    {
        ArgumentNullException.ThrowIfNull(asModule);
        ArgumentNullException.ThrowIfNull(asName);
        if (!TryFind(module, name, out Definition definition))
        {
            throw UndefinedItemException.ForAlias(module, name);
        }

        Insert(_atoms.Intern(asModule), _atoms.Intern(asName), definition);
        return this;
    }

    /// <summary>
    /// Defines under <paramref name="asModule"/> everything that is defined under <paramref name="module"/> now, one
    /// after the other; a one-level name of that name too. Nothing happens if there is nothing. Mirrors Wasmtime's
    /// <c>Linker::alias_module</c>.
    /// </summary>
    /// <param name="module">The module name of what there is.</param>
    /// <param name="asModule">The new module name.</param>
    /// <exception cref="DuplicateDefinitionException">
    /// A new name is defined and shadowing is off. Those before it stay defined.
    /// </exception>
    public Linker AliasModule(string module, string asModule)
    {
        ArgumentNullException.ThrowIfNull(asModule);
        if (FindModule(module) is { Count: > 0 } items)
        {
            int target = _atoms.Intern(asModule);

            // A copy, because a module may be aliased to itself.
            foreach ((int name, Definition definition) in items.ToArray())
            {
                Insert(target, name, definition);
            }
        }

        return this;
    }

    /// <summary>
    /// Removes everything that is defined under a module name, and a one-level name of that name. (An addition to
    /// Wasmtime's interface: registering a module in a script replaces the one registered before as a whole.)
    /// </summary>
    /// <param name="module">The module name.</param>
    /// <returns>Whether there was anything.</returns>
    public bool RemoveModule(string module)
    {
        if (FindModule(module) is not { Count: > 0 })
        {
            return false;
        }

        _modules[_atoms.Intern(module)] = null;
        return true;
    }

    /// <summary>How much is defined.</summary>
    public override string ToString()
    {
        int items = 0;
        int modules = 0;
        foreach (Dictionary<int, Definition>? module in _modules)
        {
            items += module?.Count ?? 0;
            modules += module is null ? 0 : 1;
        }

        return $"linker with {items} items in {modules} modules";
    }

    /// <summary>Defines a name.</summary>
    /// <returns>Whether it was defined before.</returns>
    private bool Insert(int module, int name, Definition definition)
    {
        if (module >= _modules.Length)
        {
            Array.Resize(ref _modules, Math.Max(module + 1, _modules.Length * 2));
        }

        Dictionary<int, Definition> items = _modules[module] ??= [];
        ref Definition place = ref CollectionsMarshal.GetValueRefOrAddDefault(items, name, out bool isDefined);
        if (isDefined && !AllowShadowing)
        {
            throw new DuplicateDefinitionException(_atoms[module], name == NoName ? null : _atoms[name]);
        }

        place = definition;
        return isDefined;
    }

    private void CheckEngine(Extern item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!ReferenceEquals(item.Store.Engine, Engine))
        {
            throw new ArgumentException("the item belongs to a different engine than this linker", nameof(item));
        }
    }

    private void CheckEngine(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!ReferenceEquals(store.Engine, Engine))
        {
            throw new ArgumentException(Messages.DifferentEngines, nameof(store));
        }
    }

    private void CheckEngine(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!ReferenceEquals(module.Engine, Engine))
        {
            throw new ArgumentException(Messages.CrossEngine, nameof(module));
        }
    }
}
