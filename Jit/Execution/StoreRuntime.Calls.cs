using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

// Calls between the host and code: slots hold references as code has them, beside them stand the host's objects.
internal sealed unsafe partial class StoreRuntime
{
    // Contexts of computations that are not over; suspended ones hold references.
    private readonly List<ExecutionContext> _computations = [];

    /// <summary>Base of the heap; 0 if there is none yet.</summary>
    public ulong HeapBase => _heap is null ? 0 : _heap.Base;

    /// <summary>A synchronous call of a function by the host.</summary>
    public Outcome Call(JitFunction function, Span<RawValue> slots, Span<object?> references)
    {
        var context = ExecutionContext.Enter(this, out bool isOutermost);
        StoreContext* native = context.Stack.Context;
        long depth = native->Depth;
        Store store = Store;
        try
        {
            // A leaf without a loop looks for no request itself.
            if (store.IsStopRequested && context.ConfirmStop())
            {
                return Outcome.FromTrap(new Trap(TrapCode.Interrupted));
            }

            ToNative(function.Signature.Parameters, function.HasReferences, slots, references, keep: false);
            native->Fuel = store.Fuel;
            EntryResult result = context.Stack.Call(function.EntryThunk, (nuint)function.Record->Code, (ulong)function.Instance.Block, slots[..function.SlotCount]);
            store.Fuel = native->Fuel;
            if (result == EntryResult.Returned)
            {
                ToManaged(function.Signature.Results, function.HasReferences, slots, references);
                return Outcome.Return;
            }

            return context.ToOutcome(result);
        }
        finally
        {
            native->Depth = depth;
            KeepInHeap(function.Instance);
            if (isOutermost)
            {
                context.Unbind();
            }

            // Its instance, and what that refers to, was alive while frames had it; see the remarks on lifetimes.
            GC.KeepAlive(function);
        }
    }

    /// <summary>Turns the host's objects into references in the slots.</summary>
    /// <param name="types">Types of the values.</param>
    /// <param name="hasReferences">Whether any may be a reference.</param>
    /// <param name="slots">The slots; i32 and f32 get zeros above.</param>
    /// <param name="references">The objects.</param>
    /// <param name="keep">Whether they stay in use until the caller releases them.</param>
    public void ToNative(ImmutableArray<ValType> types, bool hasReferences, Span<RawValue> slots, ReadOnlySpan<object?> references, bool keep)
    {
        if (!hasReferences)
        {
            for (int i = 0; i < types.Length; i++)
            {
                if (types[i].IsNarrow)
                {
                    slots[i].I32 = slots[i].I32;
                }
            }

            return;
        }

        int mark = References.Mark;
        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsReference)
            {
                slots[i] = new RawValue(References.ToNative(references[i], References.IsFunction(types[i])));
            }
            else if (types[i].IsNarrow)
            {
                slots[i].I32 = slots[i].I32;
            }
        }

        if (!keep)
        {
            References.Release(mark);
        }
    }

    /// <summary>Turns references in the slots into the host's objects.</summary>
    public void ToManaged(ImmutableArray<ValType> types, bool hasReferences, Span<RawValue> slots, Span<object?> references)
    {
        if (!hasReferences)
        {
            return;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (types[i].IsReference)
            {
                references[i] = References.ToManaged(slots[i].Low, References.IsFunction(types[i]));
            }
        }
    }

    /// <summary>Registers the context of a computation.</summary>
    public void Add(ExecutionContext context)
    {
        lock (_computations)
        {
            context.Place = _computations.Count;
            _computations.Add(context);
        }
    }

    /// <summary>Frees the context of a computation that is over, or that nobody waits for any more. On any thread.</summary>
    public void Retire(ExecutionContext context)
    {
        lock (_computations)
        {
            if (context.Place >= _computations.Count || _computations[context.Place] != context)
            {
                // The store was disposed before.
                return;
            }

            ExecutionContext last = _computations[^1];
            _computations[context.Place] = last;
            last.Place = context.Place;
            _computations.RemoveAt(_computations.Count - 1);
        }

        context.Stack.Abandon();
        context.Dispose();
        TryCollect();
    }

    private void VisitStacks(GcHeap heap)
    {
        var visitor = new RootVisitor(heap);
        for (ExecutionContext? context = Active; context is not null; context = context.Outer)
        {
            Visit(context, ref visitor);
        }

        lock (_computations)
        {
            foreach (ExecutionContext context in _computations)
            {
                if (context.Stack.IsSuspended)
                {
                    Visit(context, ref visitor);
                }
            }
        }
    }

    private static void Visit(ExecutionContext context, ref RootVisitor visitor)
    {
        visitor.Visit(context.Stack.Exit.Reference);
        Unwinder.VisitRoots(context.Stack.Context, ref visitor);
    }

    private void FreeComputations()
    {
        lock (_computations)
        {
            foreach (ExecutionContext context in _computations)
            {
                context.Stack.Abandon();
                context.Dispose();
            }

            _computations.Clear();
        }
    }

    private readonly ref struct RootVisitor(GcHeap heap) : IRootVisitor
    {
        public void Visit(uint reference) => heap.Mark(reference);
    }
}
