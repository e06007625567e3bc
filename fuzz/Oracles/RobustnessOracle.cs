using System.Diagnostics;
using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Text;
using Wasm.Wast.Script;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Whatever the bytes are, what reads them gives a result or an error of ours, in memory and time that follow from their length;
/// the decoder that gets them in pieces says the same as the one that gets them all.
/// </summary>
public sealed class RobustnessOracle : IModuleOracle
{
    // Fixed parts are tables, first buffers and what a first error needs; the other is what a byte of a claim may cost.
    private const long FixedBytes = 4 << 20;
    private const long BytesPerByte = 2_000;
    private const double FixedMilliseconds = 500;
    private const double MillisecondsPerByte = 0.05;
    private const int Repetitions = 3;

    private readonly (string Name, Func<ReadOnlyMemory<byte>, string> Read)[] _readers;

    /// <summary>The product's decoders, validator and parsers.</summary>
    public RobustnessOracle()
        : this(
        [
            ("decoder", Decode),
            ("streaming decoder", DecodeInPieces),
            ("validator", Validate),
            ("text parser", Parse),
            ("script parser", ParseScript),
        ])
    {
    }

    internal RobustnessOracle((string Name, Func<ReadOnlyMemory<byte>, string> Read)[] readers) => _readers = readers;

    /// <inheritdoc/>
    public string Name => "robustness";

    /// <inheritdoc/>
    public Verdict Check(ReadOnlyMemory<byte> bytes)
    {
        string? decoded = null;
        foreach ((string name, Func<ReadOnlyMemory<byte>, string> read) in _readers)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            string verdict;
            try
            {
                verdict = read(bytes);
            }
            catch (ModuleException error)
            {
                // Custom sections have an offset too; none lies outside of the input.
                if (error.Offset < -1 || error.Offset > bytes.Length)
                {
                    return new Flaw(Name, $"{name} gives an offset outside of the input", $"0x{error.Offset:x} of 0x{bytes.Length:x}: {error.Message}");
                }

                verdict = $"{error.GetType().Name}: {error.Message} at 0x{error.Offset:x}";
            }
#pragma warning disable CA1031 // Whatever else comes out is what is looked for.
            catch (Exception error)
#pragma warning restore CA1031
            {
                return new Flaw(Name, $"{name} throws {error.GetType().Name}", error.ToString());
            }

            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            long memory = GC.GetAllocatedBytesForCurrentThread() - before;
            if (memory > FixedBytes + (BytesPerByte * bytes.Length))
            {
                return new Flaw(Name, $"{name} takes too much memory", $"{memory} bytes for {bytes.Length}");
            }

            double limit = FixedMilliseconds + (MillisecondsPerByte * bytes.Length);
            if (time > limit && (time = ProcessorTime(read, bytes)) > limit)
            {
                return new Flaw(Name, $"{name} takes too long", $"{time:F0} ms for {bytes.Length} bytes");
            }

            if (name == "decoder")
            {
                decoded = verdict;
            }
            else if (name == "streaming decoder" && verdict != decoded && !IsLate(decoded!, verdict))
            {
                return new Flaw(Name, "decoders differ", $"at once: {decoded}; in pieces: {verdict}");
            }
        }

        return Verdict.Same;
    }

    // The least of a few runs, in milliseconds: on a machine with much else to do, the clock says nothing, and the first run compiles.
    private static double ProcessorTime(Func<ReadOnlyMemory<byte>, string> read, ReadOnlyMemory<byte> bytes)
    {
        double least = double.MaxValue;
        for (int i = 0; i < Repetitions; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            try
            {
                read(bytes);
            }
            catch (ModuleException)
            {
                // As before.
            }

            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return least;
    }

    // That a length is larger than all that follows, pieces do not show; they may show a later error before.
    private static bool IsLate(string atOnce, string inPieces) =>
        atOnce.StartsWith($"{nameof(MalformedModuleException)}: {Messages.LengthOutOfBounds}", StringComparison.Ordinal)
        && inPieces.Length > 0;

    private static string Decode(ReadOnlyMemory<byte> bytes)
    {
        ModuleDecoder.Decode(bytes);
        return "";
    }

    private static string DecodeInPieces(ReadOnlyMemory<byte> bytes)
    {
        var decoder = new StreamingModuleDecoder(FeatureSet.Wasm3, DecodeOptions.Default);
        for (int start = 0, count = 1; start < bytes.Length; start += count, count = (count * 5 % 61) + 1)
        {
            count = Math.Min(count, bytes.Length - start);
            decoder.Append(bytes.Span.Slice(start, count));
        }

        decoder.Finish();
        return "";
    }

    private static string Validate(ReadOnlyMemory<byte> bytes)
    {
        ModuleDefinition module = ModuleDecoder.Decode(bytes, FeatureSet.Wasm3, DecodeOptions.ForValidation);
        ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry());
        return "";
    }

    private static string Parse(ReadOnlyMemory<byte> bytes)
    {
        ModuleEncoder.Encode(ModuleParser.Parse(new SourceText("any", bytes), FeatureSet.Wasm3, keepIdentifiers: true).Definition);
        return "";
    }

    private static string ParseScript(ReadOnlyMemory<byte> bytes)
    {
        ScriptParser.Parse(new SourceText("any", bytes));
        return "";
    }
}
