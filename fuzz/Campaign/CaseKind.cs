using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Campaign;

/// <summary>What a case of a campaign is made of, and so which oracles judge it.</summary>
public enum CaseKind : byte
{
    /// <summary>Generated modules, as they are.</summary>
    Generated,

    /// <summary>A generated case, or a module of a script, changed so that it stays valid.</summary>
    Mutated,

    /// <summary>The same, and its rewritten form.</summary>
    Rewritten,

    /// <summary>A module changed without regard to types.</summary>
    Broken,

    /// <summary>A module's binary or text with damaged bytes.</summary>
    Damaged,

    /// <summary>Operations on linkers.</summary>
    Linking,

    /// <summary>One instruction, all edge operands.</summary>
    Instruction,

    /// <summary>One instruction that has a choice.</summary>
    Choice,

    /// <summary>A script.</summary>
    Script,
}

/// <summary>How often each kind of case is made, and what judges it.</summary>
internal static class CaseKinds
{
    // Out of 256. Those that take long share a place.
    private const byte RareWeight = 2;

    private static readonly Row[] Common =
    [
        new(CaseKind.Generated, 190, OracleSet.Execute),
        new(CaseKind.Mutated, 24, OracleSet.Execute | OracleSet.RoundTrip | OracleSet.Determinism | OracleSet.Acceptance | OracleSet.Validate),
        new(CaseKind.Rewritten, 10, OracleSet.Metamorphic),
        new(CaseKind.Broken, 14, OracleSet.Acceptance | OracleSet.Validate | OracleSet.Robustness),
        new(CaseKind.Damaged, 16, OracleSet.Robustness | OracleSet.Acceptance | OracleSet.Validate),
    ];

    private static readonly Row[] Rare =
    [
        new(CaseKind.Linking, 80, OracleSet.Linker),
        new(CaseKind.Choice, 80, OracleSet.Choices),
        new(CaseKind.Instruction, 16, OracleSet.Instructions),
        new(CaseKind.Script, 16, OracleSet.Scripts),
    ];

    /// <summary>Draws a kind that one of some oracles judges. With all of them, most cases are generated ones.</summary>
    public static CaseKind Draw(ByteSource source, OracleSet oracles)
    {
        Row[] common = Array.FindAll(Common, row => (row.Oracles & oracles) != 0);
        Row[] rare = Array.FindAll(Rare, row => (row.Oracles & oracles) != 0);
        Span<byte> weights = stackalloc byte[Common.Length + Rare.Length];
        if (common.Length > 0)
        {
            for (int i = 0; i < common.Length; i++)
            {
                weights[i] = common[i].Weight;
            }

            weights[common.Length] = rare.Length > 0 ? RareWeight : (byte)0;
            int drawn = source.Weighted(weights[..(common.Length + 1)]);
            if (drawn < common.Length)
            {
                return common[drawn].Kind;
            }
        }

        for (int i = 0; i < rare.Length; i++)
        {
            weights[i] = rare[i].Weight;
        }

        return rare.Length == 0 ? CaseKind.Generated : rare[source.Weighted(weights[..rare.Length])].Kind;
    }

    /// <summary>The oracles that judge a kind.</summary>
    public static OracleSet OraclesOf(CaseKind kind) =>
        Array.Find([.. Common, .. Rare], row => row.Kind == kind)!.Oracles;

    private sealed record Row(CaseKind Kind, byte Weight, OracleSet Oracles);
}
