using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.SpecTests.Embedding;

/// <summary>A memory as the host sees it.</summary>
public sealed class MemoryTests(TestEngine engine) : EngineTests(engine)
{
    private const int Page = MemoryType.PageSize;

    [Test]
    public void HostAndCodeSeeTheSameBytes()
    {
        Instance instance = Instantiate("""
            (module (memory (export "m") 1)
              (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
              (func (export "store") (param i32 f64) (f64.store (local.get 0) (local.get 1))))
            """);
        Memory memory = instance.GetMemory("m")!;

        memory.Write(3, 0x0102_0304_0506_0708L);
        instance.GetFunction("store")!.Invoke(101, 1.5);

        Assert.That(instance.GetFunction("load")!.Invoke(3)[0].I64, Is.EqualTo(0x0102_0304_0506_0708));
        Assert.That(memory.Span[3..5].ToArray(), Is.EqualTo(new byte[] { 8, 7 }), "little-endian");
        Assert.That(memory.Read<double>(101), Is.EqualTo(1.5));
    }

    [Test]
    public void EveryNumberComesBackFromAnyOffset()
    {
        Memory memory = Create(1);
        void RoundTrip<T>(long offset, T value)
            where T : unmanaged
        {
            memory.Write(offset, value);
            Assert.That(memory.Read<T>(offset), Is.EqualTo(value), typeof(T).Name);
        }

        RoundTrip(1, (byte)0xFE);
        RoundTrip(1, (sbyte)-2);
        RoundTrip(1, (short)-300);
        RoundTrip(1, (ushort)65_000);
        RoundTrip(1, -70_000);
        RoundTrip(1, 4_000_000_000);
        RoundTrip(1, long.MinValue);
        RoundTrip(1, ulong.MaxValue);
        RoundTrip(1, -1.25f);
        RoundTrip(1, double.Epsilon);
        RoundTrip(1, Int128.MinValue);
        RoundTrip(1, (Half)2.5);
        RoundTrip(1, DayOfWeek.Friday);
        RoundTrip(1, new Pair { First = 7, Second = -1 });
        RoundTrip(Page - 8L, 5L);
    }

    [Test]
    public void TypedSpansAreViewsOfTheMemory()
    {
        Memory memory = Create(1);

        Span<int> numbers = memory.GetSpan<int>(8, 4);
        numbers[3] = -5;
        memory.Write(8, 77);

        Assert.That(numbers[0], Is.EqualTo(77));
        Assert.That(memory.Read<int>(20), Is.EqualTo(-5));
        Assert.That(memory.GetSpan<byte>(Page, 0).Length, Is.Zero);
        Assert.That(memory.GetSpan<Pair>(4, 2)[0].First, Is.EqualTo(0), "aligned like its largest field");
    }

    [Test]
    public void AnUnalignedTypedSpanIsRefused()
    {
        Memory memory = Create(1);

        Assert.That(() => memory.GetSpan<int>(3, 1).Length, Throws.ArgumentException.With.Message.Contains("offset 3").And.Message.Contains("4"));
        Assert.That(() => memory.GetSpan<long>(4, 1).Length, Throws.ArgumentException.With.Message.Contains("8").And.Message.Contains("Int64"));
        Assert.That(() => memory.GetSpan<Pair>(2, 1).Length, Throws.ArgumentException);
    }

    [TestCase(-1L, 4)]
    [TestCase(Page - 3L, 4)]
    [TestCase((long)Page, 4)]
    [TestCase(long.MaxValue, 4)]
    [TestCase(0L, -1)]
    [TestCase(0L, Page + 1)]
    [TestCase(0xFFFF_FFFFL, 1)]
    public void AccessOutsideSaysWhereAndHowLargeTheMemoryIs(long offset, int length)
    {
        Memory memory = Create(1);
        string[] parts = [$"{length} bytes", $"offset {offset}", "65536 bytes"];

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = memory.GetSpan(offset, length).Length)!;
        foreach (string part in parts)
        {
            Assert.That(error.Message, Does.Contain(part));
        }

        if (length == 4)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<int>(offset));
            Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(offset, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => memory.WriteString(offset, "four"));
        }

        Assert.That(memory.Span.ContainsAnyExcept((byte)0), Is.False, "nothing was written");
    }

    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    public void ATypedSpanOfAnImpossibleLengthIsRefused(int count) =>
        Assert.That(() => Create(1).GetSpan<long>(0, count).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void TextsAreUtf8UnlessSaidOtherwise()
    {
        Memory memory = Create(1);
        const string Text = "grün 漢字 🎈";

        int utf8 = memory.WriteString(10, Text);
        int utf16 = memory.WriteString(1000, Text, Encoding.Unicode);

        Assert.That((utf8, utf16), Is.EqualTo((Encoding.UTF8.GetByteCount(Text), Text.Length * 2)));
        Assert.That(memory.ReadString(10, utf8), Is.EqualTo(Text));
        Assert.That(memory.ReadString(1000, utf16, Encoding.Unicode), Is.EqualTo(Text));
        Assert.That(memory.Span[10 + utf8], Is.Zero);
        Assert.That(memory.ReadString(10, 0), Is.Empty);
    }

    [Test]
    public void BytesThatAreNoTextAreReplacedOrRefused()
    {
        Memory memory = Create(1);
        memory.Write(0, (byte)0xFF);

        Assert.That(memory.ReadString(0, 1), Is.EqualTo("\uFFFD"));
        Assert.Throws<DecoderFallbackException>(() => memory.ReadString(0, 1, new UTF8Encoding(false, throwOnInvalidBytes: true)));
    }

    [Test]
    public void ANullEndsAText()
    {
        Memory memory = Create(1);
        memory.WriteString(5, "wasm");
        memory.WriteString(100, "ĀĂ", Encoding.Unicode);
        memory.WriteString(Page - 3, "abc");

        Assert.That(memory.ReadNullTerminatedString(5), Is.EqualTo("wasm"));
        Assert.That(memory.ReadNullTerminatedString(9), Is.Empty);
        Assert.That(memory.ReadNullTerminatedString(5, maximumBytes: 4), Is.EqualTo("wasm"));
        Assert.That(memory.ReadNullTerminatedString(100, encoding: Encoding.Unicode), Is.EqualTo("ĀĂ"), "a zero byte alone is no null");
        Assert.That(() => memory.ReadNullTerminatedString(5, maximumBytes: 3), Throws.InvalidOperationException.With.Message.Contains("offset 5"));
        Assert.That(() => memory.ReadNullTerminatedString(Page - 3), Throws.InvalidOperationException, "the memory's end is none");
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadNullTerminatedString(Page));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadNullTerminatedString(0, -1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ItGrowsToItsMaximum(bool is64)
    {
        var memory = Memory.Create(Store, new MemoryType(new Limits(1, 3), is64));
        memory.Write(0, 42);

        Assert.That(memory.Grow(2), Is.EqualTo(1));
        Assert.That(memory.Grow(1), Is.EqualTo(-1));
        Assert.That(memory.Grow(ulong.MaxValue), Is.EqualTo(-1));
        Assert.That(memory.Grow(0), Is.EqualTo(3));
        Assert.That((memory.PageCount, memory.ByteLength), Is.EqualTo((3UL, 3UL * Page)));
        Assert.That((memory.Span.Length, memory.Read<int>(0), memory.Read<int>((3 * Page) - 4)), Is.EqualTo((3 * Page, 42, 0)));
        Assert.That(memory.Type, Is.EqualTo(new MemoryType(new Limits(3, 3), is64)));
    }

    [Test]
    public void AMemoryOfTheHostCanBeImported()
    {
        Memory memory = Create(1);
        Linker.Define("host", "memory", memory);
        Instance instance = Instantiate("""
            (module (import "host" "memory" (memory 1))
              (func (export "grow") (result i32) (i32.store8 (i32.const 9) (i32.const 9)) (memory.grow (i32.const 1))))
            """);

        Assert.That(instance.GetFunction("grow")!.Invoke()[0].I32, Is.EqualTo(1));
        Assert.That((memory.PageCount, memory.Span[9]), Is.EqualTo((2UL, (byte)9)));
    }

    [TestCase(2UL, 1UL, false, "size minimum must not be greater than maximum")]
    [TestCase(0UL, 65_537UL, false, "memory size must be at most 65536 pages (4GiB)")]
    [TestCase((1UL << 48) + 1, null, true, "memory size must be at most 2^48 pages (256TiB)")]
    public void AnInvalidTypeIsRefused(ulong minimum, ulong? maximum, bool is64, string message) => Assert.That(
        () => Memory.Create(Store, new MemoryType(new Limits(minimum, maximum), is64)),
        Throws.ArgumentException.With.Message.StartsWith(message));

    private Memory Create(ulong pages) => Memory.Create(Store, new MemoryType(new Limits(pages, null)));

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public short First;
        public int Second;
    }
}
