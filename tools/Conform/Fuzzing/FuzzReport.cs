using System.Diagnostics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Mutate;

namespace Wasm.Conform.Fuzzing;

/// <summary>The reports of a campaign: written from time to time, so that little is lost with the process.</summary>
/// <param name="options">The campaign.</param>
/// <param name="coverage">What its cases had.</param>
internal sealed class FuzzReport(CampaignOptions options, Coverage coverage)
{
    public const string JsonName = "report.json";
    public const string HtmlName = "index.html";

    /// <summary>Name of the folder of kept inputs.</summary>
    public const string CorpusName = "corpus";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Writes the reports if they are old.</summary>
    public void WriteNowAndThen(CampaignFigures figures)
    {
        if (Stopwatch.GetElapsedTime(_last) >= Interval)
        {
            Write(figures);
        }
    }

    /// <summary>Writes the reports.</summary>
    public void Write(CampaignFigures figures)
    {
        _last = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(options.Report);
        WriteFile(JsonName, Json(figures).ToString(Formatting.Indented) + "\n");
        WriteFile(HtmlName, CampaignPage.Write(options, figures, coverage, _started));
    }

    private JObject Json(CampaignFigures figures) => new()
    {
        ["schema"] = 1,
        ["seed"] = options.Seed,
        ["oracles"] = OracleNames.ListOf(options.Oracles),
        ["scripts"] = ModuleCorpus.Default.Digest,
        ["shard"] = options.Shard,
        ["shards"] = options.Shards,
        ["seconds"] = Math.Round(figures.Seconds, 3),
        ["cases"] = figures.Cases,
        ["next"] = figures.Next,
        ["casesPerSecond"] = Math.Round(figures.Rate, 1),
        ["executedPerSecond"] = Math.Round(figures.ExecutedRate, 1),
        ["comparable"] = figures.Comparable,
        ["judged"] = new JObject(figures.Oracles.Select(pair => new JProperty(pair.Key, new JObject
        {
            ["cases"] = pair.Value.Cases,
            ["comparable"] = pair.Value.Comparable,
            ["differences"] = pair.Value.Differences,
        }))),
        ["modules"] = figures.Modules,
        ["calls"] = figures.Calls,
        ["inconclusive"] = new JObject(figures.Inconclusive.Select(pair => new JProperty(pair.Key, pair.Value))),
        ["differences"] = figures.Differences,
        ["workersLost"] = figures.Lost,
        ["kept"] = figures.Kept,
        ["instructions"] = new JObject
        {
            ["rows"] = Coverage.Rows,
            ["occurred"] = figures.Occurred,
            ["called"] = figures.Called,
            ["missing"] = new JArray(InstructionTable.All.Where(row => !coverage.HasOccurred(row.Op)).Select(row => row.Mnemonic)),
        },
        ["coverage"] = new JObject(CoverageCards.Groups(coverage).Select(group => new JProperty(group.Name, new JObject
        {
            ["reached"] = group.Reached,
            ["all"] = group.All,
        }))),
        ["neverReached"] = new JObject(CoverageCards.Missing(coverage).Select(part => new JProperty(part.Name, new JArray(part.Missing)))),
        ["findings"] = new JArray(figures.Findings.Select(Json)),
    };

    private JObject Json(Finding finding) => new()
    {
        ["signature"] = finding.Signature,
        ["oracle"] = finding.Oracle,
        ["kind"] = finding.Kind,
        ["where"] = finding.Where,
        ["left"] = finding.Left,
        ["right"] = finding.Right,
        ["blame"] = finding.Blame,
        ["case"] = finding.Case,
        ["settings"] = finding.Settings,
        ["command"] = finding.Command,
        ["folder"] = Path.GetRelativePath(options.Report, finding.Folder),
        ["instructions"] = finding.Instructions,
        ["cases"] = finding.Cases,
    };

    /// <summary>Reads what a report says of a finding; its folder is as it stands there.</summary>
    public static Finding ReadFinding(JObject finding) => new()
    {
        Signature = (string)finding["signature"]!,
        Oracle = (string)finding["oracle"]!,
        Kind = (string)finding["kind"]!,
        Where = (string)finding["where"]!,
        Left = (string)finding["left"]!,
        Right = (string)finding["right"]!,
        Blame = (string?)finding["blame"],
        Case = (string)finding["case"]!,
        Settings = (string)finding["settings"]!,
        Command = (string)finding["command"]!,
        Folder = (string)finding["folder"]!,
        Instructions = (int)finding["instructions"]!,
        Cases = (int)finding["cases"]!,
    };

    // A reader never sees half a report.
    private void WriteFile(string name, string text)
    {
        string path = Path.Combine(options.Report, name);
        File.WriteAllText(path + ".tmp", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
