using System.Text.RegularExpressions;

namespace Wasm.Wast.Runner.Reports;

/// <summary>How a script did, worst last: the order of colours.</summary>
internal enum ScriptState
{
    Passed,
    Skipped,
    Failed,
}

/// <summary>A column of the matrix: an engine in a mode.</summary>
internal sealed record ReportColumn(string Engine, string Mode)
{
    /// <summary>The engine, with the mode unless it is the default one.</summary>
    public string Title => Mode == RunMode.Default ? Engine : $"{Engine} · {Mode}";
}

/// <summary>A row of the matrix: a script, with one result per column (null: not run there).</summary>
internal sealed record ReportRow(string Group, string Script, string Id, ScriptResult?[] Results, List<ScriptComparison> Comparisons)
{
    /// <summary>A link to <see cref="Id"/> within the page.</summary>
    public string Link => $"#{Uri.EscapeDataString(Id).Replace("%2F", "/")}";

    public int Differences => Comparisons.Sum(comparison => comparison.Differences.Length);

    public int Inconclusive => Comparisons.Sum(comparison => comparison.Inconclusive.Length);

    public int Failures => Results.Sum(result => result?.Failures.Length ?? 0) + Differences;

    /// <summary>Commands that were not carried out, and what could not be compared.</summary>
    public int Skipped => Results.Sum(result => result?.Skipped ?? 0) + Inconclusive;

    public double Seconds => Results.Sum(result => result?.Seconds ?? 0);

    public ScriptState State => Failures > 0 ? ScriptState.Failed : Skipped > 0 ? ScriptState.Skipped : ScriptState.Passed;
}

/// <summary>A failing command, with what each column made of it.</summary>
/// <param name="First">The failure in the first column that has it.</param>
/// <param name="Actual">Per column: what happened, or null where the command did as expected or was not run.</param>
internal sealed record ReportFailure(Failure First, string?[] Actual);

/// <summary>A suite result turned round for the page: by script, then by engine.</summary>
internal sealed partial class HtmlModel
{
    public HtmlModel(SuiteResult result)
    {
        Result = result;
        Columns =
        [
            .. result.Scripts.Select(script => new ReportColumn(script.Engine, script.Mode)).Distinct()
                .OrderBy(column => column.Mode == RunMode.Default ? 0 : 1),
        ];
        ILookup<(string, string), ScriptComparison> comparisons = result.Comparisons.ToLookup(comparison => (comparison.Group, comparison.Script));

        var columns = new Dictionary<ReportColumn, int>();
        for (int i = 0; i < Columns.Count; i++)
        {
            columns.Add(Columns[i], i);
        }

        // Two paths may bring scripts of one name into one group.
        var rows = new Dictionary<(string, string, string), ReportRow>();
        var ids = new HashSet<string>();
        foreach (ScriptResult script in result.Scripts)
        {
            (string, string, string) key = (script.Group, script.Script, script.Path);
            if (!rows.TryGetValue(key, out ReportRow? row))
            {
                row = new ReportRow(
                    script.Group,
                    script.Script,
                    UniqueId(script, ids),
                    new ScriptResult?[Columns.Count],
                    [.. comparisons[(script.Group, script.Script)]]);
                rows.Add(key, row);
                Rows.Add(row);
            }

            row.Results[columns[new ReportColumn(script.Engine, script.Mode)]] = script;
        }
    }

    public SuiteResult Result { get; }

    public IReadOnlyList<ReportColumn> Columns { get; }

    /// <summary>In the order of the result.</summary>
    public List<ReportRow> Rows { get; } = [];

    /// <summary>The failing commands of a script in the order of its lines, one entry for all engines.</summary>
    public static List<ReportFailure> FailuresOf(ReportRow row)
    {
        var failures = new List<ReportFailure>();
        var byPlace = new Dictionary<(string?, int, int, string, string), ReportFailure>();
        for (int column = 0; column < row.Results.Length; column++)
        {
            foreach (Failure failure in row.Results[column]?.Failures ?? [])
            {
                (string?, int, int, string, string) place = (failure.File, failure.Line, failure.Column, failure.Command, failure.Expected);
                if (!byPlace.TryGetValue(place, out ReportFailure? entry) || entry.Actual[column] is not null)
                {
                    entry = new ReportFailure(failure, new string?[row.Results.Length]);
                    byPlace[place] = entry;
                    failures.Add(entry);
                }

                entry.Actual[column] = failure.Actual;
            }
        }

        // Stable: failures at one place stay in the order of the columns.
        return [.. failures.OrderBy(failure => failure.First.Line).ThenBy(failure => failure.First.Column)];
    }

    /// <summary>The commonest messages of failures with numbers left out, most frequent first.</summary>
    public List<(string Message, string Command, int Count, ReportRow First)> Causes(int maximum)
    {
        var counts = new Dictionary<(string Message, string Command), (int Count, ReportRow First)>();
        foreach (ReportRow row in Rows)
        {
            foreach (ScriptResult? result in row.Results)
            {
                foreach (Failure failure in result?.Failures ?? [])
                {
                    (string, string) key = (WithoutNumbers(failure.Actual), failure.Command);
                    (int count, ReportRow first) = counts.GetValueOrDefault(key, (0, row));
                    counts[key] = (count + 1, first);
                }
            }
        }

        return
        [
            .. counts.Select(pair => (pair.Key.Message, pair.Key.Command, pair.Value.Count, pair.Value.First))
                .OrderByDescending(cause => cause.Count).Take(maximum),
        ];
    }

    // An id has no blanks.
    private static string UniqueId(ScriptResult script, HashSet<string> ids)
    {
        string id = string.Join('_', $"{script.Group}/{script.Script}".Split(null as char[]));
        string unique = id;
        for (int i = 2; !ids.Add(unique); i++)
        {
            unique = $"{id}~{i}";
        }

        return unique;
    }

    // 'i32.const 7' and 'i32.const 9' are one cause, 'i32' and 'i64' are not: only numbers that stand alone go.
    private static string WithoutNumbers(string text) =>
        StandaloneNumber().Replace(PrintableText.Shorten(text.Split('\n', 2)[0], 160), "N");

    [GeneratedRegex(@"(?<![\w.:$%])[-+]?[0-9][\w.+]*")]
    private static partial Regex StandaloneNumber();
}
