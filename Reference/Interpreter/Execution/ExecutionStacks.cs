using System.Runtime.Intrinsics;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// The arrays that a thread's machine, or a segment of a computation, uses; they are replaced when they grow. A thread
/// keeps one set for the next segment, so that suspended computations cost little.
/// </summary>
internal sealed class ExecutionStacks
{
    /// <summary>Stacks that a deep recursion has made larger than this are left to the collector.</summary>
    public const int MaximumKept = 1 << 20;

    private const int InitialSlots = 4096;
    private const int InitialFrames = 256;

    [ThreadStatic]
    private static ExecutionStacks? _idle;

    public ulong[] Numbers { get; set; } = new ulong[Window.Length + InitialSlots];

    /// <summary>All null while idle.</summary>
    public object?[] References { get; set; } = [];

    public Vector128<byte>[] Vectors { get; set; } = [];

    /// <summary>All default where a reference could be, while idle.</summary>
    public Frame[] Frames { get; set; } = new Frame[InitialFrames];

    /// <summary>Slots of the host functions that are being called.</summary>
    public RawValue[] HostSlots { get; set; } = [];

    /// <summary>As long as the slots; all null while idle.</summary>
    public object?[] HostReferences { get; set; } = [];

    public static ExecutionStacks Rent()
    {
        ExecutionStacks? stacks = _idle;
        _idle = null;
        return stacks ?? new ExecutionStacks();
    }

    /// <summary>Makes room for host functions' slots. Spans over the old arrays stay valid; nobody else looks into them.</summary>
    public void GrowHostSlots(int needed)
    {
        int length = Math.Max(Math.Max(HostSlots.Length * 2, needed), 64);
        RawValue[] slots = HostSlots;
        Array.Resize(ref slots, length);
        HostSlots = slots;

        // Not copied: those in use are cleared by their users, who would not see the copies.
        HostReferences = new object?[length];
    }

    public void Return()
    {
        if (Numbers.Length <= MaximumKept)
        {
            _idle = this;
        }
    }
}
