using System.Diagnostics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;

namespace Wasm.Conform.Fuzzing;

/// <summary>The reports of a campaign: written from time to time, so that little is lost with the process.</summary>
internal sealed class FuzzReport(CampaignOptions options, CampaignRun run)
{
    public const string JsonName = "report.json";
    public const string HtmlName = "index.html";

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
        WriteFile(HtmlName, CampaignPage.Write(options, figures, run.Coverage, _started));
    }

    private JObject Json(CampaignFigures figures) => new()
    {
        ["schema"] = 1,
        ["seed"] = options.Seed,
        ["shard"] = options.Shard,
        ["shards"] = options.Shards,
        ["seconds"] = Math.Round(figures.Seconds, 3),
        ["cases"] = figures.Cases,
        ["next"] = figures.Next,
        ["casesPerSecond"] = Math.Round(figures.Rate, 1),
        ["comparable"] = figures.Comparable,
        ["modules"] = figures.Modules,
        ["calls"] = figures.Calls,
        ["inconclusive"] = new JObject(figures.Inconclusive.Select(pair => new JProperty(pair.Key, pair.Value))),
        ["differences"] = figures.Differences,
        ["workersLost"] = figures.Lost,
        ["instructions"] = new JObject
        {
            ["rows"] = Coverage.Rows,
            ["occurred"] = figures.Occurred,
            ["called"] = figures.Called,
            ["missing"] = new JArray(InstructionTable.All.Where(row => !run.Coverage.HasOccurred(row.Op)).Select(row => row.Mnemonic)),
        },
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

    // A reader never sees half a report.
    private void WriteFile(string name, string text)
    {
        string path = Path.Combine(options.Report, name);
        File.WriteAllText(path + ".tmp", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
