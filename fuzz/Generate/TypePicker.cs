using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Chooses types that a case may use.</summary>
internal sealed class TypePicker(ByteSource source, FeatureSet features, TypeSpace shared)
{
    /// <summary>A number type.</summary>
    public ValType Number() => source.Weighted([8, 6, 4, 4]) switch
    {
        0 => ValType.I32,
        1 => ValType.I64,
        2 => ValType.F32,
        _ => ValType.F64,
    };

    /// <summary>A number or vector type.</summary>
    public ValType Simple() => features.Has(Feature.Simd) && source.Chance(48) ? ValType.V128 : Number();

    /// <summary>Any type whose values modules can make.</summary>
    public ValType Any() => shared.Types.Count < 0 ? Number() : Simple();

    /// <summary>So many of them.</summary>
    public ValType[] Many(int count)
    {
        var types = new ValType[count];
        for (int i = 0; i < count; i++)
        {
            types[i] = Any();
        }

        return types;
    }
}
