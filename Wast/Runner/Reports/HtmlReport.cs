using System.Globalization;
using System.Reflection;

namespace Wasm.Wast.Runner.Reports;

/// <summary>
/// One self-contained page: totals, a map of all scripts, the matrix of scripts and engines, failures to unfold. It
/// loads nothing from anywhere; style and script are files in <c>Assets</c>, embedded here. Without script everything
/// can still be read: search, filters and sorting are all that is missing.
/// </summary>
/// <remarks>
/// However many failures there are, the page stays small enough to open: see <see cref="MaximumFailures"/>.
/// </remarks>
public static partial class HtmlReport
{
    /// <summary>Failures shown on the whole page, shared evenly among the scripts that have any.</summary>
    private const int MaximumFailures = 3000;

    /// <summary>Failures shown of one script.</summary>
    private const int MaximumFailuresPerScript = 100;

    private static readonly Html Nothing = new("");

    /// <summary>Writes the page.</summary>
    /// <param name="result">The run.</param>
    /// <param name="output">Where to.</param>
    /// <param name="started">Time of the run, shown in UTC.</param>
    public static void Write(SuiteResult result, TextWriter output, DateTimeOffset started)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        var model = new HtmlModel(result);
        var html = new HtmlWriter();
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <meta name="generator" content="conform">
            <title>{Verdict(result)} · WebAssembly conformance</title>
            <link rel="icon" href="data:image/svg+xml,{Icon(result)}">
            <style>
            {Asset("report.css")}
            </style>
            </head>
            <body>
            <a class="skip-link" href="#scripts">Skip to the scripts</a>

            """);
        WriteHeader(html, model, started);
        html.Raw("<main>\n");
        WriteDifferences(html, model);
        WriteMap(html, model);
        html.Raw("<div class=\"pair\">\n");
        WriteCauses(html, model);
        WriteSlowest(html, model);
        html.Raw("</div>\n");
        WriteMatrix(html, model);
        html.Raw("</main>\n");
        html.Write($"""
            <footer><p>Written by <strong>conform</strong> {Version}. The same data for programs: <a href="report.json">report.json</a>, <a href="junit.xml">junit.xml</a>.</p></footer>
            <script>
            {Asset("report.js")}
            </script>
            </body>
            </html>

            """);
        output.Write(html.ToString());
    }

    private static string Version { get; } =
        typeof(HtmlReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>One sentence about the whole.</summary>
    private static string Verdict(SuiteResult result)
    {
        int failures = result.Scripts.Sum(script => script.Failures.Length);
        if (result.Scripts.IsEmpty)
        {
            return "Nothing was run";
        }

        if (failures > 0)
        {
            return $"{Plural(failures, "failure", "failures")} in {Plural(result.Scripts.Where(script => !script.Succeeded).DistinctBy(script => (script.Group, script.Script)).Count(), "script", "scripts")}";
        }

        if (result.Differences > 0)
        {
            return $"{Plural(result.Differences, "difference", "differences")} between engines";
        }

        string[] open =
        [
            .. result.Skipped > 0 ? new[] { $"{Plural(result.Skipped, "command", "commands")} skipped" } : [],
            .. result.Inconclusive > 0 ? new[] { $"{Plural(result.Inconclusive, "comparison", "comparisons")} inconclusive" } : [],
        ];
        return open.Length > 0 ? $"Nothing failed, {string.Join(", ", open)}" : "Everything passed";
    }

    private static string StateOf(SuiteResult result) =>
        !result.Succeeded ? "failed" : result.Skipped + result.Inconclusive > 0 || result.Scripts.IsEmpty ? "skipped" : "passed";

    // A dot in the browser's tab, in the colour of the verdict.
    private static string Icon(SuiteResult result)
    {
        string colour = StateOf(result) switch { "failed" => "%23d64550", "skipped" => "%23c79a14", _ => "%232fa36b" };
        return $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='{colour}'/></svg>";
    }

    /// <summary>The style sheet, for other pages that are to look the same.</summary>
    internal static Html StyleSheet => Asset("report.css");

    private static Html Asset(string name)
    {
        string resource = $"{typeof(HtmlReport).Namespace}.Assets.{name}";
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"resource {resource} is missing from the assembly");
        using var reader = new StreamReader(stream);
        return new Html(reader.ReadToEnd().TrimEnd());
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 0.0005 => "0 ms",
        < 0.9995 => $"{Math.Round(seconds * 1000)} ms",
        < 59.95 => seconds.ToString(seconds < 9.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s",
        _ => $"{(int)(seconds + 0.5) / 60} min {(int)(seconds + 0.5) % 60} s",
    };

    private static string NameOf(ScriptState state) => state switch
    {
        ScriptState.Failed => "failed",
        ScriptState.Skipped => "skipped",
        _ => "passed",
    };

    private static ScriptState StateOf(ScriptResult result) =>
        !result.Succeeded ? ScriptState.Failed : result.Skipped > 0 ? ScriptState.Skipped : ScriptState.Passed;

    private static string Percent(int part, int whole) => whole == 0 ? "0" : (100.0 * part / whole).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Plural(int number, string one, string many) =>
        number.ToString("N0", CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many);
}
