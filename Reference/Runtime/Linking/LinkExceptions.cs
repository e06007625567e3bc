using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Linking;

/// <summary>
/// Nothing is defined under an import's name. Thrown by instantiation, and by calls of functions that
/// <see cref="Linker.DefineUnknownImportsAsTraps"/> defined. Mirrors Wasmtime's <c>UnknownImportError</c>.
/// </summary>
/// <param name="module">The import's module name.</param>
/// <param name="name">The import's name.</param>
/// <param name="type">The type that the module asks for, closed over the engine's types.</param>
public sealed class UnknownImportException(string module, string name, ExternType type)
    : LinkException($"{Messages.UnknownImport}: `{module}::{name}` has not been defined")
{
    /// <summary>The import's module name.</summary>
    public string Module { get; } = module;

    /// <summary>The import's name.</summary>
    public string Name { get; } = name;

    /// <summary>The type that the module asks for; indices in it are ids of <see cref="Engine.Types"/>.</summary>
    public ExternType Type { get; } = type;
}

/// <summary>What is defined under an import's name has another type than the import asks for (specification, 3.3.10 to 3.3.16).</summary>
/// <param name="module">The import's module name.</param>
/// <param name="name">The import's name.</param>
/// <param name="detail">What was expected and what was found.</param>
public sealed class IncompatibleImportTypeException(string module, string name, string detail)
    : LinkException($"{Messages.IncompatibleImportType} for `{module}::{name}`: {detail}")
{
    /// <summary>The import's module name.</summary>
    public string Module { get; } = module;

    /// <summary>The import's name.</summary>
    public string Name { get; } = name;
}

/// <summary>A name is defined already and <see cref="Linker.AllowShadowing"/> is off.</summary>
/// <param name="module">The module name, or the one-level name.</param>
/// <param name="name">The name in it; null for one-level names.</param>
public sealed class DuplicateDefinitionException(string module, string? name)
    : LinkException($"import of `{(name is null ? module : $"{module}::{name}")}` defined twice")
{
    /// <summary>The module name, or the one-level name.</summary>
    public string Module { get; } = module;

    /// <summary>The name in it; null for one-level names.</summary>
    public string? Name { get; } = name;
}

/// <summary>Nothing is defined under a name that was asked for.</summary>
public sealed class UndefinedItemException : LinkException
{
    private UndefinedItemException(string module, string name, string message)
        : base(message)
    {
        Module = module;
        Name = name;
    }

    /// <summary>The module name.</summary>
    public string Module { get; }

    /// <summary>The name in it.</summary>
    public string Name { get; }

    internal static UndefinedItemException ForAlias(string module, string name) =>
        new(module, name, $"no item named `{module}::{name}` defined");

    internal static UndefinedItemException ForGet(string module, string name) =>
        new(module, name, $"missing definition for `{module}::{name}`");
}

/// <summary>The default export of a module is not a function; see <see cref="Linker.GetDefault"/>.</summary>
public sealed class DefaultExportException(string message) : LinkException(message);

/// <summary>A module is no proper command or reactor; see <see cref="Linker.DefineModule"/>.</summary>
public sealed class ProgramKindException(string message) : LinkException(message);

/// <summary>
/// The <c>_initialize</c> of a reactor failed; see <see cref="Linker.DefineModule"/>. Why is the inner exception: a
/// <see cref="TrapException"/>, a <see cref="WasmException"/>, an exception of a host function, or a
/// <see cref="ProgramKindException"/> if its type is not <c>[] → []</c>.
/// </summary>
/// <param name="cause">Why.</param>
public sealed class ReactorInitializationException(Exception cause) : LinkException(Messages.ReactorInitialization, cause);

/// <summary>An import asks for a type that has no default value: a non-nullable reference is in the way.</summary>
public sealed class NoDefaultValueException : LinkException
{
    internal NoDefaultValueException(ImportType import, string message)
        : base(message) =>
        Import = import;

    /// <summary>The import.</summary>
    public ImportType Import { get; }
}
