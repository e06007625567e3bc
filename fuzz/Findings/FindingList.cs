using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Wasm.Fuzz.Campaign;

namespace Wasm.Fuzz.Findings;

/// <summary>
/// What a campaign has found so far. Looking into a case takes long, so not every case is looked into that differs as many
/// did before; these only count. Not thread-safe.
/// </summary>
/// <param name="options">The campaign.</param>
public sealed partial class FindingList(CampaignOptions options)
{
    // Studies of cases that look alike from the outside: behind one look there may be several errors.
    private const int StudiesOfOneLook = 8;

    // So many texts are kept; a campaign may run for weeks.
    private const int MaximumLooks = 5_000;

    // From the third one on each is likely to be known already.
    private const int LongStudies = 2;
    private static readonly TimeSpan ShortStudy = TimeSpan.FromSeconds(10);

    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, (int Studies, int Cases, int Finding)> _looks = [];
    private readonly Dictionary<string, string> _lookOf = [];
    private int _studies;

    /// <summary>Whether as many were looked into as the campaign wants.</summary>
    public bool IsFull => _studies >= options.MaximumStudies;

    /// <summary>All.</summary>
    public ImmutableArray<Finding> ToImmutable() => [.. _findings];

    /// <summary>Notes a case that found something.</summary>
    /// <param name="difference">What.</param>
    /// <param name="isEnding">Whether the campaign is to end soon.</param>
    /// <returns>What is to be done to look into it; null: nothing, it counts.</returns>
    public StudyJob? Take(CaseDifference difference, bool isEnding)
    {
        ArgumentNullException.ThrowIfNull(difference);
        string look = LookOf(difference);
        look = _looks.Count < MaximumLooks || _looks.ContainsKey(look) ? look : difference.Oracle;
        (int studies, int cases, int finding) = _looks.GetValueOrDefault(look, (0, 0, -1));
        cases++;
        bool isStudied = studies < StudiesOfOneLook && !IsFull;
        _looks[look] = (isStudied ? studies + 1 : studies, cases, finding);
        if (!isStudied)
        {
            if (finding >= 0)
            {
                _findings[finding] = _findings[finding] with { Cases = _findings[finding].Cases + 1 };
            }

            return null;
        }

        _studies++;
        var seed = new CaseSeed(options.Seed, difference.Number);
        string kind = NoWord().Replace(difference.Kind, "-").Trim('-');
        string name = string.Create(CultureInfo.InvariantCulture, $"{difference.Oracle}-{(kind.Length > 40 ? kind[..40] : kind)}-{seed.Seed}-{seed.Number}").ToLowerInvariant();
        _lookOf[seed.ToString()] = look;
        TimeSpan time = isEnding || studies >= LongStudies ? ShortStudy : options.ShrinkLimit;
        return new StudyJob(seed.Seed, seed.Number, options.Jit, Path.GetFullPath(Path.Combine(options.Report, "findings", name)), Math.Min(time.TotalSeconds, options.ShrinkLimit.TotalSeconds), PlanOf(difference));
    }

    /// <summary>Adds what a study gave. If it is known already, the smaller one stays.</summary>
    public void Add(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        int index = _findings.FindIndex(known => known.Signature == finding.Signature);
        if (index < 0)
        {
            index = _findings.Count;
            _findings.Add(finding);
        }
        else
        {
            Finding known = _findings[index];
            bool isSmaller = finding.Instructions > 0 && finding.Instructions < known.Instructions;
            _findings[index] = (isSmaller ? finding : known) with { Cases = known.Cases + 1 };
            string superfluous = isSmaller ? known.Folder : finding.Folder;
            if (Directory.Exists(superfluous))
            {
                Directory.Delete(superfluous, recursive: true);
            }
        }

        if (_lookOf.Remove(finding.Case, out string? look) && _looks[look].Finding < 0)
        {
            _looks[look] = _looks[look] with { Finding = index };
        }
    }

    private CasePlan PlanOf(CaseDifference difference) => new()
    {
        Oracles = options.Oracles,
        Inputs = difference.Parent is { } parent ? [parent] : [],
        IsParentGiven = difference.Parent is not null,
    };

    /// <summary>A text without what differs from case to case.</summary>
    internal static string WithoutNumbers(string text) => Number().Replace(text, "N");

    private static string LookOf(CaseDifference difference)
    {
        string first = difference.Right.Split('\n', 2)[0];
        bool isText = difference.Oracle != BatchRunner.Execution || difference.Kind == nameof(Oracles.DifferenceKind.EngineError);
        string detail = isText ? WithoutNumbers(difference.Left.Split('\n', 2)[0] + first) : "";
        return $"{difference.Oracle} {difference.Kind} {(detail.Length > 200 ? detail[..200] : detail)}";
    }

    [GeneratedRegex(@"(0x)?[0-9][0-9a-fA-F_.]*")]
    private static partial Regex Number();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoWord();
}
