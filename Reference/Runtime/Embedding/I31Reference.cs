namespace Wasm.Runtime.Embedding;

/// <summary>
/// An unboxed scalar of 31 bits (specification, 4.2.1). It has no identity: two with one number are equal, and the same to
/// <c>ref.eq</c>. Belongs to no store.
/// </summary>
public sealed class I31Reference : IEquatable<I31Reference>
{
    private static readonly I31Reference[] Small = CreateSmall();

    private I31Reference(int value) => Value = value;

    /// <summary>The number, zero-extended (0 … 2^31-1).</summary>
    public int Value { get; }

    /// <summary>The number, sign-extended from bit 30.</summary>
    public int SignedValue => Value << 1 >> 1;

    /// <summary>The low 31 bits of a number. Two references with one value are the same to <c>ref.eq</c>.</summary>
    public static I31Reference Create(int value)
    {
        value &= 0x7FFF_FFFF;
        return value < Small.Length ? Small[value] : new I31Reference(value);
    }

    /// <inheritdoc/>
    public bool Equals(I31Reference? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as I31Reference);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <summary><c>ref.i31 7</c></summary>
    public override string ToString() => $"ref.i31 {Value}";

    private static I31Reference[] CreateSmall()
    {
        var small = new I31Reference[1024];
        for (int i = 0; i < small.Length; i++)
        {
            small[i] = new I31Reference(i);
        }

        return small;
    }
}
