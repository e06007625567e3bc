namespace Wasm.Core.Types;

/// <summary>A block type: nothing, one result, or a type index.</summary>
public readonly struct BlockType : IEquatable<BlockType>
{
    private readonly int _indexPlusOne;

    private BlockType(int indexPlusOne, ValType result)
    {
        _indexPlusOne = indexPlusOne;
        Result = result;
    }

    /// <summary>No parameters, no results.</summary>
    public static BlockType Empty => default;

    /// <summary>Whether it is a type index.</summary>
    public bool IsIndex => _indexPlusOne != 0;

    /// <summary>The type index if <see cref="IsIndex"/>.</summary>
    public int TypeIndex => _indexPlusOne - 1;

    /// <summary>The single result, or <see cref="ValType.Bottom"/> if there is none.</summary>
    public ValType Result { get; }

    /// <summary>No parameters, one result.</summary>
    public static BlockType Of(ValType result) => new(0, result);

    /// <summary>Parameters and results of the function type with an index.</summary>
    public static BlockType OfType(int index) => new(index + 1, default);

    /// <inheritdoc/>
    public bool Equals(BlockType other) => _indexPlusOne == other._indexPlusOne && Result == other.Result;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BlockType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_indexPlusOne, Result);

    /// <summary>Whether they are written alike.</summary>
    public static bool operator ==(BlockType left, BlockType right) => left.Equals(right);

    /// <summary>Whether they are written differently.</summary>
    public static bool operator !=(BlockType left, BlockType right) => !left.Equals(right);
}
