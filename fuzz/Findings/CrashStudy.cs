using System.Diagnostics;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Oracles;
using Wasm.Fuzz.Shrink;

namespace Wasm.Fuzz.Findings;

/// <summary>
/// Looks into a case that takes its process along, or does not end, or whose smaller variants do: the shrinker and the bisection work
/// here, what they try runs in workers. A candidate over which the worker is lost in the same way, or that differs in the same way,
/// still fails.
/// </summary>
/// <param name="start">Starts a worker.</param>
/// <param name="limit">After this time a case hangs.</param>
/// <param name="report">Is told how far it is.</param>
public sealed class CrashStudy(Func<ICampaignWorker> start, TimeSpan limit, Action<string>? report = null) : IDisposable
{
    // Of the time that there is; the rest, and some more, is for finding out who is to blame.
    private const double ShareOfShrinking = 0.6;

    private const double GraceSeconds = 30;

    // A candidate has a worker that is awake.
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(3);
    private static readonly BatchJob Exercise = new(0, 0, 1, 3);

    private readonly Stopwatch _watch = new();
    private ICampaignWorker? _worker;
    private Task<ICampaignWorker>? _spare;
    private bool _isHang;
    private string _failure = "";

    /// <summary>Looks into a case.</summary>
    /// <param name="job">Which, and for how long.</param>
    /// <param name="difference">How it was lost.</param>
    public Finding Study(StudyJob job, CaseDifference difference)
    {
        ArgumentNullException.ThrowIfNull(job);
        var seed = new CaseSeed(job.Seed, job.Number);
        CampaignCase made;
        try
        {
            made = new CaseMaker(job.GetPlan(), ModuleCorpus.Default).Make(seed);
        }
#pragma warning disable CA1031 // The generator itself may be what failed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return FindingFiles.WriteUnstudied(job, difference);
        }

        _watch.Start();
        if (!Confirm(made.Item, made.Settings))
        {
            return FindingFiles.WriteUnstudied(job, difference);
        }

        report?.Invoke($"{difference.Oracle} {seed}: settings");
        CaseSettings settings = FindingStudy.Simplify(made.Item, made.Settings, candidate => IsIn(job) && Fails(made.Item, candidate));
        using var time = new CancellationTokenSource(Left(job, ShareOfShrinking));
        GeneratedCase item = made.Item;
        if (Fails(item, settings))
        {
            item = new Shrinker(candidate => Fails(candidate, settings), progress => report?.Invoke($"{difference.Oracle} {seed}: {progress}"), time.Token).Shrink(item);
        }

        // On a machine with much else to do a candidate may only have been slow.
        if (_isHang && !Confirm(item, settings))
        {
            (item, settings) = (made.Item, made.Settings);
        }

        report?.Invoke($"{difference.Oracle} {seed}: who is to blame");
        string? blame = Blame(job, item, settings);
        string mnemonics = FindingFiles.MnemonicsOf(item);
        var finding = new Finding
        {
            Signature = $"{difference.Oracle}|{difference.Kind}|{blame}|{(mnemonics.Length > 0 ? mnemonics : _failure)}",
            Oracle = difference.Oracle,
            Kind = difference.Kind,
            Where = difference.Where,
            Left = difference.Left,
            Right = difference.Right,
            Blame = blame,
            Case = seed.ToString(),
            Settings = settings.ToString(),
            Command = FindingFiles.CommandOf(made, job),
            Folder = job.Folder,
            Instructions = FindingFiles.CountInstructions(item),
        };
        TrialJob file = TrialJob.Of(item, settings) with { File = finding, IsCut = time.IsCancellationRequested };
        if (Worker().Try(file, limit).Answer is null)
        {
            // It is the reference engine over which it is lost.
            Directory.CreateDirectory(job.Folder);
            FindingFiles.WriteModules(job.Folder, item);
            FindingFiles.WriteReadMe(finding, "There is no script: the reference engine does not survive it.");
        }

        return finding;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker?.Dispose();
        _spare?.Result.Dispose();
    }

    // How it fails, with all the time that a case has.
    private bool Confirm(GeneratedCase item, CaseSettings settings)
    {
        WorkerReply<TrialAnswer> reply = Worker().Try(TrialJob.Of(item, settings), limit);
        _isHang = reply.IsHang;
        _failure = FailureOf(reply);
        return _failure.Length > 0;
    }

    private bool Fails(GeneratedCase item, CaseSettings settings) =>
        _failure == FailureOf(Worker().Try(TrialJob.Of(item, settings), TrialLimit < limit ? TrialLimit : limit));

    private static string FailureOf(WorkerReply<TrialAnswer> reply) => reply.Answer is { } answer ? answer.Difference
        : reply.IsHang ? "hang" : FindingList.WithoutNumbers(reply.Loss ?? "");

    private string? Blame(StudyJob job, GeneratedCase item, CaseSettings settings)
    {
        try
        {
            return new PassBisection((candidate, options) =>
            {
                if (_watch.Elapsed.TotalSeconds > job.Seconds + GraceSeconds)
                {
                    throw new OperationCanceledException();
                }

                CaseSettings changed = settings;
                if (options.KeepLoads)
                {
                    changed = changed with { Jit = changed.Jit.Add("sink-loads=off") };
                }

                if (options.SimpleAllocator)
                {
                    changed = changed with { Jit = changed.Jit.Add("allocator=simple") };
                }

                if (options.OptimizationSteps != int.MaxValue)
                {
                    changed = changed with { Jit = changed.Jit.Add($"optimization-steps={options.OptimizationSteps}") };
                }

                return Fails(candidate, changed);
            }).Blame(item, settings.ToJitOptions());
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private bool IsIn(StudyJob job) => _watch.Elapsed.TotalSeconds < job.Seconds;

    private TimeSpan Left(StudyJob job, double share) =>
        TimeSpan.FromSeconds(Math.Max(0, (job.Seconds * share) - _watch.Elapsed.TotalSeconds));

    // The next one wakes up while this one works: starting takes longer than most cases.
    private ICampaignWorker Worker()
    {
        if (_worker is { IsAlive: true })
        {
            return _worker;
        }

        _worker?.Dispose();
        _worker = _spare is null ? start() : _spare.Result;
        _spare = Task.Run(() =>
        {
            ICampaignWorker spare = start();
            spare.Run(Exercise, limit);
            if (!spare.IsAlive)
            {
                spare.Dispose();
                spare = start();
            }

            return spare;
        });
        return _worker;
    }
}
