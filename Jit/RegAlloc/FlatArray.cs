namespace Wasm.Jit.RegAlloc;

/// <summary>Working memory that is kept from one function to the next.</summary>
internal static class FlatArray
{
    /// <summary>Makes an array large enough; what was in it is lost.</summary>
    public static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, Math.Max(64, array.Length * 2))];
        }
    }
}
