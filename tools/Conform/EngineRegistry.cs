using System.Runtime.InteropServices;
using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>An engine that can be chosen.</summary>
/// <param name="Name">As on the command line and in reports.</param>
/// <param name="Create">
/// Makes one with the options that all engines have, and with those of its own by name, as <c>--jit-option</c> gives
/// them. It throws <see cref="ArgumentException"/> for a name or value that it does not know, and
/// <see cref="PlatformNotSupportedException"/> if it does not run here.
/// </param>
internal sealed record EngineRow(string Name, Func<EngineOptions, IReadOnlyDictionary<string, string>, Engine> Create)
{
    /// <summary>Whether it has options of its own.</summary>
    public bool TakesOptions { get; init; }

    /// <summary>Whether it runs on this machine.</summary>
    public bool IsSupported { get; init; } = true;

    /// <summary>
    /// Options of its own that <c>soak</c> tries: each an array of <c>name=value</c>, one of which is taken at random; an
    /// empty text is none.
    /// </summary>
    public IReadOnlyList<string[]> SoakOptions { get; init; } = [];
}

/// <summary>The engines by the names that the command line and reports use.</summary>
internal sealed class EngineRegistry(params IReadOnlyList<EngineRow> rows)
{
    /// <summary>The engine taken when none is named and one is needed.</summary>
    public const string Default = "reference";

    /// <summary>Both engines: the reference engine and the host's JIT.</summary>
    public const string Both = "both";

    private const string All = "all";
    private const string Jit = "jit";

    // Words that the command line knows, though this build may not have what they mean.
    private static readonly string[] JitNames = [Jit, "jit-x64", "jit-arm64"];

    /// <summary>What this build has. A new engine is a new row.</summary>
    public static EngineRegistry OfThisBuild { get; } = new(
        new EngineRow(Default, (options, _) => new ReferenceEngine(options)),
        new EngineRow("jit-x64", (options, settings) => new JitEngine(options, JitOptions.Parse(settings)))
        {
            TakesOptions = true,
            IsSupported = JitEngine.IsSupported,
            SoakOptions =
            [
                ["", "guard-pages=off"], ["", "eager=on"], ["", "", "optimize=off"], ["", "allocator=simple"], ["", "", "", "collect-always=on"], ["", "", "", "verify=on"],
                ["", "", "disable-cpu=avx+bmi1+bmi2+lzcnt+popcnt+fma", "disable-cpu=avx", "disable-cpu=bmi1+bmi2", "disable-cpu=lzcnt+popcnt", "disable-cpu=fma"],
            ],
        });

    /// <summary>Name of the JIT that makes code for this machine.</summary>
    public static string HostJit => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "jit-arm64" : "jit-x64";

    /// <summary>Names of the engines.</summary>
    public IEnumerable<string> Names => rows.Select(row => row.Name);

    /// <summary>Options that <c>soak</c> tries on the engines that a word stands for.</summary>
    public IEnumerable<string[]> SoakOptions(string word)
    {
        string[] names = [.. Select(word).Select(choice => choice.Name)];
        return rows.Where(row => names.Contains(row.Name)).SelectMany(row => row.SoakOptions);
    }

    /// <summary>What <c>spec</c> runs on when it is not told: both engines where two run.</summary>
    public string SpecDefault => rows.Any(row => row.Name == HostJit && row.IsSupported) ? Both : Default;

    /// <summary>Makes the engine with a name.</summary>
    /// <param name="name">The name; <c>jit</c> is the host's.</param>
    /// <param name="options">Options that all engines have.</param>
    /// <param name="settings">Options of its own, <c>name=value</c> each.</param>
    /// <exception cref="InputException">There is none, it does not run here, or an option is wrong.</exception>
    public Engine Create(string name, EngineOptions options, IEnumerable<string>? settings = null) => name is All or Both
        ? throw new InputException($"--engine {name}: one engine is needed here")
        : Select(name, settings)[0].Create(options);

    /// <summary>The engines that a word stands for: a name, <c>both</c> (reference and JIT) or <c>all</c>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="settings">Options of those that have some of their own, <c>name=value</c> each.</param>
    /// <exception cref="InputException">An engine that it names is not in this build, or an option is wrong.</exception>
    public IReadOnlyList<EngineChoice> Select(string word, IEnumerable<string>? settings = null)
    {
        EngineRow[] chosen = word switch
        {
            All => [.. rows],
            Both => [Find(Default, word), Find(HostJit, word)],
            Jit => [Find(HostJit, word)],
            _ => [Find(word, word)],
        };
        Dictionary<string, string> own = Parse(settings ?? []);
        if (own.Count > 0 && !chosen.Any(row => row.TakesOptions))
        {
            throw new InputException($"--jit-option: {string.Join(", ", chosen.Select(row => row.Name))} has no options of its own");
        }

        return [.. chosen.Select(row => new EngineChoice(row.Name, options => Create(row, options, row.TakesOptions ? own : [])))];
    }

    private static Engine Create(EngineRow row, EngineOptions options, Dictionary<string, string> own)
    {
        try
        {
            return row.Create(options, own);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new InputException($"--engine {row.Name}: {e.Message}", e);
        }
    }

    /// <summary>Options of an engine by name.</summary>
    /// <exception cref="InputException">One is not NAME=VALUE.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> settings)
    {
        var own = new Dictionary<string, string>();
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new InputException($"--jit-option {setting}: NAME=VALUE is expected");
            }

            own[setting[..equals]] = setting[(equals + 1)..];
        }

        return own;
    }

    private EngineRow Find(string name, string word) =>
        rows.FirstOrDefault(row => row.Name == name) ?? throw new InputException(
            JitNames.Contains(name)
                ? $"--engine {word}: the JIT is not in this build; it has: {string.Join(", ", Names)}"
                : $"--engine {word}: no such engine; known: {string.Join(", ", Names)}, jit, both, all");
}
