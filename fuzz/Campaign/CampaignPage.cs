using System.Globalization;
using Wasm.Fuzz.Findings;
using Wasm.Wast.Runner.Reports;

namespace Wasm.Fuzz.Campaign;

/// <summary>One self-contained page about a campaign: figures, findings, coverage. In the style of the reports on test runs.</summary>
public static class CampaignPage
{
    private const int MaximumText = 600;

    private const string Style = """
        .finding { border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; margin-top: 12px; min-width: 0; }
        .finding h3 { color: var(--fail); overflow-wrap: anywhere; }
        .finding p { color: var(--muted); font-size: 13.5px; overflow-wrap: anywhere; }
        .finding .both { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 12px; margin: 10px 0; }
        .finding pre { margin: 4px 0 0; padding: 10px 12px; background: var(--sunken); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 14px 24px; margin-top: 14px; }
        .figures dt { color: var(--muted); font-size: 13px; }
        .figures dd { font-size: 22px; font-weight: 650; }
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(CampaignOptions options, CampaignFigures figures, Coverage coverage, DateTimeOffset started)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(coverage);
        var html = new HtmlWriter();
        string verdict = figures.Findings.Length switch { 0 => "No findings", 1 => "1 finding", int count => $"{count} findings" };
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="generator" content="conform">
            <title>{verdict} · WebAssembly fuzzing</title>
            <style>
            {HtmlReport.StyleSheet}
            {new Html(Style)}
            {new Html(CoverageCards.Style)}
            </style>
            </head>
            <body>
            <header class="hero {(figures.Findings.IsEmpty ? "passed" : "failed")}">
            <div class="verdict">
            <p class="eyebrow">Differential fuzzing</p>
            <h1>{verdict}</h1>
            <p class="lead">Generated and changed modules on the reference engine and the optimizing engine; all that can be seen of a run is compared.</p>
            <ul class="facts">
            <li><span class="name">Seed</span> <span class="value">{options.Seed.ToString(CultureInfo.InvariantCulture)}</span></li>
            <li><span class="name">Part</span> <span class="value">{options.Shard + 1} of {options.Shards}</span></li>
            <li><span class="name">Duration</span> <span class="value">{TimeSpan.FromSeconds(Math.Round(figures.Seconds)).ToString("c", CultureInfo.InvariantCulture)}</span></li>
            <li><span class="name">Run</span> <span class="value">{started.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}</span></li>
            </ul>
            </div>
            </header>
            <main>

            """);
        WriteFindings(html, options, figures);
        WriteFigures(html, figures);
        CoverageCards.Write(html, coverage);
        html.Raw("</main>\n<footer><p>The same data for programs: <a href=\"report.json\">report.json</a>.</p></footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteFindings(HtmlWriter html, CampaignOptions options, CampaignFigures figures)
    {
        if (figures.Findings.IsEmpty)
        {
            return;
        }

        html.Raw("<section class=\"card\"><h2>Findings</h2>\n");
        foreach (Finding finding in figures.Findings)
        {
            string folder = Uri.EscapeDataString(Path.GetRelativePath(options.Report, finding.Folder)).Replace("%2F", "/", StringComparison.Ordinal);
            html.Write($"""
                <article class="finding"><h3>{finding.Kind}: {finding.Where} <span>{(finding.Cases == 1 ? "1 case" : $"{finding.Cases} cases")}, to blame: {finding.Blame ?? "not known"}</span></h3>
                <div class="both"><div><small>reference</small><pre>{Shorten(finding.Left)}</pre></div><div><small>found</small><pre>{Shorten(finding.Right)}</pre></div></div>
                <p>{finding.Settings}; {finding.Instructions} instructions; <code>{finding.Command}</code>; <a href="{folder}/README.md">README.md</a>, <a href="{folder}/case.wat">case.wat</a></p>
                </article>

                """);
        }

        html.Raw("</section>\n");
    }

    private static void WriteFigures(HtmlWriter html, CampaignFigures figures)
    {
        html.Raw("<section class=\"card\"><h2>Figures</h2><dl class=\"figures\">\n");
        Add("cases", figures.Cases.ToString("N0", CultureInfo.InvariantCulture));
        Add("cases a second", figures.Rate.ToString("N0", CultureInfo.InvariantCulture));
        Add("executed a second", figures.ExecutedRate.ToString("N0", CultureInfo.InvariantCulture));
        Add("features", figures.Features.ToString("N0", CultureInfo.InvariantCulture));
        Add("modules", figures.Modules.ToString("N0", CultureInfo.InvariantCulture));
        Add("calls", figures.Calls.ToString("N0", CultureInfo.InvariantCulture));
        Add("comparable", figures.Share.ToString("P1", CultureInfo.InvariantCulture));
        Add("inputs kept", figures.Kept.ToString("N0", CultureInfo.InvariantCulture));
        Add("cases that differ", figures.Differences.ToString("N0", CultureInfo.InvariantCulture));
        Add("workers lost", figures.Lost.ToString("N0", CultureInfo.InvariantCulture));
        foreach ((string oracle, OracleCount count) in figures.Oracles)
        {
            Add($"judged: {oracle}", count.Cases.ToString("N0", CultureInfo.InvariantCulture));
        }

        foreach ((string reason, long count) in figures.Inconclusive)
        {
            Add($"inconclusive: {reason}", count.ToString("N0", CultureInfo.InvariantCulture));
        }

        html.Raw("</dl></section>\n");

        void Add(string name, string value) => html.WriteLine($"<div><dt>{name}</dt><dd>{value}</dd></div>");
    }

    private static string Shorten(string text) => text.Length > MaximumText ? text[..MaximumText] + "…" : text;
}
