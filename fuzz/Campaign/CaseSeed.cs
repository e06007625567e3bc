using System.Globalization;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Campaign;

/// <summary>Which case of which campaign: all of a case comes from these two numbers.</summary>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="Number">The case's number, from 0.</param>
public readonly record struct CaseSeed(ulong Seed, ulong Number)
{
    // The sequence that makes the rules is another one than that which makes the modules.
    private const ulong Rules = 0x52756C6573204F66;
    private const ulong Kind = 0x4B696E6473204F66;
    private const ulong Parent = 0x506172656E744F66;
    private const ulong Engines = 0x456E67696E65204F;

    /// <summary>Cases in a row that run on engines with the same options: making an engine takes longer than a case.</summary>
    public const int CasesOfOneEngine = 32;

    /// <summary>What the generator reads.</summary>
    public byte[] Bytes() => SeedBytes.Expand(Mixed());

    /// <summary>What the case's own rules are drawn from.</summary>
    public byte[] RuleBytes() => SeedBytes.Expand(Mixed() ^ Rules, 64);

    /// <summary>What the kind of case is drawn from, and how it is changed.</summary>
    public byte[] KindBytes() => SeedBytes.Expand(Mixed() ^ Kind, 2048);

    /// <summary>Decides which input that was kept takes part.</summary>
    public ulong ParentDraw() => Mix(Mixed() ^ Parent);

    /// <summary>What the engines' options are drawn from, the same for cases in a row.</summary>
    public byte[] EngineBytes() => SeedBytes.Expand((this with { Number = Number / CasesOfOneEngine }).Mixed() ^ Engines, 64);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out CaseSeed result)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        result = default;
        if (parts.Length != 2
            || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return false;
        }

        result = new CaseSeed(seed, number);
        return true;
    }

    /// <summary>Seed and number with a colon between them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seed}:{Number}");

    // Neighbouring numbers and neighbouring seeds are to have nothing in common.
    private ulong Mixed() => Mix(Mix(Seed + 0x9E3779B97F4A7C15) ^ Number);

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
