namespace Wasm.Jit.X64;

/// <summary>
/// A condition of the flags, or one of the two that need two tests after a comparison of floats. As with
/// <see cref="Condition"/>, whose numbers are the same, the lowest bit negates.
/// </summary>
internal enum X64Condition : byte
{
    /// <inheritdoc cref="Condition.Overflow"/>
    Overflow = Condition.Overflow,

    /// <inheritdoc cref="Condition.Below"/>
    Below = Condition.Below,

    /// <inheritdoc cref="Condition.AboveOrEqual"/>
    AboveOrEqual = Condition.AboveOrEqual,

    /// <summary>Equal, zero.</summary>
    Equal = Condition.Equal,

    /// <summary>Not equal, not zero.</summary>
    NotEqual = Condition.NotEqual,

    /// <summary>Unsigned less or equal.</summary>
    BelowOrEqual = Condition.BelowOrEqual,

    /// <summary>Unsigned greater.</summary>
    Above = Condition.Above,

    /// <inheritdoc cref="Condition.Parity"/>
    Parity = Condition.Parity,

    /// <inheritdoc cref="Condition.Less"/>
    Less = Condition.Less,

    /// <summary>Signed greater or equal.</summary>
    GreaterOrEqual = Condition.GreaterOrEqual,

    /// <summary>Signed less or equal.</summary>
    LessOrEqual = Condition.LessOrEqual,

    /// <summary>Signed greater.</summary>
    Greater = Condition.Greater,

    /// <summary>Floats: equal, and neither is a NaN.</summary>
    FloatEqual = 16,

    /// <summary>Floats: different, or one is a NaN.</summary>
    FloatNotEqual = 17,
}
