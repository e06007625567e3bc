using Wasm.Runtime.Embedding;

namespace Wasm.Bench.Embedding;

/// <summary>Calls of functions that do next to nothing, by the host.</summary>
internal static class HostToWasm
{
    private const string Fields =
        """
        (func (export "nothing"))
        (func (export "number") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "three") (param i64 i64 f64) (result f64)
          (f64.add (local.get 2) (f64.convert_i64_s (i64.sub (local.get 0) (local.get 1)))))
        (func (export "reference") (param externref) (result externref) (local.get 0))
        """;

    public static IEnumerable<EmbeddingCase> Cases(string engineName)
    {
        Instance instance = new Setting(engineName).Instantiate(Fields);
        Function nothing = instance.GetFunction("nothing")!;
        Function number = instance.GetFunction("number")!;
        Function three = instance.GetFunction("three")!;
        Function reference = instance.GetFunction("reference")!;
        const string Typed = "host -> wasm, typed";
        Action typedNothing = instance.GetAction("nothing")!;
        Func<int, int> typedNumber = instance.GetFunction<int, int>("number")!;
        Func<long, long, double, double> typedThree = instance.GetFunction<long, long, double, double>("three")!;
        Func<object?, object?> typedReference = instance.GetFunction<object?, object?>("reference")!;
        yield return new(Typed, "()", Limits.Nothing, count => Call(typedNothing, count));
        yield return new(Typed, "(i32) -> i32", Limits.Number, count => CallNumber(typedNumber, count));
        yield return new(Typed, "(i64, i64, f64) -> f64", Limits.Three, count => CallThree(typedThree, count));
        yield return new(Typed, "(externref) -> externref", Limits.Reference, count => CallReference(typedReference, count));
        const string Values = "host -> wasm, by values";
        yield return new(Values, "()", Limits.Nothing, count => CallValues(nothing, count));
        yield return new(Values, "(i32) -> i32", Limits.Number, count => CallNumberValues(number, count));
        yield return new(Values, "(i64, i64, f64) -> f64", Limits.Three, count => CallThreeValues(three, count));
        yield return new(Values, "(externref) -> externref", Limits.Reference, count => CallReferenceValues(reference, count));
        const string Slots = "host -> wasm, by slots";
        yield return new(Slots, "()", Limits.Nothing, count => CallSlots(nothing, count));
        yield return new(Slots, "(i32) -> i32", Limits.Number, count => CallNumberSlots(number, count));
        yield return new(Slots, "(i64, i64, f64) -> f64", Limits.Three, count => CallThreeSlots(three, count));
        yield return new(Slots, "(externref) -> externref", Limits.Reference, count => CallReferenceSlots(reference, count));
    }

    private static bool Call(Action function, int count)
    {
        for (int i = 0; i < count; i++)
        {
            function();
        }

        return true;
    }

    private static bool CallNumber(Func<int, int> function, int count)
    {
        int x = 0;
        for (int i = 0; i < count; i++)
        {
            x = function(x);
        }

        return x == count;
    }

    private static bool CallThree(Func<long, long, double, double> function, int count)
    {
        double x = 0;
        for (int i = 0; i < count; i++)
        {
            x = function(i + 1, i, x);
        }

        return x == count;
    }

    private static bool CallReference(Func<object?, object?> function, int count)
    {
        object? x = function;
        for (int i = 0; i < count; i++)
        {
            x = function(x);
        }

        return ReferenceEquals(x, function);
    }

    private static bool CallValues(Function function, int count)
    {
        for (int i = 0; i < count; i++)
        {
            function.Call([], []).ThrowIfNotReturn();
        }

        return true;
    }

    private static bool CallNumberValues(Function function, int count)
    {
        Value x = 0;
        for (int i = 0; i < count; i++)
        {
            function.Call(new(in x), new(ref x)).ThrowIfNotReturn();
        }

        return x.I32 == count;
    }

    private static bool CallThreeValues(Function function, int count)
    {
        Value[] arguments = [0L, 0L, 0.0];
        for (int i = 0; i < count; i++)
        {
            arguments[0] = i + 1L;
            arguments[1] = (long)i;
            function.Call(arguments, arguments.AsSpan(2)).ThrowIfNotReturn();
        }

        return arguments[2].F64 == count;
    }

    private static bool CallReferenceValues(Function function, int count)
    {
        var first = Value.FromReference(function.Store);
        Value x = first;
        for (int i = 0; i < count; i++)
        {
            function.Call(new(in x), new(ref x)).ThrowIfNotReturn();
        }

        return x == first;
    }

    private static bool CallSlots(Function function, int count)
    {
        for (int i = 0; i < count; i++)
        {
            function.CallUnchecked([], []).ThrowIfNotReturn();
        }

        return true;
    }

    private static bool CallNumberSlots(Function function, int count)
    {
        var slots = new RawValue[1];
        for (int i = 0; i < count; i++)
        {
            function.CallUnchecked(slots, []).ThrowIfNotReturn();
        }

        return slots[0].I32 == count;
    }

    private static bool CallThreeSlots(Function function, int count)
    {
        var slots = new RawValue[3];
        for (int i = 0; i < count; i++)
        {
            slots[2] = slots[0];
            slots[0].I64 = i + 1L;
            slots[1].I64 = i;
            function.CallUnchecked(slots, []).ThrowIfNotReturn();
        }

        return slots[0].F64 == count;
    }

    private static bool CallReferenceSlots(Function function, int count)
    {
        var slots = new RawValue[1];
        object?[] references = [function.Store];
        for (int i = 0; i < count; i++)
        {
            function.CallUnchecked(slots, references).ThrowIfNotReturn();
        }

        return references[0] == function.Store;
    }
}
