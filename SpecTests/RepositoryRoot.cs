using System.Runtime.CompilerServices;

namespace Wasm.SpecTests;

/// <summary>Where the sources are, for tests that read them and for golden files.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds <c>Conformance.sln</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find([CallerFilePath] string thisFile = "")
    {
        // Deterministic builds may map source paths away; then the test assembly's own place leads up to the root.
        foreach (string start in new[] { System.IO.Path.GetDirectoryName(thisFile) ?? "", AppContext.BaseDirectory })
        {
            for (string? folder = start; !string.IsNullOrEmpty(folder); folder = System.IO.Path.GetDirectoryName(folder))
            {
                if (File.Exists(System.IO.Path.Combine(folder, "Conformance.sln")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException("Conformance.sln was not found above the tests");
    }
}
