using System.Buffers.Binary;

namespace Wasm.Jit.Backend;

/// <summary>A field of the code that depends on where the code and something outside it are placed.</summary>
/// <param name="Offset">Of the field, in bytes from the code's start.</param>
/// <param name="Symbol">What it refers to.</param>
/// <param name="Addend">Is added to the symbol's address; relative to the field, so -4 where an instruction ends with it.</param>
/// <param name="Kind">How the field is written.</param>
internal readonly record struct Relocation(int Offset, Symbol Symbol, int Addend, FixupKind Kind)
{
    /// <summary>Writes the field.</summary>
    /// <param name="code">The function's code, where it can be written.</param>
    /// <param name="codeAddress">The address that the code's first byte runs at.</param>
    /// <param name="target">The address of <see cref="Symbol"/>.</param>
    /// <exception cref="InvalidOperationException">The target is too far away for the field.</exception>
    public void Apply(Span<byte> code, long codeAddress, long target)
    {
        long value = target + Addend;
        if (Kind == FixupKind.Absolute64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(code[Offset..], value);
            return;
        }

        value -= codeAddress + Offset;
        if (Kind != FixupKind.Relative32 || value != (int)value)
        {
            throw new InvalidOperationException($"{Symbol} is out of the reach of the code at offset {Offset} ({Kind}, distance {value}).");
        }

        BinaryPrimitives.WriteInt32LittleEndian(code[Offset..], (int)value);
    }
}
