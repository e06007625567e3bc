namespace Wasm.Wast.Runner;

/// <summary>A script that was found.</summary>
/// <param name="Group">See <see cref="SuiteDiscovery"/>.</param>
/// <param name="Name">File name with extension.</param>
/// <param name="Path">Full path.</param>
/// <param name="Length">Size in bytes.</param>
public sealed record SuiteScript(string Group, string Name, string Path, long Length);

/// <summary>
/// Finds scripts below paths. A script's group is its folder as seen from the path it was found by; right in that
/// path, or if the script itself was named, it is <c>core</c>. Parts of the official suite keep their groups when they
/// are named alone (<c>…/testsuite/proposals/threads</c>).
/// </summary>
public static class SuiteDiscovery
{
    /// <summary>The group of scripts in the root.</summary>
    public const string RootGroup = "core";

    // A manifest begins with an object whose first member is this.
    private const string ManifestMark = "\"source_filename\"";
    private const int ManifestMarkWithin = 64;

    private static readonly EnumerationOptions Enumeration = new() { RecurseSubdirectories = true, MaxRecursionDepth = 16 };

    /// <summary>
    /// Finds <c>*.wast</c> and manifests, ordered by group (<c>core</c> first) and name; none twice.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="filter">See <see cref="Glob.MatchesScript"/>; null: all.</param>
    /// <exception cref="SuiteInputException">A path does not exist, or there is nothing to run.</exception>
    public static IReadOnlyList<SuiteScript> Find(IEnumerable<string> paths, string? filter = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var scripts = new Dictionary<string, SuiteScript>();
        foreach (string path in paths)
        {
            int before = scripts.Count;
            bool any = false;
            foreach ((string file, string folder) in Enumerate(path))
            {
                any = true;
                string full = Path.GetFullPath(file);
                string group = GroupOf(full, folder);
                string name = Path.GetFileName(full);
                if (filter is null || Glob.MatchesScript(filter, group, name))
                {
                    scripts.TryAdd(full, new SuiteScript(group, name, full, new FileInfo(full).Length));
                }
            }

            if (!any)
            {
                throw new SuiteInputException($"{path}: no script (*.wast or wast2json's *.json) in this folder");
            }
        }

        if (scripts.Count == 0)
        {
            throw new SuiteInputException(filter is null ? "no script to run" : $"no script matches the filter '{filter}'");
        }

        SuiteScript[] result = [.. scripts.Values];
        Array.Sort(result, (left, right) => CompareGroups(left.Group, right.Group) is var order and not 0
            ? order
            : string.CompareOrdinal(left.Name, right.Name) is var byName and not 0 ? byName : string.CompareOrdinal(left.Path, right.Path));
        return result;
    }

    /// <summary>Order of groups: <c>core</c>, then by name.</summary>
    public static int CompareGroups(string left, string right) =>
        left == right ? 0 : left == RootGroup ? -1 : right == RootGroup ? 1 : string.CompareOrdinal(left, right);

    // Scripts with the folder that their groups count from.
    private static IEnumerable<(string File, string Folder)> Enumerate(string path)
    {
        if (File.Exists(path))
        {
            yield return (path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            yield break;
        }

        if (!Directory.Exists(path))
        {
            throw new SuiteInputException($"{path}: no such file or folder");
        }

        foreach (string file in Directory.EnumerateFiles(path, "*", Enumeration))
        {
            if (file.EndsWith(".wast", StringComparison.Ordinal) || (file.EndsWith(".json", StringComparison.Ordinal) && IsManifest(file)))
            {
                yield return (file, path);
            }
        }
    }

    private static bool IsManifest(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            Span<byte> start = stackalloc byte[ManifestMarkWithin];
            int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return System.Text.Encoding.UTF8.GetString(start[..length]).Contains(ManifestMark, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string GroupOf(string file, string folder)
    {
        string own = Path.GetDirectoryName(file) ?? "/";
        string root = Path.GetFullPath(folder);
        for (string? ancestor = own; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            if (TestSuiteLocator.IsSuite(ancestor))
            {
                root = ancestor;
                break;
            }
        }

        string relative = Path.GetRelativePath(root, own);
        return relative == "." ? RootGroup : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
