using Newtonsoft.Json.Linq;
using NUnit.Framework;
using Wasm.Bench;
using Wasm.Bench.Programs;
using Wasm.SpecTests.Tools;

namespace Wasm.SpecTests.Bench;

/// <summary>How kernels are measured: in turns, with checked results, relative to V8.</summary>
[TestFixture]
[NonParallelizable]
public sealed class KernelBenchmarkTests
{
    private static readonly Kernel Fib = Kernel.Load("fib")[0];
    private static readonly Kernel Trees = Kernel.Load("trees")[0];

    [Test]
    public void Contestants_take_turns()
    {
        var log = new List<string>();
        Assert.That(Run(null, new Fake("a", log), new Fake("b", log), new Fake("c", log)), Is.Zero);
        Assert.That(string.Join(' ', log), Is.EqualTo("open a open b open c a b c b c a c a b close a close b close c"));
    }

    [Test]
    public void A_wrong_result_is_seen()
    {
        Assert.That(Run(null, new Fake("a", []), new Fake("b", []) { Result = "1" }), Is.EqualTo(1));
        Assert.That(Run(null, new Fake("a", []), new Fake("b", [])), Is.Zero);
    }

    [Test]
    public void Who_cannot_run_a_kernel_is_named_and_the_others_go_on()
    {
        using var folder = new TestFolder();
        Assert.That(Run(folder["figures.json"], new Fake("a", []) { Refuses = true }, new Fake("b", []), new Fake("c", []) { HasKernel = false }), Is.Zero);
        var report = JObject.Parse(File.ReadAllText(folder["figures.json"]));
        Assert.That(report["failures"]!.Select(line => (string?)line), Is.EqualTo(new[] { "fib on a: it has not got this" }));
        Assert.That(report["kernels"]![0]!["figures"]!.Select(row => (string?)row["contestant"]), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void Sizes_differ_but_the_peer_runs_all()
    {
        using var folder = new TestFolder();
        var options = new KernelBenchmarkOptions(
            [new Fake("v8", []) { Size = KernelSize.Full }, new Fake("quick", []) { Size = KernelSize.Quick }, new Fake("full", []) { Size = KernelSize.Full }],
            "fib", folder["figures.json"], TimeSpan.Zero, 1, null);
        Assert.That(KernelBenchmark.Run(options), Is.Zero);
        JToken kernels = JObject.Parse(File.ReadAllText(folder["figures.json"]))["kernels"]!;
        Assert.That(
            kernels.Select(row => $"{row["size"]}: {string.Join(' ', row["figures"]!.Select(figures => figures["contestant"]))}"),
            Is.EqualTo(new[] { "quick: v8 quick", "full: v8 full" }));
    }

    [Test]
    public void The_mean_is_geometric_and_leaves_out_extras_and_what_only_one_ran()
    {
        var report = new KernelReport(
            [
                new(Fib, KernelSize.Full, [Row("v8", 1), Row("a", 2)]),
                new(Fib, KernelSize.Full, [Row("v8", 3), Row("a", 24)]),
                new(Fib, KernelSize.Full, [Row("v8", 3)]),
                new(Fib, KernelSize.Quick, [Row("v8", 3), Row("a", 300)]),
                new(Trees, KernelSize.Full, [Row("v8", 1), Row("a", 1000)]),
            ],
            []);
        Assert.That(report.Mean("a", "v8", KernelSize.Full)!.Value.Mean, Is.EqualTo(4).Within(1e-9));
        Assert.That(report.Mean("a", "v8", KernelSize.Full)!.Value.Kernels, Is.EqualTo(2));
        Assert.That(report.Mean("b", "v8", KernelSize.Full), Is.Null);

        static ContestantFigures Row(string name, double best) => new(name, null, null, new(best, best, 1), "", true);
    }

    [Test]
    public void Best_and_median_of_samples() =>
        Assert.That(Sampler.Summarize([5, 1, 9, 3, 4]), Is.EqualTo(new Samples(1, 4, 5)));

    [Test]
    public void Engines_run_beside_what_is_installed()
    {
        using var folder = new TestFolder();
        Assert.That(Command("kernels", "--cold", "--seconds", "0", "--rounds", "2", "--size", "Quick", "--filter", "tak", "--json", folder["figures.json"]), Is.Zero);
        var report = JObject.Parse(File.ReadAllText(folder["figures.json"]));
        string[] contestants = [.. report["contestants"]!.Select(contestant => (string)contestant["name"]!)];
        Assert.That(contestants, Is.SupersetOf(EngineChoice.Names));
        JToken[] rows = [.. report["kernels"]!.Single()["figures"]!];
        Assert.That(rows.Select(row => (string?)row["contestant"]), Is.EqualTo(contestants));
        foreach (JToken row in rows)
        {
            Assert.That((bool)row["correct"]!, $"{row}");
            Assert.That((int)row["runs"]!, Is.EqualTo(2));
            Assert.That((double)row["best_ms"]!, Is.GreaterThan(0).And.LessThanOrEqualTo((double)row["median_ms"]!));
            Assert.That((double?)row["ratio"], contestants.Contains("v8") ? Is.GreaterThan(0) : Is.Null);
        }
    }

    [Test]
    public void A_filter_that_chooses_nothing_is_wrong_use() =>
        Assert.That(Command("kernels", "--peer", "none", "--filter", "no such kernel"), Is.EqualTo(2));

    private static int Command(params string[] args) => BenchCommands.Create().Parse(args).Invoke();

    private static int Run(string? json, params IContestant[] contestants) =>
        KernelBenchmark.Run(new KernelBenchmarkOptions(contestants, "fib", json, TimeSpan.Zero, 3, KernelSize.Quick));

    private sealed class Fake(string name, List<string> log) : IContestant
    {
        public string Name => name;

        public string Description => "does nothing";

        public KernelSize Size { get; init; }

        public bool Refuses { get; init; }

        public bool HasKernel { get; init; } = true;

        public string? Result { get; init; }

        public IRunner? Open(Kernel kernel, KernelCase work)
        {
            log.Add($"open {name}");
            return Refuses ? throw new ContestantException("it has not got this")
                : HasKernel ? new Runner(name, log, Result ?? $"{work.Expected.I32}")
                : null;
        }

        private sealed class Runner(string name, List<string> log, string result) : IRunner
        {
            public double? CompileMs => null;

            public long? CodeBytes => null;

            public string Result => result;

            public double Sample()
            {
                log.Add(name);
                return 1;
            }

            public void Dispose() => log.Add($"close {name}");
        }
    }
}
