using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>
/// Decodes modules (specification, chapter 5). Code and data are kept as slices of the input, which must not be
/// changed afterwards.
/// </summary>
public static class ModuleDecoder
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Decodes a module with the features of release 3.0, all of it checked.</summary>
    /// <exception cref="ModuleException">As for the other form.</exception>
    public static ModuleDefinition Decode(ReadOnlyMemory<byte> binary) => Decode(binary, FeatureSet.Wasm3, DecodeOptions.Default);

    /// <summary>Decodes a module.</summary>
    /// <exception cref="MalformedModuleException">The binary is malformed; the message is the test suite's.</exception>
    /// <exception cref="InvalidModuleException">A count exceeds one of <see cref="ImplementationLimits"/>.</exception>
    public static ModuleDefinition Decode(ReadOnlyMemory<byte> binary, FeatureSet features, DecodeOptions options)
    {
        if (binary.Length > ImplementationLimits.ModuleBytes)
        {
            throw new InvalidModuleException(
                Messages.LimitExceeded("bytes of a module", binary.Length, ImplementationLimits.ModuleBytes), ImplementationLimits.ModuleBytes);
        }

        try
        {
            var decoder = new ItemDecoder(features, options.ScanBodies);
            decoder.Advance(binary, complete: true);
            return decoder.Module;
        }
        catch (MalformedModuleException) when (!options.ScanBodies)
        {
            // A body that was passed over may have an earlier error, which then counts.
            return Decode(binary, features, options with { ScanBodies = true });
        }
    }

    /// <summary>
    /// Decodes a module while it arrives: an error ends the reading as soon as the bytes read prove it.
    /// </summary>
    /// <param name="stream">Read to its end, not closed.</param>
    /// <param name="features">Features that are on.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MalformedModuleException">The binary is malformed.</exception>
    /// <exception cref="InvalidModuleException">A count exceeds one of <see cref="ImplementationLimits"/>.</exception>
    public static async Task<ModuleDefinition> DecodeAsync(
        Stream stream,
        FeatureSet features,
        DecodeOptions options,
        CancellationToken cancellation = default)
    {
        long expected = stream.CanSeek ? stream.Length - stream.Position : 0;
        var decoder = new StreamingModuleDecoder(features, options, expected);
        while (true)
        {
            int read = await stream.ReadAsync(decoder.GetMemory(ChunkBytes), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return decoder.Finish();
            }

            decoder.Advance(read);
        }
    }
}
