using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.SpecTests.Binary;

/// <summary>
/// Damaged modules: always one of a module's errors, the same in one piece, in two steps and as a stream.
/// </summary>
public sealed class RobustnessTests
{
    private const int Deep = 100_000;

    public static IEnumerable<TestCaseData> Samples() =>
        SampleModules.All().Select(sample => new TestCaseData(sample.Binary).SetArgDisplayNames(sample.Name));

    [TestCaseSource(nameof(Samples))]
    public void EveryPrefix(byte[] binary)
    {
        int step = binary.Length > 2000 ? 3 : 1;
        for (int length = 0; length < binary.Length; length += step)
        {
            byte[] prefix = binary[..length];
            Outcome outcome = Outcome.OfDecoding(prefix);
            Compare(prefix, outcome);
            Assert.That(outcome.Offset, Is.LessThanOrEqualTo(length));
            if (outcome != Outcome.Ok)
            {
                Assert.That(
                    outcome.Words,
                    Does.StartWith("unexpected end").Or.StartWith("length out of bounds")
                        .Or.StartWith("function and code section").Or.StartWith("data count"),
                    $"{length} bytes");
            }
        }
    }

    [TestCaseSource(nameof(Samples))]
    public void EveryByteReplaced(byte[] binary)
    {
        // The long sample is code: its bytes are visited in steps that reach all residues over the values.
        int step = binary.Length > 2000 ? 17 : 1;
        byte[] copy = [.. binary];
        int refused = 0;
        foreach (byte value in new byte[] { 0x00, 0x01, 0x05, 0x0B, 0x40, 0x63, 0x7F, 0x80, 0xFB, 0xFF })
        {
            for (int i = value % step; i < binary.Length; i += step)
            {
                byte old = copy[i];
                copy[i] = value;
                Outcome outcome = Outcome.OfDecoding(copy);
                Compare(copy, outcome);
                refused += outcome == Outcome.Ok ? 0 : 1;
                copy[i] = old;
            }
        }

        Assert.That(refused, Is.GreaterThan(binary.Length / step));
    }

    [TestCaseSource(nameof(Samples))]
    public void EveryByteFlippedRemovedDoubled(byte[] binary)
    {
        int step = binary.Length > 2000 ? 13 : 1;
        for (int i = 0; i < binary.Length; i += step)
        {
            byte[] removed = [.. binary[..i], .. binary[(i + 1)..]];
            Compare(removed, Outcome.OfDecoding(removed));
            byte[] doubled = [.. binary[..i], binary[i], .. binary[i..]];
            Compare(doubled, Outcome.OfDecoding(doubled));
            byte[] flipped = [.. binary];
            flipped[i] ^= (byte)(1 << (i % 8));
            Compare(flipped, Outcome.OfDecoding(flipped));
        }
    }

    [TestCase(Deep)]
    [TestCase(1_000_000)]
    public void DeepNesting(int depth)
    {
        foreach (byte opcode in new[] { (byte)Op.Block, (byte)Op.Loop, (byte)Op.If })
        {
            byte[] open = Nested(opcode, depth, close: 0);
            Assert.That(Outcome.OfDecoding(open).Words, Does.StartWith("unexpected end"));
            byte[] closed = Nested(opcode, depth, depth + 1);
            Assert.That(Outcome.OfDecoding(closed), Is.EqualTo(Outcome.Ok));
            Assert.That(Outcome.OfDecodingInTwoSteps(closed), Is.EqualTo(Outcome.Ok));
        }
    }

    [Test]
    public void DeepNestingInAConstantExpression()
    {
        var writer = new InstructionWriter();
        writer.WriteBytes([1, 0x7F, 0]);
        for (int i = 0; i < Deep; i++)
        {
            writer.WriteBytes([(byte)Op.If, 0x40]);
        }

        for (int i = 0; i < Deep; i++)
        {
            writer.WriteBytes([(byte)Op.Else, (byte)Op.End]);
        }

        writer.Write(Op.End);
        byte[] binary = Section(SectionId.Global, writer.ToArray());
        Assert.That(Outcome.OfDecoding(binary), Is.EqualTo(Outcome.Ok));
    }

    [Test]
    public void RandomCodeIsScannedAsItIsRead()
    {
        // The scanner's fast paths against a plain loop over the reader, on bytes that are often good.
        byte[] likely = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0B, 0x0B, 0x20, 0x28, 0x40, 0x41, 0x42, 0x43, 0x44, 0x7F, 0x80, 0xFC, 0xFF];
        var random = new Random(1);
        int good = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] code = new byte[random.Next(1, 24)];
            random.NextBytes(code);
            for (int k = 0; k < code.Length; k++)
            {
                code[k] = random.Next(3) == 0 ? code[k] : likely[code[k] % likely.Length];
            }

            Outcome expected = ScanPlainly(code, out int end);
            byte[] binary = Section(SectionId.Global, [1, 0x7F, 0, .. code]);
            Outcome actual = Outcome.OfDecoding(binary);
            int start = binary.Length - code.Length;
            if (expected == Outcome.Ok && end < code.Length)
            {
                expected = new Outcome("MalformedModuleException", "section size mismatch", start - 3);
            }
            else if (expected != Outcome.Ok)
            {
                expected = expected with { Offset = expected.Offset + start };
            }
            else
            {
                good++;
            }

            Assert.That(actual, Is.EqualTo(expected), Convert.ToHexString(code));
        }

        Assert.That(good, Is.GreaterThan(300));
    }

    private static void Compare(byte[] binary, Outcome outcome)
    {
        Assert.That(Outcome.OfDecodingInTwoSteps(binary), Is.EqualTo(outcome), "two steps");
        Outcome streamed = Outcome.OfStreaming(binary, 64).Outcome;
        if (streamed != outcome && !outcome.Words.StartsWith("length out of bounds", StringComparison.Ordinal))
        {
            // Only a length that nothing can be known about yet lets a later error come first.
            Assert.That(streamed, Is.EqualTo(outcome), "streamed");
        }
    }

    private static Outcome ScanPlainly(byte[] code, out int end)
    {
        int position = 0;
        Outcome outcome = Outcome.Of(() =>
        {
            var reader = new InstructionReader(code, 0, FeatureSet.Wasm3);
            var instruction = default(Instruction);
            var mayElse = new Stack<bool>([false]);
            while (mayElse.Count > 0)
            {
                Op op = reader.Read(ref instruction).Op;
                switch (op)
                {
                    case Op.Block or Op.Loop or Op.If or Op.TryTable:
                        mayElse.Push(op == Op.If);
                        break;
                    case Op.Else when mayElse.Pop():
                        mayElse.Push(false);
                        break;
                    case Op.Else:
                        throw new Core.Diagnostics.MalformedModuleException("END opcode expected", instruction.Start);
                    case Op.End:
                        mayElse.Pop();
                        break;
                }
            }

            position = reader.Position;
        });
        end = position;
        return outcome;
    }

    private static byte[] Nested(byte opcode, int depth, int close)
    {
        var writer = new InstructionWriter(depth * 3 + 32);
        writer.WriteBytes(SampleModules.Of("01 04 01 60 00 00  03 02 01 00"));
        writer.WriteByte((byte)SectionId.Code);
        int section = writer.BeginSized();
        writer.WriteU32(1);
        int body = writer.BeginSized();
        writer.WriteU32(0);
        for (int i = 0; i < depth; i++)
        {
            writer.WriteBytes([opcode, 0x40]);
        }

        for (int i = 0; i < close; i++)
        {
            writer.Write(Op.End);
        }

        writer.EndSized(body);
        writer.EndSized(section);
        return writer.ToArray();
    }

    private static byte[] Section(SectionId id, byte[] content)
    {
        var writer = new InstructionWriter();
        writer.WriteBytes(SampleModules.Header);
        writer.WriteByte((byte)id);
        int mark = writer.BeginSized();
        writer.WriteBytes(content);
        writer.EndSized(mark);
        return writer.ToArray();
    }
}
