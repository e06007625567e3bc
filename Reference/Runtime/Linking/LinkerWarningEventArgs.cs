namespace Wasm.Runtime.Linking;

/// <summary>Something that a linker tolerates; see <see cref="Linker.Warning"/>.</summary>
/// <param name="module">The name under which the module is being defined.</param>
/// <param name="export">The export that it is about.</param>
/// <param name="message">What is tolerated, in Wasmtime's words.</param>
public sealed class LinkerWarningEventArgs(string module, string export, string message) : EventArgs
{
    /// <summary>The name under which the module is being defined.</summary>
    public string Module { get; } = module;

    /// <summary>The export that it is about.</summary>
    public string Export { get; } = export;

    /// <summary>What is tolerated: <c>command module exporting '__data_end' is deprecated</c>.</summary>
    public string Message { get; } = message;
}
