using System.Diagnostics;
using Wasm.Bench.Programs;

namespace Wasm.Bench.Embedding;

/// <summary>What one operation costs.</summary>
/// <param name="Case">The operation.</param>
/// <param name="BestNs">Least time of an operation over all samples, in nanoseconds.</param>
/// <param name="MedianNs">The median.</param>
/// <param name="LimitNs">Median of what it is compared with.</param>
/// <param name="Bytes">Bytes allocated for one.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="IsCorrect">Whether each run gave the right results.</param>
internal sealed record EmbeddingFigures(
    EmbeddingCase Case, double BestNs, double MedianNs, double LimitNs, double Bytes, int Samples, bool IsCorrect)
{
    /// <summary>How many times as long as the limit it takes.</summary>
    public double Ratio => MedianNs / LimitNs;
}

/// <summary>Times an operation that is too short to be timed alone.</summary>
internal static class Meter
{
    private const int LargestBatch = 1_000_000;
    private const int LeastSamples = 5;

    /// <summary>Lets .NET's tiered compilation finish with all cases before the first one is measured.</summary>
    public static void WarmUp(IReadOnlyList<EmbeddingCase> cases) => Sampler.WarmUp(() =>
    {
        foreach (EmbeddingCase item in cases)
        {
            int count = Math.Max(1, 64 / item.Operations);
            item.Run(count);
            item.Frame?.Invoke(count);
            item.Limit.Run(count);
        }
    });

    /// <summary>
    /// Measures in samples of many operations each. The operation, its frame and its limit take turns, so that what
    /// else the machine does meets all three.
    /// </summary>
    public static EmbeddingFigures Measure(EmbeddingCase item, TimeSpan time)
    {
        int count = Calibrate(item, time / 16);
        double operations = (double)count * item.Operations;
        var times = new List<double>();
        var frames = new List<double>();
        var limits = new List<double>();
        double bytes = double.MaxValue;
        bool isCorrect = true;
        long start = Stopwatch.GetTimestamp();
        while (times.Count < LeastSamples || Stopwatch.GetElapsedTime(start) < time)
        {
            long allocated = Allocated(item);
            double total = Time(item.Run, count, ref isCorrect);
            bytes = Math.Min(bytes, (Allocated(item) - allocated) / operations);
            times.Add(total / operations);
            frames.Add(item.Frame is null ? 0 : Time(item.Frame, count, ref isCorrect) / operations);
            limits.Add(Time(item.Limit.Run, count * item.Operations, ref isCorrect) / operations);
        }

        times.Sort();
        frames.Sort();
        limits.Sort();
        int median = times.Count / 2;
        return new(item, times[0] - frames[0], times[median] - frames[median], limits[median], bytes, times.Count, isCorrect);
    }

    private static int Calibrate(EmbeddingCase item, TimeSpan sample)
    {
        int largest = Math.Max(1, LargestBatch / item.Operations);
        bool isCorrect = true;
        int count = 1;
        while (count < largest && Time(item.Run, count, ref isCorrect) < sample.TotalNanoseconds)
        {
            count = Math.Min(count * 2, largest);
        }

        return count;
    }

    private static double Time(Func<int, bool> run, int count, ref bool isCorrect)
    {
        long before = Stopwatch.GetTimestamp();
        isCorrect &= run(count);
        return (Stopwatch.GetTimestamp() - before) * (1e9 / Stopwatch.Frequency);
    }

    private static long Allocated(EmbeddingCase item) =>
        item.UsesOtherThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
