using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

/// <summary>Makes one case: chooses its swarm and shared types, then makes its modules one after the other, then calls.</summary>
internal sealed class CaseBuilder
{
    private readonly List<ModuleBuilder> _modules = [];
    private readonly List<HostFunctionPlan> _hosts = [];

    /// <summary>How many functions a call may enter before they begin to return at once.</summary>
    public const int EntriesPerCall = 48;

    public CaseBuilder(ByteSource source, GeneratorOptions options)
    {
        Source = source;
        Options = options;
        Swarm = ChooseSwarm(source, options);
        SharedTypes = new TypeSpace(Swarm.Has(Feature.Gc));
        Operators = new OperatorSet(Swarm.Features, source, Swarm.Has(Style.FewOperators) && !options.AllOn);
        Picker = new TypePicker(source, Swarm.Features, SharedTypes);
        new SharedTypeBuilder(source, Swarm, SharedTypes, Picker).Build();
        FailureOf256 = Swarm.Has(Style.Failures) ? source.Between(3, 12) : source.Chance(128) ? 0 : source.Between(1, 3);
    }

    /// <summary>In how many of 256 places something that may go wrong is left to chance.</summary>
    public int FailureOf256 { get; }

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
    public TypeSpace SharedTypes { get; }

    /// <summary>Modules made so far.</summary>
    public IReadOnlyList<ModuleBuilder> Modules => _modules;

    /// <summary>Functions of the host's.</summary>
    public List<HostFunctionPlan> Hosts => _hosts;

    /// <summary>A function of the host's: one that another module imports, or a new one.</summary>
    public HostFunctionPlan PickHost()
    {
        if (_hosts.Count > 0 && Source.Chance(100))
        {
            return _hosts[Source.Below(_hosts.Count)];
        }

        ValType[] parameters = HostTypes(Source.Below(4));
        ValType[] results = HostTypes(Source.Below(Swarm.Has(Feature.MultiValue) ? 3 : 2));
        var behavior = (HostBehavior)Source.Weighted([8, 3, 3, 2]);
        var host = new HostFunctionPlan($"h{_hosts.Count}", new FunctionType([.. parameters], [.. results]), behavior, [], null, 0, null, []);
        _hosts.Add(host);
        return host;
    }

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

        var planner = new CallPlanner(this);
        ImmutableArray<CaseCall> calls = planner.Plan();
        for (int i = 0; i < _hosts.Count; i++)
        {
            _hosts[i] = planner.Complete(_hosts[i]);
        }

        return new GeneratedCase
        {
            Modules = [.. _modules.Select(module => new CaseModule(module.Name, module.Definition))],
            HostFunctions = [.. _hosts],
            Calls = calls,
            Swarm = Swarm,
            BytesUsed = Source.Position,
        };
    }

    private ValType[] HostTypes(int count)
    {
        var types = new ValType[count];
        for (int i = 0; i < count; i++)
        {
            types[i] = Picker.HostType();
        }

        return types;
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
            features |= Feature.ReferenceTypes;
        }

        // Whoever takes references to functions declares them in a segment.
        if ((features & Feature.ReferenceTypes) != 0)
        {
            features |= Feature.BulkMemory;
        }

        return new FeatureSet(features);
    }
}
