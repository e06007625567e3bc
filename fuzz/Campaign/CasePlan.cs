namespace Wasm.Fuzz.Campaign;

/// <summary>What all cases of a campaign have in common.</summary>
public sealed record CasePlan
{
    // In how many of 256 cases a kept input takes part, if there are any.
    private const int ParentOf256 = 64;

    /// <summary>All that a campaign does by default.</summary>
    public static CasePlan Default { get; } = new();

    /// <summary>Oracles that are on.</summary>
    public OracleSet Oracles { get; init; } = OracleSet.All;

    /// <summary>Options of the optimizing engine; null: each case's own.</summary>
    public IReadOnlyList<string>? Jit { get; init; }

    /// <summary>Whether inputs that have something new come back, to be kept.</summary>
    public bool KeepsInputs { get; init; }

    /// <summary>Files of kept inputs that cases may come from; none where cases are to be the same everywhere.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Whether the only one of <see cref="Inputs"/> is what the case comes from: to run such a case again.</summary>
    public bool IsParentGiven { get; init; }

    /// <summary>The input that a case comes from; null: none.</summary>
    public string? ParentOf(CaseSeed seed)
    {
        if (Inputs.Count == 0 || IsParentGiven)
        {
            return Inputs.Count == 0 ? null : Inputs[0];
        }

        ulong draw = seed.ParentDraw();
        return (byte)draw < ParentOf256 ? Inputs[(int)((draw >> 8) % (ulong)Inputs.Count)] : null;
    }
}
