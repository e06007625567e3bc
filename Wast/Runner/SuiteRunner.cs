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
    private readonly ScriptExecutor[] _executors;
    private readonly ScriptExecutor[] _comparing;
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
        Array.Sort(_order, (left, right) => right.Length.CompareTo(left.Length));

        ScriptOptions script = options.Script with { FailFast = options.Script.FailFast || options.FailFast };
        _executors = [.. options.Engines.Select(choice => new ScriptExecutor(choice.Create(options.Engine), script))];
        EngineOptions deterministic = options.Engine with { CanonicalizeNaNs = true, DeterministicRelaxedSimd = true };
        _comparing = options.Compare && options.Engines.Length > 1
            ? [.. options.Engines.Select(choice => new ScriptExecutor(choice.Create(deterministic), script, RunMode.Compare))]
            : [];
    }

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

    private void RunScript(SuiteScript file)
    {
        long start = Stopwatch.GetTimestamp();
        Script.Script script = ScriptExecutor.ReadScript(file.Path);
        foreach (ScriptExecutor executor in _executors)
        {
            ScriptResult result = executor.Run(script, _cancellation);
            Add(file, result, start);
            start = Stopwatch.GetTimestamp();
        }

        if (_comparing.Length > 0 && !_ended)
        {
            CompareEngines(file, script);
        }

        _ended |= _cancellation.IsCancellationRequested;
    }

    private void CompareEngines(SuiteScript file, Script.Script script)
    {
        List<Observation>? left = null;
        foreach (ScriptExecutor executor in _comparing)
        {
            long start = Stopwatch.GetTimestamp();
            var observations = new List<Observation>();
            ScriptResult result = executor.Run(script, observations, _cancellation);
            Add(file, result, start);
            if (left is null)
            {
                left = observations;
                continue;
            }

            ScriptComparison comparison = ScriptComparer.Compare(left, observations) with
            {
                Group = file.Group,
                Script = file.Name,
                LeftEngine = _comparing[0].Engine.Name,
                RightEngine = executor.Engine.Name,
            };
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
            int total = _scripts.Count * (_executors.Length + _comparing.Length);
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
