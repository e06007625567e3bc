using Wasm.Runtime.Embedding;

namespace Wasm.Conform;

/// <summary>Options that all engines have, as <c>--option NAME=VALUE</c> gives them.</summary>
internal static class EngineSwitches
{
    private static readonly (string Name, Func<EngineOptions, bool, EngineOptions> Set)[] Switches =
    [
        ("canonical-nans", (options, on) => options with { CanonicalizeNaNs = on }),
        ("deterministic-simd", (options, on) => options with { DeterministicRelaxedSimd = on }),
        ("fuel", (options, on) => options with { ConsumeFuel = on }),
        ("interruptible", (options, on) => options with { Interruptible = on }),
        ("counted-depth", (options, on) => options with { CountStackSlots = on }),
    ];

    /// <summary>For a command's help.</summary>
    public static string Description { get; } =
        $"An option of all engines, on or off; may be repeated (compare mode keeps what makes engines comparable): {string.Join(", ", Switches.Select(row => row.Name))}.";

    /// <summary>Names of the switches.</summary>
    public static IEnumerable<string> Names => Switches.Select(row => row.Name);

    /// <summary>Whether a word may also change the options of compare mode: what leaves no choice to engines stays there.</summary>
    public static bool IsForCompareMode(string word) =>
        word.StartsWith("fuel=", StringComparison.Ordinal) || word.StartsWith("interruptible=", StringComparison.Ordinal);

    /// <summary>Applies words <c>NAME=on</c> and <c>NAME=off</c>.</summary>
    /// <exception cref="InputException">A word is none.</exception>
    public static EngineOptions Apply(EngineOptions options, IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            string[] parts = word.Split('=', 2);
            int row = Array.FindIndex(Switches, row => row.Name == parts[0]);
            bool? value = parts is [_, "on"] ? true : parts is [_, "off"] ? false : null;
            options = row >= 0 && value is { } on
                ? Switches[row].Set(options, on)
                : throw new InputException($"--option {word}: NAME=on or NAME=off is expected, NAME one of {string.Join(", ", Names)}");
        }

        return options;
    }
}
