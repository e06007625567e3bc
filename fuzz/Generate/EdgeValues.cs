using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>
/// Numbers at which instructions change their minds: extremes, powers of two and their neighbours, NaNs of both signs
/// with and without payload, infinities, subnormals, the last numbers that a conversion takes and the first that it
/// does not.
/// </summary>
internal static class EdgeValues
{
    /// <summary>Of i32. The first few are the most usual.</summary>
    public static ReadOnlySpan<uint> I32 =>
    [
        0, 1, 0xFFFFFFFF, 2, 0x80000000, 0x7FFFFFFF, 31, 32, 33, 0xFFFFFFE0, 7, 8, 15, 16, 24, 63, 64, 0xFF, 0x80, 0x7F, 0x100, 0xFFFF, 0x8000,
        0x7FFF, 0x10000, 3, 5, 10, 0xFFFFFFFE, 0xFFFFFF80, 0xFFFFFF7F, 0xFFFF8000, 0xFFFF7FFF, 0x80000001, 0x7FFFFFFE, 0xFFFF0000, 0x40000000,
        0xC0000000, 0x55555555, 0xAAAAAAAA, 0x01010101, 0x12345678, 1000000007, 641, 0x00FFFFFF, 0x01000000, 0x01000001,
    ];

    /// <summary>Of i64.</summary>
    public static ReadOnlySpan<ulong> I64 =>
    [
        0, 1, ulong.MaxValue, 2, 0x8000000000000000, 0x7FFFFFFFFFFFFFFF, 63, 64, 65, 0xFFFFFFFFFFFFFFC0, 31, 32, 33, 7, 8, 16, 0xFF, 0x80, 0x7F,
        0x100, 0xFFFF, 0x8000, 0x7FFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 0xFFFFFFFF80000000, 0xFFFFFFFF7FFFFFFF, 3, 5, 10,
        0x8000000000000001, 0x7FFFFFFFFFFFFFFE, 0xFFFFFFFF00000000, 0x4000000000000000, 0x5555555555555555, 0xAAAAAAAAAAAAAAAA,
        0x0101010101010101, 0x123456789ABCDEF0, 0x001FFFFFFFFFFFFF, 0x0020000000000000, 0x0020000000000001, 0x7FFFFFFFFFFFFC00, 0x00FFFFFF, 0x01000001,
    ];

    /// <summary>Of f32, as bits.</summary>
    public static ReadOnlySpan<uint> F32 =>
    [
        0, 0x80000000, 0x3F800000, 0xBF800000, 0x7FC00000, 0xFFC00000, 0x7F800000, 0xFF800000, 0x00000001, 0x80000001, 0x007FFFFF, 0x00800000,
        0x80800000, 0x7F7FFFFF, 0xFF7FFFFF, 0x7FC00001, 0xFFFFFFFF, 0x7F800001, 0x7FA00000, 0xFFA12345, 0x3F000000, 0xBF000000, 0x3FC00000,
        0x40200000, 0x4B000000, 0x4B000001, 0x4B800000, 0x4AFFFFFF, 0x4F000000, 0xCF000000, 0x4EFFFFFF, 0xCF000001, 0x4F800000, 0x4F7FFFFF, 0xBF7FFFFF,
        0x3F7FFFFF, 0x5F000000, 0xDF000000, 0x5EFFFFFF, 0xDF000001, 0x5F800000, 0x5F7FFFFF, 0x3DCCCCCD, 0x3EAAAAAB, 0x40490FDB, 0x2F800000, 0x33000000,
        0x477FE000, 0x387FC000,
    ];

    /// <summary>Of f64, as bits.</summary>
    public static ReadOnlySpan<ulong> F64 =>
    [
        0, 0x8000000000000000, 0x3FF0000000000000, 0xBFF0000000000000, 0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000000,
        0xFFF0000000000000, 1, 0x8000000000000001, 0x000FFFFFFFFFFFFF, 0x0010000000000000, 0x8010000000000000, 0x7FEFFFFFFFFFFFFF,
        0xFFEFFFFFFFFFFFFF, 0x7FF8000000000001, 0xFFFFFFFFFFFFFFFF, 0x7FF0000000000001, 0x7FF4000000000000, 0xFFF4123456789ABC, 0x3FE0000000000000,
        0xBFE0000000000000, 0x3FF8000000000000, 0x4004000000000000, 0x4330000000000000, 0x4330000000000001, 0x4340000000000000, 0x432FFFFFFFFFFFFF,
        0x41E0000000000000, 0xC1E0000000000000, 0x41DFFFFFFFC00000, 0x41DFFFFFFFFFFFFF, 0xC1E0000000200000, 0xC1E00000001FFFFF, 0x41F0000000000000,
        0x41EFFFFFFFE00000, 0x41EFFFFFFFFFFFFF, 0xBFEFFFFFFFFFFFFF, 0x43E0000000000000, 0xC3E0000000000000, 0x43DFFFFFFFFFFFFF, 0xC3E0000000000001,
        0x43F0000000000000, 0x43EFFFFFFFFFFFFF, 0x47EFFFFFE0000000, 0x47EFFFFFF0000000, 0x36A0000000000000, 0x3690000000000000, 0x3810000000000000,
        0x3FB999999999999A, 0x400921FB54442D18,
    ];

    /// <summary>A number at an edge, or now and then any number, of a number or vector type.</summary>
    /// <returns>Its bits; the high half is of vectors only.</returns>
    public static (ulong Low, ulong High) Pick(ByteSource source, ValType type)
    {
        bool any = source.Chance(64);
        switch (type.Code)
        {
            case 0x7F:
                return (any ? source.UInt32() : I32[source.Below(I32.Length)], 0);
            case 0x7E:
                return (any ? source.UInt64() : I64[source.Below(I64.Length)], 0);
            case 0x7D:
                return (any ? source.UInt32() : F32[source.Below(F32.Length)], 0);
            case 0x7C:
                return (any ? source.UInt64() : F64[source.Below(F64.Length)], 0);
            default:
                return PickVector(source, any);
        }
    }

    /// <summary>A small number that operators take without a trap: in floating-point types a whole number from 1.</summary>
    public static ulong PickSmall(ByteSource source, ValType type)
    {
        int number = source.Between(1, 100);
        return type.Code switch
        {
            0x7D => BitConverter.SingleToUInt32Bits(number),
            0x7C => BitConverter.DoubleToUInt64Bits(number),
            _ => (ulong)number,
        };
    }

    // Lanes of one width, each at an edge of that width, or the same in all lanes.
    private static (ulong Low, ulong High) PickVector(ByteSource source, bool any)
    {
        if (any)
        {
            return (source.UInt64(), source.UInt64());
        }

        switch (source.Below(6))
        {
            case 0:
                ulong small = (I32[source.Below(I32.Length)] & 0xFFul) * 0x0101010101010101;
                return (small, small);
            case 1:
                ulong half = (I32[source.Below(I32.Length)] & 0xFFFFul) * 0x0001000100010001;
                return (half, ~half);
            case 2:
                return (Pair(source, I32), Pair(source, I32));
            case 3:
                return (Pair(source, F32), Pair(source, F32));
            case 4:
                return (F64[source.Below(F64.Length)], F64[source.Below(F64.Length)]);
            default:
                return (I64[source.Below(I64.Length)], I64[source.Below(I64.Length)]);
        }
    }

    private static ulong Pair(ByteSource source, ReadOnlySpan<uint> values) =>
        values[source.Below(values.Length)] | (ulong)values[source.Below(values.Length)] << 32;
}
