using NUnit.Framework;
using Wasm.Fuzz.Generate;

namespace Wasm.SpecTests.Fuzz;

/// <summary>The bytes of a seed never change: findings are told by seeds.</summary>
[TestFixture]
public sealed class SeedBytesTests
{
    // xoshiro256** by its authors' definition, calculated apart from the product's code.
    [TestCase(0ul, "B4F275CB365FEC992A455649781F6EBFE0E633499D845F1A")]
    [TestCase(1ul, "C510C70F6DAFF2B3EA4C364796553B8514452A085697F892")]
    [TestCase(42ul, "16C72E0C2E0B78157E3A116D86D90461A199E439325317AE")]
    [TestCase(ulong.MaxValue, "08AD7E2AD520558F2D80A1CA18A076C49E4660D2C031DE81")]
    public void Are_those_of_the_published_algorithm(ulong seed, string expected) =>
        Assert.That(Convert.ToHexString(SeedBytes.Expand(seed, expected.Length / 2)), Is.EqualTo(expected));

    [Test]
    public void Shorter_sequences_are_beginnings_of_longer_ones()
    {
        byte[] all = SeedBytes.Expand(42, 64);
        for (int length = 0; length < 64; length++)
        {
            Assert.That(SeedBytes.Expand(42, length), Is.EqualTo(all[..length]));
        }
    }
}
