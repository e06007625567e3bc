using System.Globalization;
using System.Text;
using System.Xml;

namespace Wasm.Wast.Runner.Reports;

/// <summary>
/// JUnit XML as build servers read it: a suite per group, engine and mode, a case per script. Only elements and
/// attributes that all of the schemas in use have (the strictest asks for properties, system-out and system-err and
/// allows one failure per case), so the failures of a script stand in one text.
/// </summary>
public static class JUnitReport
{
    private const int MaximumFailures = 100;

    /// <summary>Writes the report.</summary>
    /// <param name="result">The run.</param>
    /// <param name="output">Where to.</param>
    /// <param name="started">Time of the run; as many readers want it, without a zone, in UTC.</param>
    public static void Write(SuiteResult result, TextWriter output, DateTimeOffset started)
    {
        ArgumentNullException.ThrowIfNull(result);
        var settings = new XmlWriterSettings { Indent = true, CloseOutput = false, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var xml = XmlWriter.Create(output, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        int id = 0;
        foreach (IGrouping<(string, string, string), ScriptResult> suite in result.Scripts.GroupBy(script => (script.Group, script.Engine, script.Mode)))
        {
            WriteSuite(xml, id++, suite.Key, [.. suite], result, started);
        }

        foreach (IGrouping<(string, string, string), ScriptComparison> suite in result.Comparisons.GroupBy(item => (item.Group, item.LeftEngine, item.RightEngine)))
        {
            WriteComparisons(xml, id++, suite.Key, [.. suite], started);
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
        xml.Flush();
    }

    private static void WriteSuite(
        XmlWriter xml, int id, (string Group, string Engine, string Mode) key, List<ScriptResult> scripts, SuiteResult result, DateTimeOffset started)
    {
        string package = key.Mode == RunMode.Default ? key.Engine : $"{key.Engine}.{key.Mode}";
        int skipped = scripts.Count(IsSkipped);
        StartSuite(
            xml, id, package, key.Group, started, scripts.Count, scripts.Count(script => !script.Succeeded), skipped, scripts.Sum(script => script.Seconds));
        xml.WriteStartElement("properties");
        WriteProperty(xml, "engine", key.Engine);
        WriteProperty(xml, "mode", key.Mode);
        WriteProperty(xml, "suite.path", string.Join(Path.PathSeparator, result.Paths));
        WriteProperty(xml, "suite.commit", result.Commit ?? "unknown");
        WriteProperty(xml, "commands", scripts.Sum(script => script.Commands).ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        foreach (ScriptResult script in scripts)
        {
            StartCase(xml, script.Script, $"{package}.{key.Group}", script.Seconds);
            if (!script.Succeeded)
            {
                WriteFailure(
                    xml,
                    $"{script.Failures.Length} of {script.Commands} commands failed; first: line {script.Failures[0].Line}: {script.Failures[0].Actual}",
                    script.Failures[0].Command,
                    FailureText(script));
            }
            else if (IsSkipped(script))
            {
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(script.Skips.IsEmpty ? "skipped" : script.Skips[0].Reason));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        EndSuite(xml, SkipText(scripts));
    }

    private static void WriteComparisons(
        XmlWriter xml, int id, (string Group, string Left, string Right) key, List<ScriptComparison> comparisons, DateTimeOffset started)
    {
        string package = $"{key.Left}-vs-{key.Right}";
        StartSuite(xml, id, package, key.Group, started, comparisons.Count, comparisons.Count(item => !item.Differences.IsEmpty), 0, 0);
        xml.WriteStartElement("properties");
        WriteProperty(xml, "left", key.Left);
        WriteProperty(xml, "right", key.Right);
        xml.WriteEndElement();
        foreach (ScriptComparison comparison in comparisons)
        {
            StartCase(xml, comparison.Script, $"{package}.{key.Group}", 0);
            if (!comparison.Differences.IsEmpty)
            {
                var text = new StringBuilder();
                foreach (Difference item in comparison.Differences.Take(MaximumFailures))
                {
                    text.Append($"{comparison.Script}:{item.Line}:{item.Column}: {item.Command}\n  {key.Left}: {item.Left}\n  {key.Right}: {item.Right}\n");
                }

                AppendRest(text, comparison.Differences.Length);
                WriteFailure(
                    xml, $"{comparison.Differences.Length} of {comparison.Compared} outcomes differ between {key.Left} and {key.Right}", "difference", text.ToString());
            }

            xml.WriteEndElement();
        }

        EndSuite(xml, InconclusiveText(comparisons));
    }

    private static bool IsSkipped(ScriptResult script) => script.Succeeded && script.Skipped > 0 && script.Passed == 0;

    private static string FailureText(ScriptResult script)
    {
        var text = new StringBuilder();
        foreach (Failure failure in script.Failures.Take(MaximumFailures))
        {
            text.Append($"{failure.File ?? script.Path}:{failure.Line}:{failure.Column}: {failure.Command}\n");
            if (failure.Excerpt is { } excerpt)
            {
                text.Append($"  {excerpt.Line} | {excerpt.Text}\n");
            }

            text.Append($"  expected: {failure.Expected}\n  actual:   {failure.Actual}\n");
        }

        AppendRest(text, script.Failures.Length);
        return text.ToString();
    }

    private static void AppendRest(StringBuilder text, int count)
    {
        if (count > MaximumFailures)
        {
            text.Append($"{count - MaximumFailures} more in report.json\n");
        }
    }

    private static string InconclusiveText(List<ScriptComparison> comparisons)
    {
        var text = new StringBuilder();
        foreach (ScriptComparison comparison in comparisons)
        {
            foreach (IGrouping<string, SkippedCommand> reason in comparison.Inconclusive.GroupBy(item => item.Reason))
            {
                text.Append($"{comparison.Script}: {reason.Count()} inconclusive: {reason.Key}\n");
            }
        }

        return text.ToString();
    }

    private static string SkipText(List<ScriptResult> scripts)
    {
        var text = new StringBuilder();
        foreach (ScriptResult script in scripts)
        {
            foreach (IGrouping<string, SkippedCommand> reason in script.Skips.GroupBy(skip => skip.Reason))
            {
                text.Append($"{script.Script}: {reason.Count()} skipped: {reason.Key}\n");
            }
        }

        return text.ToString();
    }

    private static void StartSuite(
        XmlWriter xml, int id, string package, string name, DateTimeOffset started, int tests, int failures, int skipped, double seconds)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("id", Number(id));
        xml.WriteAttributeString("package", Clean(package));
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("timestamp", started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("hostname", "localhost");
        xml.WriteAttributeString("tests", Number(tests));
        xml.WriteAttributeString("failures", Number(failures));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", Number(skipped));
        xml.WriteAttributeString("time", Seconds(seconds));
    }

    private static void EndSuite(XmlWriter xml, string output)
    {
        xml.WriteElementString("system-out", Clean(output));
        xml.WriteElementString("system-err", "");
        xml.WriteEndElement();
    }

    private static void StartCase(XmlWriter xml, string name, string className, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("classname", Clean(className));
        xml.WriteAttributeString("time", Seconds(seconds));
    }

    private static void WriteFailure(XmlWriter xml, string message, string type, string text)
    {
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("message", Clean(PrintableText.Shorten(message, 500)));
        xml.WriteAttributeString("type", Clean(type));
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", Clean(value));
        xml.WriteEndElement();
    }

    private static string Clean(string text) => PrintableText.Clean(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
