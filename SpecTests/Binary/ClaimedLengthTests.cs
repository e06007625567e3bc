using NUnit.Framework;

namespace Wasm.SpecTests.Binary;

/// <summary>No memory is taken because of a number in the module: every length and count claims 2^32-1 once.</summary>
[NonParallelizable]
public sealed class ClaimedLengthTests
{
    private const string Max = "FF FF FF FF 0F";
    private const string Function = "01 04 01 60 00 00  03 02 01 00 ";

    private static readonly string[] Claims =
    [
        "00 " + Max,
        "00 05 " + Max,
        "01 " + Max,
        "01 05 " + Max,
        "01 07 01 60 " + Max + " 00",
        "01 08 01 60 00 " + Max,
        "01 07 01 5F " + Max + " 00",
        "01 07 01 4E " + Max + " 00",
        "01 07 01 50 " + Max + " 00",
        "02 05 " + Max,
        "02 07 01 " + Max + " 00",
        "02 08 01 00 " + Max + " 00",
        "03 05 " + Max,
        "04 05 " + Max,
        "05 05 " + Max,
        "06 05 " + Max,
        "07 05 " + Max,
        "07 06 01 " + Max,
        "09 05 " + Max,
        "09 08 01 01 00 " + Max,
        "09 08 01 05 70 " + Max,
        "0A 05 " + Max,
        "0B 05 " + Max,
        "0B 07 01 01 " + Max,
        "0D 05 " + Max,
        Function + "0A 06 01 " + Max,
        Function + "0A 07 01 06 " + Max,
        Function + "0A 0A 01 08 00 0E " + Max + " 0B",
        Function + "0A 0B 01 09 00 1F 40 " + Max + " 0B",
        Function + "0A 0A 01 08 00 1C " + Max + " 0B",
    ];

    [TestCaseSource(nameof(Claims))]
    public void NothingIsAllocatedForAClaim(string sections)
    {
        byte[] binary = SampleModules.Of(sections);
        Outcome.OfDecoding(binary);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome outcome = Outcome.OfDecoding(binary);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(outcome.Words, Does.StartWith("length out of bounds"));
        Assert.That(allocated, Is.LessThan(50_000));
        Assert.That(Outcome.OfDecodingInTwoSteps(binary), Is.EqualTo(outcome));
    }

    // A claim that the bytes behind it could just hold, but do not.
    [TestCaseSource(nameof(Claims))]
    public void MemoryIsProportionalToTheBytes(string sections)
    {
        // 2^20-1 claimed, a mebibyte of bytes that are no good items of any kind.
        string smaller = sections.Replace(Max, "FF FF 3F", StringComparison.Ordinal);
        byte[] binary = [.. SampleModules.Of(smaller), .. Enumerable.Repeat((byte)0xFF, 1 << 20)];
        Outcome.OfDecoding(binary);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome outcome = Outcome.OfDecoding(binary);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(outcome.Kind, Is.Not.EqualTo("ok"));
        Assert.That(allocated, Is.LessThan(300_000));
    }
}
