using System.Collections.Immutable;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;

namespace Wasm.Conform.Fuzzing;

/// <summary>Puts the reports and kept inputs of several campaigns, or of the parts of one, together.</summary>
internal sealed class FuzzMerge(string output, IReadOnlyList<string> inputs)
{
    private readonly List<Finding> _findings = [];
    private readonly SortedDictionary<string, long> _inconclusive = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, OracleCount> _oracles = new(StringComparer.Ordinal);
    private CampaignFigures _figures = new();
    private CampaignOptions? _options;
    private int _reports;

    /// <summary>Merges.</summary>
    /// <returns>The sums.</returns>
    /// <exception cref="InputException">An input is neither a report nor a folder of kept inputs.</exception>
    public CampaignFigures Run(ToolContext context)
    {
        var folders = new List<CorpusFolder>();
        foreach (string input in inputs)
        {
            string corpus = Path.Combine(input, FuzzReport.CorpusName);
            bool isReport = File.Exists(Path.Combine(input, FuzzReport.JsonName));
            if (isReport)
            {
                Add(input);
            }

            folders.Add(new CorpusFolder(Directory.Exists(corpus) ? corpus : input));
            if (!isReport && folders[^1].Files.Count == 0)
            {
                throw new InputException($"{input}: neither {FuzzReport.JsonName} nor kept inputs");
            }
        }

        var coverage = new Coverage();
        (int read, int kept) = CorpusFolder.Merge(new CorpusFolder(Path.Combine(output, FuzzReport.CorpusName)), folders, coverage);
        _figures = _figures with
        {
            Kept = kept,
            Findings = [.. _findings],
            Oracles = _oracles.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Inconclusive = _inconclusive.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Occurred = coverage.Occurred,
            Called = coverage.Called,
            Features = coverage.Count,
            Coverage = [.. CoverageCards.Groups(coverage)],
        };
        new FuzzReport(_options ?? new CampaignOptions { Seed = 0, Report = output }, coverage).Write(_figures);
        context.Out.WriteLine($"{_reports} reports: {_figures.Cases:N0} cases, {_figures.Differences:N0} differences, {_figures.Findings.Length} findings");
        context.Out.WriteLine($"{read:N0} kept inputs, {kept:N0} of them the smallest to have something");
        return _figures;
    }

    private void Add(string folder)
    {
        JObject report;
        try
        {
            report = JObject.Parse(File.ReadAllText(Path.Combine(folder, FuzzReport.JsonName)));
            Add(folder, report);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or NullReferenceException)
        {
            throw new InputException($"{Path.Combine(folder, FuzzReport.JsonName)}: no report of a campaign: {e.Message}", e);
        }
    }

    private void Add(string folder, JObject report)
    {
        _reports++;
        _options ??= new CampaignOptions { Seed = (ulong)report["seed"]!, Report = output };
        _figures = _figures with
        {
            // Machines run at the same time.
            Seconds = Math.Max(_figures.Seconds, (double)report["seconds"]!),
            Cases = _figures.Cases + (long)report["cases"]!,
            Comparable = _figures.Comparable + (long)report["comparable"]!,
            Modules = _figures.Modules + (long)report["modules"]!,
            Calls = _figures.Calls + (long)report["calls"]!,
            Differences = _figures.Differences + (long)report["differences"]!,
            Lost = _figures.Lost + (int)report["workersLost"]!,
            Next = Math.Max(_figures.Next, (ulong)report["next"]!),
        };
        foreach (JProperty reason in ((JObject)report["inconclusive"]!).Properties())
        {
            _inconclusive[reason.Name] = _inconclusive.GetValueOrDefault(reason.Name) + (long)reason.Value;
        }

        foreach (JProperty oracle in ((JObject)report["judged"]!).Properties())
        {
            var count = new OracleCount((long)oracle.Value["cases"]!, (long)oracle.Value["comparable"]!, (long)oracle.Value["differences"]!);
            _oracles[oracle.Name] = _oracles.GetValueOrDefault(oracle.Name) + count;
        }

        foreach (JToken token in (JArray)report["findings"]!)
        {
            Add(Path.GetFullPath(Path.Combine(folder, (string)token["folder"]!)), FuzzReport.ReadFinding((JObject)token));
        }
    }

    // Of findings with one signature the smallest one stays.
    private void Add(string from, Finding finding)
    {
        int index = _findings.FindIndex(known => known.Signature == finding.Signature);
        if (index >= 0)
        {
            Finding known = _findings[index];
            if (finding.Instructions >= known.Instructions)
            {
                _findings[index] = known with { Cases = known.Cases + finding.Cases };
                return;
            }

            Directory.Delete(known.Folder, recursive: true);
            finding = finding with { Cases = known.Cases + finding.Cases };
            _findings.RemoveAt(index);
        }

        string to = Path.GetFullPath(Path.Combine(output, "findings", Path.GetFileName(from)));
        for (int i = 2; Directory.Exists(to); i++)
        {
            to = Path.GetFullPath(Path.Combine(output, "findings", $"{Path.GetFileName(from)}-{i}"));
        }

        Directory.CreateDirectory(to);
        foreach (string file in Directory.Exists(from) ? Directory.GetFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        _findings.Add(finding with { Folder = to });
    }
}
