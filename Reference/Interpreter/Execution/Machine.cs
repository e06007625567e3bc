using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// Executes register-form code in one store (specification, chapter 4): a synchronous call by the thread's machine, an
/// asynchronous one by its own. A call from the host runs the loop once; calls between WebAssembly functions stay inside
/// it. When a host function calls back, the inner run uses the same stacks above the outer one's slots.
/// </summary>
/// <remarks>
/// While a host function runs, the fields below hold where the run that called it stands; while an asynchronous call is
/// suspended, these and copies of what is live on the stacks are all that is left of it. For machines of synchronous
/// calls see Machine.Threads.cs, for others Machine.Suspension.cs.
/// </remarks>
internal sealed partial class Machine
{
    /// <summary><see cref="Frame.Pc"/> of a frame that stands for the host.</summary>
    private const int HostPc = -1;

    // Null only while nothing runs and nothing is suspended.
    private Store _store = null!;
    private bool _consumesFuel;

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

    /// <summary>Calls a function from the host; slots as in <see cref="Function.CallUnchecked(Span{RawValue}, Span{object})"/>.</summary>
    public static Outcome Invoke(WasmFunction wasm, Span<RawValue> slots, Span<object?> references)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Outcome.FromExhaustion(new Exhaustion { IsOfProcess = true });
        }

        StoreState state = StoreState.Of(wasm.Store);
        Machine machine = Enter(state, out SavedRun saved);
        try
        {
            return machine.Execute(wasm, slots, references);
        }
        finally
        {
            machine.Leave(state, in saved);
        }
    }

    /// <summary>Evaluates a constant expression (specification, 4.6.11 and 3.4.13).</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public static Value Evaluate(ReferenceInstance instance, FunctionBody body, ValType type)
    {
        StoreState state = StoreState.Of(instance.Store);
        Machine machine = Enter(state, out SavedRun saved);
        try
        {
            return machine.Execute(instance, body, type);
        }
        finally
        {
            machine.Leave(state, in saved);
        }
    }

    private Outcome Execute(WasmFunction wasm, Span<RawValue> slots, Span<object?> references)
    {
        int @base = _top;
        FunctionBody body = PushCall(wasm, slots, references);
        Exit exit = RunFunction(body);
        if (exit != Exit.Return)
        {
            return ToOutcome(exit);
        }

        GetSlots(wasm.Signature.Results, @base, slots, references);
        if (wasm.HasReferences || (body.Stacks & Stacks.References) != 0)
        {
            ClearReferences(@base, @base + Math.Max(body.Slots, wasm.SlotCount));
        }

        PopHostFrame();
        return Outcome.Return;
    }

    private Value Execute(ReferenceInstance instance, FunctionBody body, ValType type)
    {
        int @base = _top;
        _constant = body;
        PushHostFrame(instance, body);
        ToOutcome(RunFunction(body)).ThrowIfNotReturn();
        Value value = GetSlot(@base, type);
        ClearReferences(@base, @base + body.Slots);
        PopHostFrame();
        return value;
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
        ref Frame link = ref _frames[_depth++];
        link.Instance = instance;
        link.Pc = HostPc;
        link.Remaining = _remaining;
        _instance = instance;
        _function = body.Index;
        _base = _top;
        _top = -1;
    }

    /// <summary>Undoes <see cref="PushHostFrame"/> after a return.</summary>
    private void PopHostFrame() => _frames[--_depth].Instance = null;
}
