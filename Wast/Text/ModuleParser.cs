using System.Text;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.Text;

/// <summary>
/// Parses modules in the text format (specification, chapter 6). Thread-safe. Errors are
/// <see cref="SyntaxException"/>s, for annotations <see cref="MalformedCustomException"/>s and
/// <see cref="InvalidCustomException"/>s, with byte offsets in the source. Nesting is limited by memory only.
/// </summary>
public static class ModuleParser
{
    /// <summary>Parses a module with all features of release 3.0. Its identifiers become names, which backtraces show.</summary>
    /// <param name="text">The module as text.</param>
    /// <param name="path">How messages name the text; need not be a file.</param>
    /// <exception cref="SyntaxException">It is malformed.</exception>
    public static TextModule Parse(string text, string path = "module.wat")
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(new SourceText(path, Encoding.UTF8.GetBytes(text)), FeatureSet.Wasm3, keepIdentifiers: true);
    }

    /// <summary>Parses a whole source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="features">Instructions of features that are off are unknown; annotations can be off too.</param>
    /// <param name="keepIdentifiers">Whether identifiers become names of the name section.</param>
    public static TextModule Parse(SourceText source, FeatureSet features, bool keepIdentifiers = false) =>
        Parse(source, 0, source.Bytes.Length, features, keepIdentifiers, mayHaveHeader: true);

    /// <summary>Parses <c>(module $id? field*)</c>, or <c>field*</c>.</summary>
    /// <param name="source">The source.</param>
    /// <param name="start">Offset of the first byte to read.</param>
    /// <param name="end">Offset behind the last byte to read.</param>
    /// <param name="features">Instructions of features that are off are unknown; annotations can be off too.</param>
    /// <param name="keepIdentifiers">Whether identifiers become names of the name section.</param>
    public static TextModule Parse(SourceText source, int start, int end, FeatureSet features, bool keepIdentifiers = false) =>
        Parse(source, start, end, features, keepIdentifiers, mayHaveHeader: true);

    /// <summary>
    /// Parses <c>field*</c>, without <c>(module</c> and without the closing parenthesis; for callers that read the
    /// module's header themselves.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="start">Offset of the first byte to read.</param>
    /// <param name="end">Offset behind the last byte to read.</param>
    /// <param name="features">Instructions of features that are off are unknown; annotations can be off too.</param>
    /// <param name="keepIdentifiers">Whether identifiers become names of the name section.</param>
    public static TextModule ParseFields(SourceText source, int start, int end, FeatureSet features, bool keepIdentifiers = false) =>
        Parse(source, start, end, features, keepIdentifiers, mayHaveHeader: false);

    private static TextModule Parse(SourceText source, int start, int end, FeatureSet features, bool keepIdentifiers, bool mayHaveHeader)
    {
        using var tokens = new TokenList(source, start, end, features);
        return new FieldParser(source, tokens, keepIdentifiers).Parse(mayHaveHeader);
    }
}
