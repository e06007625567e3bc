using Wasm.Jit.Backend;
using Wasm.Jit.Coverage;
using Wasm.Jit.Frontend;
using Wasm.Jit.Ir;
using Wasm.Jit.Passes;
using Wasm.Jit.RegAlloc;
using Wasm.Jit.X64;

namespace Wasm.Jit.Execution;

/// <summary>The compiler from a body to machine code with all its working memory, for one thread at a time.</summary>
internal sealed class FunctionCompiler
{
    private readonly FunctionTranslator _translator = new();
    private readonly IrFunction _ir = new();
    private readonly IrVerifier _verifier = new();
    private readonly PassList _passes = new();
    private readonly PassSet _passSet;
    private readonly MachineFunction _machine = new();
    private readonly Allocation _allocation = new();
    private readonly X64InstructionSet _instructionSet;
    private readonly IRegisterAllocator _allocator;
    private readonly CompiledFunction _output = new();
    private readonly FrontendOptions _options;
    private readonly bool _verifies;
    private readonly int _steps;

    public FunctionCompiler(JitEngine engine)
    {
        JitOptions options = engine.JitOptions;
        _verifies = options.Verify;
        _options = new FrontendOptions
        {
            GuardPages = options.GuardPages,
            ExplicitNullChecks = !options.GuardPages,
            CanonicalizeNaNs = engine.Options.CanonicalizeNaNs,
            DeterministicRelaxedSimd = engine.Options.DeterministicRelaxedSimd,
            Fuel = engine.Options.ConsumeFuel,
            Interruptible = engine.Options.Interruptible,
            CountDepth = engine.Options.CountStackSlots,
        };
        _passSet = options.NoOptimization ? PassSet.None : _passes.AllBut(options.DisabledPasses);
        _steps = options.OptimizationSteps;
        _passes.Verify = options.Verify;
        _instructionSet = new X64InstructionSet(CpuFeatures.Host.Without(Parse(options.DisabledCpuFeatures)));
        _instructionSet.KeepsLoads = options.KeepLoads;
        _allocator = options.SimpleAllocator ? new SimpleAllocator() : new LinearScanAllocator();
        Observer = options.Coverage is { } sink ? new CompilationCoverage(sink) : null;
    }

    /// <summary>Shown every stage; null: nobody.</summary>
    public ICompilationObserver? Observer
    {
        get;
        set
        {
            field = value;
            _instructionSet.KeepsOrigins = value is { WantsSources: true };
            _passes.Dump = value is null ? null : (name, function) => value.AfterPass(name.Length == 0 ? "translation" : name, function);
        }
    }

    /// <summary>Compiles a function.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="index">Function index, imports included.</param>
    /// <returns>The code, valid until the next call.</returns>
    public CompiledFunction Compile(ModuleEnvironment module, int index)
    {
        _ir.Reset();
        _translator.Translate(module, index, _options, _ir);
        if (_verifies && _verifier.Verify(_ir) is { } error)
        {
            throw new InvalidOperationException($"the front end made wrong code for function {index}: {error}");
        }

        _passes.Run(_ir, _passSet, _steps);
        _machine.Reset();
        _instructionSet.Lower(_ir, _machine);
        Observer?.AfterLowering(_machine, _instructionSet);
        _allocation.Reset();
        _allocator.Allocate(_machine, _instructionSet.Registers, _allocation);
        Observer?.AfterAllocation(_machine, _allocation, _instructionSet);
        if (_verifies && !PlantedBugs.IsInAllocator)
        {
            AllocationChecker.Verify(_machine, _instructionSet.Registers, _allocation);
        }

        _output.Reset();
        _instructionSet.Emit(_machine, _allocation, _output);
        Observer?.AfterEmission(_output);
        return _output;
    }

    private static CpuFeature Parse(IReadOnlyList<string> names)
    {
        CpuFeature features = CpuFeature.None;
        foreach (string name in names)
        {
            features |= Enum.TryParse(name, ignoreCase: true, out CpuFeature feature)
                ? feature
                : throw new ArgumentException($"'{name}' is no feature of this processor that can be disabled: {string.Join(", ", Enum.GetNames<CpuFeature>())}");
        }

        return features;
    }
}
