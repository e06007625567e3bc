using System.Runtime.CompilerServices;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>The steps of a typed call.</summary>
internal static class CallSteps
{
    /// <summary>Puts an argument into its slot. A reference is looked at: its type, and that it is of the function's store.</summary>
    /// <exception cref="ArgumentException">It is of a wrong type or store.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass<T>(Function function, Span<RawValue> slots, Span<object?> references, int index, T value)
    {
        if (WasmType<T>.IsReference)
        {
            CheckReference(function, index, value);
        }

        WasmType<T>.Write(slots, references, index, value);
    }

    /// <summary>Calls.</summary>
    /// <exception cref="TrapException">It trapped.</exception>
    /// <exception cref="WasmException">An exception was not caught.</exception>
    /// <exception cref="ExhaustionException">The call stack is exhausted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Call(Function function, Span<RawValue> slots, Span<object?> references)
    {
        Outcome outcome = function.CallUnchecked(slots, references);
        if (outcome.Kind != OutcomeKind.Return)
        {
            outcome.ThrowIfNotReturn();
        }
    }

    /// <summary>Calls with a token that ends it.</summary>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public static void CallCancellable(Function function, Span<RawValue> slots, Span<object?> references, CancellationToken cancellationToken) =>
        function.CallUnchecked(slots, references, cancellationToken).ThrowIfNotReturn();

    /// <summary>The results of a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ReadResults<T>(Span<RawValue> slots, Span<object?> references) => ResultMarshaller<T>.Instance.Read(slots, references);

    /// <summary><see cref="Pass"/> for slots that outlive the method.</summary>
    public static void PassToTask<T>(Function function, RawValue[] slots, object?[] references, int index, T value) =>
        Pass(function, slots, references, index, value);

    /// <summary>Calls and gives a task with the results.</summary>
    public static TTask CallAsync<TTask>(Function function, RawValue[] slots, object?[] references, CancellationToken cancellationToken) =>
        ResultMarshaller<TTask>.Instance.CallAsync(function, slots, references, cancellationToken);

    /// <summary>Slots, or references, of a call with more of them than there is room for on the stack.</summary>
    public static Span<T> AllocateSpan<T>(int count) => new T[count];

    /// <summary>Slots, or references, of a task.</summary>
    public static T[] Allocate<T>(int count) => count == 0 ? [] : new T[count];

    private static void CheckReference(Function function, int index, object? value)
    {
        ValType type = function.Signature.Parameters[index];
        if (!function.Store.HasType(Value.FromReference(value), type))
        {
            throw new ArgumentException(function.Store.DescribeMismatch(Value.FromReference(value), type, $"argument {index}"));
        }
    }
}
