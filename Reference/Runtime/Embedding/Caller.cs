namespace Wasm.Runtime.Embedding;

/// <summary>The caller of a host function.</summary>
/// <param name="Store">The store.</param>
/// <param name="Instance">The calling instance; null if the host called the function itself.</param>
public readonly record struct Caller(Store Store, Instance? Instance)
{
    /// <summary>An export of the calling instance, such as its memory.</summary>
    public Extern? GetExport(string name) => Instance?.GetExport(name);
}
