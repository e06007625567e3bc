using System.Runtime.Intrinsics;
using Wasm.Core.Instructions;
using Wasm.Interpreter.Objects;
using Wasm.Runtime.Embedding;

namespace Wasm.Interpreter.Execution;

// A machine of a computation: its call stops when a host function is unready, and goes on when that is ready. What is
// live on the stacks is kept in arrays of its size meanwhile, and the stacks themselves serve others.
internal sealed partial class Machine
{
    // What an unready host function will be asked for, and by which slot its results begin.
    private ReferenceHostFunction? _pendingFunction;
    private Task? _pending;
    private int _pendingBase;

    private SavedStacks? _suspended;

    /// <summary>The machine of a computation in a store.</summary>
    public static Machine ForComputation(StoreState state)
    {
        var machine = new Machine();
        machine.Bind(state);
        return machine;
    }

    /// <summary>Begins a computation's call. The machine is new.</summary>
    public Outcome Start(WasmFunction wasm, Span<RawValue> slots, Span<object?> references)
    {
        RentStacks();
        bool keep = false;
        try
        {
            FunctionBody body = PushCall(wasm, slots, references);
            Outcome outcome = EndSegment(wasm, RunFunction(body), slots, references);
            keep = outcome.Kind == OutcomeKind.Suspended;
            return outcome;
        }
        finally
        {
            LeaveSegment(keep);
        }
    }

    /// <summary>Goes on with a call that is suspended, whose task has completed.</summary>
    public Outcome Resume(WasmFunction wasm, Span<RawValue> slots, Span<object?> references)
    {
        RentStacks();
        RestoreStacks();
        bool keep = false;
        try
        {
            Outcome outcome = EndSegment(wasm, FinishHostCall(), slots, references);
            keep = outcome.Kind == OutcomeKind.Suspended;
            return outcome;
        }
        finally
        {
            LeaveSegment(keep);
        }
    }

    /// <summary>Drops what a suspended call holds.</summary>
    public void Forget()
    {
        _suspended = null;
        _pending = null;
        _pendingFunction = null;
        _instance = null!;
        _constant = null;
    }

    /// <summary>Takes the results of the host function that was waited for, and runs on from there.</summary>
    private Exit FinishHostCall()
    {
        ReferenceHostFunction function = _pendingFunction!;
        Task task = _pending!;
        (_pendingFunction, _pending) = (null, null);
        Exit exit = CallHost(function, _pendingBase, task);
        bool isTailCall = Body.Code[_pc - 1].Code is Code.ReturnCallImport
            or (Code)Op.ReturnCallIndirect
            or (Code)Op.ReturnCallRef;
        return exit switch
        {
            Exit.Return => isTailCall && !ReturnFromFrame() ? Exit.Return : Continue(),
            Exit.Exception => (!isTailCall || PopFrame()) && TryHandle(_thrown!) ? Continue() : Exit.Exception,
            _ => exit,
        };
    }

    /// <summary>return-frame, outside the loop: the results stand in the active frame's first slots.</summary>
    /// <returns>False if the host's is below it.</returns>
    private bool ReturnFromFrame()
    {
        ref Frame link = ref _frames[_depth - 1];
        if (link.Pc == HostPc)
        {
            return false;
        }

        TakeLink(ref link);
        return true;
    }

    private Outcome EndSegment(WasmFunction wasm, Exit exit, Span<RawValue> slots, Span<object?> references)
    {
        if (exit == Exit.Return)
        {
            GetSlots(wasm.Signature.Results, 0, slots, references);
        }
        else if (exit == Exit.Suspended)
        {
            SaveStacks();
        }

        return ToOutcome(exit);
    }

    /// <summary>Gives the stacks back, with nothing on them that could keep an object alive.</summary>
    private void LeaveSegment(bool keep)
    {
        ClearReferences(0, int.MaxValue);
        Array.Clear(_frames, 0, Math.Min(_depth, _frames.Length));
        ReturnStacks();
        (_memory, _memoryLength) = ([], 0);
        _top = -1;
        if (!keep)
        {
            Forget();
        }
    }

    private void RentStacks()
    {
        ExecutionStacks stacks = _stacks = ExecutionStacks.Rent();
        (_numbers, _references, _vectors, _frames) = (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames);

        // Ours alone: they would keep alive what stands on them after they have been replaced by larger ones.
        (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames) = ([], [], [], []);
    }

    private void ReturnStacks()
    {
        ExecutionStacks stacks = _stacks!;
        (stacks.Numbers, stacks.References, stacks.Vectors, stacks.Frames) = (_numbers, _references, _vectors, _frames);
        stacks.Return();
        _stacks = null;
        (_numbers, _references, _vectors, _frames) = ([], [], [], []);
    }

    /// <summary>Copies what is live on the stacks.</summary>
    private void SaveStacks()
    {
        (int numbers, int references, int vectors) = LiveSlots();
        _suspended = new SavedStacks(
            _numbers.AsSpan(0, Math.Min(numbers, _numbers.Length)).ToArray(),
            _references.AsSpan(0, Math.Min(references, _references.Length)).ToArray(),
            _vectors.AsSpan(0, Math.Min(vectors, _vectors.Length)).ToArray(),
            _frames.AsSpan(0, _depth).ToArray());
    }

    private void RestoreStacks()
    {
        SavedStacks saved = _suspended!;
        _suspended = null;
        EnsureNumbers(saved.Numbers.Length);
        EnsureReferences(saved.References.Length);
        EnsureVectors(saved.Vectors.Length);
        while (_frames.Length < saved.Frames.Length)
        {
            GrowFrames();
        }

        saved.Numbers.CopyTo(_numbers, 0);
        saved.References.CopyTo(_references, 0);
        saved.Vectors.CopyTo(_vectors, 0);
        saved.Frames.CopyTo(_frames, 0);
    }

    /// <summary>Where the frames' slots end on each stack; of references and vectors, those of frames that use them.</summary>
    private (int Numbers, int References, int Vectors) LiveSlots()
    {
        int references = 0;
        int vectors = 0;
        FunctionBody body = Body;
        ReferenceInstance instance = _instance;
        int end = _base + body.Slots;
        int numbers = end;
        for (int i = _depth - 1; ; i--)
        {
            references = Math.Max(references, (body.Stacks & Stacks.References) != 0 ? end : 0);
            vectors = Math.Max(vectors, (body.Stacks & Stacks.Vectors) != 0 ? end : 0);
            ref readonly Frame link = ref _frames[i];
            if (link.Pc == HostPc)
            {
                return (numbers, references, vectors);
            }

            instance = link.Instance ?? instance;
            body = instance.Bodies[link.Body]!;
            end = link.Base + body.Slots;
            numbers = Math.Max(numbers, end);
        }
    }

    /// <summary>The live parts of the stacks.</summary>
    private sealed class SavedStacks(ulong[] numbers, object?[] references, Vector128<byte>[] vectors, Frame[] frames)
    {
        public readonly ulong[] Numbers = numbers;
        public readonly object?[] References = references;
        public readonly Vector128<byte>[] Vectors = vectors;
        public readonly Frame[] Frames = frames;
    }
}
