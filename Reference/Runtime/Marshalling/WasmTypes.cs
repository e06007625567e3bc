using System.Runtime.Intrinsics;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>
/// Which .NET type stands for which value type, and when one may stand for another function's type. With
/// <see cref="WasmType{T}"/>, which moves the values, this is all that knows it.
/// </summary>
internal static class WasmTypes
{
    /// <summary>What may be a parameter or result, for messages.</summary>
    public const string Allowed =
        "int, uint (i32), long, ulong (i64), float (f32), double (f64), Vector128<T> (v128), Function (funcref), object (externref), " +
        "StructReference (structref), ArrayReference (arrayref), I31Reference (i31ref), ExceptionReference (exnref)";

    private static readonly Dictionary<Type, ValType> Map = new()
    {
        [typeof(int)] = ValType.I32,
        [typeof(uint)] = ValType.I32,
        [typeof(long)] = ValType.I64,
        [typeof(ulong)] = ValType.I64,
        [typeof(float)] = ValType.F32,
        [typeof(double)] = ValType.F64,
        [typeof(Vector128<byte>)] = ValType.V128,
        [typeof(Vector128<sbyte>)] = ValType.V128,
        [typeof(Vector128<short>)] = ValType.V128,
        [typeof(Vector128<ushort>)] = ValType.V128,
        [typeof(Vector128<int>)] = ValType.V128,
        [typeof(Vector128<uint>)] = ValType.V128,
        [typeof(Vector128<long>)] = ValType.V128,
        [typeof(Vector128<ulong>)] = ValType.V128,
        [typeof(Vector128<float>)] = ValType.V128,
        [typeof(Vector128<double>)] = ValType.V128,
        [typeof(Function)] = ValType.FuncRef,
        [typeof(object)] = ValType.ExternRef,
        [typeof(StructReference)] = ValType.StructRef,
        [typeof(ArrayReference)] = ValType.ArrayRef,
        [typeof(I31Reference)] = ValType.I31Ref,
        [typeof(ExceptionReference)] = ValType.ExnRef,
    };

    /// <summary>All .NET types that stand for a value type.</summary>
    public static IEnumerable<KeyValuePair<Type, ValType>> All => Map;

    /// <summary>The value type that a .NET type stands for, if it does.</summary>
    public static bool TryGet(Type type, out ValType result) => Map.TryGetValue(type, out result);

    /// <summary>
    /// Whether every value of a closed type can be given to the host as the .NET type that stands for
    /// <paramref name="own"/>: <c>object</c> takes every reference, a base class those of its concrete types.
    /// </summary>
    public static bool FitsFromWasm(TypeRegistry registry, ValType own, ValType wasm) =>
        own == wasm ||
        (own.IsReference && wasm.IsReference && (own == ValType.ExternRef || registry.IsSubtype(wasm.HeapType, own.HeapType)));

    /// <summary>
    /// Whether the host may offer the .NET type that stands for <paramref name="own"/> where a closed type is asked
    /// for. References can still be of a wrong type, or null: each one is looked at when it arrives.
    /// </summary>
    public static bool FitsToWasm(TypeRegistry registry, ValType own, ValType wasm) =>
        FitsFromWasm(registry, own, wasm) ||
        (own.IsReference && wasm.IsReference && registry.IsSubtype(own.HeapType, wasm.HeapType));
}
