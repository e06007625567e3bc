using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

// What Func and Action delegates of a typed call are bound to: a class per number of parameters, whose code the JIT
// compiler makes for the exact types. Call is for Func; Run is for Action, with a tuple of nothing as result. There
// are never more than SmallSlots.Count slots. Every other delegate is made by CallBuilder.

/// <summary>A call with no parameters.</summary>
internal sealed class TypedCall<TResult>(Function function)
{
    private static bool NeedsReferences => ResultMarshaller<TResult>.NeedsReferences;

    public void Run() => Call();

    public TResult Call()
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with one parameter.</summary>
internal sealed class TypedCall<T1, TResult>(Function function)
{
    private static bool NeedsReferences => WasmType<T1>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first) => Call(first);

    public TResult Call(T1 first)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with two parameters.</summary>
internal sealed class TypedCall<T1, T2, TResult>(Function function)
{
    private static bool NeedsReferences => WasmType<T1>.IsReference || WasmType<T2>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first, T2 second) => Call(first, second);

    public TResult Call(T1 first, T2 second)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Pass(function, numbers, objects, 1, second);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with three parameters.</summary>
internal sealed class TypedCall<T1, T2, T3, TResult>(Function function)
{
    private static bool NeedsReferences => WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first, T2 second, T3 third) => Call(first, second, third);

    public TResult Call(T1 first, T2 second, T3 third)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Pass(function, numbers, objects, 1, second);
        CallSteps.Pass(function, numbers, objects, 2, third);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with four parameters.</summary>
internal sealed class TypedCall<T1, T2, T3, T4, TResult>(Function function)
{
    private static bool NeedsReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference ||
        WasmType<T4>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first, T2 second, T3 third, T4 fourth) => Call(first, second, third, fourth);

    public TResult Call(T1 first, T2 second, T3 third, T4 fourth)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Pass(function, numbers, objects, 1, second);
        CallSteps.Pass(function, numbers, objects, 2, third);
        CallSteps.Pass(function, numbers, objects, 3, fourth);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with five parameters.</summary>
internal sealed class TypedCall<T1, T2, T3, T4, T5, TResult>(Function function)
{
    private static bool NeedsReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference ||
        WasmType<T4>.IsReference || WasmType<T5>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first, T2 second, T3 third, T4 fourth, T5 fifth) => Call(first, second, third, fourth, fifth);

    public TResult Call(T1 first, T2 second, T3 third, T4 fourth, T5 fifth)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Pass(function, numbers, objects, 1, second);
        CallSteps.Pass(function, numbers, objects, 2, third);
        CallSteps.Pass(function, numbers, objects, 3, fourth);
        CallSteps.Pass(function, numbers, objects, 4, fifth);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}

/// <summary>A call with six parameters.</summary>
internal sealed class TypedCall<T1, T2, T3, T4, T5, T6, TResult>(Function function)
{
    private static bool NeedsReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference ||
        WasmType<T4>.IsReference || WasmType<T5>.IsReference || WasmType<T6>.IsReference || ResultMarshaller<TResult>.NeedsReferences;

    public void Run(T1 first, T2 second, T3 third, T4 fourth, T5 fifth, T6 sixth) => Call(first, second, third, fourth, fifth, sixth);

    public TResult Call(T1 first, T2 second, T3 third, T4 fourth, T5 fifth, T6 sixth)
    {
        SmallSlots slots = default;
        SmallReferences references = default;
        Span<RawValue> numbers = slots.AsSpan();
        Span<object?> objects = NeedsReferences ? references.AsSpan() : default;
        CallSteps.Pass(function, numbers, objects, 0, first);
        CallSteps.Pass(function, numbers, objects, 1, second);
        CallSteps.Pass(function, numbers, objects, 2, third);
        CallSteps.Pass(function, numbers, objects, 3, fourth);
        CallSteps.Pass(function, numbers, objects, 4, fifth);
        CallSteps.Pass(function, numbers, objects, 5, sixth);
        CallSteps.Call(function, numbers, objects);
        return ResultMarshaller<TResult>.Instance.Read(numbers, objects);
    }
}
