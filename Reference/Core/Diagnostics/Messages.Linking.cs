namespace Wasm.Core.Diagnostics;

// Linking by name, commands and reactors: the words of Wasmtime's linker.
public static partial class Messages
{
    /// <summary>A module is instantiated in a store, or by a linker, of another engine.</summary>
    public const string CrossEngine = "cross-`Engine` instantiation is not currently supported";

    /// <summary>An import is an item of another store than the one instantiated in.</summary>
    public const string CrossStore = "cross-`Store` instantiation is not currently supported";

    /// <summary>A linker is used with a store of another engine.</summary>
    public const string DifferentEngines = "different engines for this linker and the store provided";

    /// <summary>A reactor's <c>_initialize</c> failed.</summary>
    public const string ReactorInitialization = "calling the Reactor initialization function";

    /// <summary>A module has both <c>_start</c> and <c>_initialize</c>.</summary>
    public const string CommandAndReactor = "Program cannot be both a Command and a Reactor";
}
