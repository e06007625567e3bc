namespace Wasm.Core.Instructions;

/// <summary>One bit per proposal. The name of a switch is the proposal's name (see <see cref="FeatureSet"/>).</summary>
[Flags]
public enum Feature : ulong
{
    /// <summary>Release 1.0, always on.</summary>
    None = 0,

    /// <summary>Mutable globals may be imported and exported.</summary>
    MutableGlobals = 1UL << 0,

    /// <summary>Instructions that extend the sign of the low bits of an integer.</summary>
    SignExtension = 1UL << 1,

    /// <summary>Conversions of floats to integers that never trap.</summary>
    SaturatingFloatToInt = 1UL << 2,

    /// <summary>Blocks and functions with several results, blocks with parameters.</summary>
    MultiValue = 1UL << 3,

    /// <summary><c>externref</c>, several tables, instructions on tables.</summary>
    ReferenceTypes = 1UL << 4,

    /// <summary>Instructions that copy, fill and initialize memories and tables; passive segments.</summary>
    BulkMemory = 1UL << 5,

    /// <summary>Vectors of 128 bits.</summary>
    Simd = 1UL << 6,

    /// <summary>Vector instructions whose results may differ between platforms.</summary>
    RelaxedSimd = 1UL << 7,

    /// <summary>Calls in place of the current one.</summary>
    TailCall = 1UL << 8,

    /// <summary>Integer arithmetic in constant expressions.</summary>
    ExtendedConst = 1UL << 9,

    /// <summary>Typed function references and non-nullable references.</summary>
    FunctionReferences = 1UL << 10,

    /// <summary>Structs, arrays, i31 references, subtypes, casts.</summary>
    Gc = 1UL << 11,

    /// <summary>Tags, <c>throw</c>, <c>try_table</c>.</summary>
    ExceptionHandling = 1UL << 12,

    /// <summary>Several memories.</summary>
    MultiMemory = 1UL << 13,

    /// <summary>Memories with 64-bit addresses and tables with 64-bit indices.</summary>
    Memory64 = 1UL << 14,

    /// <summary>Annotations in the text format.</summary>
    Annotations = 1UL << 15,

    /// <summary>Hints which way branches mostly go, in a custom section and as annotations.</summary>
    BranchHinting = 1UL << 16,
}

/// <summary>A set of features, and the command-line words for it.</summary>
/// <param name="Features">The features that are on.</param>
public readonly record struct FeatureSet(Feature Features)
{
    /// <summary>Names as written after <c>+</c> and <c>-</c>: the proposals' own.</summary>
    private static readonly (string Name, Feature Feature, int Release)[] Table =
    [
        ("mutable-globals", Feature.MutableGlobals, 1),
        ("sign-extension", Feature.SignExtension, 2),
        ("nontrapping-float-to-int", Feature.SaturatingFloatToInt, 2),
        ("multi-value", Feature.MultiValue, 2),
        ("reference-types", Feature.ReferenceTypes, 2),
        ("bulk-memory", Feature.BulkMemory, 2),
        ("simd", Feature.Simd, 2),
        ("relaxed-simd", Feature.RelaxedSimd, 3),
        ("tail-call", Feature.TailCall, 3),
        ("extended-const", Feature.ExtendedConst, 3),
        ("function-references", Feature.FunctionReferences, 3),
        ("gc", Feature.Gc, 3),
        ("exception-handling", Feature.ExceptionHandling, 3),
        ("multi-memory", Feature.MultiMemory, 3),
        ("memory64", Feature.Memory64, 3),
        ("annotations", Feature.Annotations, 3),
        ("branch-hinting", Feature.BranchHinting, 3),
    ];

    /// <summary>Release 1.0 with mutable globals.</summary>
    public static FeatureSet Wasm1 { get; } = Release(1);

    /// <summary>Release 2.0.</summary>
    public static FeatureSet Wasm2 { get; } = Release(2);

    /// <summary>Release 3.0: the default.</summary>
    public static FeatureSet Wasm3 { get; } = Release(3);

    /// <summary>Everything this library knows.</summary>
    public static FeatureSet All { get; } = Release(int.MaxValue);

    /// <summary>Whether every feature in <paramref name="feature"/> is on.</summary>
    public bool Has(Feature feature) => (Features & feature) == feature;

    /// <summary>
    /// Reads words such as <c>wasm2 +gc -simd</c>, separated by blanks or commas: a set's name replaces what
    /// stands before it, <c>+name</c> adds, <c>-name</c> removes. Null or empty gives <see cref="Wasm3"/>.
    /// </summary>
    /// <exception cref="FormatException">A word is no known name; the message lists the names.</exception>
    public static FeatureSet Parse(string? words)
    {
        FeatureSet set = Wasm3;
        foreach (string word in (words ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            set = word switch
            {
                "wasm1" => Wasm1,
                "wasm2" => Wasm2,
                "wasm3" => Wasm3,
                "all" => All,
                ['+', .. string name] => new(set.Features | ByName(name)),
                ['-', .. string name] => new(set.Features & ~ByName(name)),
                _ => throw Unknown(word),
            };
        }

        return set;
    }

    /// <summary>The switch name of one feature.</summary>
    public static string NameOf(Feature feature)
    {
        foreach ((string name, Feature candidate, _) in Table)
        {
            if (candidate == feature)
            {
                return name;
            }
        }

        return feature.ToString();
    }

    /// <summary>Every feature with its switch name and the release that includes it.</summary>
    public static IReadOnlyList<(string Name, Feature Feature, int Release)> Known => Table;

    /// <inheritdoc/>
    public override string ToString()
    {
        Feature features = Features;
        return string.Join(' ', Table.Where(row => (features & row.Feature) != 0).Select(row => row.Name));
    }

    private static Feature ByName(string name)
    {
        foreach ((string candidate, Feature feature, _) in Table)
        {
            if (candidate == name)
            {
                return feature;
            }
        }

        throw Unknown(name);
    }

    private static FormatException Unknown(string word) =>
        new($"unknown feature `{word}`; known: wasm1 wasm2 wasm3 all, and +/- {string.Join(' ', Table.Select(row => row.Name))}");

    private static FeatureSet Release(int release)
    {
        Feature features = Feature.None;
        foreach ((_, Feature feature, int since) in Table)
        {
            features |= since <= release ? feature : Feature.None;
        }

        return new(features);
    }
}
