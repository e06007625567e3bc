using System.Numerics;

namespace Wasm.Jit.Heap;

/// <summary>
/// Sizes of small cells: four steps per doubling (an eighth is lost on average), from 16 bytes to 32 KiB. What is larger takes whole
/// blocks.
/// </summary>
internal static class SizeClasses
{
    /// <summary>Number of classes.</summary>
    public const int Count = 44;

    /// <summary>Largest cell.</summary>
    public const int Largest = 32 * 1024;

    /// <summary>The class of cells that hold references of the host: separate, since they are swept at once.</summary>
    public const int Host = 0;

    private static readonly int[] Sizes = Build();

    /// <summary>Bytes of a class's cells: a multiple of 8.</summary>
    public static int SizeOf(int sizeClass) => Sizes[sizeClass];

    /// <summary>The class for an object.</summary>
    /// <param name="bytes">1 to <see cref="Largest"/>.</param>
    public static int ClassOf(int bytes)
    {
        if (bytes <= 64)
        {
            // 16, 24, … 64.
            return Math.Max(1, ((bytes + 7) >> 3) - 1);
        }

        // 80, 96, 112, 128, 160, …: the two bits below the highest number the steps of a doubling.
        int exponent = BitOperations.Log2((uint)bytes - 1);
        return 8 + ((exponent - 6) * 4) + ((bytes - 1) >> (exponent - 2) & 3);
    }

    private static int[] Build()
    {
        var sizes = new int[Count];
        sizes[Host] = 16;
        for (int i = 1; i < 8; i++)
        {
            sizes[i] = (i + 1) * 8;
        }

        for (int i = 8; i < Count; i++)
        {
            int exponent = ((i - 8) >> 2) + 6;
            sizes[i] = (1 << exponent) + ((((i - 8) & 3) + 1) << (exponent - 2));
        }

        return sizes;
    }
}
