using Wasm.Core.Types;

namespace Wasm.Fuzz.Campaign;

/// <summary>Types as coverage counts them: numbers, vectors, and references by heap type, concrete ones by what they are.</summary>
public static class TypeClass
{
    /// <summary>No type, or one that is not known.</summary>
    public const int None = 0;

    private const int FirstReference = 8;
    private const int FirstPacked = 64;
    private const byte LowestHeapCode = 0x69;
    private const int AbstractHeapTypes = 12;

    private static readonly string[] Concrete = ["func type", "struct type", "array type"];

    /// <summary>Classes of all value types.</summary>
    public static IReadOnlyList<int> All { get; } =
        [.. Enumerable.Range(1, 5), .. Enumerable.Range(FirstReference, 2 * (AbstractHeapTypes + Concrete.Length))];

    /// <summary>The class of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compositeOf">What a concrete heap type is.</param>
    public static int Of(ValType type, Func<int, CompositeType> compositeOf)
    {
        ArgumentNullException.ThrowIfNull(compositeOf);
        if (!type.IsReference)
        {
            return type.IsBottom ? None : 0x80 - type.Code;
        }

        HeapType heap = type.HeapType;
        int kind = heap.IsConcrete
            ? AbstractHeapTypes + (compositeOf(heap.Index) switch { FunctionType => 0, StructType => 1, _ => 2 })
            : heap.Code - LowestHeapCode;
        return kind < 0 ? None : FirstReference + (2 * kind) + (type.IsNullable ? 1 : 0);
    }

    /// <summary>The class of a field's type.</summary>
    public static int Of(StorageType type, Func<int, CompositeType> compositeOf) => type.IsPacked ? FirstPacked + (int)type.Packing : Of(type.Unpacked, compositeOf);

    /// <summary>A class's name, as the text format writes the type.</summary>
    public static string NameOf(int type)
    {
        if (type is > 0 and <= 5)
        {
            ValType.TryFromCode((byte)(0x80 - type), out ValType number);
            return number.ToString();
        }

        if (type >= FirstPacked)
        {
            return new StorageType(ValType.I32, (Packing)(type - FirstPacked)).ToString();
        }

        int kind = (type - FirstReference) / 2;
        if (type < FirstReference)
        {
            return "unknown";
        }

        string heap;
        if (kind < AbstractHeapTypes)
        {
            HeapType.TryFromCode((byte)(LowestHeapCode + kind), out HeapType named);
            heap = named.ToString();
        }
        else
        {
            heap = Concrete[kind - AbstractHeapTypes];
        }

        return (type & 1) != 0 ? $"ref null {heap}" : $"ref {heap}";
    }
}
