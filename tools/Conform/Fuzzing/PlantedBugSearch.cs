#if PLANTED_BUGS
using System.Diagnostics;
using System.Globalization;
using Wasm.Conform.Workers;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Findings;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;

namespace Wasm.Conform.Fuzzing;

/// <summary>
/// Tests the fuzzer: searches for errors that the compiler has on purpose, with campaigns like any other, and sees whether the right
/// part is blamed.
/// </summary>
internal static class PlantedBugSearch
{
    /// <summary>For <c>--plant</c>: each bug, with several seeds.</summary>
    public const string All = "all";

    private const int Seeds = 5;

    // No search looks into more than these that the planted bug has nothing to do with.
    private const int MaximumOthers = 5;

    /// <summary>Searches and says what came of it.</summary>
    /// <param name="name">A bug, or <see cref="All"/>.</param>
    /// <param name="options">What a campaign gets: the first of several seeds, the time of each search, the folder of all.</param>
    /// <param name="context">Where to write.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string name, CampaignOptions options, ToolContext context)
    {
        PlantedBug[] bugs = name == All ? [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)]
            : Enum.TryParse(name, out PlantedBug one) && Enum.IsDefined(one) && one != PlantedBug.None ? [one]
            : throw new InputException($"--plant {name}: there is {All}, {string.Join(", ", Enum.GetNames<PlantedBug>()[1..])}");
        var searches = new List<Search>();
        foreach (PlantedBug bug in bugs)
        {
            for (ulong seed = options.Seed; seed < options.Seed + (name == All ? Seeds : 1u); seed++)
            {
                searches.Add(Find(bug, options with { Seed = seed, Report = Path.Combine(options.Report, $"{bug}-{seed}") }, context));
                context.Out.WriteLine(searches[^1]);
                context.Out.Flush();
            }
        }

        foreach (IGrouping<PlantedBug, Search> group in searches.GroupBy(search => search.Bug))
        {
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key}: {group.Count(search => search.IsRight)} of {group.Count()}, mean {group.Average(search => search.Seconds):F1} s, processor {group.Average(search => search.Processor):F1} s"));
        }

        double[] times = [.. searches.Select(search => search.Seconds).Order()];
        int failures = searches.Count(search => !search.IsRight);
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{times.Length - failures} of {times.Length} found and blamed rightly; median {times[times.Length / 2]:F1} s, longest {times[^1]:F1} s"));
        return failures == 0 ? Program.Good : Program.Failed;
    }

    private static Search Find(PlantedBug bug, CampaignOptions options, ToolContext context)
    {
        var watch = Stopwatch.StartNew();
        double processor = ProcessorSeconds();
        long before = 0;
        for (int others = 0; others <= MaximumOthers && watch.Elapsed < options.Time; others++)
        {
            double seconds = -1;
            string activity = "";
            var run = new CampaignRun(options with { Time = options.Time - watch.Elapsed, MaximumStudies = 1 }, () => Start(bug));
            CampaignFigures figures = run.Run(
                state =>
                {
                    // The rest is looking into it.
                    seconds = seconds < 0 && state.Differences > 0 ? watch.Elapsed.TotalSeconds : seconds;
                    if (state.Activity is { } text && text != activity)
                    {
                        activity = text;
                        context.Out.WriteLine($"  {text}");
                    }
                },
                CancellationToken.None);
            if (figures.Findings.IsEmpty)
            {
                return new Search(bug, options.Seed, watch.Elapsed.TotalSeconds, ProcessorSeconds() - processor, before + figures.Cases, null);
            }

            // The last progress may come before the last answer.
            seconds = seconds < 0 ? watch.Elapsed.TotalSeconds : seconds;
            Finding finding = figures.Findings[0];
            _ = CaseSeed.TryParse(finding.Case, out CaseSeed number);
            if (IsSameWithout(number, options))
            {
                return new Search(bug, options.Seed, seconds, ProcessorSeconds() - processor, before + figures.Cases, finding);
            }

            context.Out.WriteLine($"{bug} seed {options.Seed}: {finding.Kind} in case {number.Number} has nothing to do with it: {finding.Folder}");
            before += figures.Cases;
            options = options with { First = number.Number + 1 };
        }

        return new Search(bug, options.Seed, watch.Elapsed.TotalSeconds, ProcessorSeconds() - processor, before, null);
    }

    private static bool IsSameWithout(CaseSeed seed, CampaignOptions options)
    {
        using FuzzWorker worker = Start(PlantedBug.None);
        return worker.Run(new BatchJob(seed.Seed, seed.Number, 1, 1, options.Jit), options.CaseLimit).Answer is { Differences.IsEmpty: true };
    }

    private static FuzzWorker Start(PlantedBug bug)
    {
        Environment.SetEnvironmentVariable(PlantedBugs.Variable, bug.ToString());
        return new FuzzWorker(FuzzWorker.Start);
    }

    // Of this process and of all that it has waited for.
    private static double ProcessorSeconds()
    {
        const int FirstTime = 11;
        const int Times = 4;
        const double TicksPerSecond = 100;
        if (!File.Exists("/proc/self/stat"))
        {
            return double.NaN;
        }

        string text = File.ReadAllText("/proc/self/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Skip(FirstTime).Take(Times).Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static string BlameOf(PlantedBug bug) => bug switch
    {
        PlantedBug.SignExtension => "simplify",
        PlantedBug.StaleLoad => "stores",
        PlantedBug.TableDefault => "branches",
        PlantedBug.UnsavedRegister or PlantedBug.LostRoot => PassBisection.Allocator,
        _ => PassBisection.Rest,
    };

    private sealed record Search(PlantedBug Bug, ulong Seed, double Seconds, double Processor, long Cases, Finding? Finding)
    {
        public bool IsRight => Finding is not null && Finding.Blame == BlameOf(Bug);

        public override string ToString() => Finding is null
            ? string.Create(CultureInfo.InvariantCulture, $"{Bug} seed {Seed}: not found in {Cases} cases, {Seconds:F1} s, processor {Processor:F1} s")
            : string.Create(CultureInfo.InvariantCulture,
                $"{Bug} seed {Seed}: found in {Seconds:F1} s, processor {Processor:F1} s, by case {Finding.Case} ({Finding.Oracle}: {Finding.Kind}; {Finding.Settings}; {Finding.Instructions} instructions); to blame: {Finding.Blame ?? "not known"}{(IsRight ? "" : $", expected: {BlameOf(Bug)}")}");
    }
}
#endif
