using System.Globalization;
using NUnit.Framework;
using Wasm.Core.Instructions;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Shrink;

namespace Wasm.SpecTests.Fuzz;

/// <summary>Campaigns with workers that lose, err and find on purpose.</summary>
[TestFixture]
public sealed class CampaignTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("campaign").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_case_is_the_same_whoever_makes_it()
    {
        var seed = new CaseSeed(7, 123);
        Assert.That(CaseSeed.TryParse(seed.ToString(), out CaseSeed read) && read == seed);
        Assert.That(seed.Bytes(), Is.EqualTo(new CaseSeed(7, 123).Bytes()));
        Assert.That(seed.Bytes(), Is.Not.EqualTo(new CaseSeed(8, 123).Bytes()));
        Assert.That(seed.Bytes(), Is.Not.EqualTo(new CaseSeed(7, 124).Bytes()));
        Assert.That(CaseSettings.Of(seed).ToString(), Is.EqualTo(CaseSettings.Of(new CaseSeed(7, 123)).ToString()));
        Assert.That(CaseSeed.TryParse("7", out _) || CaseSeed.TryParse("7:-1", out _), Is.False);
    }

    [Test]
    public void Settings_are_ones_that_the_engine_knows_and_each_kind_occurs()
    {
        var words = new HashSet<string>();
        for (ulong i = 0; i < 500 * CaseSeed.CasesOfOneEngine; i += CaseSeed.CasesOfOneEngine)
        {
            CaseSettings settings = CaseSettings.Of(new CaseSeed(1, i));
            _ = settings.ToJitOptions();
            words.UnionWith(settings.Jit.Select(word => word.Split('=')[0]));
        }

        Assert.That(words, Is.EquivalentTo(new[] { "guard-pages", "eager", "allocator", "optimize", "disable-passes", "verify", "collect-always", "disable-cpu" }));
    }

    [TestCase(0, 1, 100)]
    [TestCase(2, 3, 1000)]
    [TestCase(0, 7, 3)]
    public void A_shard_has_its_cases_and_no_others(int shard, int shards, int cases)
    {
        var seen = new SortedSet<ulong>();
        CampaignFigures figures = Run(new CampaignOptions { Seed = 1, Cases = (ulong)cases, Shard = shard, Shards = shards, Workers = 2, Report = _folder }, job =>
        {
            lock (seen)
            {
                seen.UnionWith(Enumerable.Range(0, job.Count).Select(i => job.At(i).Number));
            }

            return null;
        });
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, cases).Where(k => k % shards == shard).Select(k => (ulong)k)));
        Assert.That(figures.Cases, Is.EqualTo(seen.Count));
        Assert.That(figures.Findings, Is.Empty);
    }

    [Test]
    public void A_case_that_takes_the_worker_along_is_found_and_the_others_run()
    {
        CampaignFigures figures = Run(
            new CampaignOptions { Seed = 1, Cases = 200, Report = _folder },
            job => Loss(job, 77, "the process was ended by SIGSEGV") ?? Loss(job, 150, "the process was ended by SIGSEGV"));
        Assert.That(figures.Cases, Is.EqualTo(200));
        Assert.That(figures.Findings.Select(finding => (finding.Oracle, finding.Cases)), Is.EqualTo(new[] { ("crash", 2) }));

        // Of the two the smaller one.
        string shown = figures.Findings[0].Case;
        Assert.That(shown, Is.EqualTo("1:77").Or.EqualTo("1:150"));
        Assert.That(File.ReadAllText(Path.Combine(figures.Findings[0].Folder, FindingFiles.ReadMe)), Does.Contain($"conform fuzz --replay {shown}").And.Contain("SIGSEGV"));
        Assert.That(Directory.GetDirectories(Path.Combine(_folder, "findings")), Has.Length.EqualTo(1));
        Assert.That(Directory.GetFiles(figures.Findings[0].Folder, "case*.wasm"), Is.Not.Empty);
    }

    // The process is lost wherever there is a memory.size, unless the second step of optimization is left out.
    [Test]
    public void A_case_that_takes_the_worker_along_is_made_small_and_bisected()
    {
        static bool Has(GeneratedCase item) =>
            item.Modules.Any(module => module.Definition.Functions.Any(function => CodeItem.Read(function.Body).Exists(code => code.Op == Op.MemorySize)));
        ulong number = 0;
        while (!Has(CampaignCase.Make(new CaseSeed(1, number)).Item))
        {
            number++;
        }

        string? Lost(TrialJob job)
        {
            string? steps = job.Jit.LastOrDefault(word => word.StartsWith("optimization-steps=", StringComparison.Ordinal))?.Split('=')[1];
            return Has(job.Make().Item) && (steps is null || int.Parse(steps, CultureInfo.InvariantCulture) > 1) ? "the process was ended by SIGSEGV" : null;
        }

        var texts = new List<string>();
        CampaignFigures figures = new CampaignRun(
            new CampaignOptions { Seed = 1, Cases = number + 1, Report = _folder, Jit = [] },
            () => new FakeWorker(job => Loss(job, number, "the process was ended by SIGSEGV"), Lost)).Run(state => texts.Add(state.Activity ?? ""), CancellationToken.None);
        Finding finding = figures.Findings.Single();
        Assert.That((finding.Oracle, finding.Blame), Is.EqualTo(("crash", "simplify")));
        Assert.That(finding.Instructions, Is.LessThanOrEqualTo(2));
        Assert.That(finding.Signature, Does.EndWith("memory.size"));
        Assert.That(File.ReadAllText(Path.Combine(finding.Folder, FindingFiles.Script)), Does.Contain("memory.size"));
    }

    [Test]
    public void A_campaign_ends_after_as_many_findings_as_are_wanted()
    {
        CampaignFigures figures = Run(
            new CampaignOptions { Seed = 1, Report = _folder, MaximumStudies = 1 },
            job => Loss(job, 77, "the process was ended by SIGSEGV") ?? Loss(job, 200, "the process was ended by SIGABRT"));
        Assert.That(figures.Findings.Select(finding => finding.Case), Is.EqualTo(new[] { "1:77" }));
    }

    [Test]
    public void A_case_comes_back_from_its_bytes()
    {
        for (ulong i = 0; i < 100; i++)
        {
            GeneratedCase item = CampaignCase.Make(new CaseSeed(3, i)).Item;
            byte[] bytes = CaseBytes.Write(item);
            GeneratedCase read = CaseBytes.Read(bytes);
            Assert.That(CaseBytes.Write(read), Is.EqualTo(bytes));
            Assert.That(read.Calls.Select(call => $"{call.Module} {call.Export} {string.Join(' ', call.Arguments)}"), Is.EqualTo(item.Calls.Select(call => $"{call.Module} {call.Export} {string.Join(' ', call.Arguments)}")));
            Assert.That(read.HostFunctions.Select(host => $"{host.Name} {host.Type} {host.Behavior} {host.ThrownTag}"), Is.EqualTo(item.HostFunctions.Select(host => $"{host.Name} {host.Type} {host.Behavior} {host.ThrownTag}")));
            Assert.That(read.Swarm, Is.EqualTo(item.Swarm));
        }
    }

    [Test]
    public void A_batch_that_was_only_slow_is_no_finding()
    {
        bool isFirst = true;
        CampaignFigures figures = Run(new CampaignOptions { Seed = 1, Cases = 40, Report = _folder }, job =>
        {
            bool isSlow = isFirst;
            isFirst = false;
            return isSlow ? new WorkerReply<BatchAnswer>(null, "no answer", IsHang: true, At: 3) : null;
        });
        Assert.That((figures.Cases, figures.Lost, figures.Findings.Length), Is.EqualTo((40L, 1, 0)));
    }

    [Test]
    public void A_campaign_that_is_stopped_ends()
    {
        using var stop = new CancellationTokenSource();
        var run = new CampaignRun(new CampaignOptions { Seed = 1, Report = _folder }, () => new FakeWorker(_ =>
        {
            stop.Cancel();
            return null;
        }));
        Assert.That(run.Run(null, stop.Token).Cases, Is.EqualTo(40));
    }

    [Test]
    public void Cases_run_and_say_what_they_had()
    {
        BatchAnswer answer = new BatchRunner().Run(new BatchJob(5, 0, 1, 3));
        var coverage = new Coverage();
        foreach (CaseCoverage found in answer.Coverage)
        {
            Assert.That(coverage.Add(found.Features), $"case {found.Number} had nothing new");
        }

        Assert.That(answer.Cases, Is.EqualTo(3));
        Assert.That(answer.Comparable + answer.Differences.Length + answer.Inconclusive.Values.Sum(), Is.EqualTo(3));
        Assert.That(coverage.Occurred, Is.GreaterThan(20).And.GreaterThanOrEqualTo(coverage.Called));
    }

    private static WorkerReply<BatchAnswer>? Loss(BatchJob job, ulong number, string loss)
    {
        int at = (int)(number - job.First);
        return number >= job.First && at < job.Count ? new WorkerReply<BatchAnswer>(null, loss, At: at) : null;
    }

    private static CampaignFigures Run(CampaignOptions options, Func<BatchJob, WorkerReply<BatchAnswer>?> run) =>
        new CampaignRun(options, () => new FakeWorker(run)).Run(null, CancellationToken.None);

    private sealed class FakeWorker(Func<BatchJob, WorkerReply<BatchAnswer>?> run, Func<TrialJob, string?>? loss = null) : ICampaignWorker
    {
        public bool IsAlive { get; private set; } = true;

        public WorkerReply<BatchAnswer> Run(BatchJob job, TimeSpan limit)
        {
            WorkerReply<BatchAnswer> reply = run(job) ?? new WorkerReply<BatchAnswer>(new BatchAnswer { Cases = job.Count, Comparable = job.Count });
            IsAlive = reply.Answer is not null;
            return reply;
        }

        public WorkerReply<Finding> Study(StudyJob job, TimeSpan limit) => throw new InvalidOperationException("there is nothing to look into");

        public WorkerReply<TrialAnswer> Try(TrialJob job, TimeSpan limit)
        {
            string? lost = job.File is null ? loss?.Invoke(job) : null;
            IsAlive = lost is null;
            return lost is null ? new WorkerReply<TrialAnswer>(job.File is null ? new TrialAnswer("") : new BatchRunner().Try(job)) : new WorkerReply<TrialAnswer>(null, lost);
        }

        public void Dispose() => IsAlive = false;
    }
}
