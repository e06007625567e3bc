using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

// Stand-ins for imports that nothing is defined for.
public sealed partial class Linker
{
    /// <summary>
    /// Defines every function that a module imports and that is not defined as one whose call fails with
    /// <see cref="UnknownImportException"/>. Other imports stay as they are. Mirrors Wasmtime's
    /// <c>Linker::define_unknown_imports_as_traps</c>.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <exception cref="ArgumentException">The module is of another engine.</exception>
    public Linker DefineUnknownImportsAsTraps(Module module)
    {
        foreach (ImportType import in UnknownImports(module))
        {
            if (import.Kind == ExternKind.Function)
            {
                DefineFunction(import.Module, import.Name, import.DefinedType!, new UnknownImportCallback(import));
            }
        }

        return this;
    }

    /// <summary>
    /// Defines every function that a module imports and that is not defined as one that returns zeros and nulls. Other
    /// imports stay as they are, and no store is bound. Mirrors
    /// <c>Linker::define_unknown_imports_as_default_values</c> of Wasmtime's versions of 2024.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <exception cref="NoDefaultValueException">
    /// A result is a non-nullable reference. What was defined before stays defined.
    /// </exception>
    /// <exception cref="ArgumentException">The module is of another engine.</exception>
    public Linker DefineUnknownImportsAsDefaultValues(Module module)
    {
        foreach (ImportType import in UnknownImports(module))
        {
            if (import.Kind != ExternKind.Function)
            {
                continue;
            }

            foreach (ValType type in import.Signature!.Results)
            {
                if (!type.IsDefaultable)
                {
                    throw new NoDefaultValueException(import, $"no default value exists for type `{type}`");
                }
            }

            DefineFunction(import.Module, import.Name, import.DefinedType!, new DefaultResultsCallback(import.Signature!));
        }

        return this;
    }

    /// <summary>
    /// Defines everything that a module imports and that is not defined: functions that return zeros and nulls, globals
    /// that are zero or null, memories and tables of the least size, tags. They belong to the store. Mirrors
    /// <c>Linker::define_unknown_imports_as_default_values</c> of Wasmtime's versions of 2026.
    /// </summary>
    /// <param name="store">The store that they are made in.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="NoDefaultValueException">
    /// A non-nullable reference is asked for. What was defined before stays defined.
    /// </exception>
    /// <exception cref="ResourceLimitException">The store forbids the size of a memory or table.</exception>
    /// <exception cref="ArgumentException">The store or the module is of another engine.</exception>
    public Linker DefineUnknownImportsAsDefaultValues(Store store, Module module)
    {
        CheckEngine(store);
        foreach (ImportType import in UnknownImports(module))
        {
            Define(import.Module, import.Name, DefaultValues.Create(store, import));
        }

        return this;
    }

    // Lazily: an import that is named twice is defined when it is met again.
    private IEnumerable<ImportType> UnknownImports(Module module)
    {
        CheckEngine(module);
        return Enumerate(module);

        IEnumerable<ImportType> Enumerate(Module module)
        {
            foreach (ImportType import in module.Imports)
            {
                if (!TryFind(import.Module, import.Name, out _))
                {
                    yield return import;
                }
            }
        }
    }
}
