namespace Wasm.Jit.X64;

/// <summary>Width of an integer operand; the value is its number of bytes, which the encoder makes use of.</summary>
internal enum OperandSize : byte
{
    /// <summary>8 bits. Registers 4 to 7 are spl, bpl, sil, dil: ah to bh cannot be named.</summary>
    Byte = 1,

    /// <summary>16 bits.</summary>
    Word = 2,

    /// <summary>32 bits; writing a register clears the 32 above.</summary>
    Dword = 4,

    /// <summary>64 bits.</summary>
    Qword = 8,
}
