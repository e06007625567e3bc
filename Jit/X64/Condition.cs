namespace Wasm.Jit.X64;

/// <summary>A condition on the flags; the value is its number in encodings, and the lowest bit negates it.</summary>
internal enum Condition : byte
{
    Overflow,
    NotOverflow,

    /// <summary>Unsigned less; carry.</summary>
    Below,

    /// <summary>Unsigned greater or equal; no carry.</summary>
    AboveOrEqual,
    Equal,
    NotEqual,
    BelowOrEqual,
    Above,
    Sign,
    NotSign,

    /// <summary>Even parity; after a comparison of floats: unordered.</summary>
    Parity,
    NotParity,

    /// <summary>Signed less.</summary>
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Greater,
}

/// <summary>Relations between conditions.</summary>
internal static class ConditionExtensions
{
    /// <summary>True when the other is false.</summary>
    public static Condition Negate(this Condition condition) => condition ^ (Condition)1;

    /// <summary>The condition that says of <c>b, a</c> what this one says of the compared <c>a, b</c>; equality and flags of one value stay as they are.</summary>
    public static Condition Swap(this Condition condition) => condition switch
    {
        Condition.Below => Condition.Above,
        Condition.Above => Condition.Below,
        Condition.AboveOrEqual => Condition.BelowOrEqual,
        Condition.BelowOrEqual => Condition.AboveOrEqual,
        Condition.Less => Condition.Greater,
        Condition.Greater => Condition.Less,
        Condition.GreaterOrEqual => Condition.LessOrEqual,
        Condition.LessOrEqual => Condition.GreaterOrEqual,
        _ => condition,
    };
}
