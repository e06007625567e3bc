using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Validation;
using Wasm.Jit;
using Wasm.Jit.Backend;
using Wasm.Jit.Execution;
using Wasm.Jit.Frontend;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>Each function compiles to the same bytes and tables whatever was compiled before it, and in whichever order.</summary>
public sealed class DeterminismOracle : IModuleOracle
{
    private const int ModulesOfOneEngine = 2_000;

    private readonly JitOptions _jitOptions;
    private readonly EngineOptions _options = new ExecutionOptions().EngineOptions;
    private readonly Func<ulong, ulong> _second;
    private JitEngine? _engine;
    private int _modules;

    /// <summary>Compiles with some options.</summary>
    /// <param name="options">Null: the defaults.</param>
    public DeterminismOracle(JitOptions? options = null)
        : this(options, static code => code)
    {
    }

    internal DeterminismOracle(JitOptions? options, Func<ulong, ulong> second)
    {
        _jitOptions = options ?? new JitOptions();
        _second = second;
    }

    /// <inheritdoc/>
    public string Name => "determinism";

    /// <inheritdoc/>
    public Verdict Check(ReadOnlyMemory<byte> bytes)
    {
        if (_engine is null || ++_modules > ModulesOfOneEngine)
        {
            _engine = new JitEngine(_options, _jitOptions);
            _modules = 0;
        }

        ValidatedModule module;
        try
        {
            module = _engine.Validate(ModuleDecoder.Decode(bytes, FeatureSet.Wasm3, DecodeOptions.ForValidation));
        }
        catch (ModuleException error)
        {
            return new Inconclusive(InconclusiveReason.InvalidCase, error.Message);
        }

        // One compiler has done much before; the other is new, and goes backwards.
        int count = module.Definition.Functions.Count;
        int imported = module.Functions.Length - count;
        ulong[] forward = new ulong[count];
        FunctionCompiler used = _engine.RentCompiler();
        var environment = new ModuleEnvironment(module);
        for (int i = 0; i < count; i++)
        {
            forward[i] = Digest(used.Compile(environment, imported + i));
        }

        _engine.Return(used);
        var fresh = new FunctionCompiler(_engine);
        var other = new ModuleEnvironment(module);
        for (int i = count - 1; i >= 0; i--)
        {
            if (_second(Digest(fresh.Compile(other, imported + i))) != forward[i])
            {
                return new Flaw(Name, "code differs", $"function {imported + i} compiled twice");
            }
        }

        return Verdict.Same;
    }

    private static ulong Digest(CompiledFunction function)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte code in function.Code.Span)
        {
            hash = (hash ^ code) * 0x100000001B3;
        }

        hash = Add(hash, function.FrameBytes);
        foreach (Relocation item in function.Relocations.Span)
        {
            hash = Add(hash, item.GetHashCode());
        }

        foreach (var item in function.Traps.Span)
        {
            hash = Add(hash, item.GetHashCode());
        }

        foreach (var item in function.Calls.Span)
        {
            hash = Add(hash, item.GetHashCode());
        }

        foreach (var item in function.Sources.Span)
        {
            hash = Add(hash, item.GetHashCode());
        }

        return hash;
    }

    private static ulong Add(ulong hash, int number) => (hash ^ (uint)number) * 0x100000001B3;
}
