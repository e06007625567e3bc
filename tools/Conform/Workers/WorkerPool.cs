using Wasm.Wast.Runner;

namespace Wasm.Conform.Workers;

/// <summary>
/// Runs scripts in other processes, so that an engine that takes its process along loses one script and no more. A
/// worker serves many scripts; one in which a script was lost is not used again, and the script is tried once more in a
/// fresh one, since what an earlier script broke may have been the cause. Thread-safe; as many workers as threads.
/// </summary>
internal sealed class WorkerPool(WorkerStart start, TimeSpan limit) : IDisposable
{
    private readonly Stack<WorkerProcess> _idle = [];
    private bool _disposed;

    /// <summary>Carries out a job. A lost one's answer says so.</summary>
    public ScriptAnswer Run(ScriptJob job, CancellationToken cancellation = default)
    {
        WorkerOutcome outcome = Try(job, Rent(out bool isFresh));
        if (outcome.Answer is null && !isFresh && !cancellation.IsCancellationRequested)
        {
            outcome = Try(job, new WorkerProcess(start));
        }

        return outcome.Answer ?? ScriptAnswer.Lost(ScriptExecutor.ReadScript(job.Path), job, outcome.At, Describe(outcome));
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _disposed = true;
            while (_idle.TryPop(out WorkerProcess? worker))
            {
                worker.Dispose();
            }
        }
    }

    // .NET's own words about a crash begin with the most telling ones.
    private static string Describe(WorkerOutcome outcome)
    {
        string? first = outcome.Errors.Split('\n').FirstOrDefault(line => line.Trim().Length > 0);
        return first is null ? outcome.Loss! : $"{outcome.Loss}: {first.Trim()}";
    }

    private WorkerOutcome Try(ScriptJob job, WorkerProcess worker)
    {
        WorkerOutcome outcome;
        try
        {
            outcome = worker.Run(job, limit);
        }
        catch
        {
            worker.Dispose();
            throw;
        }

        lock (_idle)
        {
            if (worker.IsAlive && !_disposed)
            {
                _idle.Push(worker);
                return outcome;
            }
        }

        worker.Dispose();
        return outcome;
    }

    private WorkerProcess Rent(out bool isFresh)
    {
        lock (_idle)
        {
            isFresh = !_idle.TryPop(out WorkerProcess? worker);
            if (worker is not null)
            {
                return worker;
            }
        }

        return new WorkerProcess(start);
    }
}
