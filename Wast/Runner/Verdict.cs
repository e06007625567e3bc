namespace Wasm.Wast.Runner;

/// <summary>What came of a command.</summary>
internal readonly struct Verdict
{
    private enum Kind : byte
    {
        Pass,
        Fail,
        Skip,
    }

    private readonly Kind _kind;

    private Verdict(Kind kind, string expected, string actual)
    {
        _kind = kind;
        Expected = expected;
        Actual = actual;
    }

    public static Verdict Pass => default;

    public bool IsPass => _kind == Kind.Pass;

    public bool IsFail => _kind == Kind.Fail;

    /// <summary>Failed: what the script expects.</summary>
    public string Expected { get; }

    /// <summary>Failed: what happened. Skipped: why.</summary>
    public string Actual { get; }

    public static Verdict Fail(string expected, string actual) => new(Kind.Fail, expected, actual);

    public static Verdict Skip(string reason) => new(Kind.Skip, "", reason);
}
