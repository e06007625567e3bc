using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>What a stack belongs to: answers what generated code asks without an instruction's doing.</summary>
internal interface IStackOwner
{
    /// <summary>
    /// Code saw a stop request; <see cref="EngineStack.ClearStop"/> was called before. Runs on the stack's thread.
    /// </summary>
    /// <returns>True: the code ends with an <c>interrupted</c> trap. False: it goes on.</returns>
    /// <remarks>What it throws passes through the frames like an exception of a host function.</remarks>
    bool ConfirmStop();
}

/// <summary>
/// A stack on which WebAssembly runs, with its context at the top. Native memory that it owns until it is disposed. One thread
/// at a time: another one is refused with an exception. Entries nest; a computation that is alone on its stack can be suspended and
/// resumed, on any thread.
/// </summary>
/// <remarks>
/// Whoever holds it holds its memory: nothing frees it when it is forgotten. The context refers to it only weakly, so that a store
/// that nobody has any more can be finalized; while something runs, the caller's frame keeps it.
/// </remarks>
internal sealed unsafe class EngineStack : IDisposable
{
    /// <summary>Below this distance from the low end no prologue lets the stack pointer go.</summary>
    /// <remarks>A frame of up to 24 KiB is not checked by its size, and signals need 6.5 KiB wherever they come.</remarks>
    public const int Headroom = 32 << 10;

    /// <summary>Bytes of the guard below the low end.</summary>
    public const int GuardBytes = 64 << 10;

    private const int Free = 0;
    private const int SuspendedState = -1;
    private const int DisposedState = -2;

    private readonly ITarget _target;
    private readonly StackPool _pool;
    private readonly ulong _limit;
    private readonly ulong _top;
    private GCHandle _handle;

    /// <summary>Managed id of the thread that runs on it, or one of the above.</summary>
    private int _state;

    /// <summary>The state while no entry is on it.</summary>
    private int _rest = Free;
    private int _depth;

    internal EngineStack(ITarget target, StackPool pool, byte* memory, nuint size)
    {
        _target = target;
        _pool = pool;
        Memory = memory;
        Size = size;
        Context = (StoreContext*)(memory + size - StoreContext.Size);
        _limit = (ulong)memory + GuardBytes + Headroom;
        _top = (ulong)Context;
        _handle = GCHandle.Alloc(this, GCHandleType.Weak);
        *Context = default;
        Context->StackLimit = _limit;
        Context->EngineSp = _top;
        Context->Helpers = target.HelperTable;
        Context->Managed = GCHandle.ToIntPtr(_handle);
    }

    /// <summary>What generated code shares with the runtime on this stack. Its fields for the heap, fuel and depth are the owner's to set.</summary>
    public StoreContext* Context { get; }

    /// <summary>Whom it asks; set by the owner before the first entry.</summary>
    public IStackOwner? Owner { get; set; }

    /// <summary>Why the innermost entry ended, after <see cref="EntryResult.Exited"/>.</summary>
    public StackExit Exit { get; } = new();

    /// <summary>Number of entries that are on it.</summary>
    public int Depth => _depth;

    /// <summary>Whether it holds a computation that can be resumed.</summary>
    public bool IsSuspended => Volatile.Read(ref _state) == SuspendedState;

    /// <summary>Whether the computation that runs could be suspended: it is the only entry.</summary>
    public bool CanSuspend => _depth == 1;

    /// <summary>Bytes that WebAssembly can use.</summary>
    public long UsableBytes => (long)(_top - _limit);

    internal byte* Memory { get; }

    internal nuint Size { get; }

    /// <summary>The stack of a context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EngineStack Of(StoreContext* context) => Unsafe.As<EngineStack>(GCHandle.FromIntPtr(context->Managed).Target!);

    /// <summary>From now on only the current thread calls on it: it need not look whether others do.</summary>
    public void BindToThread() => _state = _rest = Environment.CurrentManagedThreadId;

    /// <summary>Calls WebAssembly.</summary>
    /// <param name="thunk">Entry thunk of the callee's signature.</param>
    /// <param name="code">The callee's code address.</param>
    /// <param name="instance">Its instance.</param>
    /// <param name="slots">Arguments; results take their places. As many as there are parameters or results.</param>
    /// <returns>How it ended. Not for computations that may be suspended: their slots must not move.</returns>
    /// <exception cref="InvalidOperationException">Another thread is on it, or a suspended computation.</exception>
    public EntryResult Call(nuint thunk, nuint code, ulong instance, Span<RawValue> slots)
    {
        fixed (RawValue* first = slots)
        {
            return Call(thunk, code, instance, first, slots.Length);
        }
    }

    /// <summary>The same over slots that do not move. For a computation that may be suspended they live as long as it: its results go there.</summary>
    /// <param name="thunk">Entry thunk of the callee's signature.</param>
    /// <param name="code">The callee's code address.</param>
    /// <param name="instance">Its instance.</param>
    /// <param name="slots">Arguments; results take their places.</param>
    /// <param name="count">Number of slots: as many as there are parameters or results.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="InvalidOperationException">Another thread is on it, or a suspended computation.</exception>
    public EntryResult Call(nuint thunk, nuint code, ulong instance, RawValue* slots, int count)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (_state != thread && Interlocked.CompareExchange(ref _state, thread, Free) != Free)
        {
            ThrowBusy();
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Leave(_depth == 0 ? _rest : thread);
            return EntryResult.NoThreadStack;
        }

        _depth++;
        return Left(_target.Enter(Context, thunk, code, instance, slots, count), thread);
    }

    /// <summary>Goes on with the suspended computation. Results go into the slots of <see cref="Call(nuint, nuint, ulong, RawValue*, int)"/>.</summary>
    /// <param name="result">What the helper that suspended it returns.</param>
    /// <exception cref="InvalidOperationException">It holds none.</exception>
    public EntryResult Resume(ulong result)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref _state, thread, SuspendedState) != SuspendedState)
        {
            throw new InvalidOperationException("there is no suspended computation on this stack");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Leave(SuspendedState);
            return EntryResult.NoThreadStack;
        }

        _depth++;
        return Left(_target.Resume(Context, result), thread);
    }

    /// <summary>For helpers: the entry that runs ends when the helper returns; <see cref="Exit"/> has the reason.</summary>
    public void EndEntry() => Context->Pending = (int)Pending.Exit;

    /// <summary>For helpers: the computation is suspended when the helper returns.</summary>
    /// <exception cref="InvalidOperationException">Another entry is on the stack.</exception>
    public void Suspend()
    {
        if (!CanSuspend)
        {
            throw new InvalidOperationException("the computation cannot be suspended: another call is below it on its stack");
        }

        Context->Pending = (int)Pending.Suspend;
    }

    /// <summary>Forgets a suspended computation; its frames are never looked at again.</summary>
    public void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, Free, SuspendedState) == SuspendedState)
        {
            Context->SuspendedSp = 0;
        }
    }

    /// <summary>Makes running code ask its owner soon: at the next prologue or loop that looks. From any thread.</summary>
    public void RequestStop()
    {
        Volatile.Write(ref Context->StopRequested, 1);
        Volatile.Write(ref Context->StackLimit, ulong.MaxValue);
    }

    /// <summary>Takes a stop request back. By the thread that runs.</summary>
    public void ClearStop()
    {
        Volatile.Write(ref Context->StackLimit, _limit);
        Volatile.Write(ref Context->StopRequested, 0);
    }

    /// <summary>Whether the stack pointer's limit is that of the stack, not a stop request's.</summary>
    internal bool IsLimitReal => Volatile.Read(ref Context->StackLimit) == _limit;

    /// <summary>Whether an address lies in its guard.</summary>
    internal bool IsGuard(ulong address) => address - (ulong)Memory < GuardBytes;

    /// <summary>Gives the memory back. A suspended computation on it ends there.</summary>
    /// <exception cref="InvalidOperationException">Something runs on it.</exception>
    public void Dispose()
    {
        int state = Volatile.Read(ref _state);
        if (state == DisposedState)
        {
            return;
        }

        bool isInUse = state > Free && (state != _rest || _depth > 0);
        if (isInUse || Interlocked.CompareExchange(ref _state, DisposedState, state) != state)
        {
            throw new InvalidOperationException("the stack is in use");
        }

        _handle.Free();
        _pool.Return(Memory, Size);
    }

    private EntryResult Left(EntryResult result, int thread)
    {
        _depth--;
        Leave(result == EntryResult.Suspended ? SuspendedState : _depth == 0 ? _rest : thread);
        return result;
    }

    private void Leave(int state)
    {
        Volatile.Write(ref _state, state);
        GC.KeepAlive(this);
    }

    private void ThrowBusy()
    {
        int state = Volatile.Read(ref _state);
        ObjectDisposedException.ThrowIf(state == DisposedState, this);
        throw new InvalidOperationException(state == SuspendedState
            ? "a suspended computation is on this stack"
            : "the store is in use on another thread");
    }
}
