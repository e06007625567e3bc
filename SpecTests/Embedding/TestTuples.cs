using System.Runtime.CompilerServices;

namespace Wasm.SpecTests.Embedding;

/// <summary>Value tuples of any number of elements.</summary>
internal static class TestTuples
{
    private static readonly Type[] Definitions =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    /// <summary>The type of a tuple, nested as C# nests it.</summary>
    public static Type TypeOf(params Type[] elements) => elements.Length < 8
        ? Definitions[elements.Length - 1].MakeGenericType(elements)
        : Definitions[7].MakeGenericType([.. elements[..7], TypeOf(elements[7..])]);

    /// <summary>A tuple of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="element">An element by its type and position.</param>
    /// <param name="from">Position of the first.</param>
    public static object Create(Type type, Func<Type, int, object> element, int from = 0)
    {
        Type[] types = type.GenericTypeArguments;
        return Activator.CreateInstance(
            type, [.. types.Select((t, i) => i == 7 ? Create(t, element, from + 7) : element(t, from + i))])!;
    }

    /// <summary>The elements of a tuple.</summary>
    public static IEnumerable<object?> Elements(object tuple)
    {
        var items = (ITuple)tuple;
        for (int i = 0; i < items.Length; i++)
        {
            yield return items[i];
        }
    }
}
