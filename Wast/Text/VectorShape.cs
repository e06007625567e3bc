namespace Wasm.Text;

/// <summary>How the lanes of a vector constant are written.</summary>
public enum VectorShape : byte
{
    /// <summary>Sixteen integers of 8 bits.</summary>
    I8x16,

    /// <summary>Eight integers of 16 bits.</summary>
    I16x8,

    /// <summary>Four integers of 32 bits.</summary>
    I32x4,

    /// <summary>Two integers of 64 bits.</summary>
    I64x2,

    /// <summary>Four floats of 32 bits.</summary>
    F32x4,

    /// <summary>Two floats of 64 bits.</summary>
    F64x2,
}

/// <summary>Facts about <see cref="VectorShape"/>.</summary>
public static class VectorShapes
{
    /// <summary>The shape that a keyword names.</summary>
    public static bool TryParse(ReadOnlySpan<byte> keyword, out VectorShape shape)
    {
        shape = 0;
        if (keyword.Length != 5)
        {
            return false;
        }

        if (keyword.SequenceEqual("i8x16"u8))
        {
            shape = VectorShape.I8x16;
        }
        else if (keyword.SequenceEqual("i16x8"u8))
        {
            shape = VectorShape.I16x8;
        }
        else if (keyword.SequenceEqual("i32x4"u8))
        {
            shape = VectorShape.I32x4;
        }
        else if (keyword.SequenceEqual("i64x2"u8))
        {
            shape = VectorShape.I64x2;
        }
        else if (keyword.SequenceEqual("f32x4"u8))
        {
            shape = VectorShape.F32x4;
        }
        else if (keyword.SequenceEqual("f64x2"u8))
        {
            shape = VectorShape.F64x2;
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Bytes in a lane.</summary>
    public static int LaneBytes(this VectorShape shape) => shape switch
    {
        VectorShape.I8x16 => 1,
        VectorShape.I16x8 => 2,
        VectorShape.I32x4 or VectorShape.F32x4 => 4,
        _ => 8,
    };

    /// <summary>Number of lanes.</summary>
    public static int LaneCount(this VectorShape shape) => 16 / shape.LaneBytes();
}
