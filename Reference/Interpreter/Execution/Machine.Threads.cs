namespace Wasm.Interpreter.Execution;

// Machines of synchronous calls. A thread keeps one, with its stacks, which serves one store after the other: so an
// outermost call takes two writes to begin, and stores without a running call cost nothing. A call that begins while
// the thread's machine is at work for another store, which a host function can bring about, gets a machine of its own.
internal sealed partial class Machine
{
    [ThreadStatic]
    private static Machine? _ofThread;

    private bool _isOfThread;

    /// <summary>Whether a call holds it. Only its thread looks.</summary>
    private bool _isBusy;

    /// <summary>
    /// The machine for a call: the one that runs in the store, interrupted, or one that is given to it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Code runs that is not a host function's, such as a growth filter.</exception>
    private static Machine Enter(StoreState state, out SavedRun saved)
    {
        if (state.Active is { } running)
        {
            saved = running.Interrupt();
            return running;
        }

        saved = default;
        Machine? machine = _ofThread;
        if (machine is null || machine._isBusy)
        {
            machine = Create(isOfThread: machine is null);
        }

        machine._isBusy = true;
        machine.Bind(state);
        state.Active = machine;
        return machine;
    }

    private static Machine Create(bool isOfThread)
    {
        var machine = new Machine();
        machine.RentStacks();
        machine._isOfThread = isOfThread;
        if (isOfThread)
        {
            _ofThread = machine;
        }

        return machine;
    }

    /// <summary>Makes the machine run in a store.</summary>
    private void Bind(StoreState state)
    {
        _store = state.Store;
        _consumesFuel = state.ConsumesFuel;
        _remaining = state.MaximumStackSlots;
    }

    /// <summary>Keeps what the run that a host function has interrupted needs to go on.</summary>
    private SavedRun Interrupt()
    {
        ThrowIfNoCallIsAllowed();

        // The interrupted frame, below the host's: backtraces show it.
        EnsureFrame();
        ref Frame link = ref _frames[_depth++];
        link.Instance = _instance;
        link.Body = _function;
        link.Pc = _pc;
        link.Base = _base;
        link.Remaining = _remaining;
        return new SavedRun(this);
    }

    /// <summary>Leaves a run, however it ended.</summary>
    private void Leave(StoreState state, in SavedRun saved)
    {
        if (_depth != saved.Depth)
        {
            Abandon(saved.Top, saved.Depth);
        }

        if (saved.Instance is not null)
        {
            saved.RestoreTo(this);
            PopHostFrame();
            return;
        }

        state.Active = null;
        _store = null!;
        _instance = null!;
        _constant = null;
        _thrown = null;
        _memory = [];
        _top = 0;
        if (!_isOfThread)
        {
            ReturnStacks();
        }
        else if (_numbers.Length > ExecutionStacks.MaximumKept)
        {
            _ofThread = null;
        }

        _isBusy = false;
    }

    /// <summary>
    /// Forgets frames that did not return, and the references that they have left behind, not only in the slots of the
    /// last one.
    /// </summary>
    private void Abandon(int from, int depth)
    {
        ClearReferences(from, int.MaxValue);
        Array.Clear(_frames, depth, _depth - depth);
        _depth = depth;
    }

    /// <summary>Where a run stands that a host function has interrupted; the instance is null if there is none.</summary>
    private readonly struct SavedRun(Machine machine)
    {
        public readonly ReferenceInstance? Instance = machine._instance;
        public readonly int Depth = machine._depth;
        public readonly int Top = machine._top;
        private readonly int _function = machine._function;
        private readonly int _pc = machine._pc;
        private readonly int _base = machine._base;
        private readonly int _remaining = machine._remaining;
        private readonly FunctionBody? _constant = machine._constant;

        public void RestoreTo(Machine machine)
        {
            machine._instance = Instance!;
            machine._function = _function;
            machine._constant = _constant;
            machine._pc = _pc;
            machine._base = _base;
            machine._remaining = _remaining;
            machine._top = Top;
        }
    }
}
