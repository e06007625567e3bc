using Wasm.Jit.Backend;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Execution;

/// <summary>What a piece of code is.</summary>
internal enum CodeKind : byte
{
    /// <summary>A function of a module.</summary>
    Function,

    /// <summary>An entry thunk: its frame stands between WebAssembly frames and, further out, managed ones.</summary>
    EntryThunk,

    /// <summary>A host thunk: its frame stands for a host function.</summary>
    HostThunk,

    /// <summary>A stub, or code that stands in for a function that is not compiled yet: has no frame of its own.</summary>
    Stub,
}

/// <summary>A piece of code in memory and what is known about it. Immutable.</summary>
internal sealed class CodeEntry
{
    /// <summary>What it is.</summary>
    public required CodeKind Kind { get; init; }

    /// <summary>Address of its first byte.</summary>
    public required nuint Start { get; init; }

    /// <summary>Bytes.</summary>
    public required int Length { get; init; }

    /// <summary>What it belongs to: the compiled module, for functions. Null for shared code.</summary>
    public object? Owner => WeakOwner?.Target;

    /// <summary>The owner, not kept alive: code is known to the whole process, and goes when its owner does.</summary>
    public WeakReference? WeakOwner { get; init; }

    /// <summary>Function index in the module; -1 for other code.</summary>
    public int FunctionIndex { get; init; } = -1;

    /// <summary>Bytes between frame pointer and stack pointer in the body.</summary>
    public int FrameBytes { get; init; }

    /// <summary>Instructions that may fault, by position.</summary>
    public TrapSite[] Traps { get; init; } = [];

    /// <summary>Calls, by return address.</summary>
    public CallSite[] Calls { get; init; } = [];

    /// <summary>Frame slots that <see cref="Calls"/> name.</summary>
    public int[] StackMapSlots { get; init; } = [];

    /// <summary>Clauses that <see cref="Calls"/> name.</summary>
    public CatchEntry[] Catches { get; init; } = [];

    /// <summary>Where code comes from, by position.</summary>
    public SourcePosition[] Sources { get; init; } = [];

    /// <summary>The instruction at an address, if it may fault.</summary>
    public bool TryFindTrap(nuint address, out TrapSite site)
    {
        int index = Search(Traps, (int)(address - Start), static (in TrapSite candidate) => candidate.Position);
        site = index >= 0 ? Traps[index] : default;
        return index >= 0;
    }

    /// <summary>The call that returns to an address.</summary>
    public bool TryFindCall(nuint returnAddress, out CallSite site)
    {
        int index = Search(Calls, (int)(returnAddress - Start), static (in CallSite candidate) => candidate.Position);
        site = index >= 0 ? Calls[index] : default;
        return index >= 0;
    }

    /// <summary>Position in the WebAssembly code that an address comes from; -1 if it is not known.</summary>
    /// <param name="address">A return address, or that of an instruction that faulted.</param>
    /// <param name="isFault">Which of them.</param>
    public int OffsetOf(nuint address, bool isFault)
    {
        if (isFault && TryFindTrap(address, out TrapSite trap))
        {
            return trap.Offset;
        }

        if (!isFault && TryFindCall(address, out CallSite call))
        {
            return call.Offset;
        }

        int position = (int)(address - Start) - (isFault ? 0 : 1);
        int index = Search(Sources, position, static (in SourcePosition candidate) => candidate.Position);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 ? Sources[index].Offset : -1;
    }

    private delegate int PositionOf<T>(in T item);

    /// <summary>Index of the item at a position, or the complement of that of the first behind it.</summary>
    private static int Search<T>(T[] items, int position, PositionOf<T> positionOf)
    {
        int low = 0;
        int high = items.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (positionOf(in items[middle]) < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < items.Length && positionOf(in items[low]) == position ? low : ~low;
    }
}
