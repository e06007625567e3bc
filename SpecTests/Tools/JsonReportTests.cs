using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Wast.Runner;
using Wasm.Wast.Runner.Reports;

namespace Wasm.SpecTests.Tools;

/// <summary>The JSON report has exactly the fields of its contract, in its order.</summary>
[TestFixture]
public sealed class JsonReportTests
{
    [Test]
    public void Top_level_is_the_contract()
    {
        JObject report = Write(SampleResults.TwoEngines());
        Assert.That(Names(report), Is.EqualTo(new[] { "schema", "suite", "groups", "scripts", "failures", "differences" }));
        Assert.That((int)report["schema"]!, Is.EqualTo(1));
        Assert.That(Names(report["suite"]!), Is.EqualTo(new[] { "path", "commit" }));
        Assert.That((string?)report["suite"]!["path"], Is.EqualTo("suite"));
        Assert.That((string?)report["suite"]!["commit"], Is.EqualTo("193e551ff22663995b1ac95dc62344133669e14b"));
    }

    [TestCase("groups", "group engine mode scripts commands passed failed skipped seconds")]
    [TestCase("scripts", "group script engine mode commands passed failed skipped seconds")]
    [TestCase("failures", "group script line column engine command expected actual")]
    [TestCase("differences", "group script line column engines left right")]
    public void Rows_have_exactly_these_fields(string array, string fields)
    {
        var rows = (JArray)Write(SampleResults.TwoEngines())[array]!;
        Assert.That(rows, Is.Not.Empty);
        Assert.That(rows.Select(row => string.Join(' ', Names(row))), Is.All.EqualTo(fields));
    }

    [Test]
    public void Values_are_those_of_the_run()
    {
        JObject report = Write(SampleResults.TwoEngines());
        JToken group = report["groups"]![0]!;
        Assert.That(
            group.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"group":"core","engine":"reference","mode":"default","scripts":2,"commands":8,"passed":6,"failed":1,"skipped":1,"seconds":0.5}"""));
        Assert.That(
            report["failures"]![0]!.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"group":"core","script":"a.wast","line":7,"column":2,"engine":"reference","command":"assert_return","expected":"i32.const 7","actual":"i32.const 9"}"""));
        Assert.That(
            report["differences"]![0]!.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"group":"core","script":"a.wast","line":9,"column":1,"engines":["reference","jit-x64"],"left":"i32.const 1","right":"i32.const 2"}"""));
        foreach (JToken row in report["groups"]!.Concat(report["scripts"]!))
        {
            Assert.That((int)row["passed"]! + (int)row["failed"]! + (int)row["skipped"]!, Is.EqualTo((int)row["commands"]!));
        }
    }

    [Test]
    public void Hostile_text_survives_as_valid_unicode()
    {
        JObject report = Write(SampleResults.Suite(SampleResults.Script("a.wast", 0, [SampleResults.Failure(1, SampleResults.Hostile)])));
        Assert.That((string?)report["failures"]![0]!["actual"], Is.EqualTo(string.Concat(SampleResults.Hostile.EnumerateRunes())));
    }

    [Test]
    public void An_empty_run_has_empty_arrays()
    {
        JObject report = Write(SampleResults.Suite());
        Assert.That(report["groups"], Is.Empty);
        Assert.That(report["scripts"], Is.Empty);
        Assert.That(report["failures"], Is.Empty);
        Assert.That(report["differences"], Is.Empty);
    }

    private static IEnumerable<string> Names(JToken token) => ((JObject)token).Properties().Select(property => property.Name);

    private static JObject Write(SuiteResult result)
    {
        var output = new StringWriter();
        JsonReport.Write(result, output);
        return JObject.Parse(output.ToString());
    }
}
