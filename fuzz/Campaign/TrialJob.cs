using System.Collections.Immutable;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;

namespace Wasm.Fuzz.Campaign;

/// <summary>A case to be tried in a process that it may take along.</summary>
/// <param name="Case">The case, see <see cref="CaseBytes"/>.</param>
/// <param name="Jit">Options of the optimizing engine.</param>
/// <param name="Fuel">As the fields of <see cref="ExecutionOptions"/>.</param>
/// <param name="FuelPerCall">As well.</param>
/// <param name="MaximumStackSlots">As well.</param>
/// <param name="FailingGrowths">As well.</param>
/// <param name="File">Not run, but filed as this, with all that the reference engine does.</param>
/// <param name="IsCut">Of <paramref name="File"/>: there was no time to make it as small as it could be.</param>
public sealed record TrialJob(
    byte[] Case,
    ImmutableArray<string> Jit,
    bool Fuel,
    long FuelPerCall,
    int MaximumStackSlots,
    ulong FailingGrowths,
    Finding? File = null,
    bool IsCut = false)
{
    /// <summary>A job to try a case.</summary>
    public static TrialJob Of(GeneratedCase item, CaseSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ExecutionOptions rules = settings.Rules;
        return new TrialJob(CaseBytes.Write(item), settings.Jit, rules.Fuel, rules.FuelPerCall, rules.MaximumStackSlots, rules.FailingGrowths);
    }

    /// <summary>The case, ready to run.</summary>
    public CampaignCase Make() => new(
        default,
        CaseBytes.Read(Case),
        new CaseSettings(Jit, new ExecutionOptions { Fuel = Fuel, FuelPerCall = FuelPerCall, MaximumStackSlots = MaximumStackSlots, FailingGrowths = FailingGrowths }));
}

/// <summary>What came of a trial that its process survived.</summary>
/// <param name="Difference">The kind of the difference; empty: there is none.</param>
public sealed record TrialAnswer(string Difference);
