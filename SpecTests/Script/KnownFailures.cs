using System.Globalization;
using System.Text;

namespace Wasm.SpecTests.Script;

/// <summary>
/// The ledger of scripts that are known to fail while an engine is unfinished: <c>SpecTests/known-failures.txt</c>.
/// One script per line, fields separated by <c>|</c>: group/script, engine, number failed, number skipped, reason.
/// Reality must equal it, better results included; <c>make bless</c> rewrites it.
/// </summary>
internal sealed class KnownFailures
{
    private const string Header = """
        # Scripts that are known to fail, while an engine is unfinished; `make bless` rewrites this file.
        # group/script | engine | failed | skipped | reason

        """;

    private const string NoReason = "reason to be written";

    private static readonly string File = Path.Combine(RepositoryRoot.Path, "SpecTests", "known-failures.txt");

    private readonly Dictionary<(string Script, string Engine), Entry> _entries = [];
    private readonly Dictionary<(string Script, string Engine), Entry> _seen = [];
    private readonly Lock _lock = new();

    /// <param name="text">The file's contents.</param>
    /// <exception cref="FormatException">A line is none of the ledger's.</exception>
    public KnownFailures(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            string[] fields = line.Split('|', 5, StringSplitOptions.TrimEntries);
            if (fields.Length != 5 ||
                !int.TryParse(fields[2], CultureInfo.InvariantCulture, out int failed) ||
                !int.TryParse(fields[3], CultureInfo.InvariantCulture, out int skipped) ||
                fields[4].Length == 0)
            {
                throw new FormatException($"no line of the ledger: {line}");
            }

            _entries.Add((fields[0], fields[1]), new Entry(failed, skipped, fields[4]));
        }
    }

    /// <summary>What is known about one script on one engine.</summary>
    public readonly record struct Entry(int Failed, int Skipped, string Reason);

    /// <summary>Whether this run rewrites the ledger.</summary>
    public static bool IsBlessing => Environment.GetEnvironmentVariable("CONFORM_BLESS") == "1";

    public static KnownFailures Load() => new(System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "");

    /// <summary>What the ledger says; nothing failed if the script is not in it.</summary>
    public Entry Expected(string script, string engine) => _entries.GetValueOrDefault((script, engine), new Entry(0, 0, ""));

    /// <summary>Notes how it really was.</summary>
    public void Note(string script, string engine, int failed, int skipped)
    {
        lock (_lock)
        {
            _seen[(script, engine)] = new Entry(failed, skipped, Expected(script, engine).Reason is { Length: > 0 } reason ? reason : NoReason);
        }
    }

    /// <summary>The ledger as it should be; entries of scripts that did not run stay.</summary>
    public string Rewrite()
    {
        var all = new SortedDictionary<(string, string), Entry>(_entries);
        foreach ((var key, Entry entry) in _seen)
        {
            all.Remove(key);
            if (entry.Failed + entry.Skipped > 0)
            {
                all.Add(key, entry);
            }
        }

        var text = new StringBuilder(Header);
        foreach (((string script, string engine), Entry entry) in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"{script} | {engine} | {entry.Failed} | {entry.Skipped} | {entry.Reason}\n");
        }

        return text.ToString();
    }

    public void Save() => System.IO.File.WriteAllText(File, Rewrite());
}
