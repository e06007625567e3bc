using Wasm.Jit.Backend;

namespace Wasm.Jit.X64;

/// <summary>Roles of the registers (<c>Jit/README.md</c>, "Calling convention"), by the numbers of <see cref="Location"/>.</summary>
internal static class X64Registers
{
    /// <summary>Address of the store context.</summary>
    public const Register Context = Register.R15;

    /// <summary>Scratch of emission.</summary>
    public const Register Scratch = Register.R11;

    /// <summary>Scratch of emission.</summary>
    public const RegisterXmm ScratchVector = RegisterXmm.Xmm15;

    /// <summary>The callee's instance.</summary>
    public const byte Instance = (byte)Register.Rdi;

    /// <summary>Code address of indirect calls.</summary>
    public const byte CodeAddress = (byte)Register.R10;

    /// <summary>What may be allocated. Those that need no prefix come first; rax, rcx, rdx have other duties.</summary>
    public static RegisterFile File { get; } = new(
        [
            (byte)Register.Rsi, (byte)Register.Rdi, (byte)Register.Rbx, (byte)Register.Rax, (byte)Register.Rcx, (byte)Register.Rdx,
            (byte)Register.R8, (byte)Register.R9, (byte)Register.R10, (byte)Register.R14, (byte)Register.R13, (byte)Register.R12,
        ],
        [32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46],
        (byte)Scratch,
        Location.FirstVector + (byte)ScratchVector);

    /// <summary>All that may be allocated.</summary>
    public static RegisterSet Allocatable { get; } = SetOf(File);

    /// <summary>Registers of integer parameters and results.</summary>
    public static ReadOnlySpan<byte> Integers =>
        [(byte)Register.Rax, (byte)Register.Rcx, (byte)Register.Rdx, (byte)Register.Rsi, (byte)Register.R8, (byte)Register.R9];

    /// <summary>Registers of a helper's arguments; the context is before them.</summary>
    public static ReadOnlySpan<byte> HelperArguments =>
        [(byte)Register.Rsi, (byte)Register.Rdx, (byte)Register.Rcx, (byte)Register.R8, (byte)Register.R9];

    /// <summary>Register of a float or vector parameter or result.</summary>
    public static byte Float(int position) => (byte)(Location.FirstVector + position);

    private static RegisterSet SetOf(RegisterFile file)
    {
        var set = new RegisterSet(0);
        foreach (byte register in file.General)
        {
            set = set.With(register);
        }

        foreach (byte register in file.Vector)
        {
            set = set.With(register);
        }

        return set;
    }
}
