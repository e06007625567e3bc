using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>An import that a module declares. Mirrors Wasmtime's <c>ImportType</c>.</summary>
/// <param name="Module">The module name that it asks for.</param>
/// <param name="Name">The name in that module.</param>
/// <param name="Type">The type, closed: indices in it are ids of <see cref="Engine.Types"/>.</param>
/// <param name="DefinedType">The type with identity, of a function or tag; null for other kinds.</param>
public sealed record ImportType(string Module, string Name, ExternType Type, DefinedType? DefinedType)
{
    /// <summary>Parameters and results of a function, or a tag's parameters; null for other kinds.</summary>
    public FunctionType? Signature => DefinedType?.Function;

    /// <summary>What kind of thing it is.</summary>
    public ExternKind Kind => Type.Kind;
}

/// <summary>An export that a module declares. Mirrors Wasmtime's <c>ExportType</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">
/// The type, closed: indices in it are ids of <see cref="Engine.Types"/>. As declared: an instance's memory or table
/// may have grown, and one that it imported may be larger.
/// </param>
/// <param name="DefinedType">The type with identity, of a function or tag; null for other kinds.</param>
public sealed record ExportType(string Name, ExternType Type, DefinedType? DefinedType)
{
    /// <summary>Parameters and results of a function, or a tag's parameters; null for other kinds.</summary>
    public FunctionType? Signature => DefinedType?.Function;

    /// <summary>What kind of thing it is.</summary>
    public ExternKind Kind => Type.Kind;
}
