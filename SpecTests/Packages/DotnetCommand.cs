using System.Diagnostics;

namespace Wasm.SpecTests.Packages;

/// <summary>A finished run of a program.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output, with line feeds.</param>
/// <param name="Error">Standard error, with line feeds.</param>
internal sealed record ProcessRun(int Code, string Output, string Error)
{
    /// <summary>All it wrote, for failure messages.</summary>
    public override string ToString() => $"exit code {Code}\n{Output}{Error}";
}

/// <summary>Runs <c>dotnet</c> and other programs as a user of the packages would: nothing of the test run reaches them.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Runs a command of the SDK in a folder; packages are restored into <c>packages</c> below it only.</summary>
    public static ProcessRun Run(string folder, params string[] arguments) => Run(Dotnet, folder, Path.Combine(folder, "packages"), arguments);

    /// <summary>Runs a command of the SDK on our projects.</summary>
    public static ProcessRun RunInRepository(params string[] arguments) => Run(Dotnet, RepositoryRoot.Path, null, arguments);

    /// <summary>Runs a program in a folder.</summary>
    public static ProcessRun RunProgram(string program, string folder, params string[] arguments) => Run(program, folder, null, arguments);

    private static ProcessRun Run(string program, string folder, string? packages, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.ToList())
        {
            // What the test host and MSBuild above it set would choose other tools and properties.
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) ||
                name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove(name);
            }
        }

        if (packages is not null)
        {
            start.Environment["NUGET_PACKAGES"] = packages;
        }

        if (Path.IsPathRooted(Dotnet))
        {
            // Executables that the SDK makes look here for the runtime, which need not be in its usual place.
            start.Environment.TryAdd("DOTNET_ROOT", Path.GetDirectoryName(Dotnet));
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // Processes that stay behind would hold the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end");
        }

        return new ProcessRun(process.ExitCode, Lines(output.Result), Lines(error.Result));
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
