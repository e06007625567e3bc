using System.CommandLine;
using System.Runtime.InteropServices;
using Wasm.Conform.Workers;
using Wasm.Core.Diagnostics;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;

namespace Wasm.Conform.Commands;

/// <summary><c>conform fuzz-worker</c>, for this program's own use: runs cases for <c>conform fuzz</c>.</summary>
internal static class FuzzWorkerCommand
{
    public static Command Create(ToolContext context)
    {
        var position = new Argument<string>("FILE") { Description = "Where the place of each case is noted before it is run." };
        var command = new Command(FuzzWorker.Name, "Run cases for another process.") { position };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetRequiredValue(position), context));
        return command;
    }

    private static int Run(string position, ToolContext context)
    {
        // Ctrl-C goes to all processes of a terminal; this one ends when its input does.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var place = new PositionFile(position);
        using var runner = new BatchRunner(index => place.Write(new TextPosition(index + 1, 1)));
        return JobLoop.Run(context, line =>
        {
            FuzzJob job = WorkerMessages.Read<FuzzJob>(line);
            place.Write(default);
            return job.Trial is { } trial ? WorkerMessages.WriteAny(runner.Try(trial)) : job.Study is { } study ? WorkerMessages.WriteAny(FindingStudy.Run(study)) : WorkerMessages.WriteAny(runner.Run(job.Batch!));
        });
    }
}
