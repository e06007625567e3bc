namespace Wasm.Core.Binary;

/// <summary>How to decode.</summary>
/// <param name="ScanBodies">
/// Whether to walk the code of functions, so that malformed code is an error of decoding. Without it, whoever reads
/// the code next finds out, and asks <see cref="BodyScanner.ScanModule"/> for the error.
/// </param>
public sealed record DecodeOptions(bool ScanBodies = true)
{
    /// <summary>Everything is checked.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>Code is left to the validator.</summary>
    public static DecodeOptions ForValidation { get; } = new(ScanBodies: false);
}
