namespace Wasm.Fuzz.Campaign;

/// <summary>What a campaign is to do.</summary>
public sealed record CampaignOptions
{
    /// <summary>What all cases come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Time after which no case is begun; null: no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Cases with a number below this are run; null: no limit.</summary>
    public ulong? Cases { get; init; }

    /// <summary>Number of the first case.</summary>
    public ulong First { get; init; }

    /// <summary>Which of several parts of the campaign this is, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>How many parts there are: this one has the cases whose number modulo this is <see cref="Shard"/>.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>How many workers run at the same time.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>After this time a case that has not ended is a hang.</summary>
    public TimeSpan CaseLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one finding may be shrunk.</summary>
    public TimeSpan ShrinkLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many findings are looked into; then the campaign ends.</summary>
    public int MaximumStudies { get; init; } = 200;

    /// <summary>Options of the optimizing engine for all cases; null: each case's own.</summary>
    public IReadOnlyList<string>? Jit { get; init; }

    /// <summary>Oracles that are on.</summary>
    public OracleSet Oracles { get; init; } = OracleSet.All;

    /// <summary>Where inputs are kept that were the first to have something; null: nowhere.</summary>
    public string? Corpus { get; init; }

    /// <summary>Whether cases may come from kept inputs: then they are not the same everywhere.</summary>
    public bool DrawsFromCorpus { get; init; }

    /// <summary>The one input that a case comes from, to run it again; null: none.</summary>
    public string? Parent { get; init; }

    /// <summary>Where findings are put.</summary>
    public required string Report { get; init; }
}

/// <summary>What came of a job that was given to a worker.</summary>
/// <typeparam name="T">An answer.</typeparam>
/// <param name="Answer">The answer; null if the worker was lost over it.</param>
/// <param name="Loss">What happened then.</param>
/// <param name="IsHang">It did not answer in time.</param>
/// <param name="At">Place of the case in the batch that was running then; -1: none was yet.</param>
/// <param name="Errors">What the worker wrote to its standard error.</param>
public sealed record WorkerReply<T>(T? Answer, string? Loss = null, bool IsHang = false, int At = -1, string Errors = "")
    where T : class;

/// <summary>A process that runs cases: lost with whatever takes it along. One thread at a time.</summary>
public interface ICampaignWorker : IDisposable
{
    /// <summary>Whether it can take another job.</summary>
    bool IsAlive { get; }

    /// <summary>Runs a batch.</summary>
    WorkerReply<BatchAnswer> Run(BatchJob job, TimeSpan limit);

    /// <summary>Looks into a case.</summary>
    WorkerReply<Findings.Finding> Study(StudyJob job, TimeSpan limit);

    /// <summary>Runs a case that may take it along.</summary>
    WorkerReply<TrialAnswer> Try(TrialJob job, TimeSpan limit);
}
