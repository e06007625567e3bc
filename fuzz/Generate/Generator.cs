namespace Wasm.Fuzz.Generate;

/// <summary>
/// Makes cases from bytes: the same bytes give the same case on every machine, and any bytes give one. Everything is
/// decided by the bytes in the order in which it is made; there is no other source of chance, nothing depends on the
/// order of a hash table, and no decision on floating-point arithmetic.
/// </summary>
public static class Generator
{
    /// <summary>Makes a case.</summary>
    /// <param name="bytes">What decides. Only the first <see cref="GeneratorOptions.MaximumBytes"/> are read.</param>
    /// <param name="options">Limits.</param>
    public static GeneratedCase Generate(ReadOnlySpan<byte> bytes, GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumModules, 1, nameof(options));
        int length = Math.Min(bytes.Length, options.MaximumBytes);
        return new CaseBuilder(new ByteSource(bytes[..length].ToArray()), options).Build();
    }

    /// <summary>Makes the case of a seed.</summary>
    /// <param name="seed">See <see cref="SeedBytes"/>.</param>
    /// <param name="options">Limits.</param>
    public static GeneratedCase Generate(ulong seed, GeneratorOptions options) => Generate(SeedBytes.Expand(seed), options);
}
