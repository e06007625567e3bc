using Iced.Intel;
using NUnit.Framework;
using Wasm.Jit.Backend;
using Wasm.Jit.X64;
using Assembler = Wasm.Jit.X64.Assembler;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>
/// Writes instructions and says beside each what it should be: <see cref="Verify"/> decodes all and compares.
/// What is expected is a line in Intel's syntax, put together by the test, not by the encoder.
/// </summary>
internal sealed class EncodingCheck
{
    private readonly List<(int Offset, string Text)> _expected = [];

    /// <summary>Writes to a buffer of its own.</summary>
    public EncodingCheck()
        : this(CpuFeatures.Baseline)
    {
    }

    /// <summary>Writes with these features.</summary>
    public EncodingCheck(CpuFeatures features) => Assembler = new Assembler(new CodeBuffer(), features);

    /// <summary>What is under test.</summary>
    public Assembler Assembler { get; }

    /// <summary>Says what the instruction written since the last call is.</summary>
    public void Expect(string text) => _expected.Add((Assembler.Code.Position, text));

    /// <summary>Says what the first of several instructions is that were written since the last call; <see cref="Expect"/> follows for the rest.</summary>
    public void ExpectFirst(string text) => _expected.Add((-1, text));

    /// <summary>Compares; fails with the first few differences.</summary>
    public void Verify()
    {
        byte[] bytes = Assembler.Code.Bytes.ToArray();
        var reader = new ByteArrayCodeReader(bytes);
        var decoder = Decoder.Create(64, reader);
        var formatter = new IntelFormatter();
        formatter.Options.MemorySizeOptions = MemorySizeOptions.Never;
        formatter.Options.RipRelativeAddresses = true;
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = null;
        formatter.Options.SmallHexNumbersInDecimal = false;
        formatter.Options.SignedImmediateOperands = true;
        formatter.Options.AddLeadingZeroToHexNumbers = false;
        formatter.Options.UppercaseHex = false;
        formatter.Options.AlwaysShowScale = true;
        formatter.Options.UsePseudoOps = false;
        formatter.Options.SpaceAfterOperandSeparator = true;
        formatter.Options.BranchLeadingZeros = false;
        formatter.Options.ShowBranchSize = false;
        var output = new StringOutput();
        var differences = new List<string>();
        int start = 0;
        foreach ((int end, string text) in _expected)
        {
            decoder.IP = (ulong)start;
            reader.Position = start;
            decoder.Decode(out Instruction instruction);
            formatter.Format(instruction, output);
            string actual = output.ToStringAndReset();
            if (actual != text || (end >= 0 && start + instruction.Length != end))
            {
                differences.Add($"{text}: {Convert.ToHexStringLower(bytes.AsSpan(start, Math.Min(15, bytes.Length - start)))} is {actual}, {instruction.Length} bytes");
            }

            start = end >= 0 ? end : start + instruction.Length;
        }

        Assert.That(start, Is.EqualTo(bytes.Length), "every instruction has its expectation");
        Assert.That(differences.Take(10), Is.Empty, $"{differences.Count} of {_expected.Count}");
        Assert.That(_expected, Is.Not.Empty);
    }
}
