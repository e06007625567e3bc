using Wasm.Jit.Abi;
using Wasm.Jit.Backend;

namespace Wasm.Jit.Execution;

/// <summary>
/// Walks the frames on a stack, from the innermost one outwards, across nested entries; managed frames, which are elsewhere, show only
/// as frames of kind <see cref="CodeKind.EntryThunk"/>. The stack's code must not run meanwhile.
/// </summary>
/// <remarks>Reads return addresses and saved frame pointers, which any frame has at its frame pointer, in this order: frame pointer, return address.</remarks>
internal unsafe ref struct FrameWalker
{
    private ulong _nextFp;
    private ulong _nextPc;
    private bool _nextIsExact;

    /// <summary>Begins at a frame.</summary>
    /// <param name="fp">Its frame pointer; 0: there is none.</param>
    /// <param name="pc">Return address into it, or of the instruction that faulted.</param>
    /// <param name="isExact">Whether it is the latter.</param>
    public FrameWalker(ulong fp, ulong pc, bool isExact = false)
    {
        _nextFp = fp;
        _nextPc = pc;
        _nextIsExact = isExact;
    }

    /// <summary>The frame's code. Null: code that is not known, which is an error of the engine.</summary>
    public CodeEntry? Code { get; private set; }

    /// <summary>Return address into the frame, or where it faulted.</summary>
    public nuint Pc { get; private set; }

    /// <summary>Its frame pointer.</summary>
    public ulong Fp { get; private set; }

    /// <summary>Whether <see cref="Pc"/> is that of an instruction that faulted.</summary>
    public bool IsExact { get; private set; }

    /// <summary>The instance that the frame stored: of its function, or the host function's record.</summary>
    public readonly ulong Instance => *(ulong*)(Fp - 8);

    /// <summary>Position in the WebAssembly code of the frame's function; -1: not known.</summary>
    public readonly int Offset => Code?.OffsetOf(Pc, IsExact) ?? -1;

    /// <summary>The frames under the managed code that runs in the innermost helper; or of a suspended computation. None if the stack holds none.</summary>
    public static FrameWalker Of(StoreContext* context) => context->SuspendedSp != 0
        ? new FrameWalker(*(ulong*)context->SuspendedSp, *(ulong*)(context->SuspendedSp + 8))
        : new FrameWalker(context->LastExitFp, context->LastExitPc);

    /// <summary>Goes to the next frame.</summary>
    public bool MoveNext()
    {
        if (_nextPc == 0)
        {
            return false;
        }

        Fp = _nextFp;
        Pc = (nuint)_nextPc;
        IsExact = _nextIsExact;
        Code = IsExact ? CodeMap.Find(Pc) : CodeMap.FindReturn(Pc);
        _nextFp = *(ulong*)Fp;
        _nextPc = *(ulong*)(Fp + 8);
        _nextIsExact = false;
        return true;
    }

    /// <summary>The call at which the frame waits.</summary>
    public readonly bool TryGetCall(out CallSite site)
    {
        site = default;
        return !IsExact && Code is not null && Code.TryFindCall(Pc, out site);
    }

    /// <summary>Address of a frame slot, as stack maps number them.</summary>
    public readonly ulong AddressOfSlot(int slot) => Fp - (8 * ((ulong)slot + 1));
}
