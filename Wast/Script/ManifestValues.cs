using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Text;

namespace Wasm.Wast.Script;

/// <summary>Values and patterns of a manifest. Numbers are decimal strings, floats the decimal number of their bits.</summary>
internal static class ManifestValues
{
    private const string Canonical = "nan:canonical";
    private const string Arithmetic = "nan:arithmetic";

    public static (Value Value, ValType Type) ReadArgument(JsonElement json)
    {
        string type = GetType(json);
        switch (type)
        {
            case "i32":
                return (Value.FromI32((int)ReadBits(json, 32)), ValType.I32);
            case "i64":
                return (Value.FromI64((long)ReadBits(json, 64)), ValType.I64);
            case "f32":
                return (Value.FromF32Bits((uint)ReadBits(json, 32)), ValType.F32);
            case "f64":
                return (Value.FromF64Bits(ReadBits(json, 64)), ValType.F64);
            case "v128":
                VectorPattern vector = ReadVector(json);
                if ((vector.CanonicalLanes | vector.ArithmeticLanes) != 0)
                {
                    throw Error("a NaN pattern is no argument", json);
                }

                return (Value.FromV128(vector.Low, vector.High), ValType.V128);
        }

        if (!TryHeapType(type, out HeapType heap))
        {
            throw Error("unknown type", json);
        }

        if (IsNull(type, json))
        {
            return (Value.FromReference(null), ValType.Ref(heap, nullable: true));
        }

        var reference = new HostReference((uint)ReadBits(json, 32));
        return (Value.FromReference(reference), ValType.Ref(heap, nullable: false));
    }

    public static ResultPattern ReadPattern(JsonElement json)
    {
        string type = GetType(json);
        switch (type)
        {
            case "i32":
                return new NumberPattern(Value.FromI32((int)ReadBits(json, 32)));
            case "i64":
                return new NumberPattern(Value.FromI64((long)ReadBits(json, 64)));
            case "f32":
                return TryNan(GetText(json), out NanKind nan)
                    ? new NanPattern(ValType.F32, nan)
                    : new NumberPattern(Value.FromF32Bits((uint)ReadBits(json, 32)));
            case "f64":
                return TryNan(GetText(json), out nan)
                    ? new NanPattern(ValType.F64, nan)
                    : new NumberPattern(Value.FromF64Bits(ReadBits(json, 64)));
            case "v128":
                return ReadVector(json);
            case "either":
                return ReadEither(json);
        }

        if (!TryHeapType(type, out _))
        {
            throw Error("unknown type", json);
        }

        if (IsNull(type, json))
        {
            return new NullPattern(null);
        }

        return type switch
        {
            "externref" when GetText(json) is null => new ReferencePattern(ReferenceKind.External),
            "externref" => new HostReferencePattern((uint)ReadBits(json, 32), IsExternal: true),
            "hostref" => new HostReferencePattern((uint)ReadBits(json, 32), IsExternal: false),
            "anyref" when GetText(json) is not null => new HostReferencePattern((uint)ReadBits(json, 32), IsExternal: false),
            "funcref" => new ReferencePattern(ReferenceKind.Function),
            "exnref" => new ReferencePattern(ReferenceKind.Exception),
            "eqref" => new ReferencePattern(ReferenceKind.Eq),
            "i31ref" => new ReferencePattern(ReferenceKind.I31),
            "structref" => new ReferencePattern(ReferenceKind.Struct),
            "arrayref" => new ReferencePattern(ReferenceKind.Array),
            _ => new ReferencePattern(ReferenceKind.Any),
        };
    }

    private static EitherPattern ReadEither(JsonElement json)
    {
        if (!json.TryGetProperty("values", out JsonElement values) || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
        {
            throw Error("no alternatives", json);
        }

        var alternatives = ImmutableArray.CreateBuilder<ResultPattern>();
        foreach (JsonElement value in values.EnumerateArray())
        {
            alternatives.Add(ReadPattern(value)); // The JSON reader limits the nesting.
        }

        return new EitherPattern(alternatives.DrainToImmutable());
    }

    private static VectorPattern ReadVector(JsonElement json)
    {
        string laneType = json.TryGetProperty("lane_type", out JsonElement lane) && lane.ValueKind == JsonValueKind.String ? lane.GetString()! : "";
        VectorShape shape = laneType switch
        {
            "i8" => VectorShape.I8x16,
            "i16" => VectorShape.I16x8,
            "i32" => VectorShape.I32x4,
            "i64" => VectorShape.I64x2,
            "f32" => VectorShape.F32x4,
            "f64" => VectorShape.F64x2,
            _ => throw Error("unknown lane_type", json),
        };
        if (!json.TryGetProperty("value", out JsonElement lanes) || lanes.ValueKind != JsonValueKind.Array || lanes.GetArrayLength() != shape.LaneCount())
        {
            throw Error($"{shape.LaneCount()} lanes expected", json);
        }

        int bits = shape.LaneBytes() * 8;
        UInt128 value = 0;
        int canonical = 0;
        int arithmetic = 0;
        for (int i = 0; i < shape.LaneCount(); i++)
        {
            string text = lanes[i].ToString();
            if (shape is VectorShape.F32x4 or VectorShape.F64x2 && TryNan(text, out NanKind nan))
            {
                canonical |= nan == NanKind.Canonical ? 1 << i : 0;
                arithmetic |= nan == NanKind.Arithmetic ? 1 << i : 0;
                continue;
            }

            value |= (UInt128)ParseBits(text, bits, json) << i * bits;
        }

        return new VectorPattern(shape, (ulong)value, (ulong)(value >> 64), (byte)canonical, (byte)arithmetic);
    }

    // The names of reference types here are the text format's, and two that only manifests have.
    private static bool TryHeapType(string type, out HeapType heap)
    {
        if (type is "hostref" or "refnull")
        {
            heap = type == "hostref" ? HeapType.Any : HeapType.Bottom;
            return true;
        }

        for (byte code = 0x69; code <= 0x74; code++)
        {
            if (HeapType.TryFromCode(code, out heap) && ValType.Ref(heap, nullable: true).ToString() == type)
            {
                return true;
            }
        }

        heap = default;
        return false;
    }

    private static bool IsNull(string type, JsonElement json) =>
        type is "nullref" or "nullfuncref" or "nullexternref" or "nullexnref" or "refnull" || GetText(json) == "null";

    private static bool TryNan(string? text, out NanKind nan)
    {
        nan = text == Arithmetic ? NanKind.Arithmetic : NanKind.Canonical;
        return text is Canonical or Arithmetic;
    }

    private static ulong ReadBits(JsonElement json, int bits) => ParseBits(GetText(json) ?? throw Error("no \"value\"", json), bits, json);

    private static ulong ParseBits(string text, int bits, JsonElement json)
    {
        ulong mask = ulong.MaxValue >> (64 - bits);
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value <= mask)
        {
            return value;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed) && signed < 0 && signed >= -1L << (bits - 1))
        {
            return (ulong)signed & mask;
        }

        throw Error($"\"{text}\" is no {bits}-bit number", json);
    }

    private static string GetType(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : throw Error("a value without \"type\"", json);

    private static string? GetText(JsonElement json) =>
        json.TryGetProperty("value", out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static ManifestException Error(string message, JsonElement json) => new($"{message} in {json}");
}
