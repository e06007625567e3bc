using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>Results that come by a task. A task that has completed is not waited for.</summary>
/// <typeparam name="TTask">A kind of <see cref="Task"/> or <see cref="ValueTask"/>.</typeparam>
/// <param name="results">What it gives.</param>
internal abstract class TaskResults<TTask>(ResultMarshaller results) : ResultMarshaller<TTask>
{
    public override int Count => results.Count;

    public override bool HasReferences => results.HasReferences;

    public override bool IsAsync => true;

    public override TTask Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) =>
        throw new InvalidOperationException("a task is not in slots");

    public override void Write(TTask result, Span<RawValue> slots, Span<object?> references) =>
        throw new InvalidOperationException("a task is not in slots");

    /// <summary>What a host function's task must be.</summary>
    protected static Task NotNull(Task? task) =>
        task ?? throw new InvalidOperationException("an asynchronous host function returned null instead of a task");
}

/// <summary>A task without results.</summary>
internal sealed class TaskResult() : TaskResults<Task>(ResultMarshaller<ValueTuple>.Instance)
{
    public override void End(Task task, Span<RawValue> slots, Span<object?> references) => task.GetAwaiter().GetResult();

    public override async Task CallAsync(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken)
    {
        Outcome outcome = await function.CallUncheckedAsync(slots, references, cancellationToken).ConfigureAwait(false);
        outcome.ThrowIfNotReturn();
    }

    protected override Task? BeginTask(Task result, Span<RawValue> slots, Span<object?> references)
    {
        if (!NotNull(result).IsCompleted)
        {
            return result;
        }

        result.GetAwaiter().GetResult();
        return null;
    }
}

/// <summary>A task with results.</summary>
internal sealed class TaskResult<T>() : TaskResults<Task<T>>(ResultMarshaller<T>.Instance)
{
    public override void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        ResultMarshaller<T>.Instance.Write(((Task<T>)task).GetAwaiter().GetResult(), slots, references);

    public override async Task<T> CallAsync(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken)
    {
        Outcome outcome = await function.CallUncheckedAsync(slots, references, cancellationToken).ConfigureAwait(false);
        outcome.ThrowIfNotReturn();
        return ResultMarshaller<T>.Instance.Read(slots, references);
    }

    protected override Task? BeginTask(Task<T> result, Span<RawValue> slots, Span<object?> references)
    {
        if (!NotNull(result).IsCompleted)
        {
            return result;
        }

        End(result, slots, references);
        return null;
    }
}

/// <summary>A <see cref="ValueTask"/> without results.</summary>
internal sealed class ValueTaskResult() : TaskResults<ValueTask>(ResultMarshaller<ValueTuple>.Instance)
{
    public override void End(Task task, Span<RawValue> slots, Span<object?> references) => task.GetAwaiter().GetResult();

    public override async ValueTask CallAsync(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken)
    {
        Outcome outcome = await function.CallUncheckedAsync(slots, references, cancellationToken).ConfigureAwait(false);
        outcome.ThrowIfNotReturn();
    }

    protected override Task? BeginTask(ValueTask result, Span<RawValue> slots, Span<object?> references)
    {
        if (!result.IsCompleted)
        {
            return result.AsTask();
        }

        result.GetAwaiter().GetResult();
        return null;
    }
}

/// <summary>A <see cref="ValueTask{TResult}"/> with results.</summary>
internal sealed class ValueTaskResult<T>() : TaskResults<ValueTask<T>>(ResultMarshaller<T>.Instance)
{
    public override void End(Task task, Span<RawValue> slots, Span<object?> references) =>
        ResultMarshaller<T>.Instance.Write(((Task<T>)task).GetAwaiter().GetResult(), slots, references);

    public override async ValueTask<T> CallAsync(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken)
    {
        Outcome outcome = await function.CallUncheckedAsync(slots, references, cancellationToken).ConfigureAwait(false);
        outcome.ThrowIfNotReturn();
        return ResultMarshaller<T>.Instance.Read(slots, references);
    }

    protected override Task? BeginTask(ValueTask<T> result, Span<RawValue> slots, Span<object?> references)
    {
        if (!result.IsCompleted)
        {
            return result.AsTask();
        }

        ResultMarshaller<T>.Instance.Write(result.GetAwaiter().GetResult(), slots, references);
        return null;
    }
}
