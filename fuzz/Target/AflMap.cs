using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Target;

/// <summary>
/// The map in which AFL++ looks for coverage: a counter for each place, where a feature has the place that its hash says. AFL++
/// clears it before each input and puts the counts into classes.
/// </summary>
/// <param name="memory">The map.</param>
public sealed class AflMap(SharedMemory memory) : ICoverageSink
{
    /// <summary>Number of places: what AFL++ allocates if nothing is said, a power of 2.</summary>
    public const int Size = 1 << 16;

    private readonly Lock _lock = new();

    /// <summary>Whether features are noted.</summary>
    public bool IsOn { get; set; }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<ulong> features)
    {
        if (!IsOn)
        {
            return;
        }

        lock (_lock)
        {
            Span<byte> counters = memory.Bytes[..Size];
            foreach (ulong feature in features)
            {
                ref byte counter = ref counters[(int)(feature * 0x9E3779B97F4A7C15 >> 48)];

                // 0 would mean that it did not occur.
                counter += counter == byte.MaxValue ? (byte)0 : (byte)1;
            }
        }
    }

    /// <summary>Notes that the target ran at all: AFL++ refuses one that shows nothing.</summary>
    public void Begin()
    {
        memory.Bytes[0] = 1;
        IsOn = true;
    }
}
