using System.Collections.Immutable;
using System.Globalization;
using Wasm.Core.Diagnostics;

namespace Wasm.Wast.Runner;

/// <summary>
/// Compares what two engines did in one script: what each command came to, then what there is at the end. Whatever
/// differs is a difference, unless one of the engines says why another may do otherwise.
/// </summary>
internal static class ScriptComparer
{
    private const string NotCarriedOut = "not carried out";

    /// <summary>Compares two answers to the same job but for the engine. The group is for the caller to fill in.</summary>
    public static ScriptComparison Compare(ScriptAnswer left, ScriptAnswer right)
    {
        var differences = ImmutableArray.CreateBuilder<Difference>();
        var inconclusive = ImmutableArray.CreateBuilder<SkippedCommand>();
        string? reason = Unfinished(left) ?? Unfinished(right);
        int compared = CompareCommands(left.Commands, right.Commands, reason, differences, inconclusive);
        TextPosition end = EndOf(left.Commands, right.Commands);

        // A run that did not come to its end left a state behind that nobody can compare.
        if (reason is not null)
        {
            inconclusive.Add(new SkippedCommand(end.Line, end.Column, "final state", reason));
        }
        else
        {
            compared += CompareState(left.State, right.State, end, differences, inconclusive);
        }

        return new ScriptComparison
        {
            Group = "",
            Script = left.Result.Script,
            LeftEngine = left.Result.Engine,
            RightEngine = right.Result.Engine,
            Compared = compared,
            Differences = differences.ToImmutable(),
            Inconclusive = inconclusive.ToImmutable(),
        };
    }

    private static int CompareCommands(
        ImmutableArray<Observation> left,
        ImmutableArray<Observation> right,
        string? unfinished,
        ImmutableArray<Difference>.Builder differences,
        ImmutableArray<SkippedCommand>.Builder inconclusive)
    {
        int compared = 0;
        int l = 0;
        int r = 0;
        string? tainted = null;
        while (l < left.Length || r < right.Length)
        {
            // A command that only one engine carried out stands at an earlier place than the other's next one.
            int order = l == left.Length ? 1 : r == right.Length ? -1 : Order(left[l], right[r]);
            Observation at = order <= 0 ? left[l] : right[r];
            Observation? one = order <= 0 ? left[l++] : null;
            Observation? other = order >= 0 ? right[r++] : null;
            compared++;
            if (one?.Outcome == other?.Outcome)
            {
                continue;
            }

            // From where one engine was in its right to go another way, so is all that comes after. A run that was ended
            // says nothing about the command that was ended, nor about those that it did not come to.
            bool isEnded = unfinished is not null && (l == left.Length || r == right.Length);
            tainted ??= one?.Incomparable ?? other?.Incomparable ?? (isEnded ? unfinished : null);
            if (tainted is not null)
            {
                inconclusive.Add(new SkippedCommand(at.Position.Line, at.Position.Column, at.Command, tainted));
            }
            else
            {
                differences.Add(new Difference(
                    at.Position.Line, at.Position.Column, at.Command, one?.Outcome ?? NotCarriedOut, other?.Outcome ?? NotCarriedOut));
            }
        }

        return compared;
    }

    private static int CompareState(
        ImmutableArray<StateItem> left,
        ImmutableArray<StateItem> right,
        TextPosition end,
        ImmutableArray<Difference>.Builder differences,
        ImmutableArray<SkippedCommand>.Builder inconclusive)
    {
        var others = new Dictionary<string, StateItem>(right.Length);
        foreach (StateItem item in right)
        {
            others.Add(item.Item, item);
        }

        int compared = 0;
        foreach (StateItem item in left)
        {
            StateItem? other = others.Remove(item.Item, out StateItem found) ? found : null;
            CompareItem(item, other);
        }

        foreach (StateItem item in right)
        {
            if (others.ContainsKey(item.Item))
            {
                CompareItem(null, item);
            }
        }

        return compared;

        void CompareItem(StateItem? one, StateItem? other)
        {
            compared++;
            string name = (one ?? other)!.Value.Item;
            if ((one?.Incomparable ?? other?.Incomparable) is { } reason)
            {
                inconclusive.Add(new SkippedCommand(end.Line, end.Column, name, reason));
            }
            else if (one?.Value != other?.Value)
            {
                string absent = (one ?? other)!.Value.Value.StartsWith("SHA-256", StringComparison.Ordinal) || name.Contains(", bytes ", StringComparison.Ordinal)
                    ? "zeros"
                    : "none";
                differences.Add(new Difference(end.Line, end.Column, name, one?.Value ?? absent, other?.Value ?? absent));
            }
        }
    }

    private static string? Unfinished(ScriptAnswer answer)
    {
        if (answer.Result.Crash is { } crash)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{answer.Result.Engine}: {crash}");
        }

        foreach (StateItem item in answer.State)
        {
            if (item is { Item: StateItem.End, Incomparable: { } reason })
            {
                return $"{answer.Result.Engine} did not come to the end: {reason}";
            }
        }

        return null;
    }

    private static TextPosition EndOf(ImmutableArray<Observation> left, ImmutableArray<Observation> right) =>
        left.IsEmpty ? right.IsEmpty ? new TextPosition(1, 1) : right[^1].Position : left[^1].Position;

    private static int Order(Observation left, Observation right) =>
        (left.Position.Line, left.Position.Column).CompareTo((right.Position.Line, right.Position.Column));
}
