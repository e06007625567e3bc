using System.Diagnostics;
using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Conform.Workers;
using Wasm.Core.Diagnostics;
using Wasm.Interpreter;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.SpecTests.Tools;

/// <summary>Scripts in other processes: nothing is lost on the way, and whatever becomes of the process is one script's result.</summary>
[TestFixture]
public sealed class WorkerTests
{
    private const string Script = """
        (module (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 7))) (memory 1) (data (i32.const 0) "x"))
        (assert_return (invoke "f" (i32.const 1)) (i32.const 8))
          (assert_return (invoke "f" (i32.const 1)) (i32.const 9))
        (assert_trap (invoke "f" (i32.const 1)) "text: \ef\bb\bf \f0\9f\98\80")
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public void The_answer_is_that_of_this_process()
    {
        using var folder = new TestFolder();
        string path = folder.Write("a.wast", Script);
        using var pool = new WorkerPool(WorkerStart.Own([]), Limit);
        ScriptAnswer there = pool.Run(Job(path, observe: true));
        ScriptAnswer here = new ScriptExecutor(new ReferenceEngine(SuiteOptions.Deterministic), mode: "some").Answer(
            ScriptExecutor.ReadScript(path), "reference", observe: true, CancellationToken.None);
        Assert.That(there.Result with { Seconds = 0, Failures = [], Skips = [] }, Is.EqualTo(here.Result with { Seconds = 0, Failures = [], Skips = [] }));
        Assert.That(there.Result.Failures, Is.EqualTo(here.Result.Failures));
        Assert.That(there.Commands, Is.EqualTo(here.Commands));
        Assert.That(there.State, Is.EqualTo(here.State));
        Assert.That(there.State, Is.Not.Empty);
        Assert.That((there.Result.Passed, there.Result.Failed), Is.EqualTo((2, 2)));
    }

    [Test]
    public void A_worker_serves_many_scripts()
    {
        using var folder = new TestFolder();
        using var pool = new WorkerPool(WorkerStart.Own([]), Limit);
        for (int i = 0; i < 20; i++)
        {
            ScriptAnswer answer = pool.Run(Job(folder.Write($"{i}.wast", $"(module) (module) (assert_return (invoke \"{i}\"))")));
            Assert.That((answer.Result.Passed, answer.Result.Failed, answer.Result.Script), Is.EqualTo((2, 1, $"{i}.wast")));
        }
    }

    [Test]
    public void Whatever_a_script_holds_comes_back()
    {
        // Unpaired surrogates are replaced, by the same character each time.
        string hostile = string.Concat(SampleResults.Hostile.EnumerateRunes());
        var answer = new ScriptAnswer(
            SampleResults.Script("a.wast", 1, [SampleResults.Failure(3, hostile)], skipped: 2),
            [new Observation(new TextPosition(1, 2), hostile, "x", null), new Observation(new TextPosition(3, 4), "x", "y", "z")],
            [new StateItem("a", hostile), new StateItem("b", "c", "d")]);
        string line = WorkerMessages.Write(answer);
        Assert.That(line, Does.Match("^[ -~]*$"), "one line of ASCII");
        ScriptAnswer back = WorkerMessages.ReadAnswer(line);
        Assert.That(back.Commands, Is.EqualTo(answer.Commands));
        Assert.That(back.State, Is.EqualTo(answer.State));
        Assert.That(back.Result.Failures, Is.EqualTo(answer.Result.Failures));
        Assert.That(back.Result.Skips, Is.EqualTo(answer.Result.Skips));

        ScriptJob job = Job("a\"b") with
        {
            Options = new EngineOptions { MaximumStackSlots = 3, ConsumeFuel = true, Features = Core.Instructions.FeatureSet.Wasm1 },
            Script = new ScriptOptions { Lenient = true, UntilLine = 7, Limits = SuiteOptions.CompareLimits, Timeout = TimeSpan.FromSeconds(2) },
        };
        Assert.That(WorkerMessages.ReadJob(WorkerMessages.Write(job)), Is.EqualTo(job));
    }

    [TestCase("kill -SEGV $$", "the process was ended by SIGSEGV")]
    [TestCase("kill -ABRT $$", "the process was ended by SIGABRT")]
    [TestCase("exit 3", "the process ended with exit code 3")]
    [TestCase("echo Fatal error. >&2; sleep 0.1; exit 134", "the process was ended by SIGABRT: Fatal error.")]
    [TestCase("echo nonsense", "the process wrote no answer: ")]
    [TestCase("echo null", "the process wrote no answer: ")]
    [TestCase("exec sleep 100", "the process did not answer within 1 s")]
    [Platform("Linux,MacOsX")]
    public void A_process_that_ends_is_one_failure(string end, string message)
    {
        using var folder = new TestFolder();
        string path = folder.Write("a.wast", Script);
        using var pool = new WorkerPool(new WorkerStart("sh", ["-c", $"read line; {end}"]), TimeSpan.FromSeconds(1));
        long start = Stopwatch.GetTimestamp();
        ScriptResult result = pool.Run(Job(path)).Result;
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(20));
        Assert.That(result.Crash, Does.StartWith(message));
        Assert.That((result.Commands, result.Passed, result.Failed, result.Skipped), Is.EqualTo((4, 0, 1, 3)));
        Assert.That(result.Failures.Single().Actual, Does.StartWith(message));
        Assert.That(result.Skips.Select(skip => skip.Line), Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(result.Succeeded, Is.False);
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void The_command_that_was_being_carried_out_is_named()
    {
        // The last argument is the file with the place: line 3, column 3.
        using var folder = new TestFolder();
        string path = folder.Write("a.wast", Script);
        using var pool = new WorkerPool(new WorkerStart("sh", ["-c", "read line; printf '\\003\\000\\000\\000\\003\\000\\000\\000' > \"$0\"; kill -SEGV $$"]), Limit);
        Failure failure = pool.Run(Job(path)).Result.Failures.Single();
        Assert.That((failure.Line, failure.Column, failure.Command), Is.EqualTo((3, 3, "assert_return")));
        Assert.That(failure.Excerpt!.Text, Does.Contain("(i32.const 9)"));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_script_is_tried_again_where_no_other_ran_before()
    {
        // The first worker answers once and dies at the second job; the next one answers.
        using var folder = new TestFolder();
        string path = folder.Write("a.wast", "(module)");
        string answer = WorkerMessages.Write(new ScriptAnswer(SampleResults.Script("a.wast", 1), [], []));
        File.WriteAllText(folder["answer"], answer + "\n");
        using var pool = new WorkerPool(new WorkerStart("sh", ["-c", $"read line; cat {folder["answer"]}; read line; kill -SEGV $$"]), Limit);
        Assert.That(pool.Run(Job(path)).Result.Crash, Is.Null);
        Assert.That(pool.Run(Job(path)).Result.Crash, Is.Null);
    }

    [Test]
    public void An_implicit_module_that_is_lost_is_a_failure_of_no_command()
    {
        var script = Wast.Script.ScriptParser.Parse(new Wasm.Text.SourceText("a.wast", "(func)"u8.ToArray()));
        ScriptResult result = ScriptAnswer.Lost(script, Job("a.wast"), null, "gone").Result;
        Assert.That((result.Commands, result.Failed, result.Skipped, result.Failures.Length, result.Succeeded), Is.EqualTo((0, 0, 0, 1, false)));
    }

    [Test]
    public void Spec_isolates()
    {
        using var folder = new TestFolder();
        folder.Write("a.wast", Script);
        folder.Write("sub/b.wast", "(module)");
        ToolRun run = ToolRun.Of("spec", folder.Path, "--isolate", "--report", folder["report"]);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("3 passed, 2 failed, 0 skipped").And.Contain("a.wast:3:3: assert_return failed"));
        Assert.That((int)JObject.Parse(File.ReadAllText(folder["report/report.json"]))["groups"]![0]!["commands"]!, Is.EqualTo(4));
    }

    [Test]
    public void A_worker_ends_with_its_input() => Assert.That(ToolRun.With([], "worker", TemporaryPosition()).Code, Is.Zero);

    [Test]
    public void A_worker_refuses_nonsense()
    {
        ToolRun run = ToolRun.With("nonsense\n"u8.ToArray(), "worker", TemporaryPosition());
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("no job"));
    }

    private static string TemporaryPosition()
    {
        string path = Path.GetTempFileName();
        PositionFile.Create(path);
        return path;
    }

    private static ScriptJob Job(string path, bool observe = false) => new()
    {
        Path = path,
        Engine = "reference",
        Mode = "some",
        Options = SuiteOptions.Deterministic,
        Script = new ScriptOptions(),
        Observe = observe,
    };
}
