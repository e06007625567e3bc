using Wasm.Core.Binary;
using Wasm.Fuzz.Campaign;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Oracles;
using Wasm.Jit;
using Wasm.Jit.Coverage;

namespace Wasm.Fuzz.Target;

/// <summary>
/// Takes the input for a module: whatever it is, decoder, validator and compilers have a result or an error of ours, and agree.
/// </summary>
public sealed class ModuleTarget : FuzzTarget
{
    /// <summary>Its name.</summary>
    public const string TargetName = "module";

    // Long enough for a small module.
    private const int SeedLength = 160;

    private readonly CaseFeatures? _features;
    private readonly IModuleOracle[] _oracles;

    /// <summary>A target.</summary>
    /// <param name="sink">Is told all features of each input; null: nobody.</param>
    public ModuleTarget(ICoverageSink? sink = null)
    {
        _features = sink is null ? null : new CaseFeatures(sink);
        _oracles =
        [
            new RobustnessOracle(),
            new AcceptanceOracle([EngineUnderTest.Reference(), EngineUnderTest.Jit(new JitOptions { Verify = true, Coverage = sink })]),
            new RoundTripOracle(),
        ];
    }

    /// <inheritdoc/>
    public override string Name => TargetName;

    /// <inheritdoc/>
    public override string? Run(byte[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _features?.AddBinary(input);
        foreach (IModuleOracle oracle in _oracles)
        {
            if (oracle.Check(input) is Flaw flaw)
            {
                return flaw.ToString();
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override byte[] Seed(ulong seed) =>
        ModuleEncoder.Encode(Generator.Generate(new CaseSeed(seed, 0).Bytes().AsSpan(0, SeedLength).ToArray(), new GeneratorOptions()).Modules[0].Definition);
}
