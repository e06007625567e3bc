using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Campaign;

/// <summary>A case of a campaign, ready to run.</summary>
/// <param name="Seed">Where it comes from.</param>
/// <param name="Item">Modules and calls.</param>
/// <param name="Settings">How to run it.</param>
public sealed record CampaignCase(CaseSeed Seed, GeneratedCase Item, CaseSettings Settings)
{
    // Without fuel nothing else ends a loop.
    private static readonly GeneratorOptions WithFuel = new() { Styles = Style.All };
    private static readonly GeneratorOptions WithoutFuel = new();

    /// <summary>Makes the case with a number.</summary>
    /// <param name="seed">Seed and number.</param>
    /// <param name="jit">Options of the optimizing engine; null: the case's own.</param>
    public static CampaignCase Make(CaseSeed seed, IReadOnlyList<string>? jit = null)
    {
        return Make(seed, CaseSettings.Of(seed).With(jit), seed.Bytes());
    }

    /// <summary>Makes a case of bytes.</summary>
    /// <param name="seed">What to call it.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="bytes">What the generator reads.</param>
    public static CampaignCase Make(CaseSeed seed, CaseSettings settings, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new CampaignCase(seed, Generator.Generate(bytes, settings.Rules.Fuel ? WithFuel : WithoutFuel), settings);
    }
}
