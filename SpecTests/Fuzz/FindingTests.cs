using NUnit.Framework;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Interpreter;

namespace Wasm.SpecTests.Fuzz;

/// <summary>What is written about a finding.</summary>
[TestFixture]
public sealed class FindingTests
{
    private static readonly Finding Any = new()
    {
        Signature = "s",
        Oracle = "execution",
        Kind = "Results",
        Where = "call 0 of m0.f",
        Left = "1\n2",
        Right = "3",
        Case = "1:2",
        Settings = "defaults",
        Command = "conform fuzz --replay 1:2",
        Folder = "",
    };

    private static readonly CaseSettings Usual = new([], new ExecutionOptions());

    [Test]
    public void A_script_expects_what_the_reference_engine_does()
    {
        CaseScript script = CaseScript.Write(
            TextCase.Of("""
                (module
                  (memory (export "m") 1)
                  (global (export "g") (mut f32) (f32.const 0))
                  (func (export "add") (result i32) (i32.store (i32.const 8) (i32.const 7)) (i32.add (i32.const 1) (i32.const 2)))
                  (func (export "trap") unreachable)
                  (func (export "nan") (result f64) (f64.div (f64.const 0) (f64.const 0)))
                  (func (export "null") (result anyref) (ref.null any)))
                """),
            Usual,
            Any);
        Assert.That(script.Text, Does.Contain("(assert_return (invoke $m0 \"add\") (i32.const 3))"));
        Assert.That(script.Text, Does.Contain("(assert_trap (invoke $m0 \"trap\") \"unreachable\")"));
        Assert.That(script.Text, Does.Contain("(assert_return (invoke $m0 \"nan\") (f64.const nan:canonical))"));
        Assert.That(script.Text, Does.Contain("(assert_return (invoke $m0 \"null\") (ref.null))"));
        Assert.That(script.Text, Does.Contain("(assert_return (get $m0 \"g\") (f32.const 0"));
        Assert.That(script.Text, Does.Contain("\"load\" (i32.const 8)) (i64.const 0x0000000000000007))"));
        Assert.That(script.FailuresOn(new ReferenceEngine(CaseScript.Deterministic)), Is.Zero, script.Text);
    }

    [Test]
    public void Scripts_of_generated_cases_pass_on_the_reference_engine()
    {
        int calls = 0;
        for (ulong i = 0; i < 25; i++)
        {
            GeneratedCase item = Generator.Generate(new CaseSeed(9, i).Bytes(), GeneratorOptions.Default);
            CaseScript script = CaseScript.Write(item, Usual, Any);
            Assert.That(script.FailuresOn(new ReferenceEngine(CaseScript.Deterministic)), Is.Zero, $"case {i}\n{script.Text}");
            calls += script.Text.Split("(invoke $m").Length - 1;
        }

        Assert.That(calls, Is.GreaterThan(50));
    }

    // The other engine has a stack of no size.
    [Test]
    public void A_case_that_differs_is_made_small_and_filed()
    {
        string folder = Directory.CreateTempSubdirectory("study").FullName;
        var study = new FindingStudy(_ => new EngineUnderTest("other", options => new ReferenceEngine(options with { MaximumStackSlots = 16 })));
        Finding? found = null;
        for (ulong i = 0; i < 200 && found is null; i++)
        {
            Finding finding = study.Study(new StudyJob(4, i, null, Path.Combine(folder, "case"), 5));
            found = finding.Kind == "Outcome" ? finding : null;
        }

        Assert.That(found, Is.Not.Null);
        Assert.That(found!.Instructions, Is.LessThan(60));
        Assert.That(File.ReadAllText(Path.Combine(found.Folder, FindingFiles.ReadMe)), Does.Contain(found.Left).And.Contain(found.Right));
        Assert.That(File.ReadAllText(Path.Combine(found.Folder, FindingFiles.Script)), Does.Contain("(module $"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Cases_that_differ_alike_are_looked_into_a_few_times()
    {
        string folder = Directory.CreateTempSubdirectory("findings").FullName;
        var list = new FindingList(new CampaignOptions { Seed = 1, Report = folder });
        int studies = 0;
        for (ulong i = 0; i < 30; i++)
        {
            if (list.Take(new CaseDifference(i, BatchRunner.Execution, "Results", "call 0", "1", $"{i}"), isEnding: false) is { } job)
            {
                studies++;
                list.Add(Any with { Case = $"1:{i}", Folder = job.Folder, Instructions = 30 - (int)i, Signature = i % 2 == 0 ? "even" : "odd" });
            }
        }

        Assert.That(studies, Is.EqualTo(8));
        Assert.That(list.ToImmutable().Select(finding => (finding.Signature, finding.Instructions)), Is.EqualTo(new[] { ("even", 24), ("odd", 23) }));
        Assert.That(list.ToImmutable().Sum(finding => finding.Cases), Is.EqualTo(30));
        Directory.Delete(folder, recursive: true);
    }
}
