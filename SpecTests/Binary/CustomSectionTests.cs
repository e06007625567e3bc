using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Model;

namespace Wasm.SpecTests.Binary;

/// <summary>Name sections and branch hints.</summary>
public sealed class CustomSectionTests
{
    // if at 1, br_if at 7 of a code that stands behind two bytes of locals.
    private const string HintedFunction = "01 04 01 60 00 00  03 02 01 00  0A 10 01 0E 00 41 00 04 40 0B 02 40 41 00 0D 00 0B 0B";

    [Test]
    public void NamesComeBack()
    {
        NameSection names = SampleNames();
        byte[] bytes = names.Encode();
        NameSection read = NameSection.Parse(bytes, 0);
        Assert.Multiple(() =>
        {
            Assert.That(read.Module, Is.EqualTo("späť"));
            Assert.That(read.Functions, Is.EqualTo(names.Functions));
            Assert.That(read.Locals[3], Is.EqualTo(names.Locals[3]));
            Assert.That(read.Labels[1], Is.EqualTo(names.Labels[1]));
            Assert.That(read.Types, Is.EqualTo(names.Types));
            Assert.That(read.Tables, Is.EqualTo(names.Tables));
            Assert.That(read.Memories, Is.EqualTo(names.Memories));
            Assert.That(read.Globals, Is.EqualTo(names.Globals));
            Assert.That(read.Elements, Is.EqualTo(names.Elements));
            Assert.That(read.Data, Is.EqualTo(names.Data));
            Assert.That(read.Fields[2], Is.EqualTo(names.Fields[2]));
            Assert.That(read.Tags, Is.EqualTo(names.Tags));
            Assert.That(read.Encode(), Is.EqualTo(bytes));
            Assert.That(read.IsEmpty, Is.False);
            Assert.That(new NameSection().IsEmpty, Is.True);
            Assert.That(new NameSection().Encode(), Is.Empty);
        });
    }

    [Test]
    public void NamesAreWrittenByIncreasingIndex()
    {
        var names = new NameSection();
        names.Functions[300] = "b";
        names.Functions[0] = "a";
        Assert.That(names.Encode(), Is.EqualTo(SampleModules.Hex("01 08 02 00 01 61 AC 02 01 62")));
    }

    [Test]
    public void NamesAreFoundInAModule()
    {
        var module = new ModuleDefinition();
        module.CustomSections.Add(new CustomSection("other", default, SectionId.Custom, 0));
        Assert.That(NameSection.Read(module), Is.Null);
        module.CustomSections.Add(SampleNames().ToSection());
        ModuleDefinition decoded = ModuleDecoder.Decode(ModuleEncoder.Encode(module));
        Assert.That(NameSection.Read(decoded)!.Functions[7], Is.EqualTo(""));
    }

    [TestCase("63 02 AA BB 00 02 01 61", "a", Description = "unknown subsection")]
    [TestCase("01 01 00 00 02 01 62", "b", Description = "out of order")]
    public void ReadingIsTolerant(string bytes, string module) =>
        Assert.That(NameSection.Parse(SampleModules.Hex(bytes), 0).Module, Is.EqualTo(module));

    [TestCase("00", "unexpected end", 101)]
    [TestCase("00 05 01 61", "length out of bounds", 101)]
    [TestCase("00 03 01 61 00", "subsection size mismatch", 104)]
    [TestCase("00 02 01 FF", "malformed UTF-8 encoding", 103)]
    [TestCase("01 04 01 00 09 61", "length out of bounds", 104)]
    [TestCase("01 07 02 00 01 61 00 01 62", "index named twice", 106)]
    [TestCase("02 05 02 03 00 03 00", "index named twice", 105)]
    [TestCase("01 05 FF FF FF FF 0F", "length out of bounds", 102)]
    public void MalformedNames(string bytes, string words, int offset)
    {
        Outcome outcome = Outcome.Of(() => NameSection.Parse(SampleModules.Hex(bytes), 100));
        Assert.That(outcome.Kind, Is.EqualTo(nameof(MalformedCustomException)));
        Assert.That(outcome.Words, Does.StartWith("name section: " + words));
        Assert.That(outcome.Offset, Is.EqualTo(offset));
    }

    [Test]
    public void AMalformedNameSectionDoesNotAffectTheModule()
    {
        ModuleDefinition module = ModuleDecoder.Decode(SampleModules.Of("00 07 04 6E 61 6D 65 01 FF"));
        Assert.That(() => NameSection.Read(module), Throws.TypeOf<MalformedCustomException>().With.Property("Offset").EqualTo(17));
        Assert.That(NameSection.TryRead(module), Is.Null);
    }

    [Test]
    public void DamagedNamesAreErrorsOfTheSection()
    {
        byte[] bytes = SampleNames().Encode();
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.That(Outcome.Of(() => NameSection.Parse(bytes.AsSpan(0, i), 0)).Kind, Is.AnyOf("ok", nameof(MalformedCustomException)));
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                byte[] copy = [.. bytes];
                copy[i] = value;
                Assert.That(Outcome.Of(() => NameSection.Parse(copy, 0)).Kind, Is.AnyOf("ok", nameof(MalformedCustomException)));
            }
        }
    }

    [Test]
    public void HintsComeBack()
    {
        var hints = new BranchHints([
            new FunctionBranchHints(0, [new BranchHint(3, true), new BranchHint(300, false)]),
            new FunctionBranchHints(200, []),
        ]);
        byte[] bytes = hints.Encode();
        Assert.That(bytes, Is.EqualTo(SampleModules.Hex("02 00 02 03 01 01 AC 02 01 00 C8 01 00")));
        BranchHints read = BranchHints.Parse(bytes, 0);
        Assert.That(read.Functions.Select(item => item.FunctionIndex), Is.EqualTo(new[] { 0, 200 }));
        Assert.That(read.Functions[0].Hints, Is.EqualTo(hints.Functions[0].Hints));
        Assert.That(read.Encode(), Is.EqualTo(bytes));
    }

    [Test]
    public void HintsStandBeforeTheCode()
    {
        ModuleDefinition module = ModuleDecoder.Decode(SampleModules.Of(HintedFunction));
        var hints = new BranchHints([new FunctionBranchHints(0, [new BranchHint(3, true), new BranchHint(10, false)])]);
        module.CustomSections.Add(hints.ToSection());
        ModuleDefinition decoded = ModuleDecoder.Decode(ModuleEncoder.Encode(module));
        Assert.That(decoded.CustomSections[0].Before, Is.EqualTo(SectionId.Code));
        Assert.That(() => BranchHints.Read(decoded)!.Check(decoded), Throws.Nothing);
    }

    [TestCase("01 00 01 03 02 01", "missing reserved byte", 104)]
    [TestCase("01 00 01 03 01 02", "invalid hint value", 105)]
    [TestCase("01 00 02 03 01 01 03 01 01", "entries out of order", 106)]
    [TestCase("02 01 00 01 00", "entries out of order", 103)]
    [TestCase("00 00", "unexpected content", 101)]
    [TestCase("01 00 01 03 01", "unexpected end", 105)]
    [TestCase("FF FF FF FF 0F", "length out of bounds", 100)]
    public void MalformedHints(string bytes, string words, int offset)
    {
        Outcome outcome = Outcome.Of(() => BranchHints.Parse(SampleModules.Hex(bytes), 100));
        Assert.That(outcome.Kind, Is.EqualTo(nameof(MalformedCustomException)));
        Assert.That(outcome.Words, Does.StartWith("@metadata.code.branch_hint section: " + words));
        Assert.That(outcome.Offset, Is.EqualTo(offset));
    }

    [TestCase(0, 1, "invalid target")]
    [TestCase(0, 2, "invalid offset")]
    [TestCase(0, 0, "invalid offset")]
    [TestCase(0, 100, "invalid offset")]
    [TestCase(1, 3, "invalid function index")]
    public void InvalidHints(int function, int offset, string words)
    {
        ModuleDefinition module = ModuleDecoder.Decode(SampleModules.Of(HintedFunction));
        var hints = new BranchHints([new FunctionBranchHints(function, [new BranchHint(offset, true)])]);
        Assert.That(
            () => hints.Check(module),
            Throws.TypeOf<InvalidCustomException>().With.Message.StartWith("@metadata.code.branch_hint section: " + words));
    }

    private static NameSection SampleNames()
    {
        var names = new NameSection { Module = "späť" };
        names.Functions[0] = "a";
        names.Functions[7] = "";
        names.Locals[3] = new() { [0] = "x", [200] = "y" };
        names.Labels[1] = new() { [5] = "l" };
        names.Types[0] = "t";
        names.Tables[1] = "tab";
        names.Memories[2] = "mem";
        names.Globals[3] = "g";
        names.Elements[4] = "e";
        names.Data[5] = "d";
        names.Fields[2] = new() { [1] = "f" };
        names.Tags[9] = "tag";
        return names;
    }
}
