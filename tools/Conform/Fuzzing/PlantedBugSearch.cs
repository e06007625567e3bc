#if PLANTED_BUGS
using System.Diagnostics;
using Wasm.Conform.Workers;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.Conform.Fuzzing;

/// <summary>
/// Tests the fuzzer: searches for errors that the compiler has on purpose, with the same cases as any campaign, and sees whether
/// the right part is blamed.
/// </summary>
internal static class PlantedBugSearch
{
    /// <summary>For <c>--plant</c>: each bug, with several seeds.</summary>
    public const string All = "all";

    private const int Seeds = 5;
    private const int BatchCases = 16;
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(60);

    /// <summary>Searches and says what came of it.</summary>
    /// <param name="name">A bug, or <see cref="All"/>.</param>
    /// <param name="seed">The campaign's seed; the first of several for <see cref="All"/>.</param>
    /// <param name="limit">Time for one search.</param>
    /// <param name="report">Folder for what is found.</param>
    /// <param name="context">Where to write.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string name, ulong seed, TimeSpan limit, string report, ToolContext context)
    {
        PlantedBug[] bugs = name == All ? [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)]
            : Enum.TryParse(name, out PlantedBug one) && Enum.IsDefined(one) && one != PlantedBug.None ? [one]
            : throw new InputException($"--plant {name}: there is {All}, {string.Join(", ", Enum.GetNames<PlantedBug>()[1..])}");
        var times = new List<double>();
        int failures = 0;
        foreach (PlantedBug bug in bugs)
        {
            for (ulong s = seed; s < seed + (name == All ? Seeds : 1u); s++)
            {
                failures += Search(bug, s, limit, report, times, context) ? 0 : 1;
            }
        }

        times.Sort();
        string median = times.Count == 0 ? "" : $", median {times[times.Count / 2]:F1} s, longest {times[^1]:F1} s";
        context.Out.WriteLine($"{times.Count} found{median}; {failures} missed or blamed wrongly");
        return failures == 0 ? Program.Good : Program.Failed;
    }

    private static bool Search(PlantedBug bug, ulong seed, TimeSpan limit, string report, List<double> times, ToolContext context)
    {
        var watch = Stopwatch.StartNew();
        FuzzWorker worker = Start(bug);
        string found = "not found";
        try
        {
            for (ulong number = 0; watch.Elapsed < limit; number += BatchCases)
            {
                WorkerReply<BatchAnswer> reply = worker.Run(new BatchJob(seed, number, 1, BatchCases), CaseLimit);
                if (reply.Answer is not { } answer)
                {
                    // A crash would be a finding; but it cannot be bisected, and so the search goes on behind it.
                    number = number + (ulong)Math.Max(0, reply.At) + 1 - BatchCases;
                    worker.Dispose();
                    worker = Start(bug);
                    continue;
                }

                foreach (CaseDifference difference in answer.Differences)
                {
                    double seconds = watch.Elapsed.TotalSeconds;
                    if (!IsSameWithout(seed, difference.Number))
                    {
                        context.Out.WriteLine($"{bug} seed {seed}: case {difference.Number} differs without the planted bug too");
                        continue;
                    }

                    string folder = Path.GetFullPath(Path.Combine(report, $"{bug}-{seed}"));
                    string? blame = worker.Study(new StudyJob(seed, difference.Number, null, folder, 0), CaseLimit).Answer?.Blame;
                    if (!worker.IsAlive)
                    {
                        worker.Dispose();
                        worker = Start(bug);
                        continue;
                    }

                    bool isRight = blame == BlameOf(bug);
                    times.Add(seconds);
                    context.Out.WriteLine(
                        $"{bug} seed {seed}: found in {seconds:F1} s by case {difference.Number} ({difference.Kind}); "
                        + $"to blame: {blame}{(isRight ? "" : $", expected: {BlameOf(bug)}")}");
                    context.Out.Flush();
                    return isRight;
                }

                found = $"not found in {number + BatchCases} cases";
            }
        }
        finally
        {
            worker.Dispose();
        }

        context.Out.WriteLine($"{bug} seed {seed}: {found}, {watch.Elapsed.TotalSeconds:F1} s");
        context.Out.Flush();
        return false;
    }

    private static bool IsSameWithout(ulong seed, ulong number)
    {
        using FuzzWorker worker = Start(PlantedBug.None);
        return worker.Run(new BatchJob(seed, number, 1, 1), CaseLimit).Answer is { Differences.IsEmpty: true };
    }

    private static FuzzWorker Start(PlantedBug bug)
    {
        Environment.SetEnvironmentVariable(PlantedBugs.Variable, bug.ToString());
        return new FuzzWorker(FuzzWorker.Start);
    }

    private static string BlameOf(PlantedBug bug) => bug switch
    {
        PlantedBug.SignExtension => "simplify",
        PlantedBug.StaleLoad => "stores",
        PlantedBug.TableDefault => "branches",
        PlantedBug.TrapOrder => "loops",
        PlantedBug.UnsavedRegister or PlantedBug.LostRoot => PassBisection.Allocator,
        _ => PassBisection.Rest,
    };
}
#endif
