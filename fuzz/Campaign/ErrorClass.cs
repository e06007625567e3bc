using System.Reflection;
using Wasm.Core.Diagnostics;

namespace Wasm.Fuzz.Campaign;

/// <summary>Errors by the words that they begin with: the constants of <see cref="Messages"/>.</summary>
public static class ErrorClass
{
    /// <summary>All words, in alphabetical order; the first stands for whatever begins with none of them.</summary>
    public static IReadOnlyList<string> All { get; } = Find();

    /// <summary>The class of an error.</summary>
    public static int Of(ModuleException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        int best = 0;
        for (int i = 1; i < All.Count; i++)
        {
            if (All[i].Length > (best == 0 ? 0 : All[best].Length) && error.Message.StartsWith(All[i], StringComparison.Ordinal))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Its words.</summary>
    public static string NameOf(int error) => error < All.Count ? All[error] : $"error {error}";

    private static string[] Find()
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (FieldInfo field in typeof(Messages).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (field.IsLiteral && field.GetRawConstantValue() is string { Length: > 0 } text)
            {
                words.Add(text);
            }
        }

        return ["(other)", .. words];
    }
}
