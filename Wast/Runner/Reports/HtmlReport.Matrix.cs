namespace Wasm.Wast.Runner.Reports;

/// <summary>The matrix: a row per script, a cell per engine and mode, failures to unfold.</summary>
public static partial class HtmlReport
{
    // Enough copies of the column heads for the widest screen; style hides those that do not fit in one line.
    private const int HeadCopies = 6;

    private static void WriteMatrix(HtmlWriter html, HtmlModel model)
    {
        int failing = model.Rows.Count(row => row.State == ScriptState.Failed);
        int skipping = model.Rows.Count(row => row.State == ScriptState.Skipped);
        int limit = Math.Clamp(MaximumFailures / Math.Max(failing, 1), 3, MaximumFailuresPerScript);
        html.Write($"""
            <section class="matrix" id="scripts" aria-labelledby="scripts-title" style="--columns:{model.Columns.Count + (model.Result.Comparisons.IsEmpty ? 0 : 1):0}">
            <div class="toolbar" hidden>
            <h2 id="scripts-title">Scripts <span id="shown" role="status">{model.Rows.Count}</span></h2>
            <label class="search"><span class="sr">Search scripts by name or message</span><input id="search" type="search" placeholder="Search (press /)" autocomplete="off" spellcheck="false"></label>
            <div class="filters" role="group" aria-label="Show">
            <button type="button" data-filter="all" aria-pressed="true">All</button>
            <button type="button" data-filter="failed" aria-pressed="false"{Disabled(failing == 0)}>Failed <b>{failing}</b></button>
            <button type="button" data-filter="skipped" aria-pressed="false"{Disabled(skipping == 0)}>Skipped <b>{skipping}</b></button>
            <button type="button" data-filter="passed" aria-pressed="false">Passed <b>{model.Rows.Count - failing - skipping}</b></button>
            </div>
            <label class="sort"><span>Sort</span> <select id="sort"><option value="">by name</option><option value="time">slowest first</option><option value="failures">most failures first</option><option value="commands">most commands first</option></select></label>
            <button type="button" id="unfold"{Disabled(failing == 0)}>Unfold all</button>
            </div>
            <noscript><h2>Scripts</h2></noscript>

            """);
        foreach (IGrouping<string, ReportRow> group in model.Rows.GroupBy(row => row.Group))
        {
            int bad = group.Count(row => row.State == ScriptState.Failed);
            html.Write($"""
                <section class="group" aria-label="{group.Key}">
                <h3>{group.Key} <span>{Plural(group.Count(), "script", "scripts")}{(bad > 0 ? $", {bad} with failures" : "")}</span></h3>

                """);
            WriteHeads(html, model);
            html.Raw("<div class=\"rows\">\n");
            foreach (ReportRow row in group)
            {
                WriteRow(html, model, row, limit);
            }

            html.Raw("</div></section>\n");
        }

        html.Raw("<p class=\"empty\" id=\"empty\" hidden>No script matches.</p></section>\n");
    }

    private static Html Disabled(bool disabled) => disabled ? new Html(" disabled") : Nothing;

    private static void WriteHeads(HtmlWriter html, HtmlModel model)
    {
        html.Raw("<div class=\"heads\" aria-hidden=\"true\">");
        for (int copy = 0; copy < HeadCopies; copy++)
        {
            html.Raw("<div class=\"head\"><span class=\"name\">script</span>");
            foreach (ReportColumn column in model.Columns)
            {
                html.Write($"<span>{column.Engine}{Small(column.Mode == RunMode.Default ? "" : column.Mode)}</span>");
            }

            html.Raw(model.Result.Comparisons.IsEmpty ? "" : "<span>differences</span>");

            html.Raw("</div>");
        }

        html.Raw("</div>\n");
    }

    private static Html Small(string text) => text.Length == 0 ? Nothing : new Html($"<small>{HtmlWriter.Escape(text)}</small>");

    private static void WriteRow(HtmlWriter html, HtmlModel model, ReportRow row, int limit)
    {
        bool unfolds = row.Failures > 0 || row.Skipped > 0;
        string element = unfolds ? "details" : "div";
        int commands = row.Results.Sum(result => result?.Commands ?? 0);
        html.Write($"""<{new Html(element)} class="row {NameOf(row.State)}" id="{row.Id}" data-state="{NameOf(row.State)}" data-time="{row.Seconds:0.000000}" data-failures="{row.Failures:0}" data-commands="{commands:0}">""");
        html.Raw(unfolds ? "<summary class=\"line\">" : "<div class=\"line\">");
        string extension = Path.GetExtension(row.Script);
        html.Write($"""<span class="name">{row.Script[..^extension.Length]}<span class="ext">{extension}</span></span>""");
        for (int column = 0; column < row.Results.Length; column++)
        {
            WriteCell(html, model.Columns[column], row.Results[column]);
        }

        if (!model.Result.Comparisons.IsEmpty)
        {
            WriteComparisonCell(html, row);
        }

        html.Raw(unfolds ? "</summary>\n<div class=\"body\">\n" : "</div>");
        if (unfolds)
        {
            foreach (ScriptComparison comparison in row.Comparisons)
            {
                WriteDifferences(html, row, comparison, limit);
            }

            WriteFailures(html, model, row, limit);
            WriteSkips(html, model, row);
            html.Raw("</div>");
        }

        html.WriteLine($"</{new Html(element)}>");
    }

    private static void WriteCell(HtmlWriter html, ReportColumn column, ScriptResult? result)
    {
        if (result is null)
        {
            html.Write($"""<span class="cell absent" title="{column.Title}: not run">–</span>""");
            return;
        }

        ScriptState state = StateOf(result);
        string label = $"{column.Title}: {result.Passed:N0} of {result.Commands:N0} passed, {result.Failures.Length:N0} failed, {result.Skipped:N0} skipped, {Duration(result.Seconds)}";
        html.Write($"""<span class="cell {NameOf(state)}" title="{label}"><span class="sr">{label}</span><span class="figure" aria-hidden="true">""");
        if (state == ScriptState.Passed)
        {
            html.Write($"{result.Passed}");
        }
        else
        {
            html.Write($"<b>{(state == ScriptState.Failed ? result.Failures.Length : result.Skipped)}</b><small> of {result.Commands}</small>");
        }

        html.Write($"""</span><span class="time" aria-hidden="true">{Duration(result.Seconds)}</span></span>""");
    }

    private static void WriteFailures(HtmlWriter html, HtmlModel model, ReportRow row, int limit)
    {
        List<ReportFailure> failures = HtmlModel.FailuresOf(row);
        foreach (ReportFailure failure in failures.Take(limit))
        {
            WriteFailure(html, model, row, failure);
        }

        if (failures.Count > limit)
        {
            html.WriteLine($"""<p class="more">{Plural(failures.Count - limit, "more failure", "more failures")} of this script in <a href="report.json">report.json</a>.</p>""");
        }
    }

    private static void WriteFailure(HtmlWriter html, HtmlModel model, ReportRow row, ReportFailure failure)
    {
        Failure first = failure.First;
        string place = $"{first.File ?? row.Script}:{first.Line}:{first.Column}";
        html.Write($"""<article class="failure"><header><span class="place">{place}</span> <span class="command">{first.Command}</span></header>""");
        if (first.Excerpt is { } excerpt)
        {
            WriteExcerpt(html, excerpt);
        }

        // One engine's message is set against the expectation; where engines agree, they share a line.
        html.Raw("<dl class=\"outcome\">");
        List<IGrouping<string, int>> outcomes =
            [.. Enumerable.Range(0, failure.Actual.Length).Where(column => failure.Actual[column] is not null).GroupBy(column => failure.Actual[column]!)];
        (Html expected, Html actual) = TextDifference.Mark(PrintableText.Shorten(first.Expected), PrintableText.Shorten(outcomes[0].Key));
        html.Write($"""<div class="expected"><dt>expected</dt><dd><code>{expected}</code></dd></div>""");
        foreach (IGrouping<string, int> outcome in outcomes)
        {
            string who = outcome.Count() == row.Results.Count(result => result is not null)
                ? "actual"
                : string.Join(", ", outcome.Select(column => model.Columns[column].Title));
            Html text = ReferenceEquals(outcome, outcomes[0]) ? actual : new Html(HtmlWriter.Escape(PrintableText.Shorten(outcome.Key)));
            html.Write($"""<div class="actual"><dt>{who}</dt><dd><code>{text}</code></dd></div>""");
        }

        string fine = string.Join(
            ", ",
            Enumerable.Range(0, failure.Actual.Length).Where(column => failure.Actual[column] is null && row.Results[column] is not null)
                .Select(column => model.Columns[column].Title));
        if (fine.Length > 0)
        {
            html.Write($"""<div class="fine"><dt>{fine}</dt><dd>as expected</dd></div>""");
        }

        html.Raw("</dl></article>\n");
    }

    private static void WriteExcerpt(HtmlWriter html, Excerpt excerpt)
    {
        int caret = Math.Clamp(excerpt.Caret, 0, excerpt.Text.Length);
        string blank = new(' ', caret);
        html.Write($"""<pre class="excerpt"><span class="ln">{excerpt.Line:0}</span>{excerpt.Text}""");
        html.WriteLine($"""{"\n"}<span class="ln"></span>{blank}<span class="caret">^</span></pre>""");
    }

    private static void WriteSkips(HtmlWriter html, HtmlModel model, ReportRow row)
    {
        for (int column = 0; column < row.Results.Length; column++)
        {
            foreach (IGrouping<string, SkippedCommand> reason in row.Results[column]?.Skips.GroupBy(skip => skip.Reason) ?? [])
            {
                html.WriteLine($"""<p class="skip"><b>{Plural(reason.Count(), "command", "commands")} skipped</b> on {model.Columns[column].Title}, first at line {reason.First().Line:0}: {reason.Key}</p>""");
            }
        }
    }
}
