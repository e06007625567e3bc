using NUnit.Framework;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;

namespace Wasm.SpecTests.Binary;

/// <summary>
/// Malformed modules (specification, chapter 5): which error is found first, in whose words, and where. The header
/// is left out of the bytes; offsets count it.
/// </summary>
public sealed class DecoderErrorTests
{
    // A function type, a function and its body's start are needed again and again.
    private const string Function = "01 04 01 60 00 00  03 02 01 00 ";

    // Sections.
    [TestCase("0E 01 00", "malformed section id", 8)]
    [TestCase("80 01 00", "malformed section id", 8)]
    [TestCase("01", "unexpected end", 9)]
    [TestCase("01 05 01 60 00", "length out of bounds", 9)]
    [TestCase("01 FF FF FF FF 0F", "length out of bounds", 9)]
    [TestCase("01 FF FF FF FF 1F", "integer too large", 9)]
    [TestCase("01 80 80 80 80 80 00", "integer representation too long", 9)]
    [TestCase("01 01", "unexpected end", 10)]
    [TestCase("01 02 00 00", "section size mismatch", 10)]
    [TestCase("01 01 00 01 01 00", "unexpected content after last section", 11)]
    [TestCase("02 01 00 01 01 00", "unexpected content after last section", 11)]
    [TestCase("06 01 00 0D 01 00", "unexpected content after last section", 11)]
    [TestCase("0A 01 00 0C 01 00", "unexpected content after last section", 11)]
    [TestCase("02 01 00 01 FF", "unexpected content after last section", 11)]

    // Custom sections.
    [TestCase("00", "unexpected end", 9)]
    [TestCase("00 00", "unexpected end", 10)]
    [TestCase("00 01 01", "unexpected end", 11)]
    [TestCase("00 02 05 61", "length out of bounds", 10)]
    [TestCase("00 01 01 61", "unexpected end", 11)]
    [TestCase("00 02 01 FF", "malformed UTF-8 encoding", 11)]
    [TestCase("00 04 03 61 C0 80", "malformed UTF-8 encoding", 12)]
    [TestCase("00 04 03 ED A0 80", "malformed UTF-8 encoding", 11)]

    // Types.
    [TestCase("01 02 01 61", "malformed definition type", 11)]
    [TestCase("01 03 01 E0 7F", "integer representation too long", 11)]
    [TestCase("01 06 01 60 01 6D 00 00", "section size mismatch", 10)]
    [TestCase("01 05 01 60 01 40 00", "malformed reference type", 13)]
    [TestCase("01 05 01 60 01 62 00", "malformed reference type", 13)]
    [TestCase("01 06 01 60 01 63 40 00", "malformed heap type", 14)]
    [TestCase("01 06 01 60 01 64 7F 00", "malformed heap type", 14)]
    [TestCase("01 07 01 60 01 64 F0 7F 00", "integer representation too long", 14)]
    [TestCase("01 05 01 60 01 FF 00", "integer representation too long", 13)]
    [TestCase("01 05 01 5E 78 02 00", "malformed mutability", 13)]
    [TestCase("01 04 01 5E 76 00", "malformed storage type", 12)]
    [TestCase("01 05 01 5E 63 40 00", "malformed storage type", 12)]
    [TestCase("01 04 01 5E F8 00", "integer representation too long", 12)]
    [TestCase("01 05 01 4E 01 4E 00", "malformed definition type", 13)]
    [TestCase("01 05 01 50 00 4F 00", "malformed definition type", 13)]
    [TestCase("01 04 01 4E 02 5F", "unexpected end", 14)]

    // Imports and exports.
    [TestCase("02 04 01 00 00 05", "malformed import kind", 13)]
    [TestCase("02 04 01 00 00 80", "malformed import kind", 13)]
    [TestCase("02 06 01 00 00 03 7F 02", "malformed mutability", 15)]
    [TestCase("02 06 01 00 00 01 7F 00", "malformed reference type", 14)]
    [TestCase("02 06 01 00 00 01 70 02", "malformed limits flags", 15)]
    [TestCase("02 06 01 00 00 04 01 00", "zero byte expected", 14)]
    [TestCase("02 03 01 01 FE", "malformed UTF-8 encoding", 12)]
    [TestCase("07 03 01 00 05", "malformed export kind", 12)]

    // Tables, memories, tags, globals.
    [TestCase("04 04 01 70 08 00", "malformed limits flags", 12)]
    [TestCase("04 04 01 7F 00 00", "malformed reference type", 11)]
    [TestCase("04 04 01 40 01 00", "zero byte expected", 12)]
    [TestCase("04 06 01 40 00 70 00 00", "unexpected end", 16)]
    [TestCase("05 03 01 02 00", "malformed limits flags", 11)]
    [TestCase("05 03 01 81 00", "malformed limits flags", 11)]
    [TestCase("05 0C 01 00 80 80 80 80 80 80 80 80 80 02", "integer too large", 12)]
    [TestCase("05 04 01 01 01 80", "unexpected end", 14)]
    [TestCase("0D 03 01 01 00", "zero byte expected", 11)]
    [TestCase("06 06 01 7F 02 41 00 0B", "malformed mutability", 12)]
    [TestCase("06 06 01 40 00 41 00 0B", "malformed reference type", 11)]
    [TestCase("06 06 01 7F 00 41 00 05", "END opcode expected", 15)]
    [TestCase("06 06 01 7F 00 06 00 0B", "illegal opcode 06", 13)]

    // Segments.
    [TestCase("09 02 01 08", "malformed elements segment kind", 11)]
    [TestCase("09 04 01 01 01 00", "malformed element kind", 12)]
    [TestCase("09 04 01 05 7F 00", "malformed reference type", 12)]
    [TestCase("0B 02 01 03", "malformed data segment kind", 11)]
    [TestCase("0B 05 01 01 04 00 00", "length out of bounds", 12)]
    [TestCase("0B 05 01 01 03 00 00", "unexpected end", 15)]
    [TestCase("0C 01 01", "data count and data section have inconsistent lengths", 11)]
    [TestCase("0C 05 FF FF FF FF 0F", "data count and data section have inconsistent lengths", 15)]
    [TestCase("0C 01 01 0B 05 02 01 00 01 00", "data count and data section have inconsistent lengths", 18)]
    [TestCase("03 02 01 00", "function and code section have inconsistent lengths", 12)]
    [TestCase("0A 04 01 02 00 0B", "function and code section have inconsistent lengths", 14)]

    // Bodies.
    [TestCase(Function + "0A 06 01 04 00 41 01 1A", "unexpected end", 26)]
    [TestCase(Function + "0A 05 01 02 00 0B 0B", "section size mismatch", 20)]
    [TestCase(Function + "0A 05 01 03 00 0B 0B", "section size mismatch", 22)]
    [TestCase(Function + "0A 04 01 02 00 05", "END opcode expected", 23)]
    [TestCase(Function + "0A 07 01 05 00 02 40 05 0B", "END opcode expected", 25)]
    [TestCase(Function + "0A 0A 01 08 00 04 40 05 05 0B 0B 0B", "END opcode expected", 26)]
    [TestCase(Function + "0A 05 01 03 00 FF 0B", "illegal opcode ff", 23)]
    [TestCase(Function + "0A 07 01 05 00 FB 1F 0B 0B", "illegal opcode fb 1f", 23)]
    [TestCase(Function + "0A 09 01 07 00 FD FF FF 03 0B 0B", "illegal opcode fd ffff", 23)]
    [TestCase(Function + "0A 0B 01 09 00 FC FF FF FF FF 1F 0B 0B", "integer too large", 24)]
    [TestCase(Function + "0A 06 01 04 00 02 3F 0B", "unexpected end", 26)]
    [TestCase(Function + "0A 06 01 04 00 02 62 0B", "malformed reference type", 24)]
    [TestCase(Function + "0A 08 01 06 00 28 80 01 00 0B", "malformed memop flags", 24)]
    [TestCase(Function + "0A 08 01 06 00 1F 40 01 04 0B", "malformed catch clause", 26)]
    [TestCase(Function + "0A 0A 01 08 00 FB 18 04 00 6E 6E 0B", "malformed br_on_cast flags", 25)]
    [TestCase(Function + "0A 06 01 04 00 D0 7F 0B", "malformed heap type", 24)]
    [TestCase(Function + "0A 0A 01 08 00 41 FF FF FF FF 0F 0B", "integer too large", 24)]
    [TestCase(Function + "0A 0B 01 09 00 20 80 80 80 80 80 00 0B", "integer representation too long", 24)]
    [TestCase(Function + "0A 0C 01 0A 02 FF FF FF FF 0F 7F 01 7E 0B", "too many locals", 22)]
    [TestCase(Function + "0A 05 01 03 01 01 40", "malformed reference type", 24)]
    [TestCase(Function + "0A 08 01 06 00 FC 09 00 0B 0B", "section size mismatch", 22)]
    [TestCase(Function + "0A 07 01 05 00 FC 09 00 0B 0B 03 01 01 00", "data count section required", 23)]
    public void Malformed(string sections, string words, int offset)
    {
        byte[] binary = SampleModules.Of(sections);
        var expected = new Outcome(nameof(MalformedModuleException), words, offset);
        foreach (Outcome outcome in new[] { Outcome.OfDecoding(binary), Outcome.OfDecodingInTwoSteps(binary) })
        {
            Assert.That(outcome.Words, Does.StartWith(words));
            Assert.That(outcome with { Words = words }, Is.EqualTo(expected));
        }
    }

    [TestCase(Function + "0A 0A 01 08 01 FF FF FF FF 0F 7F 0B")]
    [TestCase(Function + "0A 0C 01 0A 02 FF FF FF FF 0F 7F 00 7E 0B")]
    public void AsManyLocalsAsThereMayBe(string sections) =>
        Assert.That(Outcome.OfDecoding(SampleModules.Of(sections)), Is.EqualTo(Outcome.Ok));

    [TestCase("", "unexpected end", 0)]
    [TestCase("00", "unexpected end", 1)]
    [TestCase("01 02 03", "unexpected end", 3)]
    [TestCase("01 61 73 6D", "magic header not detected", 0)]
    [TestCase("00 61 73 6E 01 00 00 00", "magic header not detected", 0)]
    [TestCase("00 61 73 6D", "unexpected end", 4)]
    [TestCase("00 61 73 6D 02 00 00", "unexpected end", 7)]
    [TestCase("00 61 73 6D 02 00 00 00", "unknown binary version", 4)]
    [TestCase("00 61 73 6D 0D 00 01 00", "unknown binary version", 4)]
    public void Header(string bytes, string words, int offset)
    {
        Outcome outcome = Outcome.OfDecoding(SampleModules.Hex(bytes));
        Assert.That(outcome.Words, Does.StartWith(words));
        Assert.That(outcome.Offset, Is.EqualTo(offset));
    }

    // The name is the switch that is off.
    [TestCase("0C 01 00", "bulk-memory", "malformed section id 12")]
    [TestCase("0D 01 00", "exception-handling", "malformed section id 13")]
    [TestCase("01 05 01 60 01 7B 00", "simd", "malformed number type")]
    [TestCase("01 05 01 60 01 6F 00", "reference-types", "malformed reference type")]
    [TestCase("01 05 01 60 01 70 00", "reference-types", "malformed reference type")]
    [TestCase("01 05 01 60 01 6E 00", "gc", "malformed reference type")]
    [TestCase("01 05 01 60 01 69 00", "exception-handling", "malformed reference type")]
    [TestCase("01 06 01 60 01 63 70 00", "function-references", "malformed reference type")]
    [TestCase("01 06 01 60 01 63 6C 00", "gc", "malformed heap type")]
    [TestCase("01 04 01 5E 78 00", "gc", "malformed definition type")]
    [TestCase("01 03 01 5F 00", "gc", "malformed definition type")]
    [TestCase("01 03 01 4E 00", "gc", "malformed definition type")]
    [TestCase("01 06 01 50 00 60 00 00", "gc", "malformed definition type")]
    [TestCase("02 06 01 00 00 04 00 00", "exception-handling", "malformed import kind")]
    [TestCase("07 04 01 00 04 00", "exception-handling", "malformed export kind")]
    [TestCase("05 03 01 04 00", "memory64", "malformed limits flags")]
    [TestCase("04 04 01 70 05 00 00", "memory64", "malformed limits flags")]
    [TestCase("04 09 01 40 00 70 00 00 D0 70 0B", "function-references", "malformed reference type")]
    [TestCase("09 04 01 01 00 00", "bulk-memory", "malformed elements segment kind")]
    [TestCase("0B 03 01 01 00", "bulk-memory", "malformed data segment kind")]
    [TestCase("06 09 01 7F 00 02 00 41 00 0B 0B", "multi-value", "malformed block type")]
    [TestCase("06 07 01 7F 00 3F 01 0B 0B", "multi-memory", "zero byte expected")]
    [TestCase("06 08 01 7F 00 28 42 01 00 0B", "multi-memory", "malformed memop flags")]
    [TestCase("06 07 01 7F 00 11 00 01 0B", "reference-types", "zero byte expected")]
    [TestCase("06 09 01 7F 00 FC 0E 00 01 0B 0B", "reference-types", "zero byte expected")]
    [TestCase("06 07 01 7F 00 FC 0A 00 01 0B", "multi-memory", "zero byte expected")]
    [TestCase("06 05 01 7F 00 C0 0B", "sign-extension", "illegal opcode c0")]
    [TestCase("06 08 01 7F 00 FC 00 0B 0B", "nontrapping-float-to-int", "illegal opcode fc 00")]
    public void FeatureOff(string sections, string feature, string words)
    {
        byte[] binary = SampleModules.Of(sections);
        Outcome outcome = Outcome.OfDecoding(binary, FeatureSet.Parse("-" + feature));
        Assert.That(outcome.Words, Is.EqualTo($"{words} (needs feature `{feature}`)"));
        Assert.That(Outcome.OfDecoding(binary).Words, Does.Not.Contain("feature"));
    }

    [TestCase("wasm1", "01 05 01 60 01 7F 00  04 04 01 70 00 00  06 06 01 7F 00 41 00 0B")]
    [TestCase("wasm2", "01 06 01 60 02 7B 6F 00  04 04 01 6F 00 00  09 05 01 05 70 00 00")]
    public void EarlierReleases(string features, string sections)
    {
        Outcome outcome = Outcome.OfDecoding(SampleModules.Of(sections), FeatureSet.Parse(features));
        Assert.That(outcome.Words, Is.EqualTo(features == "wasm1" ? "" : "section size mismatch"));
    }
}
