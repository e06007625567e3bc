using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>Moves the results of a delegate, whatever they are: nothing, a value, a tuple, or a task of one of these.</summary>
internal abstract class ResultMarshaller
{
    /// <summary>Number of results, which is also the number of slots.</summary>
    public abstract int Count { get; }

    /// <summary>Whether one of them is a reference.</summary>
    public abstract bool HasReferences { get; }

    /// <summary>Whether they come by a task.</summary>
    public virtual bool IsAsync => false;

    /// <summary>Puts the results of a completed task into slots, or throws what it failed with.</summary>
    public virtual void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        throw new InvalidOperationException("these results come by no task");
}

/// <summary>Moves the results of delegates with a return type.</summary>
/// <typeparam name="T">The return type; <see cref="ValueTuple"/> stands for <c>void</c>.</typeparam>
internal abstract class ResultMarshaller<T> : ResultMarshaller
{
    /// <summary>The one of this type.</summary>
    /// <remarks>The JIT compiler knows its exact class once it is made, so that calls through it can be inlined.</remarks>
    public static readonly ResultMarshaller<T> Instance = (ResultMarshaller<T>)ResultMarshallers.Create<T>();

    /// <summary>Whether one of the results is a reference; a constant for the JIT compiler.</summary>
    public static readonly bool NeedsReferences = Instance.HasReferences;

    /// <summary>Puts what a delegate returned into slots.</summary>
    /// <returns>Null if it is in place; else a task, after which <see cref="ResultMarshaller.End"/> puts it there.</returns>
    public Task? Begin(T result, Span<RawValue> slots, Span<object?> references)
    {
        if (IsAsync)
        {
            return BeginTask(result, slots, references);
        }

        Write(result, slots, references);
        return null;
    }

    /// <summary>Reads results that are no task.</summary>
    public abstract T Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references);

    /// <summary>Writes results that are no task.</summary>
    public abstract void Write(T result, Span<RawValue> slots, Span<object?> references);

    /// <summary>Calls a function and gives its results by a task. Only for types that are tasks.</summary>
    /// <param name="function">The function.</param>
    /// <param name="slots">The arguments.</param>
    /// <param name="references">The arguments that are references.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual T CallAsync(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("these results come by no task");

    /// <summary>As <see cref="Begin"/>, for tasks.</summary>
    protected virtual Task? BeginTask(T result, Span<RawValue> slots, Span<object?> references) =>
        throw new InvalidOperationException("these results come by no task");
}

/// <summary>No result.</summary>
internal sealed class NoResult : ResultMarshaller<ValueTuple>
{
    public override int Count => 0;

    public override bool HasReferences => false;

    public override ValueTuple Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => default;

    public override void Write(ValueTuple result, Span<RawValue> slots, Span<object?> references)
    {
    }
}

/// <summary>One result.</summary>
internal sealed class OneResult<T> : ResultMarshaller<T>
{
    public override int Count => 1;

    public override bool HasReferences => WasmType<T>.IsReference;

    public override T Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => WasmType<T>.Read(slots, references, 0);

    public override void Write(T result, Span<RawValue> slots, Span<object?> references) =>
        WasmType<T>.Write(slots, references, 0, result);
}
