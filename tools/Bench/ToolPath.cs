namespace Wasm.Bench;

/// <summary>Where programs are that are not ours.</summary>
internal static class ToolPath
{
    /// <summary>A program on PATH, or null.</summary>
    public static string? Find(string name)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Folder where packages of npm are looked for: <c>npm install --prefix artifacts/bench NAME</c> puts them there.</summary>
    public static string Packages { get; } = Path.Combine("artifacts", "bench", "node_modules");
}
