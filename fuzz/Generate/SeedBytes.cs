using System.Buffers.Binary;
using System.Numerics;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// Expands a seed to the bytes that <see cref="Generator"/> reads, the same on every machine and in every version of
/// .NET: xoshiro256** whose state is the first four outputs of SplitMix64 for the seed (Blackman and Vigna), its numbers
/// written least significant byte first.
/// </summary>
public static class SeedBytes
{
    /// <summary>How many bytes a seed gives unless said otherwise; most cases need fewer.</summary>
    public const int DefaultLength = 8192;

    /// <summary>The first <paramref name="length"/> bytes of a seed's endless sequence.</summary>
    public static byte[] Expand(ulong seed, int length = DefaultLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        byte[] bytes = new byte[length];
        Fill(seed, bytes);
        return bytes;
    }

    /// <summary>Fills memory with the beginning of a seed's sequence.</summary>
    public static void Fill(ulong seed, Span<byte> bytes)
    {
        ulong s0 = SplitMix(ref seed);
        ulong s1 = SplitMix(ref seed);
        ulong s2 = SplitMix(ref seed);
        ulong s3 = SplitMix(ref seed);
        Span<byte> last = stackalloc byte[8];
        while (!bytes.IsEmpty)
        {
            ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            ulong t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
            if (bytes.Length >= 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, result);
                bytes = bytes[8..];
            }
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(last, result);
                last[..bytes.Length].CopyTo(bytes);
                bytes = [];
            }
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
