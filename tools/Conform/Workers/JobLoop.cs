using System.Collections.Concurrent;
using Newtonsoft.Json;

namespace Wasm.Conform.Workers;

/// <summary>
/// A worker's side: reads jobs from standard input, a line each, and writes a line of answer to each. It ends when its input
/// does, also in the middle of a job.
/// </summary>
internal static class JobLoop
{
    /// <summary>Runs jobs until there are no more.</summary>
    /// <param name="context">The streams.</param>
    /// <param name="answer">Carries out a job.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ToolContext context, Func<string, string> answer)
    {
        using var input = new StreamReader(context.In);
        using var jobs = new BlockingCollection<string>();
        bool busy = false;
        var reader = new Thread(() =>
        {
            while (input.ReadLine() is { } line)
            {
                jobs.Add(line);
            }

            // Nobody waits for the answer any more; and the code that runs may never end.
            if (Volatile.Read(ref busy))
            {
                Environment.Exit(Program.Good);
            }

            jobs.CompleteAdding();
        })
        { IsBackground = true, Name = "jobs" };
        reader.Start();

        foreach (string line in jobs.GetConsumingEnumerable())
        {
            Volatile.Write(ref busy, true);
            try
            {
                context.Out.WriteLine(answer(line));
            }
            catch (JsonException e)
            {
                throw new InputException($"no job: {e.Message}", e);
            }

            context.Out.Flush();
            Volatile.Write(ref busy, false);
        }

        return Program.Good;
    }
}
