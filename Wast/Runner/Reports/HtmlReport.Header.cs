using System.Globalization;

namespace Wasm.Wast.Runner.Reports;

/// <summary>The page's head, and the map: one tile per script.</summary>
public static partial class HtmlReport
{
    /// <summary>Groups up to this many scripts stand side by side on the map.</summary>
    private const int SmallGroup = 30;

    private static void WriteHeader(HtmlWriter html, HtmlModel model, DateTimeOffset started)
    {
        SuiteResult result = model.Result;
        int scripts = model.Rows.Count;
        int clean = model.Rows.Count(row => row.State == ScriptState.Passed);
        string share = Share(result.Passed, result.Commands);
        html.Write($"""
            <header class="hero {StateOf(result)}">
            <div class="verdict">
            <p class="eyebrow">WebAssembly conformance</p>
            <h1>{Verdict(result)}</h1>
            <p class="lead">{Plural(clean, "script", "scripts")} of {scripts} passed completely{(result.Incomplete ? "; the run was stopped early" : "")}.</p>
            <ul class="facts">

            """);
        WriteFact(html, "Engines", string.Join(", ", model.Columns.Select(column => column.Engine).Distinct()));
        WriteFact(html, "Mode", string.Join(", ", model.Columns.Select(column => column.Mode).Distinct()));
        string? commit = result.Commit;
        WriteFact(html, "Suite", commit is { Length: > 12 } ? commit[..12] : commit ?? SuiteName(result), commit ?? string.Join(", ", result.Paths));
        WriteFact(html, "Duration", Duration(result.Seconds));
        WriteFact(html, "Run", started.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture));
        html.Write($"""
            </ul>
            </div>
            <div class="score">
            <svg class="ring" viewBox="0 0 120 120" role="img" aria-label="{share} % of the commands passed">
            <circle class="track" cx="60" cy="60" r="52" pathLength="100"/>
            {Arc("arc-passed", result.Passed, 0, result.Commands)}
            {Arc("arc-skipped", result.Skipped, result.Passed, result.Commands)}
            {Arc("arc-failed", result.Failed, result.Passed + result.Skipped, result.Commands)}
            <text x="60" y="66">{share}<tspan>%</tspan></text>
            </svg>
            <dl class="totals">
            <div class="total passed"><dt>passed</dt><dd>{result.Passed}</dd></div>
            <div class="total failed{(result.Failed == 0 ? " none" : "")}"><dt>failed</dt><dd>{result.Failed}</dd></div>
            <div class="total skipped{(result.Skipped == 0 ? " none" : "")}"><dt>skipped</dt><dd>{result.Skipped}</dd></div>
            {Differences(model)}
            </dl>
            </div>
            </header>

            """);
    }

    private static Html Differences(HtmlModel model)
    {
        var html = new HtmlWriter();
        if (!model.Result.Comparisons.IsEmpty)
        {
            string none = model.Result.Differences == 0 ? " none" : "";
            html.Write($"""<div class="total differs{none}"><dt>differences</dt><dd>{model.Result.Differences}</dd></div>""");
            if (model.Result.Inconclusive > 0)
            {
                html.Write($"""<div class="total skipped"><dt>inconclusive</dt><dd>{model.Result.Inconclusive}</dd></div>""");
            }
        }

        return new Html(html.ToString());
    }

    private static void WriteFact(HtmlWriter html, string name, string value, string? title = null) => html.WriteLine(
        $"""<li><span class="name">{name}</span> <span class="value" title="{title ?? value}">{value}</span></li>""");

    // Without a commit, the folder or file says most.
    private static string SuiteName(SuiteResult result) =>
        result.Paths is [var path] ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : $"{result.Paths.Length} paths";

    // Never rounded up to 100: that is said only if nothing failed and nothing was skipped.
    private static string Share(int part, int whole)
    {
        if (whole == 0)
        {
            return "0";
        }

        double percent = Math.Floor(1000.0 * part / whole) / 10;
        return part == whole ? "100" : Math.Min(percent, 99.9).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static Html Arc(string name, int part, int before, int whole)
    {
        if (part == 0 || whole == 0)
        {
            return Nothing;
        }

        // A sliver stays visible.
        double length = Math.Max(100.0 * part / whole, 0.7);
        double start = Math.Min(100.0 * before / whole, 100 - length);
        return new Html(string.Create(
            CultureInfo.InvariantCulture,
            $"""<circle class="{name}" cx="60" cy="60" r="52" pathLength="100" stroke-dasharray="{length:0.##} 100" stroke-dashoffset="{-start:0.##}"/>"""));
    }

    private static void WriteMap(HtmlWriter html, HtmlModel model)
    {
        html.Raw("""
            <section class="card map" aria-labelledby="map-title">
            <div class="card-head"><h2 id="map-title">All scripts at a glance</h2>
            <p class="legend" aria-hidden="true"><span><i class="tile passed"></i>passed</span><span><i class="tile skipped"></i>skipped</span><span><i class="tile failed"></i>failed</span></p></div>
            <div class="map-groups">

            """);
        foreach (IGrouping<string, ReportRow> group in model.Rows.GroupBy(row => row.Group))
        {
            html.Write($"""<div class="map-group{(group.Count() > SmallGroup ? " large" : "")}"><h3>{group.Key} <span>{Plural(group.Count(), "script", "scripts")}</span></h3>""");
            for (int column = 0; column < model.Columns.Count; column++)
            {
                WriteStrip(html, model, group, column);
            }

            html.Raw("</div>\n");
        }

        html.Raw("</div></section>\n");
    }

    private static void WriteStrip(HtmlWriter html, HtmlModel model, IGrouping<string, ReportRow> group, int column)
    {
        List<ScriptResult> results = [.. group.Select(row => row.Results[column]).OfType<ScriptResult>()];
        if (results.Count == 0)
        {
            return;
        }

        string title = model.Columns[column].Title;
        int passed = results.Sum(result => result.Passed);
        int commands = results.Sum(result => result.Commands);
        int failed = results.Sum(result => result.Failed);
        int skipped = results.Sum(result => result.Skipped);
        html.Write($"""
            <div class="strip"><div class="strip-head"><span class="engine">{title}</span>
            <span class="count">{passed} <small>of {commands}</small></span>{Part("failed", failed)}{Part("skipped", skipped)}<span class="time">{Duration(results.Sum(result => result.Seconds))}</span></div>
            <div class="tiles" role="img" aria-label="{group.Key} on {title}: {passed} of {commands} commands passed">
            """);
        foreach (ReportRow row in group)
        {
            if (row.Results[column] is { } result)
            {
                string numbers = StateOf(result) == ScriptState.Failed ? $"{result.Failures.Length:N0} failed" : $"{result.Passed:N0} passed";
                html.Write($"""<a class="tile {NameOf(StateOf(result))}" href="{row.Link}" tabindex="-1" title="{row.Script} — {numbers}, {Duration(result.Seconds)}"></a>""");
            }
        }

        html.Raw("</div></div>\n");
    }

    private static Html Part(string state, int number)
    {
        var html = new HtmlWriter();
        if (number > 0)
        {
            html.Write($"""<span class="part {state}">{number} {state}</span>""");
        }

        return new Html(html.ToString());
    }

    private static void WriteCauses(HtmlWriter html, HtmlModel model)
    {
        List<(string Message, string Command, int Count, ReportRow First)> causes = model.Causes(10);
        if (causes.Count == 0)
        {
            return;
        }

        html.Raw("""<section class="card" aria-labelledby="causes-title"><h2 id="causes-title">What fails most</h2><ol class="bars">""");
        int largest = causes[0].Count;
        foreach ((string message, string command, int count, ReportRow first) in causes)
        {
            html.WriteLine($"""<li class="fail"><a href="{first.Link}"><span class="bar" style="width:{Percent(count, largest)}%"></span><span class="label"><code>{message}</code> <small>{command}</small></span><span class="number">{count}</span></a></li>""");
        }

        html.Raw("</ol></section>\n");
    }

    private static void WriteSlowest(HtmlWriter html, HtmlModel model)
    {
        List<ReportRow> slowest = [.. model.Rows.OrderByDescending(row => row.Seconds).Take(10)];
        if (slowest.Count < 2 || slowest[0].Seconds <= 0)
        {
            return;
        }

        html.Raw("""<section class="card" aria-labelledby="slowest-title"><h2 id="slowest-title">Where the time goes</h2><ol class="bars">""");
        foreach (ReportRow row in slowest)
        {
            string width = (100 * row.Seconds / slowest[0].Seconds).ToString("0.#", CultureInfo.InvariantCulture);
            html.WriteLine($"""<li><a href="{row.Link}"><span class="bar" style="width:{width}%"></span><span class="label">{row.Script} <small>{row.Group}</small></span><span class="number">{Duration(row.Seconds)}</span></a></li>""");
        }

        html.Raw("</ol></section>\n");
    }
}
