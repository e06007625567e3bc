using System.Globalization;

namespace Wasm.Jit.Execution;

/// <summary>
/// The file by which Linux <c>perf</c> names code that was made at run time: <c>/tmp/perf-PID.map</c>, a line of address, size
/// and name (both hexadecimal) per function. Thread-safe.
/// </summary>
internal static class PerfMap
{
    private static readonly Lock FileLock = new();
    private static StreamWriter? _file;

    /// <summary>Where <c>perf</c> looks for this process's.</summary>
    public static string FilePath { get; } = Path.Combine(Path.GetTempPath(), $"perf-{Environment.ProcessId}.map");

    /// <summary>Adds a function. A file that cannot be written is no reason to fail: there are no names then.</summary>
    public static void Add(CodeEntry code, string module, string function)
    {
        lock (FileLock)
        {
            try
            {
                _file ??= new StreamWriter(new FileStream(FilePath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
                _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{code.Start:x} {code.Length:x} wasm {module}!{function}"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
