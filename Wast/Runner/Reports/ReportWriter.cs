using System.Text;

namespace Wasm.Wast.Runner.Reports;

/// <summary>Writes all reports of a run into a folder.</summary>
public static class ReportWriter
{
    public const string JsonName = "report.json";
    public const string JUnitName = "junit.xml";
    public const string HtmlName = "index.html";

    /// <summary>Writes the three files, replacing old ones; makes the folder if need be.</summary>
    /// <param name="result">The run.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="started">Time of the run.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public static void Write(SuiteResult result, string directory, DateTimeOffset started)
    {
        Directory.CreateDirectory(directory);
        WriteFile(Path.Combine(directory, JsonName), output => JsonReport.Write(result, output));
        WriteFile(Path.Combine(directory, JUnitName), output => JUnitReport.Write(result, output, started));
        WriteFile(Path.Combine(directory, HtmlName), output => HtmlReport.Write(result, output, started));
    }

    // A reader never sees half a report: the file appears when it is complete.
    private static void WriteFile(string path, Action<TextWriter> write)
    {
        string temporary = path + ".tmp";
        using (var output = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
        {
            write(output);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
