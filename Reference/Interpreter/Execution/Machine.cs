using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

/// <summary>
/// Executes register-form code for one store (specification, chapter 4). A call from the host runs the loop once;
/// calls between WebAssembly functions stay inside it. When a host function calls back, the inner run uses the
/// same stacks above the outer one's slots.
/// </summary>
/// <remarks>
/// Between runs nothing is kept here: the outermost call takes a set of stacks and gives it back. While a host
/// function runs, the fields below hold where the run that called it stands.
/// </remarks>
internal sealed partial class Machine(Store store)
{
    /// <summary><see cref="Frame.Pc"/> of a frame that stands for the host.</summary>
    private const int HostPc = -1;

    private readonly Store _store = store;
    private readonly bool _consumesFuel = store.Engine.Options.ConsumeFuel;

    // The stacks' arrays, repeated here from _stacks for speed.
    private ulong[] _numbers = [];
    private object?[] _references = [];
    private Vector128<byte>[] _vectors = [];
    private Frame[] _frames = [];

    // Where the run that a host function interrupts stands; no instance: there is none.
    private ReferenceInstance? _instance;
    private FunctionBody? _body;
    private int _pc;
    private int _base;
    private int _depth;
    private int _remaining;

    /// <summary>First slot that a nested run may use.</summary>
    private int _top;

    // What Exit.Trap and Exit.Exception are about.
    private Trap? _trap;
    private ulong? _trapIndex;
    private ExceptionReference? _thrown;

    /// <summary>The machine of a store of this engine.</summary>
    public static Machine Of(Store store) => (Machine)store.EngineState!;

    /// <summary>Calls a function from the host.</summary>
    public Outcome Invoke(Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Outcome.FromExhaustion();
        }

        if (function is ReferenceHostFunction host)
        {
            return ToOutcome(CallHost(host, arguments, results, caller: null));
        }

        var wasm = (WasmFunction)function;
        var saved = new SavedRun(this);
        Enter(in saved);
        int @base = _top;
        try
        {
            ImmutableArray<ValType> parameters = wasm.Signature.Parameters;
            PushHostFrame(wasm.Instance);
            EnsureNumbers(@base + parameters.Length);
            for (int i = 0; i < parameters.Length; i++)
            {
                SetSlot(@base + i, parameters[i], arguments[i]);
            }

            FunctionBody body = wasm.Instance.Bodies[wasm.Index] ?? wasm.Instance.Code.Translate(wasm.Index);
            Exit exit = Run(wasm.Instance, body, @base);
            if (exit == Exit.Return)
            {
                GetResults(wasm.Signature.Results, @base, results);
            }

            return ToOutcome(exit);
        }
        finally
        {
            Leave(in saved, @base, Math.Max(wasm.Signature.Parameters.Length, wasm.Signature.Results.Length));
        }
    }

    /// <summary>Evaluates a constant expression (specification, 4.6.11 and 3.4.13).</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    public Value Evaluate(ReferenceInstance instance, FunctionBody body, ValType type)
    {
        var saved = new SavedRun(this);
        Enter(in saved);
        int @base = _top;
        try
        {
            PushHostFrame(instance);
            ToOutcome(Run(instance, body, @base)).ThrowIfNotReturn();
            Value value = default;
            GetResults([type], @base, new Span<Value>(ref value));
            return value;
        }
        finally
        {
            Leave(in saved, @base, body.Slots);
        }
    }

    /// <summary>Takes stacks if this is the outermost call, else keeps what the interrupted run needs to go on.</summary>
    private void Enter(in SavedRun saved)
    {
        if (saved.Instance is null)
        {
            _remaining = _store.Engine.Options.MaximumStackSlots;
            ExecutionStacks stacks = ExecutionStacks.Rent();
            (_numbers, _references, _vectors, _frames) = (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames);
            return;
        }

        // The interrupted frame, below the host's: backtraces show it.
        EnsureFrame();
        _frames[_depth++] = new Frame
        {
            Instance = saved.Instance,
            Body = saved.Body!.Index,
            Pc = saved.Pc,
            Base = saved.Base,
            Remaining = saved.Remaining,
        };
    }

    private void PushHostFrame(ReferenceInstance callee)
    {
        EnsureFrame();
        _frames[_depth++] = new Frame { Instance = callee, Pc = HostPc, Remaining = _remaining };
    }

    /// <summary>
    /// Leaves a run, however it ended. Everything from its base upwards is dead; references in it are cleared, so
    /// that they keep nothing alive.
    /// </summary>
    private void Leave(in SavedRun saved, int @base, int slots)
    {
        int used = Math.Max(@base + slots, _body is null ? 0 : _base + _body.Slots);
        ClearReferences(@base, used);
        int frames = Math.Min(Math.Max(_depth, saved.Depth) + 2, _frames.Length);
        Array.Clear(_frames, saved.Depth, frames - saved.Depth);
        saved.RestoreTo(this);
        if (saved.Instance is null)
        {
            new ExecutionStacks(_numbers, _references, _vectors, _frames).Return();
            (_numbers, _references, _vectors, _frames) = ([], [], [], []);
        }
    }

    /// <summary>Where a run stands that a host function has interrupted.</summary>
    private readonly struct SavedRun(Machine machine)
    {
        public readonly ReferenceInstance? Instance = machine._instance;
        public readonly FunctionBody? Body = machine._body;
        public readonly int Pc = machine._pc;
        public readonly int Base = machine._base;
        public readonly int Depth = machine._depth;
        public readonly int Remaining = machine._remaining;
        private readonly int _top = machine._top;

        public void RestoreTo(Machine machine)
        {
            machine._instance = Instance;
            machine._body = Body;
            machine._pc = Pc;
            machine._base = Base;
            machine._depth = Depth;
            machine._remaining = Remaining;
            machine._top = _top;
        }
    }
}
