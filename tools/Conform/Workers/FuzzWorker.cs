using Newtonsoft.Json;
using Wasm.Core.Diagnostics;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;

namespace Wasm.Conform.Workers;

/// <summary>What a fuzzing worker is told: one of the three.</summary>
/// <param name="Batch">Cases to run.</param>
/// <param name="Study">A case to look into.</param>
/// <param name="Trial">A case that may take it along.</param>
internal sealed record FuzzJob(BatchJob? Batch = null, StudyJob? Study = null, TrialJob? Trial = null);

/// <summary>Another process that runs cases.</summary>
internal sealed class FuzzWorker(WorkerStart start) : ICampaignWorker
{
    /// <summary>Name of the command that runs it.</summary>
    public const string Name = "fuzz-worker";

    // Memories of the reference engine are arrays of short life, of which .NET otherwise collects everything each time; and
    // there is not time enough to find out what code is worth being compiled by a profile.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["DOTNET_GCLOHThreshold"] = "2000000",
        ["DOTNET_TieredPGO"] = "0",
    };

    private readonly WorkerProcess _process = new(start);

    /// <summary>How to start one.</summary>
    public static WorkerStart Start => WorkerStart.Self(Name) with { Variables = Variables };

    public bool IsAlive => _process.IsAlive;

    public WorkerReply<BatchAnswer> Run(BatchJob job, TimeSpan limit) => Ask<BatchAnswer>(new FuzzJob(Batch: job), limit);

    public WorkerReply<Finding> Study(StudyJob job, TimeSpan limit) => Ask<Finding>(new FuzzJob(Study: job), limit);

    public WorkerReply<TrialAnswer> Try(TrialJob job, TimeSpan limit) => Ask<TrialAnswer>(new FuzzJob(Trial: job), limit);

    public void Dispose() => _process.Dispose();

    private WorkerReply<T> Ask<T>(FuzzJob job, TimeSpan limit)
        where T : class
    {
        (string? answer, string? loss, TextPosition? at, bool isHang) = _process.Exchange(WorkerMessages.WriteAny(job), limit);
        if (answer is null)
        {
            // Lines count from 1: 0 is no place.
            return new WorkerReply<T>(null, loss, isHang, (at?.Line ?? 0) - 1, _process.Errors);
        }

        try
        {
            return new WorkerReply<T>(WorkerMessages.Read<T>(answer));
        }
        catch (JsonException e)
        {
            return new WorkerReply<T>(null, _process.Refuse(e), Errors: _process.Errors);
        }
    }
}
