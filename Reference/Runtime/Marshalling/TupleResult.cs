using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

// One class per number of elements: results as a tuple. The last one nests, as tuples of more than seven elements do.

/// <summary>A tuple of one result.</summary>
internal sealed class TupleResult<T1> : ResultMarshaller<ValueTuple<T1>>
{
    public override int Count => 1;

    public override bool HasReferences =>
        WasmType<T1>.IsReference;

    public override ValueTuple<T1> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0));

    public override void Write(ValueTuple<T1> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
    }
}

/// <summary>A tuple of two results.</summary>
internal sealed class TupleResult<T1, T2> : ResultMarshaller<ValueTuple<T1, T2>>
{
    public override int Count => 2;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference;

    public override ValueTuple<T1, T2> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1));

    public override void Write(ValueTuple<T1, T2> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
    }
}

/// <summary>A tuple of three results.</summary>
internal sealed class TupleResult<T1, T2, T3> : ResultMarshaller<ValueTuple<T1, T2, T3>>
{
    public override int Count => 3;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference;

    public override ValueTuple<T1, T2, T3> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2));

    public override void Write(ValueTuple<T1, T2, T3> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
    }
}

/// <summary>A tuple of four results.</summary>
internal sealed class TupleResult<T1, T2, T3, T4> : ResultMarshaller<ValueTuple<T1, T2, T3, T4>>
{
    public override int Count => 4;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || WasmType<T4>.IsReference;

    public override ValueTuple<T1, T2, T3, T4> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2),
        WasmType<T4>.Read(slots, references, 3));

    public override void Write(ValueTuple<T1, T2, T3, T4> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
        WasmType<T4>.Write(slots, references, 3, result.Item4);
    }
}

/// <summary>A tuple of five results.</summary>
internal sealed class TupleResult<T1, T2, T3, T4, T5> : ResultMarshaller<ValueTuple<T1, T2, T3, T4, T5>>
{
    public override int Count => 5;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || WasmType<T4>.IsReference ||
        WasmType<T5>.IsReference;

    public override ValueTuple<T1, T2, T3, T4, T5> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2),
        WasmType<T4>.Read(slots, references, 3),
        WasmType<T5>.Read(slots, references, 4));

    public override void Write(ValueTuple<T1, T2, T3, T4, T5> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
        WasmType<T4>.Write(slots, references, 3, result.Item4);
        WasmType<T5>.Write(slots, references, 4, result.Item5);
    }
}

/// <summary>A tuple of six results.</summary>
internal sealed class TupleResult<T1, T2, T3, T4, T5, T6> : ResultMarshaller<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    public override int Count => 6;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || WasmType<T4>.IsReference ||
        WasmType<T5>.IsReference || WasmType<T6>.IsReference;

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2),
        WasmType<T4>.Read(slots, references, 3),
        WasmType<T5>.Read(slots, references, 4),
        WasmType<T6>.Read(slots, references, 5));

    public override void Write(ValueTuple<T1, T2, T3, T4, T5, T6> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
        WasmType<T4>.Write(slots, references, 3, result.Item4);
        WasmType<T5>.Write(slots, references, 4, result.Item5);
        WasmType<T6>.Write(slots, references, 5, result.Item6);
    }
}

/// <summary>A tuple of seven results.</summary>
internal sealed class TupleResult<T1, T2, T3, T4, T5, T6, T7> : ResultMarshaller<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    public override int Count => 7;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || WasmType<T4>.IsReference ||
        WasmType<T5>.IsReference || WasmType<T6>.IsReference || WasmType<T7>.IsReference;

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2),
        WasmType<T4>.Read(slots, references, 3),
        WasmType<T5>.Read(slots, references, 4),
        WasmType<T6>.Read(slots, references, 5),
        WasmType<T7>.Read(slots, references, 6));

    public override void Write(ValueTuple<T1, T2, T3, T4, T5, T6, T7> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
        WasmType<T4>.Write(slots, references, 3, result.Item4);
        WasmType<T5>.Write(slots, references, 4, result.Item5);
        WasmType<T6>.Write(slots, references, 5, result.Item6);
        WasmType<T7>.Write(slots, references, 6, result.Item7);
    }
}

/// <summary>A tuple of more than seven results.</summary>
internal sealed class TupleResult<T1, T2, T3, T4, T5, T6, T7, TRest> : ResultMarshaller<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
{
    public override int Count => 7 + ResultMarshaller<TRest>.Instance.Count;

    public override bool HasReferences =>
        WasmType<T1>.IsReference || WasmType<T2>.IsReference || WasmType<T3>.IsReference || WasmType<T4>.IsReference ||
        WasmType<T5>.IsReference || WasmType<T6>.IsReference || WasmType<T7>.IsReference || ResultMarshaller<TRest>.NeedsReferences;

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references) => new(
        WasmType<T1>.Read(slots, references, 0),
        WasmType<T2>.Read(slots, references, 1),
        WasmType<T3>.Read(slots, references, 2),
        WasmType<T4>.Read(slots, references, 3),
        WasmType<T5>.Read(slots, references, 4),
        WasmType<T6>.Read(slots, references, 5),
        WasmType<T7>.Read(slots, references, 6),
        ResultMarshaller<TRest>.Instance.Read(slots[7..], ResultMarshaller<TRest>.NeedsReferences ? references[7..] : default));

    public override void Write(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> result, Span<RawValue> slots, Span<object?> references)
    {
        WasmType<T1>.Write(slots, references, 0, result.Item1);
        WasmType<T2>.Write(slots, references, 1, result.Item2);
        WasmType<T3>.Write(slots, references, 2, result.Item3);
        WasmType<T4>.Write(slots, references, 3, result.Item4);
        WasmType<T5>.Write(slots, references, 4, result.Item5);
        WasmType<T6>.Write(slots, references, 5, result.Item6);
        WasmType<T7>.Write(slots, references, 6, result.Item7);
        ResultMarshaller<TRest>.Instance.Write(result.Rest, slots[7..], ResultMarshaller<TRest>.NeedsReferences ? references[7..] : default);
    }
}
