using System.Runtime.Intrinsics;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// The arrays that one outermost call uses. A thread keeps one set for its next call, so that stores without a
/// running call cost nothing.
/// </summary>
internal sealed class ExecutionStacks(ulong[] numbers, object?[] references, Vector128<byte>[] vectors, Frame[] frames)
{
    private const int InitialSlots = 4096;
    private const int InitialFrames = 256;

    // Stacks that a deep recursion has made larger than this are left to the collector.
    private const int MaximumKept = 1 << 20;

    [ThreadStatic]
    private static ExecutionStacks? _idle;

    public ulong[] Numbers { get; } = numbers;

    /// <summary>All null while idle.</summary>
    public object?[] References { get; } = references;

    public Vector128<byte>[] Vectors { get; } = vectors;

    /// <summary>All default where a reference could be, while idle.</summary>
    public Frame[] Frames { get; } = frames;

    public static ExecutionStacks Rent()
    {
        ExecutionStacks? stacks = _idle;
        _idle = null;
        return stacks ?? new ExecutionStacks(new ulong[Window.Length + InitialSlots], [], [], new Frame[InitialFrames]);
    }

    public void Return()
    {
        if (Numbers.Length <= MaximumKept)
        {
            _idle = this;
        }
    }
}
