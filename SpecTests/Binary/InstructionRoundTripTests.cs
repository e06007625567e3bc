using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;

namespace Wasm.SpecTests.Binary;

/// <summary>Writer, reader and scanner agree on every row of the instruction table.</summary>
public sealed class InstructionRoundTripTests
{
    public static IEnumerable<TestCaseData> Rows() =>
        InstructionTable.All.Select(info => new TestCaseData(info).SetArgDisplayNames(info.Op.ToString()));

    [TestCaseSource(nameof(Rows))]
    public void WhatIsWrittenIsRead(InstructionInfo info)
    {
        int count = 0;
        foreach (SampleInstruction sample in SampleInstruction.Of(info))
        {
            byte[] bytes = Write(sample);
            string? difference = Read(info, sample, bytes, out int length);
            Assert.That(difference, Is.Null, $"{Convert.ToHexString(bytes)}");
            Assert.That(length, Is.EqualTo(bytes.Length), $"{Convert.ToHexString(bytes)}");

            // Something behind it makes no difference: the reader has a fast path that looks ahead.
            Assert.That(Read(info, sample, [.. bytes, 0xFF], out length), Is.Null);
            Assert.That(length, Is.EqualTo(bytes.Length));
            count++;
        }

        Assert.That(count, Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(Rows))]
    public void EveryPrefixIsAnUnexpectedEnd(InstructionInfo info)
    {
        foreach (SampleInstruction sample in SampleInstruction.Of(info))
        {
            byte[] bytes = Write(sample);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.That(
                    Outcome.Of(() => Read(info, sample, bytes.AsSpan(0, length), out _)).Words,
                    Does.StartWith("unexpected end").Or.StartWith("length out of bounds"),
                    $"{length} of {Convert.ToHexString(bytes)}");
            }
        }
    }

    [TestCaseSource(nameof(Rows))]
    public void TheRowIsUnknownWithoutItsFeature(InstructionInfo info)
    {
        if (info.Feature == Feature.None)
        {
            Assert.That(FeatureSet.Wasm1.Has(info.Feature), Is.True);
            return;
        }

        var features = new FeatureSet(FeatureSet.All.Features & ~info.Feature);
        byte[] bytes = Write(SampleInstruction.Of(info).First());
        Outcome outcome = Outcome.Of(() => ReadOne(bytes, features));
        Assert.That(outcome.Words, Does.StartWith("illegal opcode").And.EndsWith($"(needs feature `{FeatureSet.NameOf(info.Feature)}`)"));
        Assert.That(outcome.Offset, Is.EqualTo(100));
    }

    private static byte[] Write(SampleInstruction sample)
    {
        var writer = new InstructionWriter();
        sample.WriteTo(writer);
        return writer.ToArray();
    }

    private static string? Read(InstructionInfo info, SampleInstruction sample, ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new InstructionReader(bytes, 0);
        var read = default(Instruction);
        InstructionInfo row = reader.Read(ref read);
        length = reader.Position;
        return ReferenceEquals(row, InstructionTable.Get(info.Op)) ? sample.Difference(info, reader, read) : "row";
    }

    private static void ReadOne(byte[] bytes, FeatureSet features)
    {
        var reader = new InstructionReader(bytes, 100, features);
        var read = default(Instruction);
        reader.Read(ref read);
    }
}
