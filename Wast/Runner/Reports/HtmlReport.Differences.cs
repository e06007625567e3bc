namespace Wasm.Wast.Runner.Reports;

/// <summary>Differences between engines: first on the page, first of a script, and a cell of their own in the matrix.</summary>
public static partial class HtmlReport
{
    /// <summary>Scripts in the list at the top.</summary>
    private const int MaximumDifferentScripts = 12;

    private static void WriteDifferences(HtmlWriter html, HtmlModel model)
    {
        List<ReportRow> different = [.. model.Rows.Where(row => row.Differences > 0).OrderByDescending(row => row.Differences)];
        if (different.Count == 0)
        {
            return;
        }

        html.Write($"""
            <section class="card" aria-labelledby="differences-title"><div class="card-head"><h2 id="differences-title">Where engines differ</h2>
            <p class="legend"><span>{Plural(model.Result.Differences, "difference", "differences")} in {Plural(different.Count, "script", "scripts")}</span></p></div>
            <div class="different">
            """);
        foreach (ReportRow row in different.Take(MaximumDifferentScripts))
        {
            ScriptComparison comparison = row.Comparisons.First(comparison => !comparison.Differences.IsEmpty);
            html.Write($"""<h4><a href="{row.Link}">{row.Group}/{row.Script}</a> <small>{Plural(row.Differences, "difference", "differences")}, first:</small></h4>""");
            WriteDifference(html, row, comparison, comparison.Differences[0]);
        }

        html.Raw("</div>\n");
        if (different.Count > MaximumDifferentScripts)
        {
            html.WriteLine($"""<p class="more">{Plural(different.Count - MaximumDifferentScripts, "more script", "more scripts")} <a href="#scripts">below</a>.</p>""");
        }

        html.Raw("</section>\n");
    }

    private static void WriteComparisonCell(HtmlWriter html, ReportRow row)
    {
        if (row.Comparisons.Count == 0)
        {
            html.Raw("""<span class="cell absent" title="not compared">–</span>""");
            return;
        }

        ScriptState state = row.Differences > 0 ? ScriptState.Failed : row.Inconclusive > 0 ? ScriptState.Skipped : ScriptState.Passed;
        int compared = row.Comparisons.Sum(comparison => comparison.Compared);
        string label = $"{compared:N0} compared, {row.Differences:N0} different, {row.Inconclusive:N0} inconclusive";
        int shown = row.Differences > 0 ? row.Differences : row.Inconclusive;
        html.Write($"""<span class="cell {NameOf(state)}" title="{label}"><span class="sr">{label}</span><span class="figure" aria-hidden="true">""");
        if (state == ScriptState.Passed)
        {
            html.Raw("none");
        }
        else
        {
            html.Write($"<b>{shown}</b><small> of {compared}</small>");
        }

        html.Raw("</span></span>");
    }

    private static void WriteDifferences(HtmlWriter html, ReportRow row, ScriptComparison comparison, int limit)
    {
        if (!comparison.Differences.IsEmpty)
        {
            html.Write($"<h4>Differences between {comparison.LeftEngine} and {comparison.RightEngine}</h4>");
            foreach (Difference difference in comparison.Differences.Take(limit))
            {
                WriteDifference(html, row, comparison, difference);
            }

            if (comparison.Differences.Length > limit)
            {
                html.WriteLine($"""<p class="more">{Plural(comparison.Differences.Length - limit, "more difference", "more differences")} in <a href="report.json">report.json</a>.</p>""");
            }
        }

        foreach (IGrouping<string, SkippedCommand> reason in comparison.Inconclusive.GroupBy(item => item.Reason))
        {
            html.WriteLine($"""<p class="skip"><b>{Plural(reason.Count(), "comparison", "comparisons")} inconclusive</b>, first at line {reason.First().Line:0} ({reason.First().Command}): {reason.Key}</p>""");
        }
    }

    private static void WriteDifference(HtmlWriter html, ReportRow row, ScriptComparison comparison, Difference difference)
    {
        (Html left, Html right) = TextDifference.Mark(PrintableText.Shorten(difference.Left), PrintableText.Shorten(difference.Right));
        html.WriteLine($"""
            <article class="failure"><header><span class="place">{row.Script}:{difference.Line:0}:{difference.Column:0}</span> <span class="command">{difference.Command}</span></header>
            <dl class="outcome"><div class="left"><dt>{comparison.LeftEngine}</dt><dd><code>{left}</code></dd></div><div class="right"><dt>{comparison.RightEngine}</dt><dd><code>{right}</code></dd></div></dl></article>
            """);
    }
}
