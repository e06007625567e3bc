namespace Wasm.Wast.Runner;

/// <summary>Finds the official test suite, which is no part of the repository.</summary>
public static class TestSuiteLocator
{
    /// <summary>The environment variable that names the suite's folder.</summary>
    public const string Variable = "TESTSUITE";

    /// <summary>What to tell a user when the suite is not to be found.</summary>
    public const string Help = $"set {Variable} to its folder, or fetch it with `make testsuite`";

    /// <summary>
    /// The suite's folder: what <see cref="Variable"/> says, else <c>SpecTests/testsuite</c>, else
    /// <c>../shared/testsuite</c>, both seen from the repository's root; null if there is none.
    /// </summary>
    /// <param name="repositoryRoot">The repository's root; null: the folder above the current one that looks like it.</param>
    /// <exception cref="SuiteInputException"><see cref="Variable"/> names a folder that is not there.</exception>
    public static string? Find(string? repositoryRoot = null)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? Path.GetFullPath(named)
                : throw new SuiteInputException($"{Variable}={named}: no such folder");
        }

        if ((repositoryRoot ?? FindRepositoryRoot()) is not { } root)
        {
            return null;
        }

        foreach (string candidate in new[] { Path.Combine(root, "SpecTests", "testsuite"), Path.Combine(root, "..", "shared", "testsuite") })
        {
            if (IsSuite(candidate))
            {
                return Path.GetFullPath(candidate);
            }
        }

        return null;
    }

    /// <summary>The repository's root above the current folder; null if there is none.</summary>
    public static string? FindRepositoryRoot()
    {
        string? folder = Directory.GetCurrentDirectory();
        while (folder is not null && !File.Exists(Path.Combine(folder, "Conformance.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    /// <summary>The commit that is checked out in a folder; null if it is not the root of a git checkout.</summary>
    public static string? FindCommit(string folder)
    {
        try
        {
            string git = Path.Combine(folder, ".git");
            string head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            {
                return head;
            }

            string name = head["ref: ".Length..];
            string loose = Path.Combine(git, name);
            if (File.Exists(loose))
            {
                return File.ReadAllText(loose).Trim();
            }

            foreach (string line in File.ReadLines(Path.Combine(git, "packed-refs")))
            {
                if (line.EndsWith(" " + name, StringComparison.Ordinal))
                {
                    return line[..line.IndexOf(' ')];
                }
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a folder is the root of the official suite.</summary>
    internal static bool IsSuite(string folder) =>
        Directory.Exists(Path.Combine(folder, "proposals")) && File.Exists(Path.Combine(folder, "i32.wast"));
}
