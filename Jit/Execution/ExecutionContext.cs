using System.Runtime.ExceptionServices;
using Wasm.Core.Diagnostics;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>
/// What runs WebAssembly: a stack, and the store that it runs in now. A thread keeps one for synchronous calls, which serves one store
/// after the other; a computation has its own.
/// </summary>
internal sealed unsafe class ExecutionContext : IStackOwner, IDisposable
{
    [ThreadStatic]
    private static ExecutionContext? _ofThread;

    /// <summary>The code that last called the host: mostly it does so again.</summary>
    public CodeMap.Lookup LastCaller;

    private readonly JitEngine _engine;
    private StoreRuntime? _runtime;
    private bool _isOfThread;

    private ExecutionContext(JitEngine engine)
    {
        _engine = engine;
        Stack = engine.Stacks.Rent();
        Stack.Owner = this;
    }

    ~ExecutionContext() => Stack.Dispose();

    /// <summary>Where it runs.</summary>
    public EngineStack Stack { get; }

    /// <summary>The store's, while it is bound to one.</summary>
    public StoreRuntime Runtime => _runtime!;

    /// <summary>For the context of a computation: what ran in the store when its segment began.</summary>
    public ExecutionContext? Outer { get; set; }

    /// <summary>For the context of a computation: the function that was called, which its frames need.</summary>
    public JitFunction? Called { get; set; }

    /// <summary>Place in the store's list of computations.</summary>
    public int Place { get; set; }

    /// <summary>Whether managed code runs that must not call WebAssembly, such as a growth filter.</summary>
    public bool CallsAreForbidden { get; set; }

    /// <summary>What a suspended computation waits for.</summary>
    public Task? Pending { get; set; }

    /// <summary>The host function that <see cref="Pending"/> belongs to.</summary>
    public JitHostFunction? PendingFunction { get; private set; }

    /// <summary>Its slots, on the stack.</summary>
    public RawValue* PendingSlots { get; private set; }

    /// <summary>The context for a synchronous call in a store: the one that runs there, or one that is bound to it.</summary>
    /// <param name="runtime">The store's.</param>
    /// <param name="isOutermost">Whether it must be given back by <see cref="Unbind"/>.</param>
    /// <exception cref="InvalidOperationException">Code runs that must not call WebAssembly.</exception>
    public static ExecutionContext Enter(StoreRuntime runtime, out bool isOutermost)
    {
        if (runtime.Active is { } running)
        {
            running.ThrowIfNoCallIsAllowed();
            isOutermost = false;
            return running;
        }

        isOutermost = true;
        ExecutionContext? context = _ofThread;
        if (context is null || context._runtime is not null || context._engine != runtime.Engine)
        {
            bool isOfThread = context?._runtime is null;
            if (isOfThread)
            {
                context?.Dispose();
            }

            context = new ExecutionContext(runtime.Engine) { _isOfThread = isOfThread };
            if (isOfThread)
            {
                context.Stack.BindToThread();
                _ofThread = context;
            }
        }

        context.Bind(runtime);
        return context;
    }

    /// <summary>The context of a computation in a store.</summary>
    public static ExecutionContext ForComputation(StoreRuntime runtime) => new(runtime.Engine);

    /// <summary>Makes it run in a store.</summary>
    public void Bind(StoreRuntime runtime)
    {
        Outer = runtime.Active;
        runtime.Activate(this);
        _runtime = runtime;
        StoreContext* native = Stack.Context;
        native->Types = runtime.Engine.TypeTable;
        native->Depth = runtime.Engine.Options.MaximumStackSlots;
        native->HeapBase = runtime.HeapBase;

        // A request that came before the store's active context was known.
        if (runtime.Store.IsStopRequested)
        {
            Stack.RequestStop();
        }
    }

    /// <summary>Ends an outermost synchronous call.</summary>
    public void Unbind()
    {
        LeaveSegment();
        if (!_isOfThread)
        {
            Dispose();
        }
    }

    /// <summary>Ends a segment of a computation.</summary>
    public void LeaveSegment()
    {
        StoreRuntime runtime = Runtime;
        ExecutionContext? outer = Outer;
        Outer = null;
        _runtime = null;
        runtime.Active = outer;
        if (outer is null && runtime.HasRest)
        {
            using StoreRuntime.Use use = runtime.Begin();
            runtime.Rest();
        }
    }

    /// <summary>A computation goes on with a segment.</summary>
    public void Rebind(StoreRuntime runtime)
    {
        long depth = Stack.Context->Depth;
        Bind(runtime);
        Stack.Context->Depth = depth;
    }

    /// <summary>Refuses calls while <see cref="CallsAreForbidden"/>.</summary>
    public void ThrowIfNoCallIsAllowed()
    {
        if (CallsAreForbidden)
        {
            throw new InvalidOperationException("WebAssembly code can be called by the host and by host functions only");
        }
    }

    /// <summary>The heap was made while this runs.</summary>
    public void BindHeap(GcHeap heap) => Stack.Context->HeapBase = heap.Base;

    /// <summary>For helpers: code ends with a trap when the helper returns.</summary>
    /// <returns>0: what the helper returns then.</returns>
    public ulong EndBy(TrapCode code, ulong detail = 0)
    {
        Stack.Exit.SetTrap(code, detail, CaptureFrames());
        Stack.EndEntry();
        return 0;
    }

    /// <summary>For helpers: code ends since the heap is exhausted.</summary>
    /// <param name="bytes">What was asked for.</param>
    /// <returns>0.</returns>
    public ulong EndByHeap(long bytes)
    {
        Stack.Exit.SetExhaustion(Runtime.ExhaustionMessage(bytes), CaptureFrames(), Runtime.HasRoomInLimit(bytes));
        Stack.EndEntry();
        return 0;
    }

    /// <summary>For helpers: throws an exception: goes on at a handler, or ends the entry.</summary>
    /// <returns>0.</returns>
    public ulong Throw(uint exception)
    {
        if (!TryCatch(exception))
        {
            Stack.Exit.SetThrow(exception, null);
            Stack.EndEntry();
        }

        return 0;
    }

    /// <summary>Makes code go on at the handler of an exception, if there is one in the innermost entry.</summary>
    public bool TryCatch(uint exception)
    {
        var matcher = new TagMatcher(Runtime, exception);
        return Unwinder.TryCatch(Stack.Context, exception, ref matcher);
    }

    /// <summary>For long operations: looks for a stop request.</summary>
    /// <returns>Whether code ends: the helper returns at once.</returns>
    /// <exception cref="OperationCanceledException">The call is cancelled.</exception>
    public bool MustStop()
    {
        if (Stack.Context->StopRequested == 0)
        {
            return false;
        }

        Stack.ClearStop();
        if (!ConfirmStop())
        {
            return false;
        }

        EndBy(TrapCode.Interrupted);
        return true;
    }

    /// <inheritdoc/>
    public bool ConfirmStop() => Runtime.Store.ConfirmStop();

    /// <summary>The outcome of an entry.</summary>
    /// <exception cref="Exception">A .NET exception that passed through the frames, as it was thrown.</exception>
    public Outcome ToOutcome(EntryResult result)
    {
        if (result == EntryResult.Returned)
        {
            return Outcome.Return;
        }

        if (result == EntryResult.NoThreadStack)
        {
            return Outcome.FromExhaustion(new Exhaustion { IsOfProcess = true });
        }

        if (result == EntryResult.Suspended)
        {
            return Outcome.FromPending(Pending!);
        }

        StackExit exit = Stack.Exit;
        ExitKind kind = exit.Kind;
        Outcome outcome = default;
        Exception? exception = null;
        switch (kind)
        {
            case ExitKind.Trap:
                bool hasIndex = exit.Trap is TrapCode.UndefinedElement or TrapCode.UninitializedElement;
                outcome = Outcome.FromTrap(new Trap(exit.Trap, hasIndex ? exit.Detail : null, Backtrace(exit.Frames)));
                break;
            case ExitKind.Exhaustion:
                outcome = Outcome.FromExhaustion(new Exhaustion(exit.Message ?? Messages.CallStackExhausted, Backtrace(exit.Frames)) { IsOfProcess = exit.IsOfProcess });
                break;
            case ExitKind.Throw:
                outcome = Outcome.FromException((ExceptionReference)Runtime.References.Wrap(exit.Reference));
                break;
            case ExitKind.Exception:
                exception = exit.Exception!;
                break;
            default:
                throw new InvalidOperationException("the entry ended for no reason");
        }

        exit.Clear();
        if (exception is EndedByOutcome ended)
        {
            return ended.Outcome;
        }

        if (exception is not null)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return outcome;
    }

    /// <summary>For the helper that calls host functions: what the function's outcome means to the code that called it.</summary>
    /// <returns>0.</returns>
    public ulong End(Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Exception)
        {
            return Throw(((JitException)outcome.Exception!).Reference);
        }

        Stack.Exit.SetException(new EndedByOutcome(WithBacktrace(outcome)), null);
        Stack.EndEntry();
        return 0;
    }

    /// <summary>A trap or exhaustion of a host function with the frames of the code that called it, if it has none.</summary>
    public Outcome WithBacktrace(Outcome outcome) => outcome switch
    {
        { Trap: { Backtrace: null } trap } => Outcome.FromTrap(trap with { Backtrace = Backtrace(CaptureFrames()) }),
        { Exhaustion: { Backtrace: null } exhaustion } => Outcome.FromExhaustion(exhaustion with { Backtrace = Backtrace(CaptureFrames()) }),
        _ => outcome,
    };

    /// <summary>For the helper that calls host functions: the computation waits for one.</summary>
    public void Suspend(JitHostFunction function, Task task, RawValue* slots)
    {
        Stack.Suspend();
        Pending = task;
        PendingFunction = function;
        PendingSlots = slots;
    }

    /// <summary>Takes what a suspended computation waits for.</summary>
    public (JitHostFunction Function, Task Task) TakePending()
    {
        (JitHostFunction, Task) pending = (PendingFunction!, Pending!);
        (Pending, PendingFunction) = (null, null);
        return pending;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stack.Dispose();
        GC.SuppressFinalize(this);
    }

    private CapturedFrame[] CaptureFrames() => Unwinder.Capture(FrameWalker.Of(Stack.Context));

    private static List<StackFrame> Backtrace(CapturedFrame[]? captured)
    {
        var frames = new List<StackFrame>();
        foreach (CapturedFrame frame in captured ?? [])
        {
            if (frame.Code.Owner is JitModule module)
            {
                frames.Add(module.FrameAt(frame.Code.FunctionIndex, frame.Offset));
            }
        }

        return frames;
    }

    /// <summary>An outcome that travels as an exception would.</summary>
    private sealed class EndedByOutcome(Outcome outcome) : Exception
    {
        public Outcome Outcome { get; } = outcome;
    }

    /// <summary>Compares tags by identity: the frame's instance knows what its index means.</summary>
    private readonly ref struct TagMatcher(StoreRuntime runtime, uint exception) : ICatchMatcher
    {
        private readonly int _tag = (int)runtime.Heap.TypeOf(exception);

        public bool Matches(ulong instance, int tag) => tag < 0 || runtime.InstanceAt((nuint)instance).Tags[tag].Number == _tag;
    }
}
