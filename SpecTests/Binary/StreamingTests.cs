using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.SpecTests.Binary;

/// <summary>Decoding in pieces: same modules, same errors, and errors as early as the bytes allow.</summary>
public sealed class StreamingTests
{
    private const string Function = "01 04 01 60 00 00  03 02 01 00 ";

    public static IEnumerable<TestCaseData> Samples() =>
        from sample in SampleModules.All()
        from chunk in new[] { 1, 2, 3, 7, 100, int.MaxValue }
        select new TestCaseData(sample.Binary, chunk).SetArgDisplayNames(sample.Name, chunk.ToString());

    [TestCaseSource(nameof(Samples))]
    public void TheSameModule(byte[] binary, int chunk)
    {
        foreach (DecodeOptions options in new[] { DecodeOptions.Default, DecodeOptions.ForValidation })
        {
            var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, options);
            for (int i = 0; i < binary.Length; i += Math.Min(chunk, binary.Length))
            {
                decoder.Append(binary.AsSpan(i, Math.Min(chunk, binary.Length - i)));
            }

            ModuleDefinition module = decoder.Finish();
            Assert.That(ModuleEncoder.Encode(module), Is.EqualTo(binary));
            Assert.That(module.Binary.ToArray(), Is.EqualTo(binary));
            foreach (FunctionDefinition function in module.Functions)
            {
                Assert.That(module.Binary.Span[function.Body.Offset..].Overlaps(function.Body.Code.Span, out int distance), Is.True);
                Assert.That(distance, Is.Zero, "code is a slice of the binary");
            }
        }
    }

    [TestCaseSource(nameof(Samples))]
    public async Task FromAStream(byte[] binary, int chunk)
    {
        using var stream = new SlowStream(binary, chunk);
        ModuleDefinition module = await ModuleDecoder.DecodeAsync(stream, FeatureSet.Wasm3, DecodeOptions.Default);
        Assert.That(ModuleEncoder.Encode(module), Is.EqualTo(binary));
    }

    // How many bytes, the header's eight included, prove the error.
    [TestCase("", "00 61 73 6E", 4, "magic header not detected")]
    [TestCase("0E", "", 9, "malformed section id")]
    [TestCase("02 01 00 01", "", 12, "unexpected content after last section")]
    [TestCase("01 FF FF FF FF 0F", "", 14, "length out of bounds")]
    [TestCase("01 80 80 80 80 80", "", 14, "integer representation too long")]
    [TestCase("01 20 05 60 00 00 61", "", 15, "malformed definition type")]
    [TestCase("01 20 05 4E 03 60 00 00 61", "", 17, "malformed definition type")]
    [TestCase("01 04 02 60 00 00 60 00 00", "", 17, "section size mismatch")]
    [TestCase("05 40 30 00 01 02", "", 14, "malformed limits flags")]
    [TestCase("06 40 02 7F 00 41 05 06", "", 16, "illegal opcode 06")]
    [TestCase(Function + "0A 7F 01 7D 00 01 01 01 06", "", 27, "illegal opcode 06")]
    [TestCase(Function + "0A 7F 01 7D 00 02 40 02 40 04 40 05 05", "", 31, "END opcode expected")]
    [TestCase(Function + "0A 7F 01 7D 00 41 80 80 80 80 10", "", 29, "integer too large")]
    [TestCase(Function + "0A 7F 01 7D 00 0B", "", 24, "section size mismatch")]
    [TestCase(Function + "0A 7F 02 02 00 0B 04 01 04 40", "", 28, "malformed reference type")]
    public void AsEarlyAsTheBytesProveIt(string sections, string header, int bytes, string words)
    {
        byte[] binary = header.Length == 0 ? SampleModules.Of(sections) : SampleModules.Hex(header);
        (Outcome outcome, int given) = Outcome.OfStreaming([.. binary, .. new byte[100]], 1);
        Assert.That(outcome.Words, Does.StartWith(words));
        Assert.That(given, Is.EqualTo(bytes));
    }

    [Test]
    public void AMalformedBodyComesBeforeWhatFollowsIt()
    {
        // Code that is left to the validator is passed over, until a later error asks which was first.
        byte[] binary = SampleModules.Of(Function + "0A 05 01 03 00 06 0B  0B 02 01 07");
        foreach (bool scan in new[] { true, false })
        {
            var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, new DecodeOptions(scan));
            Assert.That(() => decoder.Append(binary), Throws.TypeOf<MalformedModuleException>().With.Message.StartWith("illegal opcode 06"));
            Assert.That(() => decoder.Append([0]), Throws.InvalidOperationException);
            Assert.That(decoder.Finish, Throws.InvalidOperationException);
        }
    }

    [Test]
    public void TinyPiecesOfALargeItemTakeLinearTime()
    {
        // One element segment of a megabyte, a byte at a time: some 20 attempts, not a million.
        const int Count = 1 << 20;
        var module = new ModuleDefinition();
        module.Elements.Add(new ElementSegment(
            SegmentMode.Passive, 0, null, Core.Types.ValType.FuncRef, [.. Enumerable.Repeat(5, Count)], default, 1, 0));
        byte[] binary = ModuleEncoder.Encode(module);
        (Outcome outcome, int given) = Outcome.OfStreaming(binary, 1);
        Assert.That(outcome, Is.EqualTo(Outcome.Ok));
        Assert.That(given, Is.EqualTo(binary.Length));
    }

    [Test]
    public void AFinishedModuleStaysFinished()
    {
        var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, DecodeOptions.Default);
        decoder.Append(SampleModules.Header);
        decoder.Finish();
        Assert.That(() => decoder.Append([0]), Throws.InvalidOperationException);
        Assert.That(decoder.Finish, Throws.InvalidOperationException);
    }

    [Test]
    public void AnAnnouncedLengthIsNotBelievedBlindly()
    {
        var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, DecodeOptions.Default, long.MaxValue);
        decoder.Append(SampleModules.Header);
        Assert.That(decoder.Finish().Binary.Length, Is.EqualTo(8));
        Assert.That(decoder.Length, Is.EqualTo(8));
    }

    [Test]
    public void CancellationEndsTheReading()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var stream = new SlowStream(SampleModules.Header, 1);
        Assert.That(
            async () => await ModuleDecoder.DecodeAsync(stream, FeatureSet.Wasm3, DecodeOptions.Default, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>A stream that gives a few bytes at a time and does not know its length.</summary>
    private sealed class SlowStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
