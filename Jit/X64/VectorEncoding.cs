namespace Wasm.Jit.X64;

/// <summary>How the value of a <see cref="VectorOp"/> is put together: all that its encodings in SSE and AVX need, so that no table is read.</summary>
internal static class VectorEncoding
{
    /// <summary>Bits 0 to 7: the opcode.</summary>
    public const ushort OpcodeMask = 0xFF;

    /// <summary>Bits 8 and 9: the opcode map, numbered as in AVX.</summary>
    public const ushort Map0F = 1 << 8;
    public const ushort Map0F38 = 2 << 8;
    public const ushort Map0F3A = 3 << 8;

    /// <summary>Bits 10 and 11: the mandatory prefix, numbered as in AVX; 0 is none.</summary>
    public const ushort P66 = 1 << 10;
    public const ushort PF3 = 2 << 10;
    public const ushort PF2 = 3 << 10;

    /// <summary>Bit W of the prefix.</summary>
    public const ushort W1 = 1 << 12;

    /// <summary>Two operands in AVX as well: the field for another source is unused.</summary>
    public const ushort Two = 1 << 13;

    /// <summary>An immediate of 8 bits follows.</summary>
    public const ushort Imm = 1 << 14;

    /// <summary>Only AVX (FMA) has it.</summary>
    public const ushort Vex = 1 << 15;
}
