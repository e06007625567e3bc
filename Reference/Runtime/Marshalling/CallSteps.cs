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

    private static void CheckReference(Function function, int index, object? value)
    {
        ValType type = function.Signature.Parameters[index];
        if (!function.Store.HasType(Value.FromReference(value), type))
        {
            throw new ArgumentException(function.Store.DescribeMismatch(Value.FromReference(value), type, $"argument {index}"));
        }
    }
}
