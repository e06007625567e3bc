using Wasm.Core.Instructions;

namespace Wasm.Core.Diagnostics;

/// <summary>The one wording for the use of a feature that is switched off.</summary>
public static class FeatureErrors
{
    /// <summary>
    /// <c>multiple memories: feature multi-memory is off</c>; the suite's words, where it has some, come first.
    /// </summary>
    /// <param name="what">What was used.</param>
    /// <param name="feature">A feature that would allow it.</param>
    public static string Message(string what, Feature feature) => $"{what}: feature {FeatureSet.NameOf(feature)} is off";

    /// <summary>The message for an instruction whose feature is off.</summary>
    public static string Message(InstructionInfo info) => Message($"instruction {info.Mnemonic}", info.Feature);
}
