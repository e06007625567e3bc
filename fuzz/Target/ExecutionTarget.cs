using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Oracles;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Target;

/// <summary>
/// Makes a case of the input and runs it on both engines. The first <see cref="RuleBytes"/> bytes are the settings, the others
/// the generator's.
/// </summary>
/// <param name="sink">Is told all features of each input; null: nobody.</param>
public sealed class ExecutionTarget(ICoverageSink? sink = null) : FuzzTarget
{
    /// <summary>Its name.</summary>
    public const string TargetName = "execute";

    /// <summary>How many bytes decide on options of the engine and rules.</summary>
    public const int RuleBytes = 32;

    // Long enough for a few functions; a fuzzer that changes bytes makes more of short inputs.
    private const int SeedLength = 768;

    private readonly CaseFeatures? _features = sink is null ? null : new CaseFeatures(sink);
    private readonly CaseEngines _engines = new(settings => EngineUnderTest.Jit(settings.ToJitOptions() with { Coverage = sink }));

    /// <inheritdoc/>
    public override string Name => TargetName;

    /// <inheritdoc/>
    public override string? Run(byte[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CampaignCase made = Make(input);
        _features?.Add(made.Item);
        return _engines.Run(made) is Different different ? $"{different.Kind}, {different.Where}\nreference: {different.Left}\njit: {different.Right}" : null;
    }

    /// <inheritdoc/>
    public override byte[] Seed(ulong seed) => [.. new CaseSeed(seed, 0).RuleBytes().AsSpan(0, RuleBytes), .. new CaseSeed(seed, 0).Bytes().AsSpan(0, SeedLength)];

    /// <summary>The input that is a generated case of a campaign.</summary>
    /// <param name="seed">The case.</param>
    /// <param name="bytesUsed">How many bytes the generator used.</param>
    public static byte[] InputOf(CaseSeed seed, int bytesUsed) =>
        [.. seed.EngineBytes().AsSpan(0, RuleBytes / 2), .. seed.RuleBytes().AsSpan(0, RuleBytes / 2), .. seed.Bytes().AsSpan(0, bytesUsed)];

    /// <summary>The case that an input is.</summary>
    public static CampaignCase Make(ReadOnlySpan<byte> input)
    {
        int rules = Math.Min(RuleBytes, input.Length);
        return CampaignCase.Make(default, CaseSettings.Of(input[..(rules / 2)].ToArray(), input[(rules / 2)..rules].ToArray()), input[rules..].ToArray());
    }
}
