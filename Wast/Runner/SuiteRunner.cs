using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Wast.Runner;

/// <summary>Runs many scripts on several engines, several scripts at a time.</summary>
public sealed class SuiteRunner
{
    private readonly SuiteOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<SuiteScript> _scripts;
    private readonly SuiteScript[] _order;
    private readonly ScriptOptions _script;
    private readonly Lane[] _lanes;
    private readonly Lane[] _comparing;
    private readonly List<ScriptResult> _results = [];
    private readonly List<ScriptComparison> _comparisons = [];
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _error;
    private volatile bool _ended;
    private int _next = -1;

    private SuiteRunner(SuiteOptions options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        _scripts = SuiteDiscovery.Find(options.Paths, options.Filter);

        // Long scripts first, so that none is left alone at the end.
        _order = [.. _scripts];
        if (options.Seed is { } seed)
        {
            new Random(seed).Shuffle(_order);
        }
        else
        {
            Array.Sort(_order, (left, right) => right.Length.CompareTo(left.Length));
        }

        _script = options.Script with { FailFast = options.Script.FailFast || options.FailFast };
        _lanes = [.. options.Engines.Select(choice => CreateLane(choice, options.Script.RoundTrip ? RunMode.RoundTrip : RunMode.Default, options.Engine))];
        _comparing = options.Compare && options.Engines.Length > 1
            ? [.. options.Engines.Select(choice => CreateLane(choice, RunMode.Compare, options.CompareEngine))]
            : [];
    }

    /// <summary>An engine in a mode. Without an executor, its jobs are carried out elsewhere.</summary>
    private sealed record Lane(string Engine, string Mode, EngineOptions Options, ScriptOptions Script, ScriptExecutor? Executor);

    /// <summary>Runs what the options say.</summary>
    /// <exception cref="SuiteInputException">A path does not exist, a file cannot be read, or there is nothing to run.</exception>
    public static SuiteResult Run(SuiteOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1, nameof(options));
        return new SuiteRunner(options, cancellation).Run();
    }

    private SuiteResult Run()
    {
        long start = Stopwatch.GetTimestamp();
        var threads = new Thread[Math.Min(_options.Jobs, _order.Length) - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"scripts {i}" };
            threads[i].Start();
        }

        Work();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        _error?.Throw();
        string first = _options.Paths[0];
        return new SuiteResult
        {
            Paths = _options.Paths,
            Commit = TestSuiteLocator.FindCommit(first),
            Scripts = [.. _results.OrderBy(result => result, Comparer<ScriptResult>.Create(Compare))],
            Comparisons = [.. _comparisons.OrderBy(item => item, Comparer<ScriptComparison>.Create(Compare))],
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Incomplete = _ended,
        };
    }

    private void Work()
    {
        while (!_ended && Interlocked.Increment(ref _next) is var index && index < _order.Length)
        {
            try
            {
                RunScript(_order[index]);
            }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                lock (_lock)
                {
                    _error ??= ExceptionDispatchInfo.Capture(e);
                }

                _ended = true;
            }
        }
    }

    private Lane CreateLane(EngineChoice choice, string mode, EngineOptions options)
    {
        ScriptOptions script = mode == RunMode.Compare ? _script with { Limits = _script.Limits ?? SuiteOptions.CompareLimits } : _script;
        return new(choice.Name, mode, options, script, _options.Isolation is null ? new ScriptExecutor(choice.Create(options), script, mode) : null);
    }

    private void RunScript(SuiteScript file)
    {
        long start = Stopwatch.GetTimestamp();
        Script.Script script = ScriptExecutor.ReadScript(file.Path);
        foreach (Lane lane in _lanes)
        {
            Add(file, Run(lane, file, script, observe: false).Result, start);
            start = Stopwatch.GetTimestamp();
        }

        if (_comparing.Length > 0 && !_ended)
        {
            CompareEngines(file, script);
        }

        _ended |= _cancellation.IsCancellationRequested;
    }

    private ScriptAnswer Run(Lane lane, SuiteScript file, Script.Script script, bool observe)
    {
        if (lane.Executor is { } executor)
        {
            return executor.Answer(script, lane.Engine, observe, _cancellation);
        }

        var job = new ScriptJob { Path = file.Path, Engine = lane.Engine, Mode = lane.Mode, Options = lane.Options, Script = lane.Script, Observe = observe };
        return _options.Isolation!(job, _cancellation);
    }

    private void CompareEngines(SuiteScript file, Script.Script script)
    {
        ScriptAnswer? left = null;
        foreach (Lane lane in _comparing)
        {
            long start = Stopwatch.GetTimestamp();
            ScriptAnswer answer = Run(lane, file, script, observe: true);
            Add(file, answer.Result, start);
            if (left is null)
            {
                left = answer;
                continue;
            }

            ScriptComparison comparison = ScriptComparer.Compare(left, answer) with { Group = file.Group, Script = file.Name };
            lock (_lock)
            {
                _comparisons.Add(comparison);
            }
        }
    }

    private void Add(SuiteScript file, ScriptResult result, long start)
    {
        result = result with { Group = file.Group, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        lock (_lock)
        {
            _results.Add(result);
            _ended |= _options.FailFast && !result.Succeeded;
            int total = _scripts.Count * (_lanes.Length + _comparing.Length);
            _options.Progress?.Invoke(new SuiteProgress(result, _results.Count, total));
        }
    }

    private static int Compare(ScriptResult left, ScriptResult right)
    {
        int order = SuiteDiscovery.CompareGroups(left.Group, right.Group);
        order = order != 0 ? order : string.CompareOrdinal(left.Script, right.Script);
        order = order != 0 ? order : string.CompareOrdinal(left.Mode, right.Mode) * -1;
        return order != 0 ? order : string.CompareOrdinal(right.Engine, left.Engine);
    }

    private static int Compare(ScriptComparison left, ScriptComparison right)
    {
        int order = SuiteDiscovery.CompareGroups(left.Group, right.Group);
        order = order != 0 ? order : string.CompareOrdinal(left.Script, right.Script);
        return order != 0 ? order : string.CompareOrdinal(left.RightEngine, right.RightEngine);
    }
}
