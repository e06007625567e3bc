using System.Runtime.Intrinsics;
using NUnit.Framework;
using Wasm.Runtime.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>What vector loads and stores do between memory and operand (specification, 4.6 v128.load… and v128.store…).</summary>
[TestFixture]
public class VectorLoadTests
{
    private const ulong Bits = 0xFF80_7F01_8000_7FFE;
    private static readonly Vector128<byte> Ramp = Vector128.CreateSequence((byte)0, (byte)1);

    private static IEnumerable<TestCaseData<Vector128<byte>, Vector128<byte>>> Loads()
    {
        static TestCaseData<Vector128<byte>, Vector128<byte>> Case(string name, Vector128<byte> actual, Vector128<byte> expected) =>
            new TestCaseData<Vector128<byte>, Vector128<byte>>(actual, expected).SetArgDisplayNames(name);

        yield return Case("load8x8_s", VectorOps.V128Load8x8S(Bits), Vector128.Create((short)-2, 127, 0, -128, 1, 127, -128, -1).AsByte());
        yield return Case("load8x8_u", VectorOps.V128Load8x8U(Bits), Vector128.Create((short)254, 127, 0, 128, 1, 127, 128, 255).AsByte());
        yield return Case("load16x4_s", VectorOps.V128Load16x4S(Bits), Vector128.Create(0x7FFE, -0x8000, 0x7F01, -0x80).AsByte());
        yield return Case("load16x4_u", VectorOps.V128Load16x4U(Bits), Vector128.Create(0x7FFE, 0x8000, 0x7F01, 0xFF80).AsByte());
        yield return Case("load32x2_s", VectorOps.V128Load32x2S(Bits), Vector128.Create(-0x7FFF8002L, -0x7F80FFL).AsByte());
        yield return Case("load32x2_u", VectorOps.V128Load32x2U(Bits), Vector128.Create(0x80007FFEL, 0xFF807F01L).AsByte());
        yield return Case("load8_splat", VectorOps.V128Load8Splat(0x81), Vector128.Create((byte)0x81));
        yield return Case("load16_splat", VectorOps.V128Load16Splat(0x8102), Vector128.Create((ushort)0x8102).AsByte());
        yield return Case("load32_splat", VectorOps.V128Load32Splat(0x81020304), Vector128.Create(0x81020304).AsByte());
        yield return Case("load64_splat", VectorOps.V128Load64Splat(Bits), Vector128.Create(Bits).AsByte());
        yield return Case("load32_zero", VectorOps.V128Load32Zero(0x81020304), Vector128.Create(0x81020304, 0, 0, 0).AsByte());
        yield return Case("load64_zero", VectorOps.V128Load64Zero(Bits), Vector128.Create(Bits, 0).AsByte());
        yield return Case("load8_lane", VectorOps.V128Load8Lane(Ramp, 0xFF, 15), Vector128.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xFF));
        yield return Case("load16_lane", VectorOps.V128Load16Lane(Ramp, 0xFEFF, 3), Vector128.Create(0, 1, 2, 3, 4, 5, 0xFF, 0xFE, 8, 9, 10, 11, 12, 13, 14, 15));
        yield return Case("load32_lane", VectorOps.V128Load32Lane(Ramp, 0xFCFDFEFF, 0), Vector128.Create(0xFF, 0xFE, 0xFD, 0xFC, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        yield return Case("load64_lane", VectorOps.V128Load64Lane(Ramp, Bits, 1), Vector128.Create(0x0706050403020100, Bits).AsByte());
    }

    [TestCaseSource(nameof(Loads))]
    public void Load_makes(Vector128<byte> actual, Vector128<byte> expected) => Assert.That(actual, Is.EqualTo(expected));

    [Test]
    public void Store_takes_a_lane() => Assert.Multiple(() =>
    {
        Assert.That(VectorOps.V128Store8Lane(Ramp, 14), Is.EqualTo(14));
        Assert.That(VectorOps.V128Store16Lane(Ramp, 7), Is.EqualTo(0x0F0E));
        Assert.That(VectorOps.V128Store32Lane(Ramp, 1), Is.EqualTo(0x07060504u));
        Assert.That(VectorOps.V128Store64Lane(Ramp, 1), Is.EqualTo(0x0F0E0D0C0B0A0908ul));
    });
}
