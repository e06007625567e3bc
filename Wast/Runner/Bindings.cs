using System.Diagnostics.CodeAnalysis;

namespace Wasm.Wast.Runner;

/// <summary>
/// Names of a script's modules or instances, and the latest of them (specification interpreter, <c>runner.ml</c>:
/// a name is bound once; every binding is also the latest). Names whose command failed are remembered, so that
/// commands that need them are skipped instead of acting on something else.
/// </summary>
/// <param name="category">For messages: <c>module</c>, <c>module instance</c>.</param>
internal sealed class Bindings<T>(string category)
    where T : class
{
    private readonly Dictionary<string, Entry> _named = [];
    private Entry? _latest;

    private sealed record Entry(T? Value, int FailedAtLine);

    /// <summary>Finds what a name, or null for the latest, stands for; else tells what becomes of the command.</summary>
    public bool TryGet(string? name, [NotNullWhen(true)] out T? value, out Verdict verdict)
    {
        Entry? entry = name is null ? _latest : _named.GetValueOrDefault(name);
        value = entry?.Value;
        verdict = value is not null ? Verdict.Pass
            : entry is not null ? Verdict.Skip($"the {category} of line {entry.FailedAtLine} failed")
            : Verdict.Fail($"a {category}", name is null ? $"no {category} defined" : $"unknown {category} ${name}");
        return value is not null;
    }

    /// <summary>Whether a name can still be bound; if not, what becomes of the command.</summary>
    public bool IsFree(string? name, out Verdict verdict)
    {
        bool isFree = name is null || !_named.TryGetValue(name, out Entry? entry) || entry.Value is null;
        verdict = isFree ? Verdict.Pass : Verdict.Fail("a name that is not bound yet", $"{category} ${name} already defined");
        return isFree;
    }

    /// <summary>Binds a free name, or none, and makes the value the latest.</summary>
    public void Bind(string? name, T value) => Set(name, new Entry(value, 0));

    /// <summary>Remembers that the command at a line should have bound a name and did not.</summary>
    public void Fail(string? name, int line)
    {
        var entry = new Entry(null, line);
        Set(name is null || IsFree(name, out _) ? name : null, entry);
    }

    private void Set(string? name, Entry entry)
    {
        if (name is not null)
        {
            _named[name] = entry;
        }

        _latest = entry;
    }
}
