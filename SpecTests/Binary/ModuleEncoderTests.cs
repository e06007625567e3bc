using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.SpecTests.Binary;

/// <summary>The encoder against the decoder, and against bytes written by hand.</summary>
public sealed class ModuleEncoderTests
{
    // Canonical modules by hand, so that encoder and decoder cannot be wrong together.
    [TestCase("")]
    [TestCase("01 04 01 60 00 00")]
    [TestCase("01 0A 02 60 02 7F 7E 01 7D 60 00 00")]
    [TestCase("01 08 01 4E 02 5F 00 5E 78 01")]
    [TestCase("01 0A 02 50 00 5F 00 4F 01 00 5F 00")]
    [TestCase("02 08 01 01 61 01 62 03 7F 01")]
    [TestCase("04 09 01 40 00 70 00 01 D0 70 0B")]
    [TestCase("05 06 02 00 01 05 02 03")]
    [TestCase("06 06 01 7F 00 41 05 0B")]
    [TestCase("01 04 01 60 00 00 0D 03 01 00 00 07 05 01 01 74 04 00")]
    [TestCase("09 07 01 00 41 00 0B 01 00")]
    [TestCase("09 06 01 01 00 02 01 02")]
    [TestCase("09 08 01 06 01 41 00 0B 70 00")]
    [TestCase("0B 06 01 00 41 00 0B 00")]
    [TestCase("0C 01 01 0B 05 01 01 02 AA BB")]
    [TestCase("01 04 01 60 00 00 03 02 01 00 08 01 00 0A 06 01 04 01 03 7F 0B")]
    [TestCase("00 03 01 61 01 01 04 01 60 00 00 00 03 01 62 02")]
    public void CanonicalBytesComeBack(string sections)
    {
        byte[] binary = SampleModules.Of(sections);
        Assert.That(ModuleEncoder.Encode(ModuleDecoder.Decode(binary)), Is.EqualTo(binary));
    }

    public static IEnumerable<TestCaseData> Samples() =>
        SampleModules.All().Select(sample => new TestCaseData(sample.Binary).SetArgDisplayNames(sample.Name));

    [TestCaseSource(nameof(Samples))]
    public void EncodedModulesComeBack(byte[] binary)
    {
        ModuleDefinition module = ModuleDecoder.Decode(binary);
        Assert.That(ModuleEncoder.Encode(module), Is.EqualTo(binary));
    }

    [Test]
    public void DecodingKeepsEverything()
    {
        ModuleDefinition expected = SampleModules.Everything();
        ModuleDefinition actual = ModuleDecoder.Decode(ModuleEncoder.Encode(expected));
        Assert.Multiple(() =>
        {
            Assert.That(actual.Types.Select(type => type.Composite), Is.EqualTo(expected.Types.Select(type => type.Composite)));
            Assert.That(actual.Imports.Select(item => item with { Offset = 0 }), Is.EqualTo(expected.Imports));
            Assert.That(actual.Tables.Select(item => item.Type), Is.EqualTo(expected.Tables.Select(item => item.Type)));
            Assert.That(actual.Memories.Select(item => item.Type), Is.EqualTo(expected.Memories.Select(item => item.Type)));
            Assert.That(actual.Tags.Select(item => item.Type), Is.EqualTo(expected.Tags.Select(item => item.Type)));
            Assert.That(actual.Globals.Select(item => item.Type), Is.EqualTo(expected.Globals.Select(item => item.Type)));
            Assert.That(actual.Exports.Select(item => item with { Offset = 0 }), Is.EqualTo(expected.Exports));
            Assert.That(actual.Start?.FunctionIndex, Is.EqualTo(expected.Start?.FunctionIndex));
            Assert.That(actual.HasDataCount, Is.True);
            Assert.That(
                actual.Elements.Select(item => (item.Mode, item.TableIndex, item.Type, item.Count, item.Flags)),
                Is.EqualTo(expected.Elements.Select(item => (item.Mode, item.TableIndex, item.Type, item.Count, item.Flags))));
            Assert.That(
                actual.Data.Select(item => (item.Mode, item.MemoryIndex, item.Bytes.Length, item.Flags)),
                Is.EqualTo(expected.Data.Select(item => (item.Mode, item.MemoryIndex, item.Bytes.Length, item.Flags))));
            Assert.That(actual.Functions.SelectMany(item => item.Locals), Is.EqualTo(expected.Functions.SelectMany(item => item.Locals)));
            Assert.That(
                actual.Functions.Select(item => Convert.ToHexString(item.Body.Code.Span)),
                Is.EqualTo(expected.Functions.Select(item => Convert.ToHexString(item.Body.Code.Span))));
            Assert.That(
                actual.CustomSections.Select(item => (item.Name, item.Before)), Is.EqualTo(expected.CustomSections.Select(item => (item.Name, item.Before))));
        });
    }

    [Test]
    public void CustomSectionsStandBeforeTheFirstSectionAtOrAfterTheirs()
    {
        var module = new ModuleDefinition();
        module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(0, null)), 0));
        module.CustomSections.Add(new CustomSection("end", default, SectionId.Custom, 0));
        module.CustomSections.Add(new CustomSection("data", default, SectionId.Data, 0));
        module.CustomSections.Add(new CustomSection("table", default, SectionId.Table, 0));
        module.CustomSections.Add(new CustomSection("type", default, SectionId.Type, 0));
        ModuleDefinition decoded = ModuleDecoder.Decode(ModuleEncoder.Encode(module));
        Assert.That(
            decoded.CustomSections.Select(section => (section.Name, section.Before)),
            Is.EqualTo(new[]
            {
                ("table", SectionId.Memory), ("type", SectionId.Memory), ("end", SectionId.Custom), ("data", SectionId.Custom),
            }));
    }

    [Test]
    public void OffsetsAreThoseOfTheBinary()
    {
        ModuleDefinition module = ModuleDecoder.Decode(ModuleEncoder.Encode(SampleModules.Everything()));
        ReadOnlySpan<byte> binary = module.Binary.Span;
        FunctionDefinition function = module.Functions[1];
        Assert.That(binary[function.Offset..][..6].ToArray(), Is.EqualTo(new byte[] { 2, 3, 0x7F, 0xC8, 0x01, 0x6E }));
        Assert.That(function.Body.Offset, Is.EqualTo(function.Offset + ModuleEncoder.LocalsSize(function.Locals)));
        Assert.That(binary[function.Body.Offset..][..3].ToArray(), Is.EqualTo(new byte[] { 0x20, 0, 0x0B }));
        Assert.That(binary[module.Imports[0].Offset..][..4].ToArray(), Is.EqualTo("\u0001m\u0001f"u8.ToArray()));
        Assert.That(binary[module.Data[1].Offset], Is.EqualTo(1));
        Assert.That(binary[module.CustomSections[0].Offset..][..6].ToArray(), Is.EqualTo("\u0005first"u8.ToArray()));
    }

    [Test]
    public void TheMapTellsWhereEverythingWent()
    {
        // Source offsets: item n stands at 1000 n; the code buffer's instruction at c was written at 10,000 + c.
        ModuleDefinition module = SampleModules.Everything();
        var map = new SourceMap();
        var code = new InstructionWriter();
        for (int i = 0; i < 2; i++)
        {
            int start = code.Length;
            foreach (int _ in Enumerable.Range(0, 200))
            {
                map.AddInstruction(code.Length, 10_000 + code.Length);
                code.Write(Op.I32Const);
                code.WriteS32(1000);
            }

            map.AddInstruction(code.Length, 10_000 + code.Length);
            code.Write(Op.End);
            module.Functions[i] = module.Functions[i] with { Body = new Expression(code.ToArray().AsMemory(start), start), Offset = 1000 * (i + 1) };
        }

        module.Exports[0] = module.Exports[0] with { Offset = 5000 };
        byte[] binary = ModuleEncoder.Encode(module, map);
        Assert.That(binary, Is.EqualTo(ModuleEncoder.Encode(module)));

        ModuleDefinition decoded = ModuleDecoder.Decode(binary);
        Assert.That(map.Find(decoded.Exports[0].Offset), Is.EqualTo(5000));
        int origin = 0;
        foreach ((FunctionDefinition function, int i) in decoded.Functions.Select((function, i) => (function, i)))
        {
            Assert.That(map.Find(function.Offset), Is.EqualTo(1000 * (i + 1)));
            var reader = new InstructionReader(function.Body.Code.Span, function.Body.Offset);
            var instruction = default(Instruction);
            while (!reader.AtEnd)
            {
                reader.Read(ref instruction);
                Assert.That(map.Find(reader.OffsetOf(instruction.Start)), Is.EqualTo(10_000 + origin + instruction.Start));
            }

            origin += function.Body.Code.Length;
        }
    }

    [TestCase(0)]
    [TestCase(127)]
    [TestCase(128)]
    [TestCase(16383)]
    [TestCase(16384)]
    [TestCase(3_000_000)]
    public void SizesArePutBeforeWhatTheyCount(int size)
    {
        var writer = new InstructionWriter(1);
        writer.WriteByte(0xAA);
        int mark = writer.BeginSized();
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);
        writer.WriteBytes(content);
        int shift = writer.EndSized(mark);
        writer.WriteByte(0xBB);

        var expected = new InstructionWriter();
        expected.WriteByte(0xAA);
        expected.WriteU32((uint)size);
        Assert.That(shift, Is.EqualTo(expected.Length - 1));
        Assert.That(writer.WrittenSpan[..expected.Length].SequenceEqual(expected.WrittenSpan), Is.True);
        Assert.That(writer.WrittenSpan.Slice(expected.Length, size).SequenceEqual(content), Is.True);
        Assert.That(writer.WrittenSpan[^1], Is.EqualTo(0xBB));
    }
}
