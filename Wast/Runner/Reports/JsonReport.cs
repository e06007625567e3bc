using Newtonsoft.Json;

namespace Wasm.Wast.Runner.Reports;

/// <summary>
/// The report that programs read. Its form is a contract (schema 1): groups, scripts, failures and differences with
/// exactly these fields.
/// </summary>
public static class JsonReport
{
    /// <summary>Raised whenever a field changes its meaning or goes away.</summary>
    public const int Schema = 1;

    /// <summary>Writes the report.</summary>
    public static void Write(SuiteResult result, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var json = new JsonTextWriter(output) { CloseOutput = false, Formatting = Formatting.Indented };
        json.WriteStartObject();
        Property(json, "schema", Schema);
        json.WritePropertyName("suite");
        json.WriteStartObject();
        Property(json, "path", string.Join(Path.PathSeparator, result.Paths));
        Property(json, "commit", result.Commit ?? "unknown");
        json.WriteEndObject();
        WriteArray(json, "groups", result.Groups, WriteGroup);
        WriteArray(json, "scripts", result.Scripts, WriteScript);
        WriteArray(json, "failures", result.Scripts.SelectMany(script => script.Failures, (script, failure) => (script, failure)), WriteFailure);
        WriteArray(
            json,
            "differences",
            result.Comparisons.SelectMany(comparison => comparison.Differences, (comparison, difference) => (comparison, difference)),
            WriteDifference);
        json.WriteEndObject();
        json.Flush();
        output.WriteLine();
    }

    private static void WriteGroup(JsonTextWriter json, GroupResult group)
    {
        Property(json, "group", group.Group);
        Property(json, "engine", group.Engine);
        Property(json, "mode", group.Mode);
        Property(json, "scripts", group.Scripts);
        WriteCounts(json, group.Commands, group.Passed, group.Failed, group.Skipped, group.Seconds);
    }

    private static void WriteScript(JsonTextWriter json, ScriptResult script)
    {
        Property(json, "group", script.Group);
        Property(json, "script", script.Script);
        Property(json, "engine", script.Engine);
        Property(json, "mode", script.Mode);
        WriteCounts(json, script.Commands, script.Passed, script.Failed, script.Skipped, script.Seconds);
    }

    private static void WriteFailure(JsonTextWriter json, (ScriptResult Script, Failure Failure) item)
    {
        Property(json, "group", item.Script.Group);
        Property(json, "script", item.Script.Script);
        Property(json, "line", item.Failure.Line);
        Property(json, "column", item.Failure.Column);
        Property(json, "engine", item.Script.Engine);
        Property(json, "command", item.Failure.Command);
        Property(json, "expected", item.Failure.Expected);
        Property(json, "actual", item.Failure.Actual);
    }

    private static void WriteDifference(JsonTextWriter json, (ScriptComparison Comparison, Difference Difference) item)
    {
        Property(json, "group", item.Comparison.Group);
        Property(json, "script", item.Comparison.Script);
        Property(json, "line", item.Difference.Line);
        Property(json, "column", item.Difference.Column);
        json.WritePropertyName("engines");
        json.WriteStartArray();
        json.WriteValue(item.Comparison.LeftEngine);
        json.WriteValue(item.Comparison.RightEngine);
        json.WriteEndArray();
        Property(json, "left", item.Difference.Left);
        Property(json, "right", item.Difference.Right);
    }

    private static void WriteCounts(JsonTextWriter json, int commands, int passed, int failed, int skipped, double seconds)
    {
        Property(json, "commands", commands);
        Property(json, "passed", passed);
        Property(json, "failed", failed);
        Property(json, "skipped", skipped);
        Property(json, "seconds", Math.Round(seconds, 6));
    }

    private static void WriteArray<T>(JsonTextWriter json, string name, IEnumerable<T> items, Action<JsonTextWriter, T> write)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Property(JsonTextWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteValue(ReplaceSurrogates(value));
    }

    private static void Property(JsonTextWriter json, string name, int value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    private static void Property(JsonTextWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    // Module names of scripts begin with an unpaired surrogate, which strict JSON readers refuse even when escaped.
    private static string ReplaceSurrogates(string text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar)
            {
                return string.Concat(text.EnumerateRunes());
            }
        }

        return text;
    }
}
