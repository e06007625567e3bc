using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// Executes register-form code in one store (specification, chapter 4): one machine for the synchronous calls, and one
/// for each asynchronous call. A call from the host runs the loop once; calls between WebAssembly functions stay inside
/// it. When a host function calls back, the inner run uses the same stacks above the outer one's slots.
/// </summary>
/// <remarks>
/// Between runs nothing is kept here: the outermost call takes a set of stacks and gives it back. While a host
/// function runs, the fields below hold where the run that called it stands; while an asynchronous call is suspended,
/// these and copies of what is live on the stacks are all that is left of it.
/// </remarks>
internal sealed partial class Machine(Store store)
{
    /// <summary><see cref="Frame.Pc"/> of a frame that stands for the host.</summary>
    private const int HostPc = -1;

    private readonly Store _store = store;
    private readonly bool _consumesFuel = store.Engine.Options.ConsumeFuel;

    // The stacks, taken from the set below, where they return.
    private ExecutionStacks? _stacks;
    private ulong[] _numbers = [];
    private object?[] _references = [];
    private Vector128<byte>[] _vectors = [];
    private Frame[] _frames = [];

    // Memory 0 of the active instance: its bytes up to a length. See UseMemory.
    private byte[] _memory = [];
    private int _memoryLength;

    // The active frame. The instance is null only while nothing runs; the position is only kept here while the loop
    // is left: for a host function, a trap, an exception.
    private ReferenceInstance _instance = null!;
    private int _function;
    private int _pc;
    private int _base;

    /// <summary>Number of frames below the active one.</summary>
    private int _depth;

    /// <summary>What is left of the depth budget.</summary>
    private int _remaining;

    /// <summary>The active function while it is a constant expression, which no module's list contains.</summary>
    private FunctionBody? _constant;

    /// <summary>First slot that a nested run may use; negative while none may begin: unless a host function runs.</summary>
    private int _top;

    // What Exit.Trap and Exit.Exception are about.
    private Trap? _trap;
    private ulong? _trapIndex;
    private ExceptionReference? _thrown;

    private FunctionBody Body => _function >= 0 ? _instance.Bodies[_function]! : _constant!;

    /// <summary>The machine that a call in a store goes to.</summary>
    public static Machine Of(Store store) => StoreState.Of(store).Active;

    /// <summary>Calls a function from the host; slots as in <see cref="Function.CallUnchecked(Span{RawValue}, Span{object})"/>.</summary>
    public Outcome Invoke(WasmFunction wasm, Span<RawValue> slots, Span<object?> references)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Outcome.FromExhaustion();
        }

        var saved = new SavedRun(this);
        Enter(in saved);
        int @base = _top;
        int dead = int.MaxValue;
        try
        {
            FunctionBody body = PushCall(wasm, slots, references);
            Exit exit = RunFunction(body);
            if (exit == Exit.Return)
            {
                GetSlots(wasm.Signature.Results, @base, slots, references);
            }

            dead = exit == Exit.Return ? @base + Math.Max(body.Slots, wasm.Signature.Results.Length) : int.MaxValue;
            return ToOutcome(exit);
        }
        finally
        {
            Leave(in saved, @base, dead);
        }
    }

    /// <summary>Evaluates a constant expression (specification, 4.6.11 and 3.4.13).</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public Value Evaluate(ReferenceInstance instance, FunctionBody body, ValType type)
    {
        var saved = new SavedRun(this);
        Enter(in saved);
        int @base = _top;
        int dead = int.MaxValue;
        try
        {
            _constant = body;
            PushHostFrame(instance, body);
            ToOutcome(RunFunction(body)).ThrowIfNotReturn();
            Value value = GetSlot(@base, type);
            dead = @base + body.Slots;
            return value;
        }
        finally
        {
            Leave(in saved, @base, dead);
        }
    }

    /// <summary>Takes stacks if this is the outermost call, else keeps what the interrupted run needs to go on.</summary>
    private void Enter(in SavedRun saved)
    {
        ThrowIfNoCallIsAllowed();
        if (saved.Instance is null)
        {
            _remaining = _store.Engine.Options.MaximumStackSlots;
            RentStacks();
            return;
        }

        // The interrupted frame, below the host's: backtraces show it.
        EnsureFrame();
        _frames[_depth++] = new Frame
        {
            Instance = saved.Instance,
            Body = saved.Function,
            Pc = saved.Pc,
            Base = saved.Base,
            Remaining = saved.Remaining,
        };
    }

    /// <exception cref="InvalidOperationException">Code runs that is not a host function's, such as a growth filter.</exception>
    public void ThrowIfNoCallIsAllowed()
    {
        if (_top < 0)
        {
            throw new InvalidOperationException("WebAssembly code can be called by the host and by host functions only");
        }
    }

    /// <summary>Makes a function that the host calls the active one, with its arguments in place.</summary>
    private FunctionBody PushCall(WasmFunction wasm, ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references)
    {
        int @base = _top;
        FunctionBody body = wasm.Instance.Bodies[wasm.Index] ?? wasm.Instance.Code.Translate(wasm.Index);
        PushHostFrame(wasm.Instance, body);
        SetSlots(wasm.Signature.Parameters, @base, slots, references);
        return body;
    }

    /// <summary>Makes a function called by the host the active one.</summary>
    private void PushHostFrame(ReferenceInstance instance, FunctionBody body)
    {
        EnsureFrame();
        _frames[_depth++] = new Frame { Instance = instance, Pc = HostPc, Remaining = _remaining };
        _instance = instance;
        _function = body.Index;
        _base = _top;
        _top = -1;
    }

    /// <summary>
    /// Leaves a run, however it ended. References from its base up to an end are cleared, so that they keep nothing
    /// alive: frames that did not return have left theirs behind, and not only in the slots of the last one.
    /// </summary>
    private void Leave(in SavedRun saved, int @base, int end)
    {
        ClearReferences(@base, end);
        Array.Clear(_frames, saved.Depth, _depth - saved.Depth);
        saved.RestoreTo(this);
        if (saved.Instance is null)
        {
            ReturnStacks();
        }
    }

    private void RentStacks()
    {
        ExecutionStacks stacks = _stacks = ExecutionStacks.Rent();
        (_numbers, _references, _vectors, _frames) = (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames);
    }

    private void ReturnStacks()
    {
        ExecutionStacks stacks = _stacks!;
        (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames) = (_numbers, _references, _vectors, _frames);
        stacks.Return();
        _stacks = null;
        (_numbers, _references, _vectors, _frames) = ([], [], [], []);
    }

    /// <summary>Where a run stands that a host function has interrupted.</summary>
    private readonly struct SavedRun(Machine machine)
    {
        public readonly ReferenceInstance Instance = machine._instance;
        public readonly int Function = machine._function;
        public readonly int Pc = machine._pc;
        public readonly int Base = machine._base;
        public readonly int Depth = machine._depth;
        public readonly int Remaining = machine._remaining;
        private readonly FunctionBody? _constant = machine._constant;
        private readonly int _top = machine._top;

        public void RestoreTo(Machine machine)
        {
            machine._instance = Instance;
            machine._function = Function;
            machine._constant = _constant;
            machine._pc = Pc;
            machine._base = Base;
            machine._depth = Depth;
            machine._remaining = Remaining;
            machine._top = _top;
        }
    }
}
