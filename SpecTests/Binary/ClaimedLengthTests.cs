using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;

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

    // Counts that the bytes could hold, but no module may have: refused before the items are read.
    [TestCase("01", "1000001 types", 1_000_001)]
    [TestCase("02", "1000001 imports", 1_000_001)]
    [TestCase("03", "1000001 functions", 1_000_001)]
    [TestCase("04", "100001 tables", 100_001)]
    [TestCase("05", "101 memories", 101)]
    [TestCase("06", "1000001 globals", 1_000_001)]
    [TestCase("07", "1000001 exports", 1_000_001)]
    [TestCase("09", "10000001 element segments", 10_000_001)]
    [TestCase("0A", "1000001 functions", 1_000_001)]
    [TestCase("0B", "100001 data segments", 100_001)]
    [TestCase("0D", "1000001 tags", 1_000_001)]
    [TestCase("01 4E", "1000002 types", 1_000_002)]
    [TestCase("09 01", "10000001 elements of a segment", 10_000_001)]
    public void LimitsAreNamed(string start, string words, int count)
    {
        byte[] head = SampleModules.Hex(start);
        var writer = new InstructionWriter(count + 32);
        writer.WriteBytes(SampleModules.Header);
        writer.WriteByte(head[0]);
        int mark = writer.BeginSized();
        if (start == "01 4E")
        {
            writer.WriteBytes([1, 0x4E]);
        }
        else if (start == "09 01")
        {
            writer.WriteBytes([1, 1, 0]);
        }

        int offset = writer.Length;
        writer.WriteU32((uint)count);
        writer.WriteBytes(new byte[count]);
        writer.EndSized(mark);
        byte[] binary = writer.ToArray();
        Outcome outcome = Outcome.OfDecoding(binary);
        Assert.That(outcome.Kind, Is.EqualTo(nameof(InvalidModuleException)));
        Assert.That(outcome.Words, Is.EqualTo($"implementation limit exceeded: {words}, at most {Limit(words)}"));
        Assert.That(outcome.Offset, Is.InRange(offset, offset + 5));
        Assert.That(Outcome.OfStreaming(binary, 1 << 16).Outcome, Is.EqualTo(outcome));
    }

    private static int Limit(string words) => int.Parse(words.Split(' ')[0]) switch
    {
        101 => 100,
        < 1_000_000 => 100_000,
        < 10_000_000 => 1_000_000,
        _ => 10_000_000,
    };

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
