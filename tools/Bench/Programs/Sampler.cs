using System.Diagnostics;

namespace Wasm.Bench.Programs;

/// <summary>Times of one action, in milliseconds.</summary>
internal sealed record Samples(double Best, double Median, int Count);

/// <summary>Repeats an action and times it.</summary>
internal static class Sampler
{
    /// <summary>Runs at least <paramref name="atLeast"/> times, and until the time is over.</summary>
    public static Samples Measure(TimeSpan time, int atLeast, Action action)
    {
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (times.Count < atLeast || Stopwatch.GetElapsedTime(start) < time)
        {
            long before = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return Summarize(times);
    }

    /// <summary>Best and median of times in any order, of which there is at least one.</summary>
    public static Samples Summarize(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return new(sorted[0], sorted[sorted.Length / 2], sorted.Length);
    }

    /// <summary>
    /// Repeats until .NET's tiered compilation has nothing more to do: it recompiles a method in the background after
    /// 30 calls and 100 ms of quiet, first instrumented, then optimized.
    /// </summary>
    public static void WarmUp(Action action)
    {
        for (int tier = 0; tier < 3; tier++)
        {
            for (int call = 0; call < 35; call++)
            {
                action();
            }

            Thread.Sleep(150);
        }
    }
}
