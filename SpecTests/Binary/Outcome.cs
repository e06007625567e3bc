using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.SpecTests.Binary;

/// <summary>What an attempt at a module came to: "ok", or the error's kind, words and offset.</summary>
internal readonly record struct Outcome(string Kind, string Words, long Offset)
{
    public static Outcome Ok { get; } = new("ok", "", -1);

    /// <summary>Runs it. Exceptions other than a module's errors are failures of the test.</summary>
    public static Outcome Of(Action attempt)
    {
        try
        {
            attempt();
            return Ok;
        }
        catch (ModuleException error)
        {
            Assert.That(error.Offset, Is.GreaterThanOrEqualTo(0), error.Message);
            return new Outcome(error.GetType().Name, error.Message, error.Offset);
        }
    }

    public static Outcome OfDecoding(byte[] binary, FeatureSet? features = null) =>
        Of(() => ModuleDecoder.Decode(binary, features ?? FeatureSet.Wasm3, DecodeOptions.Default));

    /// <summary>As the validator does: without the scan, which then runs on its own.</summary>
    public static Outcome OfDecodingInTwoSteps(byte[] binary) => Of(() =>
    {
        ModuleDefinition module = ModuleDecoder.Decode(binary, FeatureSet.Wasm3, DecodeOptions.ForValidation);
        BodyScanner.ScanModule(module, FeatureSet.Wasm3);
    });

    /// <summary>Piece by piece; also the number of bytes given when the error came.</summary>
    public static (Outcome Outcome, int Given) OfStreaming(byte[] binary, int chunk)
    {
        int given = 0;
        Outcome outcome = Of(() =>
        {
            var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, DecodeOptions.Default);
            while (given < binary.Length)
            {
                int count = Math.Min(chunk, binary.Length - given);
                given += count;
                decoder.Append(binary.AsSpan(given - count, count));
            }

            decoder.Finish();
        });
        return (outcome, given);
    }
}
