using System.Globalization;
using System.Text;

namespace Wasm.SpecTests.Script;

/// <summary>
/// The ledger of scripts that are known to fail while an engine is unfinished: <c>SpecTests/known-failures.txt</c>.
/// One script per line, fields separated by <c>|</c>: group/script, engine, number failed, number skipped, reason. A
/// script that takes the engine's process along has the word <c>crash</c> and <c>-</c> in place of the numbers.
/// Reality must equal it, better results included; <c>make bless</c> rewrites it.
/// </summary>
internal sealed class KnownFailures
{
    private const string Header = """
        # Scripts that are known to fail, while an engine is unfinished; `make bless` rewrites this file.
        # group/script | engine | failed | skipped | reason

        """;

    private const string NoReason = "reason to be written";
    private const string CrashWord = "crash";
    private const string NoNumber = "-";

    private static readonly string File = Path.Combine(RepositoryRoot.Path, "SpecTests", "known-failures.txt");

    private readonly SortedDictionary<(string Script, string Engine), Entry> _entries = new(Order);
    private readonly Dictionary<(string Script, string Engine), Entry> _seen = [];
    private readonly Lock _lock = new();

    /// <param name="text">The file's contents.</param>
    /// <exception cref="FormatException">A line is none of the ledger's.</exception>
    public KnownFailures(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!line.StartsWith('#'))
            {
                (string script, string engine, Entry entry) = Parse(line);
                if (!_entries.TryAdd((script, engine), entry))
                {
                    throw new FormatException($"a second line of the ledger for {script} on {engine}");
                }
            }
        }
    }

    /// <summary>What is known about one script on one engine.</summary>
    /// <param name="Failed">Number of failures.</param>
    /// <param name="Skipped">Number of skipped commands.</param>
    /// <param name="IsCrash">Whether the script takes the engine's process along, or never ends; there are no numbers then.</param>
    /// <param name="Reason">Why.</param>
    public readonly record struct Entry(int Failed, int Skipped, bool IsCrash, string Reason)
    {
        /// <summary>Whether everything passes.</summary>
        public bool IsClean => Failed + Skipped == 0 && !IsCrash;

        /// <summary>Whether it is the same but for the reason.</summary>
        public bool Matches(Entry other) => (Failed, Skipped, IsCrash) == (other.Failed, other.Skipped, other.IsCrash);

        /// <inheritdoc/>
        public override string ToString() => IsCrash ? CrashWord : $"{Failed} failed, {Skipped} skipped";
    }

    /// <summary>Whether this run rewrites the ledger.</summary>
    public static bool IsBlessing => Environment.GetEnvironmentVariable("CONFORM_BLESS") == "1";

    /// <summary>The ledger in the file, one for all tests.</summary>
    public static KnownFailures Shared { get; } = new(System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "");

    /// <summary>Scripts and engines that it speaks of.</summary>
    public IEnumerable<(string Script, string Engine)> Keys => _entries.Keys;

    /// <summary>What the ledger says; nothing failed if the script is not in it.</summary>
    public Entry Expected(string script, string engine) => _entries.GetValueOrDefault((script, engine), new Entry(0, 0, false, ""));

    /// <summary>Notes how it really was. The reason is the ledger's, if it has one and it is still the same kind of failure.</summary>
    public void Note(string script, string engine, Entry reality)
    {
        Entry known = Expected(script, engine);
        string reason = known.Reason.Length > 0 && known.IsCrash == reality.IsCrash ? known.Reason
            : reality.Reason.Length > 0 ? Clean(reality.Reason) : NoReason;
        lock (_lock)
        {
            _seen[(script, engine)] = reality with { Reason = reason };
        }
    }

    /// <summary>The ledger as it should be; entries of scripts that did not run stay.</summary>
    public string Rewrite()
    {
        var all = new SortedDictionary<(string Script, string Engine), Entry>(_entries, Order);
        lock (_lock)
        {
            foreach ((var key, Entry entry) in _seen)
            {
                all.Remove(key);
                if (!entry.IsClean)
                {
                    all.Add(key, entry);
                }
            }
        }

        var text = new StringBuilder(Header);
        foreach (((string script, string engine), Entry entry) in all)
        {
            string failed = entry.IsCrash ? CrashWord : entry.Failed.ToString(CultureInfo.InvariantCulture);
            string skipped = entry.IsCrash ? NoNumber : entry.Skipped.ToString(CultureInfo.InvariantCulture);
            text.Append($"{script} | {engine} | {failed} | {skipped} | {entry.Reason}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes the file, if this run is to.</summary>
    public void SaveIfBlessing()
    {
        if (IsBlessing)
        {
            lock (File)
            {
                System.IO.File.WriteAllText(File, Rewrite());
            }
        }
    }

    // Cultures and systems order text each in its way; the file has one.
    private static Comparer<(string Script, string Engine)> Order { get; } = Comparer<(string Script, string Engine)>.Create((left, right) =>
        string.CompareOrdinal(left.Engine, right.Engine) is var order and not 0 ? order : string.CompareOrdinal(left.Script, right.Script));

    private static (string Script, string Engine, Entry Entry) Parse(string line)
    {
        string[] fields = line.Split('|', 5, StringSplitOptions.TrimEntries);
        if (fields.Length == 5 && fields[4].Length > 0)
        {
            if (fields is [_, _, CrashWord, NoNumber, _])
            {
                return (fields[0], fields[1], new Entry(0, 0, true, fields[4]));
            }

            if (int.TryParse(fields[2], CultureInfo.InvariantCulture, out int failed) && int.TryParse(fields[3], CultureInfo.InvariantCulture, out int skipped))
            {
                return (fields[0], fields[1], new Entry(failed, skipped, false, fields[4]));
            }
        }

        throw new FormatException($"no line of the ledger: {line}");
    }

    // A line, and not a long one.
    private static string Clean(string reason)
    {
        string line = reason.ReplaceLineEndings(" ").Trim();
        return line.Length <= 160 ? line : line[..160] + "…";
    }
}
