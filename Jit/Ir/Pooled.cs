namespace Wasm.Jit.Ir;

/// <summary>Arrays that are kept from one function to the next and only grow.</summary>
internal static class Pooled
{
    /// <summary>Makes room; what is in the array stays.</summary>
    public static void Ensure<T>(ref T[] array, int count)
    {
        if (array.Length < count)
        {
            Array.Resize(ref array, Math.Max(count, array.Length * 2));
        }
    }

    /// <summary>Makes room, and sets the first elements to their default.</summary>
    public static void Clear<T>(ref T[] array, int count)
    {
        if (array.Length < count)
        {
            array = new T[Math.Max(count, array.Length * 2)];
        }
        else
        {
            Array.Clear(array, 0, count);
        }
    }

    /// <summary>Makes room, and sets the first elements.</summary>
    public static void Fill<T>(ref T[] array, int count, T value)
    {
        if (array.Length < count)
        {
            array = new T[Math.Max(count, array.Length * 2)];
        }

        array.AsSpan(0, count).Fill(value);
    }

    /// <summary>Adds an element behind the last one.</summary>
    public static void Push<T>(ref T[] array, ref int count, T value)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, Math.Max(16, count * 2));
        }

        array[count++] = value;
    }
}
