using Wasm.Core.Instructions;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Campaign;

/// <summary>
/// What cases had and what engines did with them: a set of features (<see cref="CaseFeature"/>, <see cref="CompilationFeature"/>).
/// Is the sink of all engines of one worker; the parent has one that all workers' are merged into.
/// </summary>
public sealed class Coverage : ICoverageSink
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _features = [];
    private readonly List<ulong> _new = [];
    private readonly int[] _counts = new int[256];
    private int _taken;

    /// <inheritdoc/>
    public bool IsWanted { get; set; } = true;

    /// <summary>Number of features.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _new.Count;
            }
        }
    }

    /// <summary>Rows that occurred.</summary>
    public int Occurred => CountOf(CaseFeature.Row);

    /// <summary>Rows in functions that a call or a start function reaches, directly or through direct calls in the same module.</summary>
    public int Called => CountOf(CaseFeature.Called);

    /// <summary>Rows there are.</summary>
    public static int Rows => InstructionTable.All.Count;

    /// <summary>Whether a feature is there.</summary>
    public bool Has(ulong feature)
    {
        lock (_lock)
        {
            return _features.Contains(feature);
        }
    }

    /// <summary>Whether a row occurred.</summary>
    public bool HasOccurred(Op op) => Has(CaseFeature.OfRow(CaseFeature.Row, op));

    /// <summary>Whether a row was in a function that was called.</summary>
    public bool WasCalled(Op op) => Has(CaseFeature.OfRow(CaseFeature.Called, op));

    /// <summary>All features of a kind.</summary>
    public IReadOnlyList<ulong> Of(FeatureKind kind)
    {
        lock (_lock)
        {
            return _new.FindAll(feature => CompilationFeature.KindOf(feature) == kind);
        }
    }

    /// <summary>Number of the features of a kind.</summary>
    public int CountOf(FeatureKind kind)
    {
        lock (_lock)
        {
            return _counts[(int)kind];
        }
    }

    /// <summary>Adds a feature.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong feature) => Add([feature]);

    /// <summary>Adds features.</summary>
    /// <returns>Whether any is new.</returns>
    public bool Add(ReadOnlySpan<ulong> features)
    {
        bool isNew = false;
        lock (_lock)
        {
            foreach (ulong feature in features)
            {
                if (_features.Add(feature))
                {
                    _new.Add(feature);
                    _counts[(int)CompilationFeature.KindOf(feature)]++;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    /// <inheritdoc/>
    void ICoverageSink.Add(ReadOnlySpan<ulong> features) => Add(features);

    /// <summary>The features that came since this was asked last, in order: a case's, if it is asked after each.</summary>
    public ulong[] TakeNew()
    {
        lock (_lock)
        {
            ulong[] features = [.. _new[_taken..]];
            _taken = _new.Count;
            return features;
        }
    }
}
