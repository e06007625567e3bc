using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Conform;

namespace Wasm.SpecTests.Fuzz;

/// <summary>The command line, with real workers.</summary>
[TestFixture]
public sealed class FuzzCommandTests
{
    [Test]
    public void A_campaign_leaves_its_reports_and_a_case_can_be_run_again()
    {
        string folder = Directory.CreateTempSubdirectory("fuzz").FullName;
        (int code, string output, string error) = Run("fuzz", "--seed", "3", "--cases", "7", "--workers", "1", "--shard", "1/3", "--report", folder);
        Assert.That(error, Is.Empty);
        JObject report = JObject.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));
        Assert.That((int)report["cases"]!, Is.EqualTo(2), output);
        Assert.That((int)report["workersLost"]!, Is.Zero, output);
        Assert.That(code, Is.EqualTo(((JArray)report["findings"]!).Count == 0 ? Program.Good : Program.Failed), output);
        Assert.That((int)report["instructions"]!["occurred"]!, Is.GreaterThan(0).And.LessThanOrEqualTo((int)report["instructions"]!["rows"]!));
        Assert.That(File.ReadAllText(Path.Combine(folder, "index.html")), Does.Contain("<h2>Instructions</h2>"));
        Directory.Delete(folder, recursive: true);

        (_, output, _) = Run("fuzz", "--replay", "3:4", "--report", folder);
        Assert.That(output, Does.StartWith("case 3:4, "));
    }

    [TestCase("--shard 3/3")]
    [TestCase("--shard x")]
    [TestCase("--replay 5")]
    [TestCase("--jit-option no-such=on")]
    [TestCase("--oracle execute,none")]
    [TestCase("--scripts 00000000 --cases 1")]
    [TestCase("--parent none.case --replay 1:1")]
    [TestCase("--cases 0")]
    [TestCase("--workers 0")]
    [TestCase("--time -1")]
    public void A_wrong_command_line_is_refused(string words)
    {
        (int code, _, string error) = Run(["fuzz", .. words.Split(' ')]);
        Assert.That(code, Is.EqualTo(Program.BadInput));
        Assert.That(error, Is.Not.Empty);
    }

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new MemoryStream();
        int code = Program.Run(words, output, error, input);
        return (code, output.ToString(), error.ToString());
    }
}
