using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Bench;
using Wasm.Bench.Embedding;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Bench;

/// <summary>The measurements of the embedding interface: every case runs and gets the right results, and the meter counts right.</summary>
[TestFixture]
public sealed class EmbeddingBenchmarkTests
{
    private static readonly Limit Free = new("nothing", _ => true);

    private static object? _kept;

    [Test]
    public void Every_case_runs_on_every_engine()
    {
        using var folder = new TestFolder();
        Assert.That(Run("embedding", "--cold", "--seconds", "0.001", "--json", folder["figures.json"]), Is.Zero);
        var report = JObject.Parse(File.ReadAllText(folder["figures.json"]));
        Assert.That(report["engines"]!.Select(engine => (string?)engine["engine"]), Is.EqualTo(EngineChoice.Names));
        foreach (JToken engine in report["engines"]!)
        {
            JToken[] cases = [.. engine["cases"]!];
            Assert.That(cases, Has.Length.AtLeast(20));
            Assert.That(cases.Select(row => $"{row["group"]}: {row["name"]}"), Is.Unique);
            Assert.That(cases.Where(row => row["correct"]!.Value<bool>() is false), Is.Empty);
            Assert.That(cases.Where(row => row["limit_ns"]!.Value<double>() <= 0 || row["samples"]!.Value<int>() < 5), Is.Empty);
            Assert.That((bool?)engine["threads"]!["correct"], Is.True);
        }
    }

    [Test]
    public void A_filter_chooses_cases_by_group_and_name()
    {
        using var folder = new TestFolder();
        Assert.That(Run("embedding", "--cold", "--seconds", "0.001", "--filter", "slots (i32)", "--json", folder["figures.json"]), Is.Zero);
        JToken engine = JObject.Parse(File.ReadAllText(folder["figures.json"]))["engines"]![0]!;
        Assert.That(
            engine["cases"]!.Select(row => $"{row["group"]} {row["name"]}"),
            Is.EqualTo((string[])["host -> wasm, by slots (i32) -> i32", "wasm -> host, by slots (i32) -> i32"]));
        Assert.That(engine["threads"]!.Type, Is.EqualTo(JTokenType.Null));
    }

    [Test]
    public void A_filter_that_chooses_nothing_is_wrong_use() =>
        Assert.That(Run("embedding", "--cold", "--filter", "no such case"), Is.EqualTo(2));

    [Test]
    public void The_meter_counts_bytes_of_one_operation()
    {
        var item = new EmbeddingCase("group", "name", Free, count =>
        {
            for (int i = 0; i < count; i++)
            {
                _kept = new byte[1000];
            }

            return _kept is not null;
        });
        EmbeddingFigures figures = Meter.Measure(item, TimeSpan.FromMilliseconds(1));
        Assert.That(figures.Bytes, Is.EqualTo(1024).Within(1), "an array's header is 24 bytes long");
        Assert.That(figures.IsCorrect);
        Assert.That(figures.BestNs, Is.GreaterThan(0).And.LessThanOrEqualTo(figures.MedianNs));
    }

    [Test]
    public void The_meter_takes_off_the_frame_and_divides_by_the_operations()
    {
        var item = new EmbeddingCase("group", "name", Free, count => Wait(3 * count))
        {
            Frame = count => Wait(2 * count),
            Operations = 10,
        };
        EmbeddingFigures figures = Meter.Measure(item, TimeSpan.FromMilliseconds(16));
        Assert.That(figures.BestNs, Is.InRange(10_000, 250_000), "a tenth of a millisecond, and more if the machine is busy");

        static bool Wait(int milliseconds)
        {
            Thread.Sleep(milliseconds);
            return true;
        }
    }

    [Test]
    public void A_wrong_result_is_seen([Values("run", "frame", "limit")] string where)
    {
        var item = new EmbeddingCase("group", "name", new Limit("nothing", _ => where != "limit"), _ => where != "run")
        {
            Frame = _ => where != "frame",
        };
        Assert.That(Meter.Measure(item, TimeSpan.FromTicks(1)).IsCorrect, Is.False);
    }

    private static int Run(params string[] args) => BenchCommands.Create().Parse(args).Invoke();
}
