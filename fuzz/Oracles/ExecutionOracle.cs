using Wasm.Core.Diagnostics;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Runs a case on several engines under the same rules and compares all that can be seen: verdicts on modules, results, traps,
/// exceptions, calls of the host, fuel, memories, globals, tables, segments and objects. One thread at a time.
/// </summary>
/// <param name="options">The rules; null: the defaults.</param>
public sealed class ExecutionOracle(ExecutionOptions? options = null)
{
    private readonly TextTable _texts = new();
    private readonly List<CaseRunner> _runners = [];

    /// <summary>The rules, from the next run on.</summary>
    public ExecutionOptions Options { get; set; } = options ?? new ExecutionOptions();

    /// <summary>Runs a case on all engines; each is compared with the first.</summary>
    /// <param name="item">The case.</param>
    /// <param name="engines">At least one.</param>
    /// <returns>The first difference; if there is none, why something could not be compared; else <see cref="Verdict.Same"/>.</returns>
    public Verdict Run(GeneratedCase item, IReadOnlyList<EngineUnderTest> engines)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentOutOfRangeException.ThrowIfZero(engines.Count, nameof(engines));
        while (_runners.Count < engines.Count)
        {
            _runners.Add(new CaseRunner(_texts));
        }

        if (!Options.Fuel && UsesUpFuel(_runners[0].Run(item, engines[0], Options with { Fuel = true })))
        {
            return new Inconclusive(InconclusiveReason.NeedsFuel, $"more than {Options.FuelPerCall} instructions in a call");
        }

        Recording first = _runners[0].Run(item, engines[0], Options);
        Inconclusive? inconclusive = first.Reason;
        if (ErrorOf(first) is >= 0 and int error)
        {
            return new Different(DifferenceKind.EngineError, new RecordingText(item).Where(in first.Events[error]), engines[0].Name, engines[0].Name,
                new RecordingText(item).Describe(first, error, first), "");
        }

        for (int i = 1; i < engines.Count; i++)
        {
            Recording other = _runners[i].Run(item, engines[i], Options);
            Verdict verdict = Compare(item, first, other, engines[0].Name, engines[i].Name, () =>
                (_runners[0].Run(item, engines[0], Options, contents: true), _runners[i].Run(item, engines[i], Options, contents: true)));
            if (verdict is Different)
            {
                return verdict;
            }

            inconclusive ??= verdict as Inconclusive;
        }

        return inconclusive ?? (Verdict)Verdict.Same;
    }

    /// <summary>Compares two recordings of a case.</summary>
    /// <param name="item">The case.</param>
    /// <param name="left">The first engine's.</param>
    /// <param name="right">The other's.</param>
    /// <param name="leftEngine">Its name.</param>
    /// <param name="rightEngine">Its name.</param>
    /// <param name="withContents">Takes both down anew with all contents of memories; null: they have those.</param>
    internal static Verdict Compare(
        GeneratedCase item,
        Recording left,
        Recording right,
        string leftEngine,
        string rightEngine,
        Func<(Recording Left, Recording Right)>? withContents = null)
    {
        int at = RecordingComparer.FirstDifference(left, right);
        if (at < 0)
        {
            return left.Reason ?? right.Reason ?? InvalidModule(left) ?? (Verdict)Verdict.Same;
        }

        if (withContents is not null && at < left.Events.Length && at < right.Events.Length
            && left.Events[at].Kind == EventKind.Memory && right.Events[at].Kind == EventKind.Memory)
        {
            (left, right) = withContents();
            at = RecordingComparer.FirstDifference(left, right);
            if (at < 0)
            {
                return new Different(DifferenceKind.Memory, "a memory, but not when it was run again", leftEngine, rightEngine, "", "");
            }
        }

        var text = new RecordingText(item);
        ref readonly Event place = ref (at < left.Events.Length ? ref left.Events[at] : ref right.Events[at]);
        DifferenceKind kind = at < left.Events.Length && at < right.Events.Length
            ? RecordingComparer.KindOf(left, in left.Events[at], right, in right.Events[at])
            : DifferenceKind.HostCall;
        return new Different(kind, text.Where(in place), leftEngine, rightEngine, text.Describe(left, at, right), text.Describe(right, at, left));
    }

    internal static bool UsesUpFuel(Recording recording)
    {
        foreach (ref readonly Event item in recording.Events)
        {
            if (RecordingComparer.TagOf(recording, in item) == OutcomeTag.Trap && recording.WordsOf(in item)[1] == (ulong)TrapCode.AllFuelConsumed)
            {
                return true;
            }
        }

        return false;
    }

    // All engines refuse the module: the case is at fault, not they.
    private static Inconclusive? InvalidModule(Recording recording)
    {
        foreach (ref readonly Event item in recording.Events)
        {
            if (item.Kind == EventKind.Module && RecordingComparer.TagOf(recording, in item) == OutcomeTag.Invalid)
            {
                return new Inconclusive(InconclusiveReason.InvalidCase, recording.TextAt(recording.WordsOf(in item)[1]));
            }
        }

        return null;
    }

    private static int ErrorOf(Recording recording)
    {
        for (int i = 0; i < recording.Events.Length; i++)
        {
            if (RecordingComparer.IsEngineError(recording, in recording.Events[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
