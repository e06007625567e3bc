using System.Runtime.InteropServices;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>An asynchronous call: a context of its own, whose stack stays as it is while the call waits for a host function.</summary>
internal sealed unsafe class JitComputation : Computation
{
    private readonly JitFunction _function;
    private readonly StoreRuntime _runtime;
    private ExecutionContext? _context;

    // What the entry thunk writes results to: must not move while the call waits.
    private RawValue* _slots;

    public JitComputation(JitFunction function)
    {
        _function = function;
        _runtime = function.Instance.Runtime;
    }

    // Nobody can resume it any more.
    ~JitComputation() => Dispose(false);

    /// <inheritdoc/>
    protected override Outcome Start(Span<RawValue> slots, Span<object?> references)
    {
        _runtime.Active?.ThrowIfNoCallIsAllowed();
        int count = _function.SlotCount;
        _slots = (RawValue*)NativeMemory.AllocZeroed((nuint)Math.Max(count, 1), (nuint)sizeof(RawValue));
        _context = ExecutionContext.ForComputation(_runtime);
        _context.Called = _function;
        _runtime.Add(_context);
        var own = new Span<RawValue>(_slots, count);
        slots[..count].CopyTo(own);
        _context.Bind(_runtime);
        try
        {
            _runtime.ToNative(_function.Signature.Parameters, _function.HasReferences, own, references, keep: false);
            StoreContext* native = _context.Stack.Context;
            native->Fuel = _runtime.Store.Fuel;
            return Finish(
                _context.Stack.Call(_function.EntryThunk, (nuint)_function.Record->Code, (ulong)_function.Instance.Block, _slots, count), slots, references);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    protected override Outcome Resume(Span<RawValue> slots, Span<object?> references)
    {
        ExecutionContext context = _context!;
        context.Rebind(_runtime);
        try
        {
            Outcome ended = HostCalls.Finish(context);
            if (ended.Kind != OutcomeKind.Return)
            {
                context.Stack.Abandon();
                return ended;
            }

            context.Stack.Context->Fuel = _runtime.Store.Fuel;
            return Finish(context.Stack.Resume(0), slots, references);
        }
        catch
        {
            // What the host function threw passes through all frames.
            context.Stack.Abandon();
            throw;
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_context is { } context)
        {
            _context = null;
            _runtime.Retire(context);
        }

        NativeMemory.Free(_slots);
        _slots = null;
    }

    private Outcome Finish(EntryResult result, Span<RawValue> slots, Span<object?> references)
    {
        _runtime.Store.Fuel = _context!.Stack.Context->Fuel;
        if (result != EntryResult.Returned)
        {
            return _context.ToOutcome(result);
        }

        var own = new Span<RawValue>(_slots, _function.SlotCount);
        _runtime.ToManaged(_function.Signature.Results, _function.HasReferences, own, references);
        own.CopyTo(slots);
        return Outcome.Return;
    }

    private void Leave()
    {
        _runtime.KeepInHeap(_function.Instance);
        _context!.LeaveSegment();
    }
}
