namespace Wasm.Fuzz.Oracles;

/// <summary>Finds the first thing in which two runs of a case part.</summary>
internal static class RecordingComparer
{
    /// <summary>Compares.</summary>
    /// <returns>The number of the first event that differs, in both recordings; -1: none does, as far as they can be compared.</returns>
    public static int FirstDifference(Recording left, Recording right)
    {
        int comparable = Math.Min(left.ComparableEvents, right.ComparableEvents);
        ReadOnlySpan<Event> one = left.Events;
        ReadOnlySpan<Event> other = right.Events;
        int count = Math.Min(comparable, Math.Max(one.Length, other.Length));
        for (int i = 0; i < count; i++)
        {
            if (i >= one.Length || i >= other.Length || !AreSame(left, in one[i], right, in other[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether an event says that the engine itself failed, even if another engine failed the same way.</summary>
    public static bool IsEngineError(Recording recording, in Event item) => TagOf(recording, in item) == OutcomeTag.EngineError;

    /// <summary>How an event that has an outcome ended; null for others.</summary>
    public static OutcomeTag? TagOf(Recording recording, in Event item) =>
        item.Kind is EventKind.Module or EventKind.HostReturn or EventKind.CallEnd ? (OutcomeTag)recording.WordsOf(in item)[0] : null;

    /// <summary>What kind of difference two events make.</summary>
    public static DifferenceKind KindOf(Recording left, in Event one, Recording right, in Event other)
    {
        if (IsEngineError(left, in one) || IsEngineError(right, in other))
        {
            return DifferenceKind.EngineError;
        }

        if (one.Kind != other.Kind || one.First != other.First || one.Second != other.Second)
        {
            // One of them called the host where the other did not, or a call more.
            return DifferenceKind.HostCall;
        }

        return one.Kind switch
        {
            EventKind.Module => DifferenceKind.Instantiation,
            EventKind.HostCall => InObjects(left, in one, right, in other) ? DifferenceKind.Objects : DifferenceKind.HostCall,
            EventKind.Fuel => DifferenceKind.Fuel,
            EventKind.Numbers or EventKind.Global => DifferenceKind.Global,
            EventKind.Memory => DifferenceKind.Memory,
            EventKind.Table => DifferenceKind.Table,
            EventKind.Segments => DifferenceKind.Segment,
            EventKind.Objects => DifferenceKind.Objects,
            _ => OfOutcomes(left, in one, right, in other),
        };
    }

    private static DifferenceKind OfOutcomes(Recording left, in Event one, Recording right, in Event other)
    {
        OutcomeTag? tag = TagOf(left, in one);
        if (tag != TagOf(right, in other))
        {
            return DifferenceKind.Outcome;
        }

        return tag switch
        {
            OutcomeTag.Return => InObjects(left, in one, right, in other) ? DifferenceKind.Objects : DifferenceKind.Results,
            OutcomeTag.Trap => DifferenceKind.Trap,
            OutcomeTag.Exception => DifferenceKind.Exception,
            _ => DifferenceKind.Outcome,
        };
    }

    // Whether the values themselves are the same.
    private static bool InObjects(Recording left, in Event one, Recording right, in Event other) =>
        left.WordsOf(in one)[..(one.ObjectsStart - one.Start)].SequenceEqual(right.WordsOf(in other)[..(other.ObjectsStart - other.Start)]);

    private static bool AreSame(Recording left, in Event one, Recording right, in Event other) =>
        one.Kind == other.Kind && one.First == other.First && one.Second == other.Second
        && left.WordsOf(in one).SequenceEqual(right.WordsOf(in other));
}
