namespace Wasm.Text;

/// <summary>How <see cref="ModulePrinter"/> writes.</summary>
public sealed record PrintOptions
{
    /// <summary>Flat instructions, indices as numbers.</summary>
    public static PrintOptions Default { get; } = new();

    /// <summary>Folded expressions where operands are evident; else flat instructions, one a line.</summary>
    public bool Folded { get; init; }

    /// <summary>
    /// Names of the name section become identifiers where they are unique and not too long. The text then stands
    /// for the module without its name section.
    /// </summary>
    public bool UseNames { get; init; }
}
