using System.Runtime.CompilerServices;

namespace Wasm.SpecTests.Embedding;

/// <summary>What is left of objects that nobody should have any more.</summary>
internal static class Garbage
{
    /// <summary>
    /// Whether an object goes when .NET collects: perhaps not at the first time, since an engine with a heap of its own learns only
    /// then that it is time to look what WebAssembly still refers to.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsCollected(WeakReference reference)
    {
        for (int i = 0; i < 10 && reference.IsAlive; i++)
        {
            Collect();
        }

        return !reference.IsAlive;
    }

    /// <summary>Has .NET collect, and lets finalizers run.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
