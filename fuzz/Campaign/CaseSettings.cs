using System.Collections.Immutable;
using System.Globalization;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.Fuzz.Campaign;

/// <summary>How a case is run: options of the optimizing engine, and rules for all engines.</summary>
/// <param name="Jit">Options as <see cref="JitOptions.Parse"/> knows them, <c>name=value</c> each.</param>
/// <param name="Rules">The rules.</param>
public sealed record CaseSettings(ImmutableArray<string> Jit, ExecutionOptions Rules)
{
    private static readonly string[] CpuFeatures = ["avx", "bmi1", "bmi2", "lzcnt", "popcnt", "fma", "avx+fma", "avx+bmi1+bmi2+lzcnt+popcnt+fma"];
    private static readonly long[] Fuels = [100, 1_000, 5_000];
    private const int LittleFuel = 3_000;
    private static readonly int[] Depths = [64, 256, 1 << 10];

    /// <summary>
    /// Draws the settings of a case. Most cases run with nearly everything as it is by default; each alternative is tried
    /// often enough to meet all others. What an engine is made with is the same for cases in a row.
    /// </summary>
    public static CaseSettings Of(CaseSeed seed) => Of(seed.EngineBytes(), seed.RuleBytes());

    /// <summary>Draws settings from bytes.</summary>
    /// <param name="engine">For what engines are made with.</param>
    /// <param name="own">For the rest.</param>
    public static CaseSettings Of(byte[] engine, byte[] own)
    {
        var source = new ByteSource(engine);
        var jit = ImmutableArray.CreateBuilder<string>();
        if (source.Chance(40))
        {
            jit.Add("guard-pages=off");
        }

        if (source.Chance(24))
        {
            jit.Add("eager=on");
        }

        if (source.Chance(40))
        {
            jit.Add("allocator=simple");
        }

        switch (source.Below(16))
        {
            case 15:
                jit.Add("optimize=off");
                break;
            case > 11:
                jit.Add($"disable-passes={JitOptions.PassNames[source.Below(JitOptions.PassNames.Count)]}");
                break;
        }

        if (source.Chance(20))
        {
            jit.Add("verify=on");
        }

        if (source.Chance(28))
        {
            jit.Add("collect-always=on");
        }

        if (source.Chance(40))
        {
            jit.Add($"disable-cpu={CpuFeatures[source.Below(CpuFeatures.Length)]}");
        }

        var rules = new ExecutionOptions { Fuel = !source.Chance(40) };
        if (source.Chance(32))
        {
            rules = rules with { MaximumStackSlots = Depths[source.Below(Depths.Length)] };
        }

        source = new ByteSource(own);
        if (rules.Fuel && source.Chance(40))
        {
            // So that both engines have to stop at the same instruction, whichever it is.
            rules = rules with { FuelPerCall = source.Chance(128) ? 1 + (source.UInt16() % LittleFuel) : Fuels[source.Below(Fuels.Length)] };
        }

        if (source.Chance(64))
        {
            rules = rules with { FailingGrowths = source.UInt64() };
        }

        return new CaseSettings(jit.ToImmutable(), rules);
    }

    /// <summary>The same with other options of the engine; null: with its own.</summary>
    public CaseSettings With(IReadOnlyList<string>? jit) => jit is null ? this : this with { Jit = [.. jit] };

    /// <summary>The engine's options.</summary>
    /// <exception cref="ArgumentException">One is not known.</exception>
    public JitOptions ToJitOptions()
    {
        var settings = new Dictionary<string, string>();
        foreach (string word in Jit)
        {
            string[] parts = word.Split('=', 2);
            settings[parts[0]] = parts.Length == 2 ? parts[1] : throw new ArgumentException($"{word}: NAME=VALUE is expected");
        }

        return JitOptions.Parse(settings);
    }

    /// <summary>What differs from the defaults, in words.</summary>
    public override string ToString()
    {
        var usual = new ExecutionOptions();
        var words = new List<string>(Jit);
        if (!Rules.Fuel)
        {
            words.Add("no fuel");
        }
        else if (Rules.FuelPerCall != usual.FuelPerCall)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"fuel {Rules.FuelPerCall}"));
        }

        if (Rules.MaximumStackSlots != usual.MaximumStackSlots)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{Rules.MaximumStackSlots} stack slots"));
        }

        if (Rules.FailingGrowths != 0)
        {
            words.Add($"failing growths {Rules.FailingGrowths:x16}");
        }

        return words.Count == 0 ? "defaults" : string.Join(", ", words);
    }
}
