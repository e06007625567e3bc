using System.Reflection;
using Wasm.Core.Types;

namespace Wasm.Runtime.Marshalling;

/// <summary>Which return types of delegates there are, and who moves their values.</summary>
internal static class ResultMarshallers
{
    private static readonly Type[] Tuples =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    /// <summary>The results that a return type stands for.</summary>
    /// <param name="type">The return type of a delegate.</param>
    /// <param name="results">Their types are added here.</param>
    /// <param name="isAsync">Whether they come by a task.</param>
    /// <returns>Null, or the type that is none of WebAssembly's.</returns>
    public static Type? TryGetTypes(Type type, List<ValType> results, out bool isAsync)
    {
        isAsync = type == typeof(Task) || type == typeof(ValueTask);
        if (isAsync)
        {
            return null;
        }

        if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            isAsync = true;
            type = type.GenericTypeArguments[0];
        }

        return TryAdd(type, results);
    }

    /// <summary>Makes the marshaller of a return type that has been found good.</summary>
    /// <exception cref="PlatformNotSupportedException">It needs code made at run time, which there is none of here.</exception>
    public static ResultMarshaller Create<T>()
    {
        if (typeof(T) == typeof(ValueTuple))
        {
            return new NoResult();
        }

        if (typeof(T) == typeof(Task))
        {
            return new TaskResult();
        }

        if (typeof(T) == typeof(ValueTask))
        {
            return new ValueTaskResult();
        }

        return WasmTypes.TryGet(typeof(T), out _) ? new OneResult<T>() : CreateGeneric(typeof(T));
    }

    /// <summary>Whether a type is one of the generic value tuples.</summary>
    private static bool IsTuple(Type type) => type.IsGenericType && Array.IndexOf(Tuples, type.GetGenericTypeDefinition()) >= 0;

    private static Type? TryAdd(Type type, List<ValType> results)
    {
        if (type == typeof(void) || type == typeof(ValueTuple))
        {
            return null;
        }

        if (WasmTypes.TryGet(type, out ValType only))
        {
            results.Add(only);
            return null;
        }

        // The eighth element of a tuple is a tuple of those that follow.
        while (IsTuple(type))
        {
            Type[] elements = type.GenericTypeArguments;
            for (int i = 0; i < Math.Min(elements.Length, Tuples.Length - 1); i++)
            {
                if (!WasmTypes.TryGet(elements[i], out ValType element))
                {
                    return elements[i];
                }

                results.Add(element);
            }

            if (elements.Length < Tuples.Length)
            {
                return null;
            }

            type = elements[^1];
        }

        return type;
    }

    private static ResultMarshaller CreateGeneric(Type type)
    {
        DynamicCode.Require();
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : typeof(void);
        string? factory =
            definition == typeof(Task<>) ? nameof(CreateTask) :
            definition == typeof(ValueTask<>) ? nameof(CreateValueTask) :
            Array.IndexOf(Tuples, definition) switch
            {
                0 => nameof(CreateTuple1),
                1 => nameof(CreateTuple2),
                2 => nameof(CreateTuple3),
                3 => nameof(CreateTuple4),
                4 => nameof(CreateTuple5),
                5 => nameof(CreateTuple6),
                6 => nameof(CreateTuple7),
                7 => nameof(CreateTuple8),
                _ => throw new ArgumentException($"{type} stands for no results of WebAssembly", nameof(type)),
            };
        return (ResultMarshaller)DynamicCode.Instantiate(typeof(ResultMarshallers), factory, type.GenericTypeArguments)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    private static TaskResult<T> CreateTask<T>() => new TaskResult<T>();

    private static ValueTaskResult<T> CreateValueTask<T>() => new ValueTaskResult<T>();

    private static TupleResult<T1> CreateTuple1<T1>() => new TupleResult<T1>();

    private static TupleResult<T1, T2> CreateTuple2<T1, T2>() => new TupleResult<T1, T2>();

    private static TupleResult<T1, T2, T3> CreateTuple3<T1, T2, T3>() => new TupleResult<T1, T2, T3>();

    private static TupleResult<T1, T2, T3, T4> CreateTuple4<T1, T2, T3, T4>() => new TupleResult<T1, T2, T3, T4>();

    private static TupleResult<T1, T2, T3, T4, T5> CreateTuple5<T1, T2, T3, T4, T5>() => new TupleResult<T1, T2, T3, T4, T5>();

    private static TupleResult<T1, T2, T3, T4, T5, T6> CreateTuple6<T1, T2, T3, T4, T5, T6>() => new TupleResult<T1, T2, T3, T4, T5, T6>();

    private static TupleResult<T1, T2, T3, T4, T5, T6, T7> CreateTuple7<T1, T2, T3, T4, T5, T6, T7>() => new TupleResult<T1, T2, T3, T4, T5, T6, T7>();

    private static TupleResult<T1, T2, T3, T4, T5, T6, T7, TRest> CreateTuple8<T1, T2, T3, T4, T5, T6, T7, TRest>()
        where TRest : struct => new TupleResult<T1, T2, T3, T4, T5, T6, T7, TRest>();
}
