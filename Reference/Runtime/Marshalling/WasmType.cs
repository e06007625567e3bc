using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Wasm.Runtime.Embedding;

namespace Wasm.Runtime.Marshalling;

/// <summary>
/// Moves values of a .NET type of <see cref="WasmTypes"/> out of and into slots. The comparisons of types are
/// constants for the JIT compiler: of each method one branch is left, without boxing.
/// </summary>
/// <typeparam name="T">A type of <see cref="WasmTypes"/>.</typeparam>
internal static class WasmType<T>
{
    /// <summary>Whether its values stand among the references.</summary>
    public static bool IsReference => !typeof(T).IsValueType;

    /// <summary>The value in a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ReadOnlySpan<RawValue> slots, ReadOnlySpan<object?> references, int index)
    {
        if (!typeof(T).IsValueType)
        {
            return (T)references[index]!;
        }

        if (typeof(T) == typeof(int))
        {
            return (T)(object)slots[index].I32;
        }

        if (typeof(T) == typeof(uint))
        {
            return (T)(object)(uint)slots[index].I32;
        }

        if (typeof(T) == typeof(long))
        {
            return (T)(object)slots[index].I64;
        }

        if (typeof(T) == typeof(ulong))
        {
            return (T)(object)slots[index].Low;
        }

        if (typeof(T) == typeof(float))
        {
            return (T)(object)slots[index].F32;
        }

        if (typeof(T) == typeof(double))
        {
            return (T)(object)slots[index].F64;
        }

        return FromVector(slots[index].V128);
    }

    /// <summary>Puts a value into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<RawValue> slots, Span<object?> references, int index, T value)
    {
        if (!typeof(T).IsValueType)
        {
            references[index] = value;
        }
        else if (typeof(T) == typeof(int))
        {
            slots[index] = new RawValue((uint)(int)(object)value!);
        }
        else if (typeof(T) == typeof(uint))
        {
            slots[index] = new RawValue((uint)(object)value!);
        }
        else if (typeof(T) == typeof(long))
        {
            slots[index] = new RawValue((ulong)(long)(object)value!);
        }
        else if (typeof(T) == typeof(ulong))
        {
            slots[index] = new RawValue((ulong)(object)value!);
        }
        else if (typeof(T) == typeof(float))
        {
            slots[index] = new RawValue(BitConverter.SingleToUInt32Bits((float)(object)value!));
        }
        else if (typeof(T) == typeof(double))
        {
            slots[index] = new RawValue(BitConverter.DoubleToUInt64Bits((double)(object)value!));
        }
        else
        {
            Vector128<ulong> lanes = ToVector(value);
            slots[index] = new RawValue(lanes.GetElement(0), lanes.GetElement(1));
        }
    }

    private static T FromVector(Vector128<byte> value)
    {
        if (typeof(T) == typeof(Vector128<byte>))
        {
            return (T)(object)value;
        }

        if (typeof(T) == typeof(Vector128<sbyte>))
        {
            return (T)(object)value.AsSByte();
        }

        if (typeof(T) == typeof(Vector128<short>))
        {
            return (T)(object)value.AsInt16();
        }

        if (typeof(T) == typeof(Vector128<ushort>))
        {
            return (T)(object)value.AsUInt16();
        }

        if (typeof(T) == typeof(Vector128<int>))
        {
            return (T)(object)value.AsInt32();
        }

        if (typeof(T) == typeof(Vector128<uint>))
        {
            return (T)(object)value.AsUInt32();
        }

        if (typeof(T) == typeof(Vector128<long>))
        {
            return (T)(object)value.AsInt64();
        }

        if (typeof(T) == typeof(Vector128<ulong>))
        {
            return (T)(object)value.AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<float>))
        {
            return (T)(object)value.AsSingle();
        }

        if (typeof(T) == typeof(Vector128<double>))
        {
            return (T)(object)value.AsDouble();
        }

        throw new InvalidOperationException($"{typeof(T)} stands for no value type");
    }

    private static Vector128<ulong> ToVector(T value)
    {
        if (typeof(T) == typeof(Vector128<byte>))
        {
            return ((Vector128<byte>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<sbyte>))
        {
            return ((Vector128<sbyte>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<short>))
        {
            return ((Vector128<short>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<ushort>))
        {
            return ((Vector128<ushort>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<int>))
        {
            return ((Vector128<int>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<uint>))
        {
            return ((Vector128<uint>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<long>))
        {
            return ((Vector128<long>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<ulong>))
        {
            return (Vector128<ulong>)(object)value!;
        }

        if (typeof(T) == typeof(Vector128<float>))
        {
            return ((Vector128<float>)(object)value!).AsUInt64();
        }

        if (typeof(T) == typeof(Vector128<double>))
        {
            return ((Vector128<double>)(object)value!).AsUInt64();
        }

        throw new InvalidOperationException($"{typeof(T)} stands for no value type");
    }
}
