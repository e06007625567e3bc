namespace Wasm.Fuzz.Campaign;

/// <summary>Oracles, each of which can be switched on or off.</summary>
[Flags]
public enum OracleSet
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Cases run on the reference engine and the optimizing engine.</summary>
    Execute = 1 << 0,

    /// <summary>A case and its rewritten form on the optimizing engine.</summary>
    Metamorphic = 1 << 1,

    /// <summary>Our validator and V8's.</summary>
    Validate = 1 << 2,

    /// <summary>What is valid compiles, what is not does not.</summary>
    Acceptance = 1 << 3,

    /// <summary>What encoder and printer write is read as the same.</summary>
    RoundTrip = 1 << 4,

    /// <summary>Decoders and parsers on any bytes.</summary>
    Robustness = 1 << 5,

    /// <summary>Code is the same each time.</summary>
    Determinism = 1 << 6,

    /// <summary>Single instructions over edge operands on both engines.</summary>
    Instructions = 1 << 7,

    /// <summary>Single instructions that have a choice, without the switches that take it from them.</summary>
    Choices = 1 << 8,

    /// <summary>Scripts under any options.</summary>
    Scripts = 1 << 9,

    /// <summary>The linker and a model of it.</summary>
    Linker = 1 << 10,

    /// <summary>All.</summary>
    All = (1 << 11) - 1,
}

/// <summary>Names of oracles, as the command line and reports have them.</summary>
public static class OracleNames
{
    private static readonly (string Name, OracleSet Oracle)[] Table =
    [
        ("execute", OracleSet.Execute), ("metamorphic", OracleSet.Metamorphic), ("validate", OracleSet.Validate), ("acceptance", OracleSet.Acceptance),
        ("round-trip", OracleSet.RoundTrip), ("robustness", OracleSet.Robustness), ("determinism", OracleSet.Determinism),
        ("instructions", OracleSet.Instructions), ("choices", OracleSet.Choices), ("scripts", OracleSet.Scripts), ("linker", OracleSet.Linker),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Table.Select(row => row.Name);

    /// <summary>The name of one oracle.</summary>
    public static string Of(OracleSet oracle) => Array.Find(Table, row => row.Oracle == oracle).Name;

    /// <summary>The names of several, with commas between them.</summary>
    public static string ListOf(OracleSet oracles) => string.Join(',', Table.Where(row => (oracles & row.Oracle) != 0).Select(row => row.Name));

    /// <summary>Reads what <see cref="ListOf"/> writes.</summary>
    /// <exception cref="ArgumentException">A name is none.</exception>
    public static OracleSet Parse(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        OracleSet oracles = OracleSet.None;
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            OracleSet oracle = name == "all" ? OracleSet.All : Array.Find(Table, row => row.Name == name).Oracle;
            oracles |= oracle != OracleSet.None ? oracle : throw new ArgumentException($"{name} is no oracle; there are {string.Join(", ", All)}");
        }

        return oracles;
    }
}
