using System.CommandLine;
using Wasm.Conform.Workers;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Runner;

namespace Wasm.Conform.Commands;

/// <summary>
/// <c>conform worker</c>, for this program's own use: reads jobs from standard input, a line each, and writes a line of
/// answer to each. It ends when its input does, also in the middle of a job.
/// </summary>
internal static class WorkerCommand
{
    /// <summary>Engines that are kept; jobs mostly come with the same options.</summary>
    private const int MaximumEngines = 4;

    public static Command Create(ToolContext context)
    {
        Option<string[]> settings = CommandLine.EngineSettings();
        var position = new Argument<string>("FILE") { Description = "Where the place of each command is noted before it is carried out." };
        var command = new Command("worker", "Run scripts for another process.") { settings, position };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(settings) ?? [], parsed.GetRequiredValue(position), context));
        return command;
    }

    private static int Run(string[] settings, string position, ToolContext context)
    {
        using var place = new PositionFile(position);
        var engines = new List<((string Name, EngineOptions Options) Key, Engine Engine)>();
        return JobLoop.Run(context, line =>
        {
            ScriptJob job = WorkerMessages.ReadJob(line);
            return WorkerMessages.Write(Answer(Find(engines, job, settings, context), job, place));
        });
    }

    private static ScriptAnswer Answer(Engine engine, ScriptJob job, PositionFile place)
    {
        place.Write(default);
        var executor = new ScriptExecutor(engine, job.Script with { Started = place.Write }, job.Mode);
        return executor.Answer(ScriptExecutor.ReadScript(job.Path), job.Engine, job.Observe, CancellationToken.None);
    }

    private static Engine Find(List<((string Name, EngineOptions Options) Key, Engine Engine)> engines, ScriptJob job, string[] settings, ToolContext context)
    {
        int index = engines.FindIndex(item => item.Key == (job.Engine, job.Options));
        if (index >= 0)
        {
            return engines[index].Engine;
        }

        if (engines.Count == MaximumEngines)
        {
            engines.RemoveAt(0);
        }

        // The reference engine of a pair has none of the options.
        bool isJit = job.Engine.StartsWith("jit", StringComparison.Ordinal);
        Engine engine = context.Engines.Create(job.Engine, job.Options, isJit ? settings : []);
        engines.Add(((job.Engine, job.Options), engine));
        return engine;
    }
}
