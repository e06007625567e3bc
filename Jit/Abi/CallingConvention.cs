using Wasm.Jit.Ir;

namespace Wasm.Jit.Abi;

/// <summary>Where a parameter or result is.</summary>
/// <param name="Register">Position in the sequence of its class (integers or floats), or -1.</param>
/// <param name="StackOffset">Otherwise: bytes from the beginning of the parameter or result area.</param>
internal readonly record struct ArgumentPlace(int Register, int StackOffset)
{
    /// <summary>Whether it has a register.</summary>
    public bool InRegister => Register >= 0;
}

/// <summary>
/// Assigns registers and stack slots to parameters and results (<c>Jit/README.md</c>, "Calling convention"). The sequences
/// themselves are the instruction set's; only their lengths count here.
/// </summary>
/// <param name="integers">Registers for integers and references.</param>
/// <param name="floats">Registers for floats and vectors.</param>
internal readonly struct CallingConvention(int integers, int floats)
{
    /// <summary>x64's.</summary>
    public static CallingConvention X64 => new(6, 8);

    /// <summary>ARM64's.</summary>
    public static CallingConvention Arm64 => new(8, 8);

    /// <summary>Whether a type goes to the registers of floats and vectors.</summary>
    public static bool IsFloat(IrType type) => type is IrType.F32 or IrType.F64 or IrType.V128;

    /// <summary>Places values.</summary>
    /// <param name="types">Their types.</param>
    /// <param name="places">Receives as many places.</param>
    /// <returns>Bytes of the stack area: a multiple of 16.</returns>
    public int Assign(ReadOnlySpan<IrType> types, Span<ArgumentPlace> places)
    {
        int nextInteger = 0;
        int nextFloat = 0;
        int bytes = 0;
        for (int i = 0; i < types.Length; i++)
        {
            IrType type = types[i];
            if (IsFloat(type) ? nextFloat < floats : nextInteger < integers)
            {
                places[i] = new ArgumentPlace(IsFloat(type) ? nextFloat++ : nextInteger++, 0);
                continue;
            }

            int width = type == IrType.V128 ? 16 : 8;
            bytes = (bytes + width - 1) & -width;
            places[i] = new ArgumentPlace(-1, bytes);
            bytes += width;
        }

        return (bytes + 15) & ~15;
    }

    /// <summary>Bytes of the stack area.</summary>
    public int StackBytes(ReadOnlySpan<IrType> types)
    {
        Span<ArgumentPlace> places = types.Length <= 64 ? stackalloc ArgumentPlace[64] : new ArgumentPlace[types.Length];
        return Assign(types, places);
    }
}
