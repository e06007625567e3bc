using System.Collections.Immutable;
using Wasm.Fuzz.Generate;
using Wasm.Fuzz.Mutate;
using Wasm.Fuzz.Mutate.Equivalent;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Runs a case and the same case with its modules rewritten so that they do the same, on one engine, and compares all that can be
/// seen but positions of traps. It finds what all engines do wrong alike, and what an optimization does to code that only a
/// rewrite makes. One thread at a time.
/// </summary>
public sealed class MetamorphicOracle
{
    /// <summary>How many rewrites a module gets unless said otherwise.</summary>
    public const int UsualRewrites = 8;

    private readonly EngineUnderTest _engine;
    private readonly ExecutionOptions _options;
    private readonly CaseRunner _left;
    private readonly CaseRunner _right;
    private readonly Func<CaseModule, byte[], Mutation> _rewrite;

    /// <summary>An oracle for an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">The rules; fuel and positions are never compared. Null: the defaults.</param>
    /// <param name="rewrites">How many rewrites a module gets.</param>
    public MetamorphicOracle(EngineUnderTest engine, ExecutionOptions? options = null, int rewrites = UsualRewrites)
        : this(engine, options, (module, decisions) => Rewriter.Apply(module.Definition, decisions, rewrites))
    {
    }

    internal MetamorphicOracle(EngineUnderTest engine, ExecutionOptions? options, Func<CaseModule, byte[], Mutation> rewrite)
    {
        var texts = new TextTable();
        _engine = engine;
        _options = (options ?? new ExecutionOptions()) with { Fuel = false, TrapPositions = false };
        _left = new CaseRunner(texts);
        _right = new CaseRunner(texts);
        _rewrite = rewrite;
    }

    /// <summary>Its switch.</summary>
    public string Name { get; } = "metamorphic";

    /// <summary>The rewrites of the last case, in order, module after module.</summary>
    public ImmutableArray<string> Rewrites { get; private set; } = [];

    /// <summary>Runs a case and its rewritten form.</summary>
    /// <param name="item">The case.</param>
    /// <param name="decisions">What decides about the rewrites.</param>
    public Verdict Run(GeneratedCase item, ReadOnlySpan<byte> decisions)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ExecutionOracle.UsesUpFuel(_left.Run(item, _engine, _options with { Fuel = true }))
            ? new Inconclusive(InconclusiveReason.NeedsFuel, $"more than {_options.FuelPerCall} instructions in a call")
            : Run(item, Rewritten(item, decisions));
    }

    /// <summary>The case with its modules rewritten.</summary>
    public GeneratedCase Rewritten(GeneratedCase item, ReadOnlySpan<byte> decisions)
    {
        ArgumentNullException.ThrowIfNull(item);
        var modules = ImmutableArray.CreateBuilder<CaseModule>(item.Modules.Length);
        var names = ImmutableArray.CreateBuilder<string>();
        int share = decisions.Length / item.Modules.Length;
        for (int i = 0; i < item.Modules.Length; i++)
        {
            Mutation made = _rewrite(item.Modules[i], decisions.Slice(i * share, share).ToArray());
            modules.Add(item.Modules[i] with { Definition = made.Module });
            names.AddRange(made.Changes);
        }

        Rewrites = names.ToImmutable();
        return new GeneratedCase
        {
            Modules = modules.MoveToImmutable(),
            HostFunctions = item.HostFunctions,
            Calls = item.Calls,
            Swarm = item.Swarm,
            BytesUsed = item.BytesUsed,
        };
    }

    private Verdict Run(GeneratedCase item, GeneratedCase other)
    {
        if (Rewrites.IsEmpty)
        {
            return new Inconclusive(InconclusiveReason.Unchanged, "");
        }

        Recording left = _left.Run(item, _engine, _options);
        Recording right = _right.Run(other, _engine, _options);
        if (IsExhausted(left) || IsExhausted(right))
        {
            return new Inconclusive(InconclusiveReason.Exhausted, "");
        }

        Verdict verdict = ExecutionOracle.Compare(item, left, right, $"{_engine.Name}, as it was", $"{_engine.Name}, rewritten", () =>
            (_left.Run(item, _engine, _options, contents: true), _right.Run(other, _engine, _options, contents: true)));
        return verdict;
    }

    private static bool IsExhausted(Recording recording)
    {
        foreach (ref readonly Event item in recording.Events)
        {
            if (RecordingComparer.TagOf(recording, in item) == OutcomeTag.Exhaustion)
            {
                return true;
            }
        }

        return false;
    }
}
