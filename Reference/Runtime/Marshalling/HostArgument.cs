using System.Runtime.CompilerServices;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>A parameter of a host function's delegate: a value, or one of what only the host knows.</summary>
internal static class HostArgument<T>
{
    // Caller<TData>: makes one of a Caller.
    private static readonly Func<Caller, T>? FromCaller = (default(T) as ITypedCaller)?.CreateConversion() as Func<Caller, T>;

    /// <summary>The argument, and the next slot after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(in Caller caller, ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references, ref int slot)
    {
        if (typeof(T) == typeof(Caller))
        {
            return (T)(object)caller;
        }

        if (typeof(T) == typeof(CancellationToken))
        {
            return (T)(object)caller.CancellationToken;
        }

        return typeof(T).IsValueType && FromCaller is not null ? FromCaller(caller) : WasmType<T>.Read(slots, references, slot++);
    }
}
