using Wasm.Core.Instructions;

namespace Wasm.Fuzz.Generate;

/// <summary>Limits of what <see cref="Generator"/> makes, and what it may not decide by itself.</summary>
public sealed record GeneratorOptions
{
    /// <summary>All features, every habit, up to three modules.</summary>
    public static GeneratorOptions Default { get; } = new();

    /// <summary>Features that cases may use; which of them one uses is decided by its bytes.</summary>
    public FeatureSet Features { get; init; } = FeatureSet.Wasm3;

    /// <summary>Habits that cases may have. <see cref="Style.Endless"/> is not among them unless it is asked for.</summary>
    public Style Styles { get; init; } = Style.All & ~Style.Endless;

    /// <summary>Whether a case uses all <see cref="Features"/> and has all <see cref="Styles"/> instead of choosing.</summary>
    public bool AllOn { get; init; }

    /// <summary>Most modules of a case; at least 1.</summary>
    public int MaximumModules { get; init; } = 3;

    /// <summary>Most functions of a module with a body of any size.</summary>
    public int MaximumFunctions { get; init; } = 8;

    /// <summary>About how many instructions a function has at most.</summary>
    public int MaximumInstructions { get; init; } = 400;

    /// <summary>How many of the bytes are read at most.</summary>
    public int MaximumBytes { get; init; } = 1 << 16;
}
