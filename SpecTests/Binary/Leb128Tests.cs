using NUnit.Framework;
using Wasm.Core.Binary;
using BinaryReader = Wasm.Core.Binary.BinaryReader;

namespace Wasm.SpecTests.Binary;

/// <summary>LEB128 numbers (specification, 5.2.2): every width, its limits, and what lies beyond them.</summary>
public sealed class Leb128Tests
{
    [TestCase("00", 0u)]
    [TestCase("7F", 127u)]
    [TestCase("8001", 128u)]
    [TestCase("FF7F", 16383u)]
    [TestCase("808001", 16384u)]
    [TestCase("FFFF7F", 2097151u)]
    [TestCase("80808001", 2097152u)]
    [TestCase("FFFFFF7F", 268435455u)]
    [TestCase("8080808001", 268435456u)]
    [TestCase("FFFFFFFF0F", uint.MaxValue)]
    public void U32(string hex, uint value)
    {
        byte[] bytes = SampleModules.Hex(hex);
        var reader = new BinaryReader([.. bytes, 0x55], 0);
        Assert.That(reader.ReadU32(), Is.EqualTo(value));
        Assert.That(reader.Position, Is.EqualTo(bytes.Length));

        var writer = new InstructionWriter();
        writer.WriteU32(value);
        Assert.That(writer.ToArray(), Is.EqualTo(bytes));
    }

    // More bytes than needed are allowed up to the width's maximum.
    [TestCase("8000", 0u)]
    [TestCase("808000", 0u)]
    [TestCase("80808000", 0u)]
    [TestCase("8080808000", 0u)]
    [TestCase("8280808000", 2u)]
    [TestCase("FF808000", 127u)]
    public void U32WithPadding(string hex, uint value)
    {
        var reader = new BinaryReader(SampleModules.Hex(hex), 0);
        Assert.That(reader.ReadU32(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);
    }

    [TestCase("8000", 0ul)]
    [TestCase("FFFFFFFF0F", uint.MaxValue)]
    [TestCase("FFFFFFFFFFFFFFFFFF01", ulong.MaxValue)]
    [TestCase("80808080808080808001", 1ul << 63)]
    [TestCase("82808080808080808000", 2ul)]
    public void U64(string hex, ulong value)
    {
        var reader = new BinaryReader(SampleModules.Hex(hex), 0);
        Assert.That(reader.ReadU64(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);
    }

    [TestCase("00", 0)]
    [TestCase("3F", 63)]
    [TestCase("40", -64)]
    [TestCase("7F", -1)]
    [TestCase("C000", 64)]
    [TestCase("BF7F", -65)]
    [TestCase("FFFFFFFF07", int.MaxValue)]
    [TestCase("8080808078", int.MinValue)]
    public void S32(string hex, int value)
    {
        byte[] bytes = SampleModules.Hex(hex);
        var reader = new BinaryReader(bytes, 0);
        Assert.That(reader.ReadS32(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);

        var writer = new InstructionWriter();
        writer.WriteS32(value);
        Assert.That(writer.ToArray(), Is.EqualTo(bytes));
    }

    [TestCase("FFFFFFFF7F", -1)]
    [TestCase("FF7F", -1)]
    [TestCase("8080808000", 0)]
    public void S32WithPadding(string hex, int value)
    {
        var reader = new BinaryReader(SampleModules.Hex(hex), 0);
        Assert.That(reader.ReadS32(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);
    }

    [TestCase("FFFFFFFF0F", 4294967295L)]
    [TestCase("8080808070", -4294967296L)]
    [TestCase("40", -64L)]
    public void S33(string hex, long value)
    {
        var reader = new BinaryReader(SampleModules.Hex(hex), 0);
        Assert.That(reader.ReadS33(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);
    }

    [TestCase("FFFFFFFFFFFFFFFFFF00", long.MaxValue)]
    [TestCase("8080808080808080807F", long.MinValue)]
    [TestCase("7F", -1L)]
    [TestCase("FFFFFFFFFFFFFFFFFF7F", -1L)]
    public void S64(string hex, long value)
    {
        var reader = new BinaryReader(SampleModules.Hex(hex), 0);
        Assert.That(reader.ReadS64(), Is.EqualTo(value));
        Assert.That(reader.AtEnd, Is.True);
    }

    [TestCase("u32", "8080808010", "integer too large")]
    [TestCase("u32", "FFFFFFFF1F", "integer too large")]
    [TestCase("u32", "8080808040", "integer too large")]
    [TestCase("u32", "80808080F0", "integer too large")]
    [TestCase("u32", "808080808000", "integer representation too long")]
    [TestCase("u32", "8080808080", "integer representation too long")]
    [TestCase("u64", "80808080808080808002", "integer too large")]
    [TestCase("u64", "8080808080808080807E", "integer too large")]
    [TestCase("u64", "8080808080808080808000", "integer representation too long")]
    [TestCase("s32", "FFFFFFFF0F", "integer too large")]
    [TestCase("s32", "8080808008", "integer too large")]
    [TestCase("s32", "8080808070", "integer too large")]
    [TestCase("s32", "FFFFFFFF4F", "integer too large")]
    [TestCase("s32", "808080808000", "integer representation too long")]
    [TestCase("s32", "FFFFFFFFFF7F", "integer representation too long")]
    [TestCase("s33", "FFFFFFFF1F", "integer too large")]
    [TestCase("s33", "8080808060", "integer too large")]
    [TestCase("s33", "FFFFFFFFFF00", "integer representation too long")]
    [TestCase("s64", "FFFFFFFFFFFFFFFFFF01", "integer too large")]
    [TestCase("s64", "8080808080808080807E", "integer too large")]
    [TestCase("s64", "FFFFFFFFFFFFFFFFFFFF7F", "integer representation too long")]
    [TestCase("u32", "", "unexpected end")]
    [TestCase("u32", "80", "unexpected end")]
    [TestCase("u32", "80808080", "unexpected end")]
    [TestCase("u64", "808080808080808080", "unexpected end")]
    [TestCase("s32", "FFFFFFFF", "unexpected end")]
    [TestCase("s33", "80", "unexpected end")]
    [TestCase("s64", "FFFFFFFFFF", "unexpected end")]
    public void Malformed(string kind, string hex, string words)
    {
        byte[] bytes = SampleModules.Hex(hex);
        Outcome outcome = Outcome.Of(() => Read(kind, bytes));
        Assert.That(outcome.Words, Does.StartWith(words));
        Assert.That(outcome.Offset, Is.EqualTo(words == "unexpected end" ? 1000 + bytes.Length : 1000));
    }

    [TestCase(32)]
    [TestCase(64)]
    public void WrittenNumbersAreRead(int bits)
    {
        var random = new Random(bits);
        for (int i = 0; i < 10_000; i++)
        {
            ulong value = (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var writer = new InstructionWriter();
            writer.WriteU32((uint)value);
            writer.WriteU64(value);
            writer.WriteS32((int)value);
            writer.WriteS64((long)value);
            var reader = new BinaryReader(writer.WrittenSpan, 0);
            bool same = reader.ReadU32() == (uint)value && reader.ReadU64() == value
                && reader.ReadS32() == (int)value && reader.ReadS64() == (long)value && reader.AtEnd;
            Assert.That(same, Is.True, $"{value:x}");
        }
    }

    private static void Read(string kind, byte[] bytes)
    {
        var reader = new BinaryReader(bytes, 1000);
        _ = kind switch
        {
            "u32" => reader.ReadU32(),
            "u64" => (long)reader.ReadU64(),
            "s32" => reader.ReadS32(),
            "s33" => reader.ReadS33(),
            "s64" => reader.ReadS64(),
            _ => throw new ArgumentException(kind),
        };
    }
}
