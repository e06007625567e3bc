using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;

namespace Wasm.Fuzz.Campaign;

/// <summary>A case of a campaign, ready to run. <see cref="CaseMaker"/> makes it.</summary>
/// <param name="Seed">Where it comes from.</param>
/// <param name="Item">Modules and calls; none of either if nothing is run.</param>
/// <param name="Settings">How to run it.</param>
public sealed record CampaignCase(CaseSeed Seed, GeneratedCase Item, CaseSettings Settings)
{
    // Without fuel nothing else ends a loop.
    private static readonly GeneratorOptions WithFuel = new() { Styles = Style.All };
    private static readonly GeneratorOptions WithoutFuel = new();

    /// <summary>What it is made of.</summary>
    public CaseKind Kind { get; init; } = CaseKind.Generated;

    /// <summary>The oracles that judge it.</summary>
    public OracleSet Oracles { get; init; } = OracleSet.Execute;

    /// <summary>What those look at that run nothing: a binary or a text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>What the rest comes from: rewrites, operations of the linker, operands.</summary>
    public byte[] Decisions { get; init; } = [];

    /// <summary>Which instruction or script.</summary>
    public int Choice { get; init; }

    /// <summary>Whether it has something of a script, so that another corpus gives another case.</summary>
    public bool UsesCorpus { get; init; }

    /// <summary>The kept input that it comes from besides its number; null: none.</summary>
    public string? Parent { get; init; }

    /// <summary>Makes the case with a number as a campaign does by default.</summary>
    /// <param name="seed">Seed and number.</param>
    /// <param name="jit">Options of the optimizing engine; null: the case's own.</param>
    public static CampaignCase Make(CaseSeed seed, IReadOnlyList<string>? jit = null) =>
        new CaseMaker(CasePlan.Default with { Jit = jit }, ModuleCorpus.Default).Make(seed);

    /// <summary>Makes a generated case of bytes.</summary>
    /// <param name="seed">What to call it.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="bytes">What the generator reads.</param>
    public static CampaignCase Make(CaseSeed seed, CaseSettings settings, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new CampaignCase(seed, Generator.Generate(bytes, settings.Rules.Fuel ? WithFuel : WithoutFuel), settings);
    }
}
