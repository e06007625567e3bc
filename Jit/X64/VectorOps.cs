namespace Wasm.Jit.X64;

/// <summary>
/// Moves between vector registers and memory. The value: opcode and prefix of the load (bits 0 to 7; 8, 9),
/// of the store (bits 16 to 23; 24, 25), prefixes numbered as in <see cref="VectorEncoding"/>.
/// </summary>
internal enum VectorMove : uint
{
    /// <summary>32 bits; a load clears the rest, a move between registers keeps it.</summary>
    Movss = 0x0211_0210,

    /// <summary>64 bits; a load clears the rest, a move between registers keeps it.</summary>
    Movsd = 0x0311_0310,

    /// <summary>64 bits; clears the rest, also between registers.</summary>
    Movq = 0x01D6_027E,

    /// <summary>128 bits, any address.</summary>
    Movups = 0x0011_0010,
    Movupd = 0x0111_0110,

    /// <summary>128 bits, a multiple of 16. The right one for moves between registers, of any type.</summary>
    Movaps = 0x0029_0028,
    Movapd = 0x0129_0128,
    Movdqu = 0x027F_026F,
    Movdqa = 0x017F_016F,
}

/// <summary>
/// Moves of half a vector: loads replace that half of the first source and keep the other one. Memory only.
/// The value is the opcode and prefix of the load; the store's opcode is the next one.
/// </summary>
internal enum VectorHalfMove : ushort
{
    Movlps = 0x012,
    Movhps = 0x016,
    Movlpd = 0x112,
    Movhpd = 0x116,
}

/// <summary>Shifts of lanes, or of all bytes, by a constant; the value: opcode and its extension (lowest 4 bits).</summary>
internal enum VectorShiftOp : ushort
{
    Psrlw = 0x712,
    Psraw = 0x714,
    Psllw = 0x716,
    Psrld = 0x722,
    Psrad = 0x724,
    Pslld = 0x726,
    Psrlq = 0x732,

    /// <summary>All 16 bytes, by bytes.</summary>
    Psrldq = 0x733,
    Psllq = 0x736,

    /// <summary>All 16 bytes, by bytes.</summary>
    Pslldq = 0x737,
}

/// <summary>Choice by the sign bits of a mask; the value: opcode in SSE (mask in xmm0), above it that in AVX.</summary>
internal enum VectorBlendOp : ushort
{
    Pblendvb = 0x4C10,
    Blendvps = 0x4A14,
    Blendvpd = 0x4B15,
}

/// <summary>A float to an integer register; the value: prefix (bits 8, 9) and opcode.</summary>
internal enum FloatToIntegerOp : ushort
{
    Cvttss2si = 0x22C,
    Cvtss2si = 0x22D,
    Cvttsd2si = 0x32C,
    Cvtsd2si = 0x32D,
}

/// <summary>An integer to a float; the value: prefix (bits 8, 9) and opcode. Keeps the rest of the first source.</summary>
internal enum IntegerToFloatOp : ushort
{
    Cvtsi2ss = 0x22A,
    Cvtsi2sd = 0x32A,
}

/// <summary>Sign bits of lanes to an integer register; the value: prefix (bits 8, 9) and opcode.</summary>
internal enum VectorMaskOp : ushort
{
    Movmskps = 0x050,
    Movmskpd = 0x150,
    Pmovmskb = 0x1D7,
}
