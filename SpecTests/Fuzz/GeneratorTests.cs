using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Fuzz.Generate;

namespace Wasm.SpecTests.Fuzz;

/// <summary>What the generator makes is valid, whatever it is made from, and the same for the same bytes.</summary>
[TestFixture]
public sealed class GeneratorTests
{
    private const int LargestModule = 64 << 10;

    private static readonly GeneratorOptions AllOn = GeneratorOptions.Default with { AllOn = true };

    private static IEnumerable<Feature> Features => FeatureSet.Known.Select(row => row.Feature);

    private static IEnumerable<Style> Styles => Enum.GetValues<Style>().Where(style => style is not (Style.None or Style.All));

    [Test]
    public void Cases_of_seeds_are_valid() => Check(GeneratorOptions.Default, 0, 2000);

    [Test]
    public void Cases_with_everything_are_valid() => Check(AllOn, 10_000, 500);

    [Test]
    public void Endless_cases_are_valid() => Check(GeneratorOptions.Default with { Styles = Style.All, AllOn = true }, 20_000, 100);

    [TestCaseSource(nameof(Features))]
    public void Cases_with_one_feature_are_valid(Feature feature) => Check(AllOn with { Features = new FeatureSet(feature) }, 30_000, 40);

    [TestCaseSource(nameof(Features))]
    public void Cases_without_one_feature_are_valid(Feature feature) =>
        Check(AllOn with { Features = new FeatureSet(FeatureSet.Wasm3.Features & ~feature) }, 40_000, 40);

    [TestCaseSource(nameof(Styles))]
    public void Cases_in_one_style_are_valid(Style style) => Check(AllOn with { Styles = style }, 50_000, 40);

    [Test]
    public void Every_instruction_is_generated()
    {
        var seen = new bool[InstructionTable.Size];
        for (ulong seed = 0; seed < 500; seed++)
        {
            foreach (FunctionDefinition function in Generator.Generate(seed, AllOn).Modules.SelectMany(module => module.Definition.Functions))
            {
                var reader = new InstructionReader(function.Body.Code.Span, 0);
                Instruction instruction = default;
                while (!reader.AtEnd)
                {
                    reader.Read(ref instruction);
                    seen[(int)instruction.Op] = true;
                }
            }
        }

        Assert.That(InstructionTable.All.Where(row => !seen[(int)row.Op]).Select(row => row.Op), Is.Empty);
    }

    // They change only with the generator: a difference without one means that something depends on the machine.
    [TestCase(0ul, "2BAB11EF1A351FA3")]
    [TestCase(1ul, "DD36CB64F8BB4F86")]
    [TestCase(2ul, "A3DB74F000B8EE9D")]
    [TestCase(12345ul, "1DF362E89F6CA87C")]
    public void Same_bytes_give_the_same_case_everywhere(ulong seed, string expected) =>
        Assert.That(Hash(Generator.Generate(seed, GeneratorOptions.Default)), Is.EqualTo(expected));

    [Test]
    public void Same_bytes_give_the_same_case_twice()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            string first = Hash(Generator.Generate(seed, AllOn));
            Assert.That(Hash(Generator.Generate(seed, AllOn)), Is.EqualTo(first), $"seed {seed}");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(0x55)]
    [TestCase(0x80)]
    [TestCase(0xFE)]
    [TestCase(0xFF)]
    public void Bytes_that_are_all_alike_give_a_case(int value)
    {
        foreach (int length in new[] { 0, 1, 2, 3, 10, 100, 1000, 10_000, 1_000_000 })
        {
            byte[] bytes = new byte[length];
            bytes.AsSpan().Fill((byte)value);
            Check(Generator.Generate(bytes, GeneratorOptions.Default), $"{length} times {value}");
            Check(Generator.Generate(bytes, AllOn), $"{length} times {value}, all on");
        }
    }

    [Test]
    public void Beginnings_of_bytes_give_cases()
    {
        byte[] bytes = SeedBytes.Expand(7);
        for (int length = 0; length < 400; length++)
        {
            Check(Generator.Generate(bytes.AsSpan(0, length), GeneratorOptions.Default), $"{length} bytes");
        }
    }

    [Test]
    public void Bytes_behind_those_used_change_nothing()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            byte[] bytes = SeedBytes.Expand(seed, 1 << 15);
            GeneratedCase made = Generator.Generate(bytes, GeneratorOptions.Default);
            bytes.AsSpan(made.BytesUsed).Clear();
            Assert.That(Hash(Generator.Generate(bytes, GeneratorOptions.Default)), Is.EqualTo(Hash(made)), $"seed {seed}");
        }
    }

    private static void Check(GeneratorOptions options, ulong first, int count)
    {
        for (ulong seed = first; seed < first + (ulong)count; seed++)
        {
            Check(Generator.Generate(seed, options), $"seed {seed}");
        }
    }

    private static void Check(GeneratedCase made, string name)
    {
        var registry = new TypeRegistry();
        foreach (CaseModule module in made.Modules)
        {
            byte[] binary = module.Encode();
            Assert.That(binary, Has.Length.LessThan(LargestModule), name);
            Assert.DoesNotThrow(() => ModuleValidator.Validate(module.Definition, made.Swarm.Features, registry), $"{name}, {module.Name}; {made.Swarm}");

            // The decoder knows more about which bytes belong to which feature.
            Assert.DoesNotThrow(() => ModuleDecoder.Decode(binary, made.Swarm.Features, DecodeOptions.Default), $"{name}, {module.Name}; {made.Swarm}");
        }

        foreach (CaseCall call in made.Calls)
        {
            ModuleDefinition module = made.Modules[call.Module].Definition;
            Assert.That(module.Exports.Exists(export => export.Kind == ExternKind.Function && export.Name == call.Export), $"{name}: {call}");
        }
    }

    private static string Hash(GeneratedCase made)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CaseModule module in made.Modules)
        {
            hash.AppendData(module.Encode());
        }

        foreach (CaseCall call in made.Calls)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{call.Module} {call.Export} {string.Join(' ', call.Arguments)}"));
        }

        foreach (HostFunctionPlan host in made.HostFunctions)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{host.Name} {host.Type} {host.Behavior} {string.Join(' ', host.Results)} {host.Target?.Export} {host.ThrownTag}"));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
