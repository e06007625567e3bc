using System.Text;

namespace Wasm.SpecTests.Printer;

/// <summary>A unified diff of two texts, for failure messages.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    public static string Unified(string expected, string actual)
    {
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        List<(char Mark, string Line)> edits = Edits(left, right);
        var output = new StringBuilder();
        int lastChange = -Context - 1;
        for (int i = 0; i < edits.Count; i++)
        {
            int next = edits.FindIndex(i, edit => edit.Mark != ' ');
            if (edits[i].Mark != ' ')
            {
                lastChange = i;
            }
            else if (i - lastChange > Context && (next < 0 || next - i > Context))
            {
                continue;
            }
            else if (i - lastChange == Context + 1 || (next - i == Context && i > lastChange + Context))
            {
                output.Append("…\n");
            }

            output.Append(edits[i].Mark).Append(edits[i].Line).Append('\n');
        }

        return output.ToString();
    }

    // By the table of longest common subsequences: the texts of golden files are short.
    private static List<(char Mark, string Line)> Edits(string[] left, string[] right)
    {
        int[,] common = new int[left.Length + 1, right.Length + 1];
        for (int i = left.Length - 1; i >= 0; i--)
        {
            for (int j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var edits = new List<(char, string)>();
        int l = 0;
        int r = 0;
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                edits.Add((' ', left[l++]));
                r++;
            }
            else if (l < left.Length && (r == right.Length || common[l + 1, r] >= common[l, r + 1]))
            {
                edits.Add(('-', left[l++]));
            }
            else
            {
                edits.Add(('+', right[r++]));
            }
        }

        return edits;
    }
}
