using System.Runtime.Intrinsics.X86;

namespace Wasm.Jit.X64;

/// <summary>Instruction sets beyond the baseline, SSE4.1, that code may use.</summary>
[Flags]
internal enum CpuFeature
{
    None = 0,

    /// <summary>SSE4.1 and all before it: without it this instruction set is not supported.</summary>
    Sse41 = 1 << 0,

    /// <summary><c>pcmpgtq</c>.</summary>
    Sse42 = 1 << 1,
    Popcnt = 1 << 2,
    Lzcnt = 1 << 3,

    /// <summary><c>tzcnt</c>, <c>andn</c>, <c>bextr</c>, <c>blsi</c>, <c>blsr</c>, <c>blsmsk</c>.</summary>
    Bmi1 = 1 << 4,

    /// <summary><c>shlx</c>, <c>shrx</c>, <c>sarx</c>, <c>rorx</c>, <c>mulx</c>, <c>bzhi</c>.</summary>
    Bmi2 = 1 << 5,

    /// <summary>Three-operand forms of SSE.</summary>
    Avx = 1 << 6,

    /// <summary>Broadcasts of integers and from registers, shifts by vectors.</summary>
    Avx2 = 1 << 7,

    /// <summary>Fused multiply-add.</summary>
    Fma = 1 << 8,
    All = (1 << 9) - 1,
}

/// <summary>The instruction sets that code may use.</summary>
/// <param name="Flags">All of them.</param>
internal readonly record struct CpuFeatures(CpuFeature Flags)
{
    /// <summary>Only what every supported processor has.</summary>
    public static CpuFeatures Baseline => new(CpuFeature.Sse41);

    /// <summary>Those of this processor, as far as the system lets programs use them.</summary>
    public static CpuFeatures Host { get; } = new(
        (X86Base.IsSupported && Sse41.IsSupported ? CpuFeature.Sse41 : 0)
        | (Sse42.IsSupported ? CpuFeature.Sse42 : 0)
        | (Popcnt.IsSupported ? CpuFeature.Popcnt : 0)
        | (Lzcnt.IsSupported ? CpuFeature.Lzcnt : 0)
        | (Bmi1.IsSupported ? CpuFeature.Bmi1 : 0)
        | (Bmi2.IsSupported ? CpuFeature.Bmi2 : 0)
        | (Avx.IsSupported ? CpuFeature.Avx : 0)
        | (Avx2.IsSupported ? CpuFeature.Avx2 : 0)
        | (Fma.IsSupported ? CpuFeature.Fma : 0));

    /// <summary>Whether all of these may be used.</summary>
    public bool Has(CpuFeature features) => (Flags & features) == features;

    /// <summary>These without some, and without what needs those: for tests and for looking for errors.</summary>
    public CpuFeatures Without(CpuFeature features)
    {
        if ((features & CpuFeature.Sse42) != 0)
        {
            features |= CpuFeature.Avx;
        }

        if ((features & CpuFeature.Avx) != 0)
        {
            // BMI is encoded like AVX but does not depend on it.
            features |= CpuFeature.Avx2 | CpuFeature.Fma;
        }

        return new(Flags & ~features);
    }
}
