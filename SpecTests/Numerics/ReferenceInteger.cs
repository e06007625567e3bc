using System.Numerics;

namespace Wasm.SpecTests.Numerics;

/// <summary>
/// Integer operators of specification 4.3.2 over unbounded integers. Operands and results are in 0…2^N-1.
/// </summary>
internal static class ReferenceInteger
{
    public static BigInteger Wrap(BigInteger value, int width)
    {
        BigInteger modulus = BigInteger.One << width;
        BigInteger rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    public static BigInteger Signed(BigInteger value, int width) =>
        value >= BigInteger.One << (width - 1) ? value - (BigInteger.One << width) : value;

    public static BigInteger Saturate(BigInteger value, int width, bool signed)
    {
        BigInteger least = signed ? -(BigInteger.One << (width - 1)) : BigInteger.Zero;
        BigInteger greatest = (BigInteger.One << (signed ? width - 1 : width)) - 1;
        return Wrap(BigInteger.Min(BigInteger.Max(value, least), greatest), width);
    }

    public static BigInteger Interpret(BigInteger value, int width, bool signed) => signed ? Signed(value, width) : value;

    public static BigInteger? Unary(string name, int width, BigInteger a) => name switch
    {
        "clz" => width - (int)a.GetBitLength(),
        "ctz" => a.IsZero ? width : Enumerable.Range(0, width).First(i => !(a >> i).IsEven),
        "popcnt" => Enumerable.Range(0, width).Count(i => !(a >> i).IsEven),
        "abs" => Wrap(BigInteger.Abs(Signed(a, width)), width),
        "neg" => Wrap(-a, width),
        "not" => (BigInteger.One << width) - 1 - a,
        "extend8_s" => Wrap(Signed(Wrap(a, 8), 8), width),
        "extend16_s" => Wrap(Signed(Wrap(a, 16), 16), width),
        "extend32_s" => Wrap(Signed(Wrap(a, 32), 32), width),
        _ => null,
    };

    public static BigInteger? Binary(string name, int width, BigInteger a, BigInteger b)
    {
        int count = (int)(b % width);
        BigInteger power = BigInteger.One << count;
        BigInteger signedA = Signed(a, width);
        BigInteger signedB = Signed(b, width);
        return name switch
        {
            "add" => Wrap(a + b, width),
            "sub" => Wrap(a - b, width),
            "mul" => Wrap(a * b, width),
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            "andnot" => a - (a & b),
            "shl" => Wrap(a * power, width),
            "shr_u" => a / power,
            "shr_s" => Wrap(FloorDivide(signedA, power), width),
            "rotl" => Wrap(a * power, width) + (a / (BigInteger.One << (width - count))),
            "rotr" => (a / power) + Wrap(a * (BigInteger.One << (width - count)), width),
            "min_s" => signedA < signedB ? a : b,
            "max_s" => signedA > signedB ? a : b,
            "min_u" => BigInteger.Min(a, b),
            "max_u" => BigInteger.Max(a, b),
            "add_sat_s" => Saturate(signedA + signedB, width, signed: true),
            "add_sat_u" => Saturate(a + b, width, signed: false),
            "sub_sat_s" => Saturate(signedA - signedB, width, signed: true),
            "sub_sat_u" => Saturate(a - b, width, signed: false),
            "avgr_u" => (a + b + 1) / 2,
            "q15mulr_sat_s" => Saturate(FloorDivide((signedA * signedB) + (1 << 14), 1 << 15), width, signed: true),
            _ => null,
        };
    }

    public static bool? Compare(string name, int width, BigInteger a, BigInteger b)
    {
        bool signed = name.EndsWith("_s", StringComparison.Ordinal);
        int order = Interpret(a, width, signed).CompareTo(Interpret(b, width, signed));
        return name switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "lt_s" or "lt_u" => order < 0,
            "gt_s" or "gt_u" => order > 0,
            "le_s" or "le_u" => order <= 0,
            "ge_s" or "ge_u" => order >= 0,
            _ => null,
        };
    }

    private static BigInteger FloorDivide(BigInteger value, BigInteger divisor)
    {
        BigInteger quotient = BigInteger.DivRem(value, divisor, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
