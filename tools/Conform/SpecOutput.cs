using System.Globalization;
using Spectre.Console;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>What <c>conform spec</c> says after a run: failures, what was skipped and why, a table, one last line.</summary>
internal sealed class SpecOutput(ToolContext context)
{
    /// <summary>Failures printed of one script in one mode; the reports have them all.</summary>
    private const int MaximumFailures = 50;

    /// <summary>Reasons of skipped commands that are printed.</summary>
    private const int MaximumReasons = 8;

    private readonly bool _colors = context.OutputHasColors;

    public void WriteFailures(SuiteResult result)
    {
        bool several = result.Scripts.Select(script => (script.Engine, script.Mode)).Distinct().Count() > 1;
        foreach (ScriptResult script in result.Scripts)
        {
            string where = !several ? "" : script.Mode == RunMode.Default ? $" on {script.Engine}" : $" on {script.Engine} ({script.Mode})";
            foreach (Failure failure in script.Failures.Take(MaximumFailures))
            {
                Write(script, failure, where);
            }

            WriteRest(script.Failures.Length, $"failures in {script.Path}{where}");
        }

        foreach (ScriptComparison comparison in result.Comparisons)
        {
            foreach (Difference difference in comparison.Differences.Take(MaximumFailures))
            {
                Write(comparison, difference);
            }

            WriteRest(comparison.Differences.Length, $"differences in {comparison.Group}/{comparison.Script}");
        }

        WriteSkips(result);
        WriteInconclusive(result);
    }

    public void WriteTable(SuiteResult result)
    {
        var table = new Table { Border = context.OutputIsTerminal ? TableBorder.Rounded : TableBorder.Ascii };
        table.AddColumns("group", "engine");
        bool modes = result.Scripts.Any(script => script.Mode != RunMode.Default);
        if (modes)
        {
            table.AddColumn("mode");
        }

        foreach (string name in new[] { "scripts", "commands", "passed", "failed", "skipped", "seconds" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (GroupResult group in result.Groups)
        {
            AddRow(table, modes, group.Group, group.Engine, group.Mode, group.Scripts, group.Commands, group.Passed, group.Failed, group.Skipped, group.Seconds);
        }

        if (result.Groups.Length > 1)
        {
            table.AddEmptyRow();
            AddRow(table, modes, "total", "", "", result.Scripts.Length, result.Commands, result.Passed, result.Failed, result.Skipped, result.Scripts.Sum(script => script.Seconds));
        }

        IAnsiConsole console = CreateConsole(context);
        console.Profile.Width = Math.Max(console.Profile.Width, 120);
        console.Write(table);
    }

    /// <summary>The last line: the verdict in numbers, and the time by the clock.</summary>
    public void WriteTotal(SuiteResult result)
    {
        string failed = $"{Number(result.Failed)} failed";
        string differences = result.Comparisons.IsEmpty ? "" : $", {Number(result.Differences)} differences, {Number(result.Inconclusive)} inconclusive";
        string seconds = result.Seconds.ToString("0.00", CultureInfo.InvariantCulture);
        string stopped = result.Incomplete ? " (stopped early)" : "";
        context.Out.WriteLine(
            $"{Terminal.Green($"{Number(result.Passed)} passed", _colors)}, {(result.Failed > 0 ? Terminal.Red(failed, _colors) : failed)}, " +
            $"{Number(result.Skipped)} skipped{differences} in {seconds} s{stopped}");
    }

    /// <summary>A console of Spectre's over the tool's output.</summary>
    internal static IAnsiConsole CreateConsole(ToolContext context) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(context.Out),
        Ansi = context.OutputIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = context.OutputHasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = context.OutputIsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
    });

    private static void AddRow(
        Table table, bool modes, string group, string engine, string mode, int scripts, int commands, int passed, int failed, int skipped, double seconds)
    {
        List<string> cells = [Markup.Escape(group), engine];
        if (modes)
        {
            cells.Add(mode);
        }

        cells.AddRange(
        [
            Number(scripts),
            Number(commands),
            $"[green]{Number(passed)}[/]",
            failed > 0 ? $"[red]{Number(failed)}[/]" : "0",
            skipped > 0 ? $"[yellow]{Number(skipped)}[/]" : "0",
            seconds.ToString("0.00", CultureInfo.InvariantCulture),
        ]);
        table.AddRow([.. cells]);
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private void Write(ScriptResult script, Failure failure, string where)
    {
        string place = $"{failure.File ?? script.Path}:{failure.Line}:{failure.Column}";
        context.Out.WriteLine($"{Terminal.Bold(place, _colors)}: {Terminal.Red($"{failure.Command} failed", _colors)}{where}");
        if (failure.Excerpt is { } excerpt)
        {
            Terminal.WriteExcerpt(context.Out, excerpt, _colors);
        }

        context.Out.WriteLine($"  expected: {Terminal.Printable(failure.Expected)}");
        context.Out.WriteLine($"  actual:   {Terminal.Printable(failure.Actual)}");
    }

    private void Write(ScriptComparison comparison, Difference difference)
    {
        string place = $"{comparison.Group}/{comparison.Script}:{difference.Line}:{difference.Column}";
        int width = Math.Max(comparison.LeftEngine.Length, comparison.RightEngine.Length) + 1;
        context.Out.WriteLine($"{Terminal.Bold(place, _colors)}: {Terminal.Red($"{difference.Command} differs", _colors)}");
        context.Out.WriteLine($"  {(comparison.LeftEngine + ":").PadRight(width)} {Terminal.Printable(difference.Left)}");
        context.Out.WriteLine($"  {(comparison.RightEngine + ":").PadRight(width)} {Terminal.Printable(difference.Right)}");
    }

    private void WriteSkips(SuiteResult result)
    {
        List<IGrouping<string, SkippedCommand>> reasons =
            [.. result.Scripts.SelectMany(script => script.Skips).GroupBy(skip => skip.Reason).OrderByDescending(reason => reason.Count())];
        foreach (IGrouping<string, SkippedCommand> reason in reasons.Take(MaximumReasons))
        {
            context.Out.WriteLine($"{Number(reason.Count())} skipped: {Terminal.Printable(reason.Key)}");
        }

        if (reasons.Count > MaximumReasons)
        {
            context.Out.WriteLine($"{Number(reasons.Skip(MaximumReasons).Sum(reason => reason.Count()))} skipped for {reasons.Count - MaximumReasons} other reasons");
        }
    }

    private void WriteInconclusive(SuiteResult result)
    {
        List<IGrouping<string, SkippedCommand>> reasons =
            [.. result.Comparisons.SelectMany(comparison => comparison.Inconclusive).GroupBy(item => item.Reason).OrderByDescending(reason => reason.Count())];
        foreach (IGrouping<string, SkippedCommand> reason in reasons.Take(MaximumReasons))
        {
            context.Out.WriteLine($"{Number(reason.Count())} inconclusive: {Terminal.Printable(reason.Key)}");
        }

        if (reasons.Count > MaximumReasons)
        {
            context.Out.WriteLine($"{Number(reasons.Skip(MaximumReasons).Sum(reason => reason.Count()))} inconclusive for {reasons.Count - MaximumReasons} other reasons");
        }
    }

    private void WriteRest(int count, string what)
    {
        if (count > MaximumFailures)
        {
            context.Out.WriteLine($"… {Number(count - MaximumFailures)} more {what}; --report DIR has them all");
        }
    }
}
