using Wasm.Core.Instructions;
using Wasm.Wast.Runner;

namespace Wasm.Conform;

/// <summary>Reads what the command line names. Every error is one <see cref="InputException"/>.</summary>
internal static class InputFile
{
    /// <summary>Stands for standard input and output.</summary>
    public const string Standard = "-";

    /// <summary>How messages name a file.</summary>
    public static string NameOf(string path) => path == Standard ? "<stdin>" : path;

    /// <summary>Reads a whole file, or standard input for <c>-</c>.</summary>
    public static byte[] Read(string path, ToolContext context)
    {
        try
        {
            if (path == Standard)
            {
                using var buffer = new MemoryStream();
                context.In.CopyTo(buffer);
                return buffer.ToArray();
            }

            return Directory.Exists(path) ? throw new InputException($"{path} is a folder, not a file") : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes a whole file, or standard output for <c>-</c>.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes, ToolContext context)
    {
        if (path == Standard)
        {
            context.WriteBinary(bytes);
            return;
        }

        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>
    /// The files that paths name; a path that is no file may be a pattern with <c>*</c> and <c>?</c> in its last
    /// part, as where no shell has expanded it.
    /// </summary>
    /// <exception cref="InputException">A pattern matches nothing.</exception>
    public static IEnumerable<string> Expand(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            string pattern = Path.GetFileName(path);
            if (path == Standard || File.Exists(path) || pattern.IndexOfAny(['*', '?']) < 0)
            {
                yield return path;
                continue;
            }

            string folder = Path.GetDirectoryName(path) ?? "";
            string[] found = Directory.Exists(folder.Length == 0 ? "." : folder)
                ? [.. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder).Select(file => Path.GetFileName(file)).Where(file => Glob.Matches(pattern, file)).Order(StringComparer.Ordinal)]
                : [];
            if (found.Length == 0)
            {
                throw new InputException($"{path}: no file matches");
            }

            foreach (string file in found)
            {
                yield return Path.Combine(folder, file);
            }
        }
    }

    /// <summary>Reads words for features.</summary>
    public static FeatureSet ParseFeatures(string? words)
    {
        try
        {
            return FeatureSet.Parse(words);
        }
        catch (FormatException e)
        {
            throw new InputException($"--features: {e.Message}", e);
        }
    }
}
