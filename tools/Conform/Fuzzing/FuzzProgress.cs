using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;

namespace Wasm.Conform.Fuzzing;

/// <summary>Shows how far a campaign is: a table that is drawn anew on a terminal, now and then a plain line elsewhere.</summary>
internal static class FuzzProgress
{
    private const int FindingsShown = 12;

    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    /// <summary>Does something while it tells how far it is.</summary>
    public static CampaignFigures Watch(ToolContext context, Func<Action<CampaignFigures>, CampaignFigures> run)
    {
        if (context.OutputIsTerminal)
        {
            return SpecOutput.CreateConsole(context).Live(TableOf(new CampaignFigures())).AutoClear(true).Start(live => run(figures =>
            {
                live.UpdateTarget(TableOf(figures));
                live.Refresh();
            }));
        }

        long last = Stopwatch.GetTimestamp();
        int known = 0;
        return run(figures =>
        {
            for (; known < figures.Findings.Length; known++)
            {
                context.Out.WriteLine(LineOf(figures.Findings[known]));
                context.Out.Flush();
            }

            if (Stopwatch.GetElapsedTime(last) >= PlainInterval)
            {
                last = Stopwatch.GetTimestamp();
                context.Out.WriteLine(LineOf(figures));
                context.Out.Flush();
            }
        });
    }

    /// <summary>Writes what came of it.</summary>
    public static void WriteSummary(ToolContext context, CampaignFigures figures, CampaignOptions options)
    {
        foreach (Finding finding in figures.Findings)
        {
            context.Out.WriteLine($"{LineOf(finding)}\n  again: {finding.Command}\n  files: {finding.Folder}");
        }

        context.Out.WriteLine(LineOf(figures));
        foreach ((string oracle, OracleCount count) in figures.Oracles)
        {
            context.Out.WriteLine($"  {oracle}: {Number(count.Cases)} cases, {Number(count.Comparable)} comparable, {Number(count.Differences)} differences");
        }

        foreach ((string reason, long count) in figures.Inconclusive)
        {
            context.Out.WriteLine($"  inconclusive, {reason}: {Number(count)}");
        }

        foreach (CoverageGroup group in figures.Coverage)
        {
            context.Out.WriteLine($"  coverage, {group.Name}: {Number(group.Reached)}{(group.All is { } all ? $" of {Number(all)}" : "")}");
        }

        context.Out.WriteLine($"Report: {Path.Combine(options.Report, FuzzReport.HtmlName)}");
        string verdict = figures.Findings.IsEmpty ? "no findings" : figures.Findings.Length == 1 ? "1 finding" : $"{figures.Findings.Length} findings";
        context.Out.WriteLine($"seed {options.Seed}: {verdict}");
    }

    private static string LineOf(CampaignFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{figures.Seconds:0} s: {figures.Cases:N0} cases, {figures.Rate:N0} a second ({figures.ExecutedRate:N0} executed), {figures.Share:P1} comparable, {figures.Differences:N0} differences, {figures.Findings.Length} findings, {figures.Lost} workers lost, rows of {Coverage.Rows}: {figures.Occurred} occurred, {figures.Called} called, {figures.Features:N0} features{(figures.Activity is null ? "" : "; ")}{figures.Activity}");

    private static string LineOf(Finding finding) => Terminal.Printable(
        $"{finding.Oracle}: {finding.Kind}, {finding.Where}; to blame: {finding.Blame ?? "not known"}; case {finding.Case}, {finding.Settings}; {finding.Instructions} instructions; {FirstLine(finding.Left)} | {FirstLine(finding.Right)}");

    private static string FirstLine(string text)
    {
        string line = text.Split('\n', 2)[0];
        return line.Length > 160 ? line[..160] + "…" : line;
    }

    private static Table CoverageOf(CampaignFigures figures)
    {
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn(new TableColumn("").RightAligned()).AddColumn("");
        table.AddRow("features", Number(figures.Features), "");
        foreach (CoverageGroup group in figures.Coverage)
        {
            table.AddRow(new Spectre.Console.Text(group.Name), new Spectre.Console.Text(Number(group.Reached)), new Spectre.Console.Text(group.All is { } all ? $"of {Number(all)}" : ""));
        }

        return table;
    }

    // Beside each other where there is room.
    private static Rows TableOf(CampaignFigures figures)
    {
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn("");
        Add("time", $"{TimeSpan.FromSeconds(figures.Seconds):hh\\:mm\\:ss}");
        Add("cases", $"{Number(figures.Cases)}, {Number((long)figures.Rate)} a second ({Number((long)figures.ExecutedRate)} executed)");
        foreach ((string oracle, OracleCount count) in figures.Oracles)
        {
            Add($"  {oracle}", Number(count.Cases));
        }

        Add("comparable", figures.Share.ToString("P1", CultureInfo.InvariantCulture));
        foreach ((string reason, long count) in figures.Inconclusive)
        {
            Add($"  {reason}", Number(count));
        }

        Add("workers lost", Number(figures.Lost));
        Add("differences", Number(figures.Differences));
        if (figures.Activity is not null)
        {
            Add("looking into", figures.Activity);
        }

        table.AddRow(new Markup("findings"), new Markup(figures.Findings.IsEmpty ? "[green]none[/]" : $"[red]{figures.Findings.Length}[/]"));
        IEnumerable<IRenderable> findings = figures.Findings.Take(FindingsShown).Select(finding => new Spectre.Console.Text(
            Terminal.Printable($"{finding.Cases}× {finding.Kind}, {finding.Where}; {finding.Blame ?? "not known"}; case {finding.Case}"), Color.Red));
        return new Rows([figures.Coverage.IsEmpty ? table : new Columns(table, CoverageOf(figures)) { Expand = false }, .. findings]);

        void Add(string name, string value) => table.AddRow(new Spectre.Console.Text(name), new Spectre.Console.Text(Terminal.Printable(value)));
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
