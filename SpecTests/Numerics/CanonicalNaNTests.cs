using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Runtime.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>NaNs become the positive canonical one, other values stay (specification, 4.3.3, deterministic profile).</summary>
[TestFixture]
public class CanonicalNaNTests
{
    private static readonly uint[] NaNs32 = [0x7F800001, 0x7FBFFFFF, 0x7FC00000, 0x7FFFFFFF, 0xFF800001, 0xFFC00000, 0xFFFFFFFF];
    private static readonly uint[] Others32 = [0, 1, 0x3F800000, 0x7F7FFFFF, 0x7F800000, 0x80000000, 0x80000001, 0xFF7FFFFF, 0xFF800000];

    private static readonly ulong[] NaNs64 =
        [0x7FF0000000000001, 0x7FF7FFFFFFFFFFFF, 0x7FF8000000000000, 0x7FFFFFFFFFFFFFFF, 0xFFF0000000000001, 0xFFF8000000000000, ulong.MaxValue];

    private static readonly ulong[] Others64 =
        [0, 1, 0x3FF0000000000000, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0x8000000000000000, 0x8000000000000001, 0xFFF0000000000000];

    [TestCaseSource(nameof(NaNs32))]
    public void F32_NaN_becomes_canonical(uint bits) => Check(bits, 0x7FC00000);

    [TestCaseSource(nameof(Others32))]
    public void F32_number_stays(uint bits) => Check(bits, bits);

    [TestCaseSource(nameof(NaNs64))]
    public void F64_NaN_becomes_canonical(ulong bits) => Check(bits, 0x7FF8000000000000);

    [TestCaseSource(nameof(Others64))]
    public void F64_number_stays(ulong bits) => Check(bits, bits);

    private static void Check(uint bits, uint expected) => Assert.Multiple(() =>
    {
        Assert.That(FloatOps.CanonicalizeNaN(bits), Is.EqualTo(expected));
        Assert.That(BitConverter.SingleToUInt32Bits(FloatOps.CanonicalizeNaN(BitConverter.UInt32BitsToSingle(bits))), Is.EqualTo(expected));
        Assert.That(
            VectorOps.CanonicalizeNaNF32x4(Vector128.Create(bits, 1, bits, 0x7F800000).AsByte()),
            Is.EqualTo(Vector128.Create(expected, 1, expected, 0x7F800000).AsByte()));
    });

    private static void Check(ulong bits, ulong expected) => Assert.Multiple(() =>
    {
        Assert.That(FloatOps.CanonicalizeNaN(bits), Is.EqualTo(expected));
        Assert.That(BitConverter.DoubleToUInt64Bits(FloatOps.CanonicalizeNaN(BitConverter.UInt64BitsToDouble(bits))), Is.EqualTo(expected));
        Assert.That(
            VectorOps.CanonicalizeNaNF64x2(Vector128.Create(1, bits).AsByte()),
            Is.EqualTo(Vector128.Create(1, expected).AsByte()));
    });
}
