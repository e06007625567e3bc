using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Our validator's verdict against that of V8, which Node runs as a process beside ours. Where both are known to differ, and are
/// right to, <see cref="KnownDifferences"/> says so.
/// </summary>
public sealed class ValidateNodeOracle : IModuleOracle, IDisposable
{
    private const int OldestNode = 26;

    private readonly Func<IReadOnlyList<ReadOnlyMemory<byte>>, bool[]> _validate;
    private readonly NodeProcess? _node;

    private ValidateNodeOracle(NodeProcess node)
        : this(node.Validate)
    {
        _node = node;
    }

    internal ValidateNodeOracle(Func<IReadOnlyList<ReadOnlyMemory<byte>>, bool[]> validate) => _validate = validate;

    /// <inheritdoc/>
    public string Name => "validate-node";

    /// <summary>Which Node it is.</summary>
    public string Version => _node?.Version ?? "";

    /// <summary>How often each known difference was met, by its reason.</summary>
    public SortedDictionary<string, int> Excused { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts Node.</summary>
    /// <param name="reason">Why that cannot be done: to be shown.</param>
    public static ValidateNodeOracle? TryCreate(out string reason)
    {
        NodeProcess? node = NodeProcess.TryStart(out reason);
        if (node is not null && node.Major < OldestNode)
        {
            reason = $"Node {node.Version} does not know release 3.0; Node {OldestNode} does";
            node.Dispose();
            return null;
        }

        return node is null ? null : new ValidateNodeOracle(node);
    }

    /// <inheritdoc/>
    public Verdict Check(ReadOnlyMemory<byte> bytes) => Check([bytes])[0];

    /// <summary>Looks at many modules in one round.</summary>
    public Verdict[] Check(IReadOnlyList<ReadOnlyMemory<byte>> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        bool[] theirs = _validate(modules);
        var verdicts = new Verdict[modules.Count];
        for (int i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Compare(modules[i], theirs[i]);
        }

        return verdicts;
    }

    /// <inheritdoc/>
    public void Dispose() => _node?.Dispose();

    private Verdict Compare(ReadOnlyMemory<byte> bytes, bool theirs)
    {
        string? error = null;
        ModuleDefinition? module = null;
        try
        {
            module = ModuleDecoder.Decode(bytes, FeatureSet.Wasm3, DecodeOptions.ForValidation);
            ModuleValidator.Validate(module, FeatureSet.Wasm3, new TypeRegistry(), new ValidationOptions { SideTables = false });
        }
        catch (ModuleException refused)
        {
            error = refused.Message;
        }

        if (error is null == theirs)
        {
            return Verdict.Same;
        }

        if (KnownDifferences.Find(bytes, module, error) is { } reason)
        {
            Excused[reason] = Excused.GetValueOrDefault(reason) + 1;
            return new Inconclusive(InconclusiveReason.EngineLimit, reason);
        }

        // Numbers in a message would make each difference one of its own.
        return error is null ? new Flaw(Name, "we accept what Node refuses", "") : new Flaw(Name, $"Node accepts what we refuse: {error.Split(':')[0]}", error);
    }
}
