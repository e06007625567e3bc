namespace Wasm.Jit.Coverage;

/// <summary>What a feature is about: its upper 8 bits. Values from 32 on are for those who collect.</summary>
public enum FeatureKind
{
    /// <summary>None: no feature.</summary>
    None,

    /// <summary>A lowering rule of x64: an operation of the IR became a machine operation with some form of operands.</summary>
    Rule,

    /// <summary>A pass changed something.</summary>
    Pass,

    /// <summary>A register allocator did something.</summary>
    Allocation,

    /// <summary>An operation of the IR with a value of some type was lowered.</summary>
    Operation,
}
