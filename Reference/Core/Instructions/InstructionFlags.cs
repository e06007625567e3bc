namespace Wasm.Core.Instructions;

/// <summary>Properties of an instruction that hold whatever its operands are.</summary>
[Flags]
public enum InstructionFlags : ushort
{
    /// <summary>Nothing is known.</summary>
    NoFlags = 0,

    /// <summary>Some operands make it trap.</summary>
    MayTrap = 1,

    /// <summary>It reads bytes of a memory.</summary>
    ReadsMemory = 2,

    /// <summary>It writes bytes of a memory.</summary>
    WritesMemory = 4,

    /// <summary>Allowed in constant expressions.</summary>
    Constant = 8,

    /// <summary>Allowed in constant expressions under <see cref="Feature.ExtendedConst"/>.</summary>
    ExtendedConstant = 16,

    /// <summary>Swapping its two operands never changes the result (NaN payloads aside).</summary>
    Commutes = 32,

    /// <summary>Control never reaches the next instruction.</summary>
    Terminates = 64,
}
