using System.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Embedding;

/// <summary>Threads that share an engine, a module and a linker, each with stores of its own.</summary>
/// <param name="Count">Number of threads.</param>
/// <param name="OneMs">Time of one thread alone; the median.</param>
/// <param name="AllMs">Time of all at once; the median.</param>
/// <param name="IsCorrect">Whether every thread got its results.</param>
internal sealed record ThreadFigures(int Count, double OneMs, double AllMs, bool IsCorrect)
{
    /// <summary>How many times as fast as one after another; the number of processors at best.</summary>
    public double SpeedUp => OneMs * Count / AllMs;
}

/// <summary>Whether threads get in one another's way.</summary>
internal static class Threads
{
    /// <summary>What is measured, for people and for the filter.</summary>
    public const string Name = "threads, 10,000 calls and 200 instances each";

    private const int Count = 8;
    private const int Calls = 10_000;
    private const int Instances = 200;
    private const int LeastSamples = 5;

    private const string Fields =
        """
        (import "host" "twice" (func $twice (param i32) (result i32)))
        (memory 1)
        (func (export "add") (param i32) (result i32)
          (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (call $twice (local.get 0))))
          (i32.load (i32.const 0)))
        """;

    public static ThreadFigures Measure(string engineName, TimeSpan time)
    {
        var setting = new Setting(engineName);
        setting.Linker.DefineFunction("host", "twice", (int x) => 2 * x);
        Module module = setting.Compile(Fields);
        var ones = new List<double>();
        var alls = new List<double>();
        bool isCorrect = true;
        long start = Stopwatch.GetTimestamp();
        while (ones.Count < LeastSamples || Stopwatch.GetElapsedTime(start) < time)
        {
            ones.Add(Time(1));
            alls.Add(Time(Count));
        }

        ones.Sort();
        alls.Sort();
        return new(Count, ones[ones.Count / 2], alls[alls.Count / 2], isCorrect);

        double Time(int count)
        {
            int right = 0;
            var threads = new Thread[count];
            for (int i = 0; i < count; i++)
            {
                threads[i] = new Thread(() =>
                {
                    if (Work(setting, module))
                    {
                        Interlocked.Increment(ref right);
                    }
                });
            }

            long before = Stopwatch.GetTimestamp();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            double elapsed = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            isCorrect &= right == count;
            return elapsed;
        }
    }

    private static bool Work(Setting setting, Module module)
    {
        var store = new Store(setting.Engine);
        Instance instance = setting.Linker.Instantiate(store, module);
        for (int i = 1; i < Instances; i++)
        {
            instance = setting.Linker.Instantiate(store, module);
        }

        Func<int, int> add = instance.GetFunction<int, int>("add")!;
        int sum = 0;
        for (int i = 0; i < Calls; i++)
        {
            sum = add(3);
        }

        return sum == 6 * Calls;
    }
}
