namespace Wasm.Jit.X64;

/// <summary>A vector register; the value is its number in encodings.</summary>
internal enum RegisterXmm : byte
{
    Xmm0,
    Xmm1,
    Xmm2,
    Xmm3,
    Xmm4,
    Xmm5,
    Xmm6,
    Xmm7,
    Xmm8,
    Xmm9,
    Xmm10,
    Xmm11,
    Xmm12,
    Xmm13,
    Xmm14,
    Xmm15,
}
