namespace Wasm.Jit.Backend;

/// <summary>How a distance stands in code.</summary>
internal enum FixupKind : byte
{
    /// <summary>8 bits, signed: target + addend - end of the field.</summary>
    Relative8,

    /// <summary>32 bits, signed: target + addend - end of the field.</summary>
    Relative32,
}
