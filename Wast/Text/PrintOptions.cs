namespace Wasm.Text;

/// <summary>How <see cref="ModulePrinter"/> writes. Every setting keeps the module's binary byte for byte.</summary>
public sealed record PrintOptions
{
    /// <summary>Flat instructions, indices as numbers.</summary>
    public static PrintOptions Default { get; } = new();

    /// <summary>Folded expressions where operands are evident; else flat instructions, one a line.</summary>
    public bool Folded { get; init; }
}
