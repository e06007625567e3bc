using Wasm.Interpreter;
using Wasm.Jit;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// An engine that cases are run on: makes and keeps one for each set of options, and after some modules a new one, since an
/// engine remembers all types that it has ever met. One thread at a time.
/// </summary>
/// <param name="name">For verdicts.</param>
/// <param name="create">Makes one.</param>
public sealed class EngineUnderTest(string name, Func<EngineOptions, Engine> create)
{
    private const int ModulesOfOneEngine = 2_000;

    private readonly Dictionary<EngineOptions, (Engine Engine, int Modules)> _engines = [];

    /// <summary>For verdicts.</summary>
    public string Name { get; } = name;

    /// <summary>The reference engine.</summary>
    public static EngineUnderTest Reference() => new("reference", options => new ReferenceEngine(options));

    /// <summary>The optimizing engine of this machine.</summary>
    /// <param name="options">Its options; null: the defaults.</param>
    /// <param name="name">For verdicts.</param>
    public static EngineUnderTest Jit(JitOptions? options = null, string name = "jit") =>
        new(name, engineOptions => new JitEngine(engineOptions, options ?? new JitOptions()));

    /// <summary>An engine with these options that is about to get some modules.</summary>
    public Engine Get(EngineOptions options, int modules)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!_engines.TryGetValue(options, out (Engine Engine, int Modules) known) || known.Modules > ModulesOfOneEngine)
        {
            known = (create(options), 0);
        }

        _engines[options] = known with { Modules = known.Modules + modules };
        return known.Engine;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
