using NUnit.Framework;

namespace Wasm.SpecTests.Tools;

/// <summary>Bad command lines and unreadable inputs: exit code 2, one line that says why, no stack trace.</summary>
[TestFixture]
public sealed class UsageTests
{
    [TestCase("", "Required command")]
    [TestCase("nonsense", "nonsense")]
    [TestCase("spec --jobs 0", "--jobs: at least 1")]
    [TestCase("spec --jobs many", "many")]
    [TestCase("spec --line 0", "--line: at least 1")]
    [TestCase("spec --nonsense", "unknown option --nonsense")]
    [TestCase("validate a.wat --nonsense", "unknown option --nonsense")]
    [TestCase("spec --engine jit x.wast", "the JIT is not in this build")]
    [TestCase("spec --engine both x.wast", "the JIT is not in this build")]
    [TestCase("spec --engine nonsense x.wast", "no such engine")]
    [TestCase("validate", "Required argument missing")]
    [TestCase("validate x.wasm --features nonsense", "unknown feature `nonsense`")]
    [TestCase("run", "Required argument missing")]
    [TestCase("run x.wasm --engine jit-x64", "the JIT is not in this build")]
    [TestCase("run x.wasm --engine all", "one engine is needed here")]
    [TestCase("bench x.wasm", "--invoke")]
    [TestCase("bench x.wasm --invoke f --runs 0", "--runs: at least 1")]
    [TestCase("features extra", "extra")]
    public void Bad_usage(string line, string message)
    {
        ToolRun run = ToolRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(run.Error, Does.Not.Contain("   at "));
    }

    [TestCase("spec")]
    [TestCase("run")]
    [TestCase("validate")]
    [TestCase("wat2wasm")]
    [TestCase("wasm2wat")]
    [TestCase("dump")]
    [TestCase("bench --invoke f")]
    public void Missing_file(string command)
    {
        ToolRun run = ToolRun.Of([.. command.Split(' '), "no/such/file"]);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Is.EqualTo("conform: no/such/file: no such file\n").Or.EqualTo("conform: no/such/file: no such file or folder\n"));
    }

    [TestCase("run")]
    [TestCase("validate")]
    [TestCase("wat2wasm")]
    [TestCase("wasm2wat")]
    [TestCase("dump")]
    public void Folder_for_a_file(string command)
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of(command, folder.Path);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Is.EqualTo($"conform: {folder.Path} is a folder, not a file\n"));
    }

    [TestCase("spec")]
    [TestCase("validate")]
    public void Empty_glob(string command)
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of(command, folder["*.wast"]);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Is.EqualTo($"conform: {folder["*.wast"]}: no file matches\n"));
    }

    [Test]
    public void Folder_without_scripts()
    {
        using var folder = new TestFolder();
        ToolRun run = ToolRun.Of("spec", folder.Path);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("no script"));
    }

    [Test]
    public void Report_that_cannot_be_written()
    {
        using var folder = new TestFolder();
        string script = folder.Write("a.wast", "(module)");
        ToolRun run = ToolRun.Of("spec", script, "--report", folder.Write("file", "") + "/below");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith("conform: --report "));
    }

    [TestCase("")]
    [TestCase("spec ")]
    [TestCase("run ")]
    [TestCase("validate ")]
    [TestCase("wat2wasm ")]
    [TestCase("wasm2wat ")]
    [TestCase("dump ")]
    [TestCase("bench ")]
    [TestCase("features ")]
    public void Help_has_examples(string command)
    {
        ToolRun run = ToolRun.Of($"{command}--help".Split(' '));
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Does.Contain("Usage:").And.Contain($"Examples:\n  conform {command.TrimEnd()}"));
        Assert.That(run.Error, Is.Empty);
    }
}
