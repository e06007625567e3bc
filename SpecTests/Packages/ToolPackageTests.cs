using NUnit.Framework;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Packages;

/// <summary>The command line, installed as a .NET tool from the package.</summary>
[TestFixture]
[Category("Packages")]
public sealed class ToolPackageTests
{
    private TestFolder _folder = null!;

    [OneTimeSetUp]
    public void Install()
    {
        _folder = PackageFeed.CreateConsumer();
        ProcessRun run = DotnetCommand.Run(_folder.Path, "tool", "install", "conform", "--version", PackageFeed.Version, "--tool-path", _folder["tools"], "--configfile", _folder["NuGet.config"]);
        Assert.That(run.Code, Is.Zero, run.ToString());
        _folder.Write("add.wat", """(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))""");
        _folder.Write("bad.wat", """(module (func (result i32) (i64.const 1)))""");
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void It_says_its_version()
    {
        ProcessRun run = Conform("--version");
        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Output, Does.StartWith(PackageFeed.Version));
    }

    [Test]
    public void It_validates()
    {
        Assert.That(Conform("validate", "add.wat").Code, Is.Zero);
        ProcessRun run = Conform("validate", "bad.wat");
        Assert.That(run.Code, Is.EqualTo(1), run.ToString());
        Assert.That(run.Output + run.Error, Does.Contain("bad.wat:1:").And.Contain("type mismatch"));
    }

    [Test]
    public void It_runs()
    {
        ProcessRun run = Conform("run", "add.wat", "--invoke", "add", "40", "2");
        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Output, Is.EqualTo("42\n"));
    }

    private ProcessRun Conform(params string[] arguments) =>
        DotnetCommand.RunProgram(Path.Combine(_folder.Path, "tools", OperatingSystem.IsWindows() ? "conform.exe" : "conform"), _folder.Path, arguments);
}
