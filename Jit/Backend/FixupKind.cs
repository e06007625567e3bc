namespace Wasm.Jit.Backend;

/// <summary>How a distance or an address stands in code.</summary>
internal enum FixupKind : byte
{
    /// <summary>8 bits, signed: target + addend - position of the field.</summary>
    Relative8,

    /// <summary>32 bits, signed: target + addend - position of the field.</summary>
    Relative32,

    /// <summary>64 bits: the address of the target + addend; only as a relocation.</summary>
    Absolute64,
}
