using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

// Callbacks over the commonest delegates: a class per number of parameters, whose code the JIT compiler makes for
// the exact types. Every other delegate is called by DelegateCallback.

/// <summary>A callback over a delegate that returns something.</summary>
internal abstract class FuncCallback<TResult>(FunctionType type) : HostCallback(type)
{
    public override bool IsAsync { get; } = ResultMarshaller<TResult>.Instance.IsAsync;

    protected internal override void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        ResultMarshaller<TResult>.Instance.End(task, slots, references);
}

internal sealed class ActionCallback(FunctionType type, Action function) : HostCallback(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        function();
        return null;
    }
}

internal sealed class ActionCallback<T1>(FunctionType type, Action<T1> function) : HostCallback(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        function(HostArgument<T1>.Read(in caller, slots, references, ref slot));
        return null;
    }
}

internal sealed class ActionCallback<T1, T2>(FunctionType type, Action<T1, T2> function) : HostCallback(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot));
        return null;
    }
}

internal sealed class ActionCallback<T1, T2, T3>(FunctionType type, Action<T1, T2, T3> function) : HostCallback(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot),
            HostArgument<T3>.Read(in caller, slots, references, ref slot));
        return null;
    }
}

internal sealed class ActionCallback<T1, T2, T3, T4>(FunctionType type, Action<T1, T2, T3, T4> function) : HostCallback(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot),
            HostArgument<T3>.Read(in caller, slots, references, ref slot),
            HostArgument<T4>.Read(in caller, slots, references, ref slot));
        return null;
    }
}

internal sealed class FuncCallback0<TResult>(FunctionType type, Func<TResult> function) : FuncCallback<TResult>(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references) =>
        ResultMarshaller<TResult>.Instance.Begin(function(), slots, references);
}

internal sealed class FuncCallback<T1, TResult>(FunctionType type, Func<T1, TResult> function) : FuncCallback<TResult>(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        TResult result = function(HostArgument<T1>.Read(in caller, slots, references, ref slot));
        return ResultMarshaller<TResult>.Instance.Begin(result, slots, references);
    }
}

internal sealed class FuncCallback<T1, T2, TResult>(FunctionType type, Func<T1, T2, TResult> function) : FuncCallback<TResult>(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        TResult result = function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot));
        return ResultMarshaller<TResult>.Instance.Begin(result, slots, references);
    }
}

internal sealed class FuncCallback<T1, T2, T3, TResult>(FunctionType type, Func<T1, T2, T3, TResult> function) : FuncCallback<TResult>(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        TResult result = function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot),
            HostArgument<T3>.Read(in caller, slots, references, ref slot));
        return ResultMarshaller<TResult>.Instance.Begin(result, slots, references);
    }
}

internal sealed class FuncCallback<T1, T2, T3, T4, TResult>(FunctionType type, Func<T1, T2, T3, T4, TResult> function) : FuncCallback<TResult>(type)
{
    protected internal override Task? Begin(Caller caller, Span<RawValue> slots, Span<object?> references)
    {
        int slot = 0;
        TResult result = function(
            HostArgument<T1>.Read(in caller, slots, references, ref slot),
            HostArgument<T2>.Read(in caller, slots, references, ref slot),
            HostArgument<T3>.Read(in caller, slots, references, ref slot),
            HostArgument<T4>.Read(in caller, slots, references, ref slot));
        return ResultMarshaller<TResult>.Instance.Begin(result, slots, references);
    }
}
