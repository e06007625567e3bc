using System.Globalization;
using Wasm.Core.Instructions;
using Wasm.Jit;
using Wasm.Jit.Coverage;
using Wasm.Wast.Runner.Reports;

namespace Wasm.Fuzz.Campaign;

/// <summary>A part of coverage: how many of its features were reached.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Reached">How many were reached.</param>
/// <param name="All">How many there are; null: nobody knows.</param>
public sealed record CoverageGroup(string Name, int Reached, int? All = null);

/// <summary>The coverage of a campaign: figures for reports, and cards of the page.</summary>
public static class CoverageCards
{
    /// <summary>Rules that go with <see cref="HtmlReport.StyleSheet"/>.</summary>
    public const string Style = """
        .ops { display: flex; flex-wrap: wrap; gap: 5px; margin-top: 14px; }
        .ops span { font: 12px var(--mono); padding: 2px 8px; border-radius: 6px; background: var(--pass-soft); color: var(--pass); }
        .ops .skipped { background: var(--skip-soft); color: var(--skip); }
        .ops .failed { background: var(--fail-soft); color: var(--fail); }
        .groups { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 14px 28px; margin-top: 14px; }
        .groups dt { color: var(--muted); font-size: 13px; }
        .groups dd { font-size: 19px; font-weight: 650; font-variant-numeric: tabular-nums; }
        .groups dd small { color: var(--muted); font-weight: 400; }
        .groups .bar { height: 5px; border-radius: 3px; background: var(--sunken); margin-top: 5px; overflow: hidden; }
        .groups .bar i { display: block; height: 100%; background: var(--pass); }
        .matrix { overflow-x: auto; margin-top: 14px; }
        .matrix table { border-collapse: collapse; font-size: 12px; }
        .matrix th { font: 12px var(--mono); text-align: left; padding: 2px 8px 2px 0; white-space: nowrap; color: var(--text); }
        .matrix thead th { writing-mode: vertical-rl; transform: rotate(180deg); padding: 4px 2px; color: var(--muted); vertical-align: bottom; }
        .matrix td { min-width: 20px; height: 19px; border: 1px solid var(--line); text-align: center; font-variant-numeric: tabular-nums; padding: 0 3px; }
        .matrix td.passed { background: var(--pass-soft); color: var(--pass); }
        .matrix td.failed { background: var(--fail-soft); }
        .fold { margin-top: 14px; }
        .fold summary { cursor: pointer; color: var(--muted); font-size: 13.5px; }
        """;

    /// <summary>The figures of all parts.</summary>
    public static IReadOnlyList<CoverageGroup> Groups(Coverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        return
        [
            new("instructions in called functions", coverage.Called, Coverage.Rows),
            new("instructions with types", coverage.CountOf(CaseFeature.Typed)),
            new("instructions in states of the validator", coverage.CountOf(CaseFeature.State)),
            new("kinds of items in sections", coverage.CountOf(CaseFeature.Item)),
            new("errors, by where they are", coverage.CountOf(CaseFeature.Error)),
            new("operations lowered", Names(coverage, FeatureKind.Operation, CompilationFeature.OperationOf).Count, CompilationFeature.Operations.Count),
            new("machine operations", Names(coverage, FeatureKind.Rule, CompilationFeature.MachineOperationOf).Count, CompilationFeature.MachineOperations.Count),
            new("lowering rules", coverage.CountOf(FeatureKind.Rule)),
            new("changes that passes made", coverage.CountOf(FeatureKind.Pass)),
            new("kinds of register allocation", Names(coverage, FeatureKind.Allocation, CompilationFeature.AllocationKindOf).Count, CompilationFeature.AllocationKinds.Count),
        ];
    }

    /// <summary>What was possible and never reached, by part; instructions only if they occurred nowhere.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Missing)> Missing(Coverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        yield return ("instructions", [.. InstructionTable.All.Where(row => !coverage.HasOccurred(row.Op)).Select(row => row.Mnemonic)]);
        yield return ("operations", Without(CompilationFeature.Operations, Names(coverage, FeatureKind.Operation, CompilationFeature.OperationOf)));
        yield return ("machineOperations", Without(CompilationFeature.MachineOperations, Names(coverage, FeatureKind.Rule, CompilationFeature.MachineOperationOf)));
        yield return ("allocation", Without(CompilationFeature.AllocationKinds, Names(coverage, FeatureKind.Allocation, CompilationFeature.AllocationKindOf)));
    }

    /// <summary>Writes the cards.</summary>
    internal static void Write(HtmlWriter html, Coverage coverage)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(coverage);
        WriteGroups(html, coverage);
        WriteInstructions(html, coverage);
        WriteTypes(html, coverage);
        WritePasses(html, coverage);
        WriteChips(html, "Operations lowered", CompilationFeature.Operations, Names(coverage, FeatureKind.Operation, CompilationFeature.OperationOf));
        WriteChips(html, "Machine operations", CompilationFeature.MachineOperations, Names(coverage, FeatureKind.Rule, CompilationFeature.MachineOperationOf));
        WriteList(html, "Lowering rules", coverage.Of(FeatureKind.Rule));
        WriteList(html, "Register allocation", coverage.Of(FeatureKind.Allocation));
        WriteList(html, "Sections", coverage.Of(CaseFeature.Item));
        WriteList(html, "Errors", coverage.Of(CaseFeature.Error));
    }

    private static void WriteGroups(HtmlWriter html, Coverage coverage)
    {
        html.Raw("<section class=\"card\"><h2>Coverage</h2><dl class=\"groups\">\n");
        foreach (CoverageGroup group in Groups(coverage))
        {
            html.Write($"<div><dt>{group.Name}</dt><dd>{Number(group.Reached)}");
            if (group.All is { } all)
            {
                html.Write($""" <small>of {Number(all)}</small></dd><div class="bar"><i style="width: {(100.0 * group.Reached / all).ToString("F1", CultureInfo.InvariantCulture)}%"></i></div></div>""");
            }
            else
            {
                html.Raw("</dd></div>");
            }

            html.Raw("\n");
        }

        html.Raw("</dl></section>\n");
    }

    private static void WriteInstructions(HtmlWriter html, Coverage coverage)
    {
        html.Write($"""
            <section class="card"><div class="card-head"><h2>Instructions</h2>
            <p class="legend"><span>{coverage.Called} of {Coverage.Rows} in functions that were called</span><span>{coverage.Occurred - coverage.Called} only in others</span><span>{Coverage.Rows - coverage.Occurred} nowhere</span></p></div>

            """);
        Open(html, "All instructions", coverage.Called == Coverage.Rows);
        foreach (InstructionInfo row in InstructionTable.All.OrderBy(row => coverage.WasCalled(row.Op) ? 2 : coverage.HasOccurred(row.Op) ? 1 : 0))
        {
            string state = coverage.WasCalled(row.Op) ? "passed" : coverage.HasOccurred(row.Op) ? "skipped" : "failed";
            html.WriteLine($"""<span class="{state}">{row.Mnemonic}</span>""");
        }

        html.Raw("</div></details></section>\n");
    }

    private static void WriteTypes(HtmlWriter html, Coverage coverage)
    {
        var types = new Dictionary<Op, HashSet<int>>();
        foreach (ulong feature in coverage.Of(CaseFeature.Typed))
        {
            Op op = CaseFeature.OpOf(feature);
            if (!types.TryGetValue(op, out HashSet<int>? set))
            {
                types.Add(op, set = []);
            }

            set.Add(CaseFeature.TypeOf(feature).Type);
        }

        if (types.Count == 0)
        {
            return;
        }

        html.Raw("<section class=\"card\"><h2>Instructions and types</h2><div class=\"matrix\"><table><thead><tr><th></th>");
        foreach (int type in TypeClass.All)
        {
            html.Write($"<th>{TypeClass.NameOf(type)}</th>");
        }

        html.Raw("</tr></thead><tbody>\n");
        foreach (InstructionInfo row in InstructionTable.All)
        {
            if (row.Signature != "*" || !types.TryGetValue(row.Op, out HashSet<int>? set))
            {
                continue;
            }

            html.Write($"<tr><th>{row.Mnemonic}</th>");
            foreach (int type in TypeClass.All)
            {
                html.Raw(set.Contains(type) ? "<td class=\"passed\"></td>" : "<td></td>");
            }

            html.Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div></section>\n");
    }

    private static void WritePasses(HtmlWriter html, Coverage coverage)
    {
        var counts = new Dictionary<(string Pass, string Change), int>();
        foreach (ulong feature in coverage.Of(FeatureKind.Pass))
        {
            (string, string) key = (CompilationFeature.NameOfPass(feature), CompilationFeature.NameOfChangeKind(feature));
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        html.Raw("<section class=\"card\"><h2>Passes</h2><p>Number of different operations that each pass changed in each way.</p><div class=\"matrix\"><table><thead><tr><th></th>");
        foreach (string change in CompilationFeature.ChangeKinds)
        {
            html.Write($"<th>{change}</th>");
        }

        html.Raw("</tr></thead><tbody>\n");
        foreach (string pass in JitOptions.PassNames)
        {
            html.Write($"<tr><th>{pass}</th>");
            foreach (string change in CompilationFeature.ChangeKinds)
            {
                int count = counts.GetValueOrDefault((pass, change));
                html.Write($"<td class=\"{(count > 0 ? "passed" : "")}\">{(count > 0 ? Number(count) : "")}</td>");
            }

            html.Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div>");
        Open(html, "All changes", isClosed: true);
        foreach (string name in coverage.Of(FeatureKind.Pass).Select(CaseFeature.NameOf).Order(StringComparer.Ordinal))
        {
            html.WriteLine($"<span>{name}</span>");
        }

        html.Raw("</div></details></section>\n");
    }

    private static void WriteChips(HtmlWriter html, string title, IReadOnlyList<string> all, SortedSet<string> reached)
    {
        html.Write($"""
            <section class="card"><div class="card-head"><h2>{title}</h2><p class="legend"><span>{reached.Count} of {all.Count} reached</span></p></div>

            """);
        Open(html, "Never reached", isClosed: false);
        foreach (string name in all)
        {
            if (!reached.Contains(name))
            {
                html.WriteLine($"""<span class="failed">{name}</span>""");
            }
        }

        html.Raw("</div></details>");
        Open(html, "Reached", isClosed: true);
        foreach (string name in reached)
        {
            html.WriteLine($"<span>{name}</span>");
        }

        html.Raw("</div></details></section>\n");
    }

    private static void WriteList(HtmlWriter html, string title, IReadOnlyList<ulong> features)
    {
        if (features.Count == 0)
        {
            return;
        }

        html.Write($"""<section class="card"><div class="card-head"><h2>{title}</h2><p class="legend"><span>{Number(features.Count)} reached</span></p></div>""");
        Open(html, "All", isClosed: true);
        foreach (string name in features.Select(CaseFeature.NameOf).Order(StringComparer.Ordinal))
        {
            html.WriteLine($"<span>{name}</span>");
        }

        html.Raw("</div></details></section>\n");
    }

    private static void Open(HtmlWriter html, string title, bool isClosed) =>
        html.Write($"""<details class="fold"{new Html(isClosed ? "" : " open")}><summary>{title}</summary><div class="ops">""");

    private static SortedSet<string> Names(Coverage coverage, FeatureKind kind, Func<ulong, string> name) => new(coverage.Of(kind).Select(name), StringComparer.Ordinal);

    private static string[] Without(IReadOnlyList<string> all, SortedSet<string> reached) => [.. all.Where(name => !reached.Contains(name))];

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
