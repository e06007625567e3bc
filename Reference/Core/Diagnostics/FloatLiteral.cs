using System.Globalization;

namespace Wasm.Core.Diagnostics;

/// <summary>
/// Floats in the text format's notation (specification, 6.3.2), exact: reading them back gives the same bits.
/// </summary>
public static class FloatLiteral
{
    /// <summary>An f32 by its bits: shortest decimal that reads back the same, <c>inf</c>, <c>nan:0x…</c>.</summary>
    public static string OfF32(uint bits)
    {
        if ((bits & 0x7F80_0000) != 0x7F80_0000)
        {
            float value = BitConverter.UInt32BitsToSingle(bits);
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            return Decimal(float.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString("G9", CultureInfo.InvariantCulture));
        }

        return Special(bits >> 31 != 0, bits & 0x7F_FFFF, 0x40_0000);
    }

    /// <summary>An f64 by its bits: shortest decimal that reads back the same, <c>inf</c>, <c>nan:0x…</c>.</summary>
    public static string OfF64(ulong bits)
    {
        if ((bits & 0x7FF0_0000_0000_0000) != 0x7FF0_0000_0000_0000)
        {
            // Of .NET's shortest texts some do not read back: those of powers of two, whose lower neighbour is nearer.
            double value = BitConverter.UInt64BitsToDouble(bits);
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            return Decimal(double.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString("G17", CultureInfo.InvariantCulture));
        }

        return Special(bits >> 63 != 0, bits & 0xF_FFFF_FFFF_FFFF, 0x8_0000_0000_0000);
    }

    private static string Decimal(string text) => text.Replace("E+", "e+", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);

    private static string Special(bool negative, ulong payload, ulong canonical)
    {
        string sign = negative ? "-" : "";
        if (payload == 0)
        {
            return sign + "inf";
        }

        return payload == canonical ? sign + "nan" : string.Create(CultureInfo.InvariantCulture, $"{sign}nan:0x{payload:x}");
    }
}
