using BenchmarkDotNet.Attributes;
using Wasm.Bench.Throughput;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Bench.Parts;

/// <summary>From bytes to a valid module and back: 50 kilobytes of it.</summary>
public class BinaryBenchmarks
{
    private byte[] _binary = [];
    private ModuleDefinition? _module;

    [GlobalSetup]
    public void Setup()
    {
        _binary = Assembler.Assemble("", SyntheticModule.Text(copies: 20));
        _module = ModuleDecoder.Decode(_binary);
    }

    [Benchmark]
    public ModuleDefinition Decoder() => ModuleDecoder.Decode(_binary);

    [Benchmark]
    public ModuleDefinition DecoderWithoutCode() =>
        ModuleDecoder.Decode(_binary, FeatureSet.Wasm3, DecodeOptions.ForValidation);

    [Benchmark]
    public ValidatedModule Validator() => ModuleValidator.Validate(_module!, FeatureSet.Wasm3, new TypeRegistry());

    [Benchmark]
    public byte[] Encoder() => ModuleEncoder.Encode(_module!);
}
