using System.Runtime.Intrinsics;
using Wasm.Jit.Ir;
using V128 = System.Runtime.Intrinsics.Vector128<byte>;

namespace Wasm.SpecTests.Jit.X64;

/// <summary>Operands at which operations do something special.</summary>
internal static class EdgeValues
{
    private static readonly uint[] Int32 =
        [0, 1, 2, 3, 7, 8, 31, 32, 33, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x12345678, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFF80, 0xFFFFFFFE, 0xFFFFFFFF];

    private static readonly ulong[] Int64 =
    [
        0, 1, 2, 3, 31, 32, 63, 64, 65, 0x80, 0xFF, 0x8000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 0x123456789ABCDEF0,
        0x001FFFFFFFFFFFFF, 0x0020000000000001, 0x7FFFFFFFFFFFFC00, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x8000000000000001, 0x8000000000000401,
        0xFFFFFFFF00000000, 0xFFFFFFFF80000000, 0xFFFFFFFFFFFFFBFF, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF,
    ];

    private static readonly float[] Single =
    [
        0f, -0f, 1f, -1f, 0.5f, -0.5f, 1.5f, 2.5f, -1.5f, -2.5f, 0.99999994f, -0.99999994f, 3.7f, -3.7f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, 8388607.5f, 16777217f, 2147483520f, 2147483648f, -2147483648f, -2147483904f, 4294967040f, 4294967296f,
        9223371487098961920f, 9223372036854775808f, -9223372036854775808f, -9223373136366403584f, 18446742974197923840f, 18446744073709551616f, 32767f, 255.5f,
    ];

    private static readonly double[] Double =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -1.5, -2.5, 0.9999999999999999, -0.9999999999999999, 3.7, -3.7, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, 1e-300, 4503599627370495.5, 2147483647, 2147483647.9, 2147483648, -2147483648, -2147483648.9, -2147483649,
        4294967295, 4294967295.9, 4294967296, 9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0, -9223372036854777856.0, 18446744073709549568.0, 18446744073709551616.0,
        3.4028235677973366e38, 1.0000000596046448,
    ];

    /// <summary>Operands of a type.</summary>
    public static IReadOnlyList<V128> Of(IrType type) => type switch
    {
        IrType.I32 => [.. Int32.Select(value => Vector128.CreateScalar(value).AsByte())],
        IrType.I64 => [.. Int64.Select(value => Vector128.CreateScalar(value).AsByte())],
        IrType.F32 => [.. Single.Select(value => Vector128.CreateScalar(value).AsByte()), Vector128.CreateScalar(0xFFC12345u).AsByte(), Vector128.CreateScalar(0x7FA00001u).AsByte()],
        IrType.F64 => [.. Double.Select(value => Vector128.CreateScalar(value).AsByte()), Vector128.CreateScalar(0xFFF8123456789ABCul).AsByte(), Vector128.CreateScalar(0x7FF4000000000001ul).AsByte()],
        _ => Vectors(),
    };

    /// <summary>Lanes of each kind, the edges side by side, and some noise.</summary>
    private static List<V128> Vectors()
    {
        var vectors = new List<V128> { V128.Zero, V128.AllBitsSet };
        for (int i = 0; i < Single.Length; i += 4)
        {
            vectors.Add(Vector128.Create(Single[i], Single[(i + 1) % Single.Length], Single[(i + 2) % Single.Length], Single[(i + 3) % Single.Length]).AsByte());
        }

        for (int i = 0; i < Double.Length; i += 2)
        {
            vectors.Add(Vector128.Create(Double[i], Double[(i + 1) % Double.Length]).AsByte());
        }

        for (int i = 0; i < Int64.Length; i += 4)
        {
            vectors.Add(Vector128.Create(Int64[i], Int64[(i + 1) % Int64.Length]).AsByte());
        }

        for (int i = 0; i < Int32.Length; i += 4)
        {
            vectors.Add(Vector128.Create(Int32[i], Int32[(i + 1) % Int32.Length], Int32[(i + 2) % Int32.Length], Int32[(i + 3) % Int32.Length]).AsByte());
        }

        vectors.Add(Vector128.Create((byte)0, 1, 0x7F, 0x80, 0x81, 0xFF, 0xFE, 2, 15, 16, 31, 32, 64, 0xC0, 0x55, 0xAA));
        vectors.Add(Vector128.Create((short)0, 1, -1, short.MaxValue, short.MinValue, -32767, 255, 256).AsByte());
        vectors.Add(Vector128.Create(0x00010203, 0x04050607, 0x08090A0B, 0x0C0D0E0F).AsByte());
        var random = new Random(1);
        var bytes = new byte[16];
        for (int i = 0; i < 6; i++)
        {
            random.NextBytes(bytes);
            vectors.Add(Vector128.Create(bytes));
        }

        return vectors;
    }
}
