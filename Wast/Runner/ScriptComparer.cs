using System.Collections.Immutable;

namespace Wasm.Wast.Runner;

/// <summary>Compares what two engines did in one script.</summary>
internal static class ScriptComparer
{
    /// <summary>Command by command; the names in the result are for the caller to fill in.</summary>
    public static ScriptComparison Compare(List<Observation> left, List<Observation> right)
    {
        var differences = ImmutableArray.CreateBuilder<Difference>();
        int compared = Math.Max(left.Count, right.Count);
        int l = 0;
        int r = 0;
        while (l < left.Count || r < right.Count)
        {
            // A command that only one engine carried out stands at an earlier place than the other's next one.
            int order = l == left.Count ? 1 : r == right.Count ? -1 : Order(left[l], right[r]);
            Observation at = order <= 0 ? left[l] : right[r];
            string leftText = order <= 0 ? left[l++].Outcome : "not carried out";
            string rightText = order >= 0 ? right[r++].Outcome : "not carried out";
            if (leftText != rightText)
            {
                differences.Add(new Difference(at.Position.Line, at.Position.Column, at.Command, leftText, rightText));
            }
        }

        return new ScriptComparison
        {
            Group = "",
            Script = "",
            LeftEngine = "",
            RightEngine = "",
            Compared = compared,
            Differences = differences.ToImmutable(),
        };
    }

    private static int Order(Observation left, Observation right) =>
        (left.Position.Line, left.Position.Column).CompareTo((right.Position.Line, right.Position.Column));
}
