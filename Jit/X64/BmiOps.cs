using static Wasm.Jit.X64.VectorEncoding;

namespace Wasm.Jit.X64;

/// <summary>Instructions on integers <c>op destination, source, control</c>, where the source may be memory; encoded as <see cref="VectorOp"/>. Flags stay, except for the last two.</summary>
internal enum BmiShiftOp : ushort
{
    /// <summary>BMI2.</summary>
    Shlx = P66 | Map0F38 | 0xF7,

    /// <summary>BMI2.</summary>
    Sarx = PF3 | Map0F38 | 0xF7,

    /// <summary>BMI2.</summary>
    Shrx = PF2 | Map0F38 | 0xF7,

    /// <summary>BMI1; control: first bit, above it (bits 8 to 15) the number of bits.</summary>
    Bextr = Map0F38 | 0xF7,

    /// <summary>BMI2; clears bits from the control's number up.</summary>
    Bzhi = Map0F38 | 0xF5,
}

/// <summary>Instructions on integers <c>op destination, first, second</c>, where the second source may be memory; encoded as <see cref="VectorOp"/>.</summary>
internal enum BmiOp : ushort
{
    /// <summary>BMI1: not first, and second.</summary>
    Andn = Map0F38 | 0xF2,

    /// <summary>BMI2: (destination, first) = rdx × second, unsigned, high half in the destination. Keeps flags.</summary>
    Mulx = PF2 | Map0F38 | 0xF6,

    /// <summary>BMI2: deposits bits.</summary>
    Pdep = PF2 | Map0F38 | 0xF5,

    /// <summary>BMI2: extracts bits.</summary>
    Pext = PF3 | Map0F38 | 0xF5,
}

/// <summary>Instructions on the lowest set bit (BMI1); the value is the opcode extension.</summary>
internal enum LowestBitOp : byte
{
    /// <summary>Clears it.</summary>
    Blsr = 1,

    /// <summary>Mask up to and including it.</summary>
    Blsmsk = 2,

    /// <summary>Isolates it.</summary>
    Blsi = 3,
}
