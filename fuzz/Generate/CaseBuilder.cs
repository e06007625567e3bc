using System.Collections.Immutable;
using Wasm.Core.Instructions;

namespace Wasm.Fuzz.Generate;

/// <summary>Makes one case: chooses its swarm and shared types, then makes its modules one after the other, then calls.</summary>
internal sealed class CaseBuilder
{
    private readonly List<ModuleBuilder> _modules = [];
    private readonly List<HostFunctionPlan> _hosts = [];

    public CaseBuilder(ByteSource source, GeneratorOptions options)
    {
        Source = source;
        Options = options;
        Swarm = ChooseSwarm(source, options);
        Operators = new OperatorSet(Swarm.Features, source, Swarm.Has(Style.FewOperators) && !options.AllOn);
        Picker = new TypePicker(source, Swarm.Features, SharedTypes);
    }

    /// <summary>Where decisions come from.</summary>
    public ByteSource Source { get; }

    /// <summary>Limits.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>Features and habits.</summary>
    public Swarm Swarm { get; }

    /// <summary>Instructions with a signature that may be used.</summary>
    public OperatorSet Operators { get; }

    /// <summary>Chooses types.</summary>
    public TypePicker Picker { get; }

    /// <summary>The types that all modules begin with.</summary>
    public TypeSpace SharedTypes { get; } = new();

    /// <summary>Modules made so far.</summary>
    public IReadOnlyList<ModuleBuilder> Modules => _modules;

    /// <summary>Functions of the host's.</summary>
    public List<HostFunctionPlan> Hosts => _hosts;

    /// <summary>Makes the case.</summary>
    public GeneratedCase Build()
    {
        int count = Source.Between(1, Options.MaximumModules);
        for (int i = 0; i < count; i++)
        {
            var module = new ModuleBuilder(this, i);
            _modules.Add(module);
            module.Build();
        }

        ImmutableArray<CaseCall> calls = new CallPlanner(this).Plan();
        return new GeneratedCase
        {
            Modules = [.. _modules.Select(module => new CaseModule(module.Name, module.Definition))],
            HostFunctions = [.. _hosts],
            Calls = calls,
            Swarm = Swarm,
            BytesUsed = Source.Position,
        };
    }

    // Half of the cases have nearly everything, the others about half of it.
    private static Swarm ChooseSwarm(ByteSource source, GeneratorOptions options)
    {
        ulong features = source.UInt64();
        uint styles = source.UInt32();
        switch (source.Below(4))
        {
            case 0:
                features = ulong.MaxValue;
                break;
            case 1:
                features |= source.UInt64();
                break;
            case 2:
                styles &= source.UInt32();
                break;
        }

        if (options.AllOn)
        {
            features = ulong.MaxValue;
            styles = uint.MaxValue;
        }

        return new Swarm(Close((Feature)features & options.Features.Features), (Style)styles & options.Styles);
    }

    // What a feature builds on comes with it, and what is no choice of a generator: mutable globals.
    private static FeatureSet Close(Feature features)
    {
        features |= Feature.MutableGlobals;
        if ((features & Feature.RelaxedSimd) != 0)
        {
            features |= Feature.Simd;
        }

        if ((features & Feature.Gc) != 0)
        {
            features |= Feature.FunctionReferences;
        }

        if ((features & (Feature.FunctionReferences | Feature.ExceptionHandling)) != 0)
        {
            features |= Feature.ReferenceTypes | Feature.BulkMemory;
        }

        return new FeatureSet(features);
    }
}
