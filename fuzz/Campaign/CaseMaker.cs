using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Text;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// Makes the cases of a campaign. Seed, number, oracles and corpus decide; with the same ones, a case is the same on every machine,
/// unless it comes from an input that was kept.
/// </summary>
/// <param name="plan">What all cases of a campaign have in common.</param>
/// <param name="corpus">Scripts and their modules.</param>
public sealed class CaseMaker(CasePlan plan, ModuleCorpus corpus)
{
    // Without fuel nothing else ends a loop.
    private static readonly GeneratorOptions WithFuel = new() { Styles = Style.All };
    private static readonly GeneratorOptions OneModule = new() { Styles = Style.All, MaximumModules = 1, MaximumInstructions = 150, MaximumFunctions = 5 };

    private static readonly GeneratorOptions ToRewrite = new() { MaximumModules = 2, MaximumInstructions = 150, MaximumFunctions = 5 };

    private static readonly GeneratedCase Nothing = new() { Modules = [], HostFunctions = [], Calls = [], Swarm = new Swarm(FeatureSet.Wasm3, Style.None), BytesUsed = 0 };

    private static readonly ExecutionOptions Usual = new();

    private const int DecisionBytes = 1024;

    /// <summary>Makes the case with a number.</summary>
    public CampaignCase Make(CaseSeed seed)
    {
        var source = new ByteSource(seed.KindBytes());
        CaseKind kind = CaseKinds.Draw(source, plan.Oracles);
        OracleSet oracles = plan.Oracles & CaseKinds.OraclesOf(kind);
        var made = new CampaignCase(seed, Nothing, CaseSettings.Of(seed).With(plan.Jit)) { Kind = kind, Oracles = oracles };
        switch (kind)
        {
            case CaseKind.Generated:
                return plan.ParentOf(seed) is { } parent && CorpusFolder.TryRead(parent) is { } kept
                    ? made with { Item = CaseMutator.Mutate(kept, [Small(seed)], source), Parent = parent }
                    : made with { Item = CampaignCase.Make(seed, made.Settings, seed.Bytes()).Item };
            case CaseKind.Mutated:
                return MakeMutated(made, source);
            case CaseKind.Rewritten:
                // Rewritten code may need more stack, and has no fuel.
                return made with
                {
                    Settings = made.Settings with { Rules = made.Settings.Rules with { MaximumStackSlots = Usual.MaximumStackSlots, FuelPerCall = Usual.FuelPerCall } },
                    Item = Generator.Generate(seed.Bytes(), ToRewrite),
                    Decisions = SeedBytes.Expand(source.UInt64(), DecisionBytes),
                };
            case CaseKind.Broken:
                ModuleDefinition module = Any(made, source, out bool isOfCorpus);
                ModuleDefinition broken = Mutator.Mutate(module, [Small(seed)], source, MutatorOptions.Breaking).Module;
                return made with { Bytes = ModuleEncoder.Encode(broken), UsesCorpus = isOfCorpus };
            case CaseKind.Damaged:
                return MakeDamaged(made, source);
            case CaseKind.Instruction:
                return made with { Choice = source.Below(SingleInstruction.Rows.Count) };
            case CaseKind.Choice:
                return made with { Choice = source.Below(ChoiceOracle.Rows.Count), Decisions = SeedBytes.Expand(source.UInt64(), DecisionBytes) };
            case CaseKind.Script:
                return made with { Choice = corpus.Count == 0 ? -1 : source.Below(corpus.Count), UsesCorpus = true };
            default:
                return made with { Decisions = SeedBytes.Expand(source.UInt64(), DecisionBytes) };
        }
    }

    private CampaignCase MakeMutated(CampaignCase made, ByteSource source)
    {
        bool isOfCorpus = source.Chance(112);
        GeneratedCase? item = null;
        if (isOfCorpus && TryPick(source) is { } module)
        {
            ModuleDefinition changed = Mutator.Mutate(module, [Small(made.Seed)], source, MutatorOptions.Default).Module;
            item = ModuleCase.TryMake(changed, source);
        }

        // What has been changed has no loops that are sure to end.
        made = made with { UsesCorpus = isOfCorpus };
        if (item is null)
        {
            ModuleDefinition[] donors = source.Chance(128) && TryPick(source) is { } donor ? [donor] : [];
            made = made with { UsesCorpus = isOfCorpus || donors.Length > 0 };
            item = CaseMutator.Mutate(Generator.Generate(made.Seed.Bytes(), WithFuel), donors, source);
        }

        return made with { Item = item, Bytes = item.Modules[^1].Encode() };
    }

    private CampaignCase MakeDamaged(CampaignCase made, ByteSource source)
    {
        ModuleDefinition module = Any(made, source, out bool isOfCorpus);
        byte[] decisions = SeedBytes.Expand(source.UInt64(), 64);
        if ((made.Oracles & OracleSet.Robustness) != 0 && source.Chance(80))
        {
            string text = ModulePrinter.Print(module, new PrintOptions { Folded = source.Chance(128) });
            return made with { Bytes = ByteMutator.CorruptText(Encoding.UTF8.GetBytes(text), decisions), Oracles = OracleSet.Robustness, UsesCorpus = isOfCorpus };
        }

        byte[] donor = ModuleEncoder.Encode(Small(made.Seed));
        return made with { Bytes = ByteMutator.Corrupt(ModuleEncoder.Encode(module), donor, decisions), UsesCorpus = isOfCorpus };
    }

    // A module of a script, or a generated one.
    private ModuleDefinition Any(CampaignCase made, ByteSource source, out bool isOfCorpus)
    {
        isOfCorpus = source.Chance(128);
        return isOfCorpus && TryPick(source) is { } module ? module : Small(made.Seed);
    }

    private static ModuleDefinition Small(CaseSeed seed) => ModuleCopy.Settle(Generator.Generate(seed.Bytes(), OneModule).Modules[0].Definition);

    private ModuleDefinition? TryPick(ByteSource source)
    {
        if (corpus.Pick(source) is not { } binary)
        {
            return null;
        }

        try
        {
            ModuleDefinition module = ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation);
            return BodyMap.IsValid(module) ? module : null;
        }
        catch (ModuleException)
        {
            return null;
        }
    }
}
