namespace Wasm.Jit.X64;

/// <summary>The two-operand arithmetic instructions; the value is the opcode extension.</summary>
internal enum AluOp : byte
{
    Add,
    Or,
    Adc,
    Sbb,
    And,
    Sub,
    Xor,

    /// <summary>Subtracts and keeps only the flags.</summary>
    Cmp,
}

/// <summary>Instructions with one operand; the value is the opcode extension.</summary>
internal enum UnaryOp : byte
{
    Not = 2,
    Neg = 3,

    /// <summary>rdx:rax = rax × operand, unsigned (ax = al × operand for bytes).</summary>
    Mul = 4,

    /// <summary>rdx:rax = rax × operand, signed.</summary>
    Imul = 5,

    /// <summary>rax, rdx = quotient, remainder of rdx:rax, unsigned.</summary>
    Div = 6,

    /// <summary>rax, rdx = quotient, remainder of rdx:rax, signed.</summary>
    Idiv = 7,
}

/// <summary>Shifts and rotations; the value is the opcode extension.</summary>
internal enum ShiftOp : byte
{
    Rol = 0,
    Ror = 1,
    Rcl = 2,
    Rcr = 3,
    Shl = 4,
    Shr = 5,
    Sar = 7,
}

/// <summary>Shifts over two registers; the value is the opcode of the form with an immediate.</summary>
internal enum DoubleShiftOp : byte
{
    Shld = 0xA4,
    Shrd = 0xAC,
}

/// <summary>Bit tests; the value is the opcode extension of the form with an immediate.</summary>
internal enum BitTestOp : byte
{
    Bt = 4,
    Bts = 5,
    Btr = 6,
    Btc = 7,
}

/// <summary>Counts and searches of bits; the value is the opcode, 0x100 if prefix F3 is needed.</summary>
internal enum BitCountOp : ushort
{
    Bsf = 0xBC,
    Bsr = 0xBD,

    /// <summary><see cref="CpuFeature.Popcnt"/>.</summary>
    Popcnt = 0x1B8,

    /// <summary><see cref="CpuFeature.Bmi1"/>.</summary>
    Tzcnt = 0x1BC,

    /// <summary><see cref="CpuFeature.Lzcnt"/>.</summary>
    Lzcnt = 0x1BD,
}
