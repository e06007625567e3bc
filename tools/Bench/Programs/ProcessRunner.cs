using System.Diagnostics;
using System.Globalization;

namespace Wasm.Bench.Programs;

/// <summary>
/// A program that gets ready and writes one line, then for each line that it reads one with a time in milliseconds: so
/// measurements in several processes take turns, and none runs while another is measured.
/// </summary>
internal sealed class ProcessRunner : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string? _folder;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">A folder to remove at the end, or null.</param>
    /// <exception cref="ContestantException">It ended instead.</exception>
    public ProcessRunner(string path, IEnumerable<string> arguments, string? folder)
    {
        _folder = folder;
        _process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        try
        {
            FirstLine = ReadLine();
        }
        catch (ContestantException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it said when it was ready.</summary>
    public string FirstLine { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="ContestantException">It failed.</exception>
    public static string Run(string path, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw Failure(path, errors.Result);
    }

    /// <summary>A line of numbers: the first is the time in milliseconds.</summary>
    public double[] Sample()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return [.. ReadLine().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        try
        {
            // The end of its input ends it.
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static ContestantException Failure(string path, string errors)
    {
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = Array.Find(lines, text => text.Contains("rror", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "no message";
        return new ContestantException($"{Path.GetFileName(path)}: {line}");
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw Failure(_process.StartInfo.FileName, _errors.Result);
}
