using System.Reflection;
using NUnit.Framework;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Packages;

/// <summary>The packages, made once for all tests of this folder from what the tests were built with.</summary>
[SetUpFixture]
public sealed class PackageFeed
{
    private static TestFolder? _folder;

    /// <summary>The folder with the packages.</summary>
    public static string Path => _folder?.Path ?? throw new InvalidOperationException("the packages are not made yet");

    /// <summary>How the tests were built: <c>Release</c> or <c>Debug</c>.</summary>
    public static string Configuration { get; } = typeof(PackageFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The version of all packages.</summary>
    public static string Version { get; } =
        typeof(Wasm.Runtime.Embedding.Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>A package's file.</summary>
    public static string File(string id) => System.IO.Path.Combine(Path, $"{id}.{Version}.nupkg");

    /// <summary>Makes a folder whose only source of packages is this one.</summary>
    internal static TestFolder CreateConsumer()
    {
        var folder = new TestFolder();
        folder.Write("NuGet.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="local" value="{Path}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    [OneTimeSetUp]
    public void Pack()
    {
        _folder = new TestFolder();
        ProcessRun run = DotnetCommand.RunInRepository("pack", ".build/Packages.slnf", "--no-build", "-c", Configuration, "-o", Path, "-v", "quiet", "-m:1");
        Assert.That(run.Code, Is.Zero, run.ToString());
    }

    [OneTimeTearDown]
    public void Remove() => _folder?.Dispose();
}
