using System.Runtime.CompilerServices;
using Wasm.Jit.Abi;
using Wasm.Runtime.Embedding;

namespace Wasm.Jit.Execution;

/// <summary>Calls of host functions by code: what <see cref="HelperId.CallHost"/> does, and the end of one that was waited for.</summary>
internal static unsafe class HostCalls
{
    /// <summary>Calls a function of the host.</summary>
    /// <param name="context">Of the code that calls.</param>
    /// <param name="record">The function's record.</param>
    /// <param name="slots">Arguments; results take their places.</param>
    /// <returns>0.</returns>
    public static ulong Call(ExecutionContext context, FuncRef* record, RawValue* slots)
    {
        StoreRuntime runtime = context.Runtime;
        Store store = runtime.Store;
        var function = (JitHostFunction)runtime.FunctionAt((nuint)record);
        var values = new Span<RawValue>(slots, function.SlotCount);
        var room = default(ReferenceRoom);
        Span<object?> references = !function.HasReferences ? []
            : values.Length <= ReferenceRoom.Length ? ((Span<object?>)room)[..values.Length]
            : new object?[values.Length];
        runtime.ToManaged(function.Signature.Parameters, function.HasReferences, values, references);
        StoreContext* native = context.Stack.Context;
        store.Fuel = native->Fuel;
        long depth = native->Depth;
        Outcome outcome = function.Begin(CallerOf(context), values, references);
        native->Fuel = store.Fuel;
        native->Depth = depth;
        switch (outcome.Kind)
        {
            case OutcomeKind.Return:
                SetResults(runtime, function, values, references);
                return 0;
            case OutcomeKind.Suspended:
                context.Suspend(function, outcome.Pending!, slots);
                return 0;
            default:
                return context.End(outcome);
        }
    }

    /// <summary>Takes the results of what a suspended computation has waited for.</summary>
    /// <returns>How the call ends now, or a return: the computation is to go on, at a handler if an exception was caught.</returns>
    public static Outcome Finish(ExecutionContext context)
    {
        (JitHostFunction function, Task task) = context.TakePending();
        var values = new Span<RawValue>(context.PendingSlots, function.SlotCount);
        object?[] references = function.HasReferences ? new object?[values.Length] : [];
        Outcome outcome = function.End(task, values, references);
        switch (outcome.Kind)
        {
            case OutcomeKind.Return:
                SetResults(context.Runtime, function, values, references);
                return outcome;
            case OutcomeKind.Exception:
                return context.TryCatch(((JitException)outcome.Exception!).Reference) ? Outcome.Return : outcome;
            default:
                return context.WithBacktrace(outcome);
        }
    }

    // Code reads them at once: no collection can come between.
    private static void SetResults(StoreRuntime runtime, JitHostFunction function, Span<RawValue> values, ReadOnlySpan<object?> references) =>
        runtime.ToNative(function.Signature.Results, function.HasReferences, values, references, keep: false);

    /// <summary>Room for the references of a call, on the stack.</summary>
    [InlineArray(Length)]
    private struct ReferenceRoom
    {
        public const int Length = 16;

        private object? _first;
    }

    /// <summary>The instance whose code called the function whose thunk's frame is innermost. Null after a tail call by what the host called.</summary>
    private static JitInstance? CallerOf(ExecutionContext context)
    {
        // The thunk's frame: frame pointer and return address of its caller. Any frame of a function that calls has its instance.
        ulong* frame = (ulong*)context.Stack.Context->LastExitFp;
        CodeEntry? code = CodeMap.FindReturn((nuint)frame[1], ref context.LastCaller);
        return code is { Kind: CodeKind.Function } ? context.Runtime.InstanceAt(((nuint*)frame[0])[-1]) : null;
    }
}
