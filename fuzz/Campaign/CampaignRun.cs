using System.Collections.Immutable;
using System.Diagnostics;
using Wasm.Fuzz.Findings;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// Runs the cases of a campaign in workers, each with a thread here. A worker that is lost is replaced, the case that took it
/// along is a finding, and the others of its batch are run again.
/// </summary>
/// <param name="options">What to run.</param>
/// <param name="start">Starts a worker.</param>
public sealed class CampaignRun(CampaignOptions options, Func<ICampaignWorker> start)
{
    // As many as take a fraction of a second, so that what is run again after a loss is little.
    private const int BatchSize = 40;

    // A batch may take longer than a case: on a machine with much else to do, a new worker begins slowly.
    private const int BatchLimits = 3;

    // A worker's engines remember types, and its oracles texts.
    private const int CasesOfOneWorker = 40_000;
    private const long MaximumWorkingSet = 1500L << 20;

    // Bisection runs the case about twenty times.
    private static readonly TimeSpan StudyGrace = TimeSpan.FromSeconds(60);

    private const int InputsOfOneBatch = 8;

    private readonly CorpusFolder? _corpus = options.Corpus is { } folder ? new CorpusFolder(folder) : null;
    private readonly List<string> _kept = [.. options is { DrawsFromCorpus: true, Corpus: { } known } ? new CorpusFolder(known).Files : []];
    private readonly Lock _lock = new();
    private readonly FindingList _findings = new(options);
    private readonly SortedDictionary<string, long> _inconclusive = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, OracleCount> _oracles = new(StringComparer.Ordinal);
    private readonly long _began = Stopwatch.GetTimestamp();
    private CampaignFigures _figures = new();
    private ImmutableArray<CoverageGroup> _groups = [];
    private int _countedFeatures;
    private long _counted;
    private ulong _nextBatch;
    private volatile bool _isStopped;

    /// <summary>What the cases had.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>Runs the campaign to its end.</summary>
    /// <param name="progress">Gets the figures from time to time, on one thread at a time.</param>
    /// <param name="cancellation">Ends it after the batches that are running.</param>
    public CampaignFigures Run(Action<CampaignFigures>? progress, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(() => _isStopped = true);
        Exception? failure = null;
        var threads = new List<Thread>();
        for (int i = 0; i < options.Workers; i++)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    Work();
                }
#pragma warning disable CA1031 // Given on to who started the campaign.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure = e;
                    _isStopped = true;
                }
            })
            { Name = $"fuzz {i}" };
            thread.Start();
            threads.Add(thread);
        }

        while (threads.Exists(thread => thread.IsAlive))
        {
            threads.Find(thread => thread.IsAlive)?.Join(TimeSpan.FromMilliseconds(250));
            progress?.Invoke(Figures());
        }

        return failure is null ? Figures() : throw new InvalidOperationException($"the campaign was ended by an error: {failure.Message}", failure);
    }

    /// <summary>How far it is.</summary>
    public CampaignFigures Figures()
    {
        lock (_lock)
        {
            return _figures with
            {
                Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds,
                Oracles = _oracles.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Inconclusive = _inconclusive.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Findings = _findings.ToImmutable(),
                Occurred = Coverage.Occurred,
                Called = Coverage.Called,
                Features = Coverage.Count,
                Coverage = CoverageNow(),
            };
        }
    }

    // Names are compared: too much for each of several times a second.
    private ImmutableArray<CoverageGroup> CoverageNow()
    {
        if (_groups.IsEmpty || _countedFeatures != Coverage.Count && Stopwatch.GetElapsedTime(_counted) > TimeSpan.FromSeconds(1))
        {
            _countedFeatures = Coverage.Count;
            _counted = Stopwatch.GetTimestamp();
            _groups = [.. CoverageCards.Groups(Coverage)];
        }

        return _groups;
    }

    private void Work()
    {
        ICampaignWorker? worker = null;
        int cases = 0;
        try
        {
            while (TakeBatch() is { } job)
            {
                Run(job, ref worker, ref cases);
            }
        }
        finally
        {
            worker?.Dispose();
        }
    }

    private BatchJob? TakeBatch()
    {
        lock (_lock)
        {
            bool isOver = _isStopped || (options.Time is { } time && Stopwatch.GetElapsedTime(_began) >= time);
            ulong shards = (ulong)options.Shards;
            ulong behind = options.First % shards;
            ulong first = options.First + (((ulong)options.Shard + shards - behind) % shards) + (_nextBatch * BatchSize * shards);
            if (isOver || (options.Cases is { } most && first >= most))
            {
                return null;
            }

            _nextBatch++;
            ulong left = options.Cases is { } all ? (all - first + shards - 1) / shards : BatchSize;
            return new BatchJob(options.Seed, first, shards, (int)Math.Min(left, BatchSize), options.Jit, Plan());
        }
    }

    private CasePlan Plan() => new()
    {
        Oracles = options.Oracles,
        KeepsInputs = _corpus is not null,
        Inputs = options.Parent is { } parent ? [parent] : options.DrawsFromCorpus ? DrawInputs() : [],
        IsParentGiven = options.Parent is not null,
    };

    // Some for each batch, which are others each time.
    private string[] DrawInputs()
    {
        string[] inputs = new string[Math.Min(_kept.Count, InputsOfOneBatch)];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = _kept[(int)(((_nextBatch * InputsOfOneBatch) + (ulong)i) * 0x9E3779B97F4A7C15 % (ulong)_kept.Count)];
        }

        return inputs;
    }

    // With the lock.
    private void Keep(CaseCoverage found)
    {
        if (Coverage.Add(found.Features) && found.Input is { } input && _corpus is not null)
        {
            _kept.Add(_corpus.Add(input));
            _figures = _figures with { Kept = _figures.Kept + 1 };
        }
    }

    private void Run(BatchJob job, ref ICampaignWorker? worker, ref int cases)
    {
        WorkerReply<BatchAnswer> reply = Ask(job, ref worker, ref cases);
        if (reply.Answer is not null)
        {
            Take(job, reply.Answer, ref worker, ref cases);
            return;
        }

        CountLoss();
        if (job.Count == 1)
        {
            // Alone, in a fresh process or one that ran other cases before: it is to blame.
            Lose(job, 0, reply);
            return;
        }

        int culprit = Math.Clamp(reply.At, 0, job.Count - 1);
        if (culprit > 0)
        {
            RunEach(job.Part(0, culprit), ref worker, ref cases);
        }

        // Again, in a process that ran nothing before. A batch that was only slow ends well that way.
        Replace(ref worker, ref cases);
        WorkerReply<BatchAnswer> alone = Ask(job.Part(culprit, culprit + 1), ref worker, ref cases);
        if (alone.Answer is not null)
        {
            Take(job.Part(culprit, culprit + 1), alone.Answer, ref worker, ref cases);
            if (!reply.IsHang)
            {
                Lose(job, culprit, reply with { Loss = $"{reply.Loss}, after the cases from {job.First} on; alone it ends" });
            }
        }
        else
        {
            CountLoss();
            Lose(job, culprit, alone);
        }

        if (culprit + 1 < job.Count)
        {
            Run(job.Part(culprit + 1, job.Count), ref worker, ref cases);
        }
    }

    // What ran well before is expected to run well again; if not, each case by itself.
    private void RunEach(BatchJob job, ref ICampaignWorker? worker, ref int cases)
    {
        WorkerReply<BatchAnswer> reply = Ask(job, ref worker, ref cases);
        if (reply.Answer is not null)
        {
            Take(job, reply.Answer, ref worker, ref cases);
            return;
        }

        CountLoss();
        for (int i = 0; i < job.Count; i++)
        {
            Run(job.Part(i, i + 1), ref worker, ref cases);
        }
    }

    private WorkerReply<BatchAnswer> Ask(BatchJob job, ref ICampaignWorker? worker, ref int cases)
    {
        if (worker is null || !worker.IsAlive || cases > CasesOfOneWorker)
        {
            Replace(ref worker, ref cases);
        }

        cases += job.Count;
        return worker!.Run(job, job.Count == 1 ? options.CaseLimit : options.CaseLimit * BatchLimits);
    }

    private void Replace(ref ICampaignWorker? worker, ref int cases)
    {
        worker?.Dispose();
        worker = start();
        cases = 0;
    }

    private void CountLoss()
    {
        lock (_lock)
        {
            _figures = _figures with { Lost = _figures.Lost + 1 };
        }
    }

    private void Take(BatchJob job, BatchAnswer answer, ref ICampaignWorker? worker, ref int cases)
    {
        lock (_lock)
        {
            _figures = _figures with
            {
                Cases = _figures.Cases + answer.Cases,
                Comparable = _figures.Comparable + answer.Comparable + answer.Differences.Count(difference => difference.Oracle != BatchRunner.Fuzzer),
                Modules = _figures.Modules + answer.Modules,
                Calls = _figures.Calls + answer.Calls,
                Differences = _figures.Differences + answer.Differences.Length,
                Next = Math.Max(_figures.Next, job.At(job.Count - 1).Number + 1),
            };
            foreach ((string oracle, OracleCount count) in answer.Oracles)
            {
                _oracles[oracle] = _oracles.GetValueOrDefault(oracle) + count;
            }

            foreach ((string reason, int count) in answer.Inconclusive)
            {
                _inconclusive[reason] = _inconclusive.GetValueOrDefault(reason) + count;
            }

            foreach (CaseCoverage found in answer.Coverage)
            {
                Keep(found);
            }
        }

        if (answer.WorkingSet > MaximumWorkingSet)
        {
            Replace(ref worker, ref cases);
        }

        foreach (CaseDifference difference in answer.Differences)
        {
            Study(difference, ref worker, ref cases);
        }
    }

    private void Study(CaseDifference difference, ref ICampaignWorker? worker, ref int cases)
    {
        StudyJob? job;
        lock (_lock)
        {
            job = _findings.Take(difference, _isStopped);
            _isStopped |= _findings.IsFull;
        }

        if (job is null)
        {
            return;
        }

        if (worker is null || !worker.IsAlive)
        {
            Replace(ref worker, ref cases);
        }

        KeepParent(ref job);
        WorkerReply<Finding> reply = worker!.Study(job, TimeSpan.FromSeconds(job.Seconds) + StudyGrace);
        if (reply.Answer is null)
        {
            CountLoss();
            StudyLoss(job, difference with { Right = $"{difference.Right}\n(looking into it: {reply.Loss})" });
            return;
        }

        lock (_lock)
        {
            _findings.Add(reply.Answer);
        }
    }

    // What the case comes from may go when the corpus is merged.
    private static void KeepParent(ref StudyJob job)
    {
        if (job.Plan is { Inputs: [string parent] } plan && File.Exists(parent))
        {
            Directory.CreateDirectory(job.Folder);
            string copy = Path.Combine(job.Folder, "parent" + Path.GetExtension(parent));
            if (parent != copy)
            {
                File.Copy(parent, copy, overwrite: true);
            }

            job = job with { Plan = plan with { Inputs = [copy] } };
        }
    }

    private void Lose(BatchJob batch, int at, WorkerReply<BatchAnswer> reply)
    {
        CaseSeed seed = batch.At(at);
        string text = reply.Errors.Length > 0 ? $"{reply.Loss}\n{reply.Errors.TrimEnd()}" : reply.Loss!;
        var difference = new CaseDifference(seed.Number, reply.IsHang ? "hang" : "crash", reply.IsHang ? "Hang" : "Crash", "the process", "", text, batch.GetPlan().ParentOf(seed));
        StudyJob? job;
        lock (_lock)
        {
            _figures = _figures with { Cases = _figures.Cases + 1, Comparable = _figures.Comparable + 1, Differences = _figures.Differences + 1 };
            job = _findings.Take(difference, _isStopped);
            _isStopped |= _findings.IsFull;
        }

        if (job is null)
        {
            return;
        }

        StudyLoss(job, difference);
    }

    private void StudyLoss(StudyJob job, CaseDifference difference)
    {
        using var study = new CrashStudy(start, options.CaseLimit, text =>
        {
            lock (_lock)
            {
                _figures = _figures with { Activity = text };
            }
        });
        KeepParent(ref job);
        Finding finding = study.Study(job, difference);
        lock (_lock)
        {
            _figures = _figures with { Activity = null };
            _findings.Add(finding);
        }
    }
}
