using Wasm.Core.Diagnostics;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// How a run ends otherwise than by returning.
internal sealed partial class Machine
{
    /// <summary>Frames that a backtrace shows at most.</summary>
    private const int MaximumBacktrace = 100;

    /// <summary>No trap: the instruction did not act because the heap is exhausted.</summary>
    private const TrapCode HeapExhausted = (TrapCode)byte.MaxValue;

    private Exhaustion? _exhausted;

    private Outcome ToOutcome(Exit exit)
    {
        if (exit == Exit.Return)
        {
            return Outcome.Return;
        }

        Outcome outcome = exit switch
        {
            Exit.Trap => Outcome.FromTrap(_trap!),
            Exit.Exception => Outcome.FromException(_thrown!),
            Exit.Suspended => Outcome.FromPending(_pending!),
            _ => Outcome.FromExhaustion(_exhausted ?? new Exhaustion(Backtrace: Backtrace())),
        };
        _trap = null;
        _thrown = null;
        _exhausted = null;
        return outcome;
    }

    /// <summary>Notes why the active frame cannot go on.</summary>
    private Exit EndBy(TrapCode code)
    {
        if (code == HeapExhausted)
        {
            _exhausted = _instance.Heap.Exhausted with { Backtrace = Backtrace() };
            return Exit.Exhaustion;
        }

        SetTrap(code);
        return Exit.Trap;
    }

    /// <summary>Notes a trap of the active frame.</summary>
    private void SetTrap(TrapCode code)
    {
        bool hasIndex = code is TrapCode.UndefinedElement or TrapCode.UninitializedElement;
        _trap = new Trap(code, hasIndex ? _trapIndex : null, Backtrace());
    }

    private List<StackFrame> Backtrace()
    {
        var frames = new List<StackFrame>();
        ReferenceInstance instance = _instance;
        instance.Code.AddStackFrame(frames, Body, _pc);
        for (int i = _depth - 1; i >= 0 && frames.Count < MaximumBacktrace; i--)
        {
            ref readonly Frame link = ref _frames[i];
            instance = link.Instance ?? instance;
            if (link.Pc != HostPc && link.Body >= 0)
            {
                instance.Code.AddStackFrame(frames, instance.Bodies[link.Body]!, link.Pc);
            }
        }

        return frames;
    }
}
