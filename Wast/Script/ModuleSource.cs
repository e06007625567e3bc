using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>What a script says about a module's contents. Nothing here has been checked.</summary>
public abstract record ModuleSource;

/// <summary>A module in text form.</summary>
/// <param name="Text">The text it stands in.</param>
/// <param name="Range">Its fields, without <c>(module $name</c> and the last parenthesis.</param>
public sealed record TextModuleSource(SourceText Text, SourceRange Range) : ModuleSource;

/// <summary>A text that must hold one module, with or without <c>(module …)</c> around its fields.</summary>
public sealed record QuotedModuleSource(byte[] Text) : ModuleSource;

/// <summary>A module in binary form.</summary>
public sealed record BinaryModuleSource(byte[] Bytes) : ModuleSource;

/// <summary>A file beside a manifest, read when it is needed.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsText">Whether it holds text.</param>
public sealed record FileModuleSource(string Path, bool IsText) : ModuleSource;
