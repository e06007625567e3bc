namespace Wasm.Jit.Ir;

/// <summary>Type of an IR value.</summary>
internal enum IrType : byte
{
    /// <summary>No value: the instruction acts only.</summary>
    None,

    /// <summary>32 bits; above them a register has zeros.</summary>
    I32,

    /// <summary>64 bits; also addresses and function references.</summary>
    I64,

    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 64 bits.</summary>
    F64,

    /// <summary>128 bits.</summary>
    V128,

    /// <summary>A reference that the collector traces: 32 bits, zeros above (<c>Jit/README.md</c>, "References").</summary>
    Ref,
}
