namespace Wasm.Jit.X64;

/// <summary>An integer register; the value is its number in encodings.</summary>
internal enum Register : byte
{
    Rax,
    Rcx,
    Rdx,
    Rbx,
    Rsp,
    Rbp,
    Rsi,
    Rdi,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
}
